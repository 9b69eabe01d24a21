"""Approved bulletins into released editions; what exists is not made again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future, as_completed
from dataclasses import dataclass, replace

from app.domain.bulletins import Bulletin, SignOff, Verdict
from app.domain.places import counties
from app.domain.recordings import Recording
from app.errors import ApprovalError, Conflict, MasteringError, TangazoError, VoiceError
from app.pipeline.newsroom import Newsroom
from app.pipeline.publish import publish
from app.pipeline.recorded import recorded_of
from app.pipeline.render import HereExecutor, Rendered, RenderOrder, file_names, render, tag_sheet
from app.publishing.release import lay_out, take_away
from app.store.approvals import clearance
from app.store.audit import SYSTEM, Deed, add_entry
from app.store.blobs import hashed_name
from app.store.bulletins import add_sign_off, release, set_verdict, the_bulletin
from app.store.recalls import replaced_editions
from app.store.recordings import recordings_of
from app.store.runs import Run, hold

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced:
    """How the production of some bulletins ended."""

    released: tuple[Bulletin, ...]
    failed: tuple[Bulletin, ...]


def produce(
    newsroom: Newsroom, bulletins: Sequence[Bulletin], *, run: Run | None = None
) -> Produced:
    """Render and release bulletins; one that fails leaves the others released.

    Args:
        run: The run that this is part of; each release checks that it is still ours. None
            outside a run, as after an officer's approval.

    Raises:
        RunLost: Another process took the run over; nothing more is released.
    """
    # One bulletin is made sooner than another process is started.
    renderer = newsroom.renderer if len(bulletins) > 1 else HereExecutor()
    waiting = {renderer.submit(render, _order(newsroom, each)): each for each in bulletins}
    ended: list[Bulletin] = []
    for done, future in enumerate(as_completed(waiting), 1):
        ended.append(_end(newsroom, waiting[future], future, run))
        newsroom.report("Making the audio", done, len(waiting))
    ended.sort(key=lambda each: each.id)
    publish(newsroom)
    return Produced(
        released=tuple(each for each in ended if each.verdict is Verdict.RELEASED),
        failed=tuple(each for each in ended if each.verdict is not Verdict.RELEASED),
    )


def approve(newsroom: Newsroom, name: str, given: SignOff) -> Bulletin:
    """Keep a person's sign-off; when enough have signed, produce and release the bulletin.

    Raises:
        ApprovalError: The sign-off would not count.
        Conflict: The text changed, this person has signed before, or it is not waiting.
        NotFound: There is no such bulletin.
    """
    signed = sign(newsroom, name, given)
    if signed.verdict is not Verdict.READY:
        return signed
    ended = produce(newsroom, [signed])
    return (*ended.released, *ended.failed)[0]


def sign(newsroom: Newsroom, name: str, given: SignOff) -> Bulletin:
    """Keep a person's sign-off; when enough have signed, the bulletin is ready to be produced.

    Raises:
        ApprovalError: The sign-off would not count.
        Conflict: The text changed, this person has signed before, or it is not waiting.
        NotFound: There is no such bulletin.
    """
    with newsroom.store.transaction() as tx:
        signed = add_sign_off(tx, name, given)
        cleared = clearance(tx, signed, at=newsroom.clock.now())
        by = " and ".join(each.officer for each in cleared.counted)
        if cleared.lacking:
            reason = f"Approved by {by}; {cleared.lacking}."
            set_verdict(tx, name, Verdict.HELD_APPROVAL, reason=reason)
            return replace(signed, reason=reason)
        set_verdict(tx, name, Verdict.READY, reason=f"Approved by {by}.")
        return the_bulletin(tx, name)


def _order(newsroom: Newsroom, bulletin: Bulletin) -> RenderOrder:
    if bulletin.script is None:
        raise Conflict(f"Bulletin {bulletin.id} has no script to speak.")
    county = counties()[bulletin.county]
    pack = newsroom.packs[bulletin.language]
    return RenderOrder(
        bulletin=bulletin.id,
        script=bulletin.script,
        plan=pack.voice_plan(online=newsroom.online_voices),
        recorded=recorded_of(newsroom, bulletin, bulletin.script, pack.voices.disclosure),
        voices=newsroom.voices,
        sheet=tag_sheet(bulletin, bulletin.script, county, public_url=newsroom.public_url),
        file_names=file_names(bulletin, county, newsroom.formats),
        cache=newsroom.cache,
        blobs=newsroom.blobs,
    )


def _end(
    newsroom: Newsroom, bulletin: Bulletin, future: Future[Rendered], run: Run | None
) -> Bulletin:
    """Release what was rendered, or record the verdict that its fault deserves."""
    try:
        rendered = future.result()
    except VoiceError as fault:
        return _close(newsroom, bulletin, Verdict.NO_VOICE, reason=str(fault))
    except MasteringError as fault:
        return _close(newsroom, bulletin, Verdict.REFUSED, reason=str(fault))
    except BrokenExecutor:
        reason = "The process that makes the audio died; run again."
        return _close(newsroom, bulletin, Verdict.FAILED, reason=reason)
    except (TangazoError, OSError) as fault:
        return _close(newsroom, bulletin, Verdict.FAILED, reason=str(fault))
    return _release(newsroom, bulletin, rendered, run)


def _release(
    newsroom: Newsroom, bulletin: Bulletin, rendered: Rendered, run: Run | None
) -> Bulletin:
    try:
        with newsroom.store.transaction() as tx:
            if run is not None:
                hold(tx, run)
            release(tx, bulletin.id, rendered.recordings, at=newsroom.clock.now())
            if rendered.fallbacks:
                reason = "On air. " + " ".join(rendered.fallbacks)
                set_verdict(tx, bulletin.id, Verdict.RELEASED, reason=reason)
            out = the_bulletin(tx, bulletin.id)
    except ApprovalError as fault:
        return _close(newsroom, bulletin, Verdict.HELD_APPROVAL, reason=str(fault))
    except Conflict as fault:
        LOG.warning("release_refused", extra={"bulletin": bulletin.id, "reason": str(fault)})
        with newsroom.store.reading() as tx:
            return the_bulletin(tx, bulletin.id)
    _lay_out(newsroom, out, rendered.recordings)
    _take_replaced_away(newsroom, out)
    LOG.info("bulletin_released", extra={"bulletin": bulletin.id})
    return out


def _take_replaced_away(newsroom: Newsroom, out: Bulletin) -> None:
    """Remove the friendly names of the edition that this one replaced; a fault only warns."""
    with newsroom.store.reading() as tx:
        replaced = replaced_editions(tx, out)
        made = recordings_of(tx, [each.id for each in replaced])
    for each in replaced:
        try:
            take_away(newsroom.blobs.root, each, made[each.id])
        except OSError as fault:
            told = {"bulletin": each.id, "reason": str(fault)}
            LOG.warning("names_not_taken_away", extra=told)


def _close(newsroom: Newsroom, bulletin: Bulletin, verdict: Verdict, *, reason: str) -> Bulletin:
    LOG.error("bulletin_not_made", extra={"bulletin": bulletin.id, "reason": reason})
    with newsroom.store.transaction() as tx:
        set_verdict(tx, bulletin.id, verdict, reason=reason)
        if verdict in (Verdict.REFUSED, Verdict.HELD_APPROVAL):
            now, facts = newsroom.clock.now(), {"reason": reason}
            add_entry(tx, Deed.REFUSED, at=now, actor=SYSTEM, subject=bulletin.id, facts=facts)
    return replace(bulletin, verdict=verdict, reason=reason)


def lay_out_again(newsroom: Newsroom, released: Sequence[Bulletin]) -> None:
    """Put back the friendly names of released bulletins that a killed run left out."""
    with newsroom.store.reading() as tx:
        found = recordings_of(tx, [each.id for each in released])
    for each in released:
        _lay_out(newsroom, each, found[each.id])


def _lay_out(newsroom: Newsroom, released: Bulletin, made: Sequence[Recording]) -> None:
    """Name the files for people; stations are served by hash, so a fault here only warns."""
    kept = {each.address: newsroom.blobs.root / hashed_name(each.address) for each in made}
    try:
        lay_out(newsroom.blobs.root, released, made, hashed=kept)
    except OSError as fault:
        LOG.warning("names_not_laid_out", extra={"bulletin": released.id, "reason": str(fault)})
