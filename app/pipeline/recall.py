"""What people do about a bulletin by hand: take it back, correct it, change it while it waits."""

from __future__ import annotations

import logging

from app.domain.bulletins import Bulletin, Script, SignOff, Verdict
from app.domain.people import Officer
from app.errors import Conflict, NotFound, ScriptRefused
from app.pipeline.newsroom import Newsroom
from app.pipeline.publish import publish
from app.pipeline.side_by_side import MASTER, contradictions
from app.publishing.release import take_away
from app.store.bulletins import bulletins_of_week, the_bulletin
from app.store.changes import add_correction, change_text, sign_withdrawal
from app.store.listing import was_on_air
from app.store.recordings import recordings_of
from app.writing.hand_text import as_correction, edited_script
from app.writing.language_pack import LanguagePack

LOG = logging.getLogger(__name__)
SHORTEST_REASON = 8
LONGEST_REASON = 300
STANDING = (Verdict.RELEASED, Verdict.READY, Verdict.HELD_APPROVAL)


def withdraw(
    newsroom: Newsroom,
    name: str,
    given: SignOff,
    *,
    reason: str,
    replacement: str | None = None,
) -> Bulletin:
    """Keep a person's yes to taking a bulletin back; the second one takes it off the air.

    Then its words and recordings answer 410 with the reason, and its friendly files are gone.

    Args:
        given: The sign-off, of `withdrawal_sha256` of this bulletin, reason and replacement.
        reason: What is wrong, as `plain_reason` returns it; stations read it.
        replacement: Id of a bulletin on air that is to be played instead, or None.

    Raises:
        ApprovalError: The sign-off would not count.
        Conflict: The bulletin is not on air, or this person has signed before.
        NotFound: There is no such bulletin.
    """
    with newsroom.store.transaction() as tx:
        signed = sign_withdrawal(tx, name, given, reason=reason, replacement=replacement)
        made = recordings_of(tx, [name])[name]
    if signed.verdict is Verdict.WITHDRAWN:
        LOG.warning("bulletin_withdrawn", extra={"bulletin": name, "reason": reason})
        try:
            take_away(newsroom.blobs.root, signed, made)
        except OSError as fault:
            LOG.warning("names_not_taken_away", extra={"bulletin": name, "reason": str(fault)})
        publish(newsroom)
    return signed


def plain_reason(text: str) -> str:
    """Return a reason as it is shown to stations: one line, a full stop at its end.

    Raises:
        Conflict: It is too short to tell anything, or too long to be read.

    >>> plain_reason("The rain figure  was wrong")
    'The rain figure was wrong.'
    """
    told = " ".join(text.split())
    if not SHORTEST_REASON <= len(told) <= LONGEST_REASON:
        raise Conflict(
            f"Say what is wrong in {SHORTEST_REASON} to {LONGEST_REASON} letters; stations read it."
        )
    return told if told[-1] in ".!?" else f"{told}."


def correct(newsroom: Newsroom, name: str, text: str, *, reason: str, editor: Officer) -> Bulletin:
    """Keep a corrected text of a bulletin that was on air; two other people must sign it.

    It is a new edition of the week that says first that it is a correction. The edition that is
    on air stays there until the new one is released.

    Args:
        text: One sentence a line, a blank line between parts.
        reason: What was wrong, as `plain_reason` returns it.

    Raises:
        ApprovalError: This person may not change it.
        Conflict: It was not on air, a newer edition is there, or nothing was changed.
        NoWords: The language has no words for a correction.
        NotFound: There is no such bulletin.
        ScriptRefused: The text may not be spoken as it stands.
    """
    wrong, pack = _open(newsroom, name)
    if wrong.script is None:
        raise Conflict(f"{name} has no script: {wrong.reason}")
    edited = edited_script(wrong.script, text, pack)
    if edited.text == wrong.script.text:
        raise Conflict(f"Nothing was changed in {name}.")
    script = as_correction(edited, pack)
    _refuse_disagreement(newsroom, wrong, script)
    now = newsroom.clock.now()
    with newsroom.store.transaction() as tx:
        return add_correction(tx, name, script, editor=editor.name, reason=reason, at=now)


def change(newsroom: Newsroom, name: str, text: str, *, editor: Officer) -> Bulletin:
    """Keep a waiting bulletin's text as a person changed it; what was signed before is void.

    Raises:
        ApprovalError: This person may not change it.
        Conflict: Nothing was changed, or the bulletin no longer waits.
        NoWords: It is a correction, and the language has no words for that.
        NotFound: There is no such bulletin.
        ScriptRefused: The text may not be spoken as it stands.
    """
    waiting, pack = _open(newsroom, name)
    if waiting.script is None:
        raise Conflict(f"{name} has no script: {waiting.reason}")
    script = edited_script(waiting.script, text, pack)
    if not waiting.exercise and _was_on_air(newsroom, waiting):
        script = as_correction(script, pack)
    _refuse_disagreement(newsroom, waiting, script)
    with newsroom.store.transaction() as tx:
        return change_text(tx, name, script, editor=editor.name, at=newsroom.clock.now())


def _open(newsroom: Newsroom, name: str) -> tuple[Bulletin, LanguagePack]:
    with newsroom.store.reading() as tx:
        found = the_bulletin(tx, name)
    pack = newsroom.packs.get(found.language)
    if pack is None:
        raise NotFound(f"There is no language pack '{found.language}'.")
    return found, pack


def _was_on_air(newsroom: Newsroom, like: Bulletin) -> bool:
    with newsroom.store.reading() as tx:
        return was_on_air(
            tx,
            exercise=like.exercise,
            county=like.county,
            language=like.language,
            week=like.week,
        )


def _refuse_disagreement(newsroom: Newsroom, told: Bulletin, script: Script) -> None:
    """Refuse a text that does not say what the English bulletin of the week says."""
    if told.language == MASTER:
        return
    with newsroom.store.reading() as tx:
        week = bulletins_of_week(tx, told.week, exercise=told.exercise)
    master = next(
        (
            each.script
            for each in week
            if each.county == told.county and each.language == MASTER and each.verdict in STANDING
        ),
        None,
    )
    wrong = contradictions(master, script, packs=newsroom.packs)
    if wrong:
        raise ScriptRefused(
            f"It does not say what the English one says; change that one first. {wrong[0]}"
        )
