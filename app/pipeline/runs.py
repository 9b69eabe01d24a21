"""Runs that an officer asks for: tried again, outside the schedule, or only as a rehearsal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.bulletins import Bulletin
from app.domain.periods import Week
from app.domain.places import County
from app.errors import Conflict, TangazoError
from app.pipeline.edition import claim_slot, make_edition
from app.pipeline.gather import gather_kept
from app.pipeline.newsroom import Newsroom
from app.pipeline.prepare import drafts_from
from app.store.audit import Deed, add_entry
from app.store.bulletins import bulletins_of_week
from app.store.moved_slots import moved_slots
from app.store.runs import Run, the_run

LOG = logging.getLogger(__name__)
WEEKLY = "weekly"
FLASH = "flash-"
# A silent run is left alone for this long before another process takes it over.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A draft that was not kept; `same` when it says what the newest edition says already."""

    draft: Bulletin
    same: bool


def moves(newsroom: Newsroom, *, since: datetime) -> dict[datetime, datetime]:
    """Return when moved slots of the weekly schedule run, by slot."""
    with newsroom.store.reading() as tx:
        moved = moved_slots(tx, WEEKLY, since=since)
    return {slot: each.moved_to for slot, each in moved.items()}


def retried(newsroom: Newsroom, *, schedule: str, slot: datetime, officer: str) -> Run:
    """Return a failed run, held by us to be carried out again.

    Raises:
        Conflict: It did not fail, or another process has it.
    """
    with newsroom.store.reading() as tx:
        before = the_run(tx, schedule=schedule, slot=slot)
    if before is None or before.state != "failed":
        raise Conflict("Only a run that failed can be tried again; this one has not. Look again.")
    held = claim_slot(newsroom, schedule=schedule, slot=slot, lease=LEASE)
    if held is None:
        raise Conflict("Another process is trying this run again already; look again in a minute.")
    _log(newsroom, held, officer=officer, reason="tried again")
    return held


def flash(newsroom: Newsroom, county: County, *, officer: str, reason: str) -> Run:
    """Return a run for one county outside the schedule, held by us to be carried out.

    Raises:
        Conflict: One was begun this very moment.
    """
    now = newsroom.clock.now().replace(microsecond=0)
    held = claim_slot(newsroom, schedule=f"{FLASH}{county.slug}", slot=now, lease=LEASE)
    if held is None:
        raise Conflict(f"A flash bulletin for {county.name} is being made already.")
    _log(newsroom, held, officer=officer, reason=reason)
    return held


def carry_out(newsroom: Newsroom, held: Run) -> None:
    """Make the edition of a run; how it ends is written in the run itself."""
    counties = newsroom.counties
    if held.schedule.startswith(FLASH):
        slug = held.schedule.removeprefix(FLASH)
        counties = tuple(each for each in counties if each.slug == slug)
    theirs = replace(newsroom, counties=counties)
    try:
        make_edition(theirs, held, week=Week.at(held.slot), lease=LEASE)
    except (TangazoError, OSError) as fault:
        LOG.error(  # noqa: TRY400 - told in one line
            "run_failed", extra={"schedule": held.schedule, "reason": str(fault)}
        )


def rehearse(newsroom: Newsroom, week: Week) -> list[Rehearsed]:
    """Return what the drafts of a week would be with the evidence at hand; nothing is kept."""
    made = drafts_from(newsroom, week, gather_kept(newsroom))
    with newsroom.store.reading() as tx:
        known = [
            each
            for exercise in (False, True)
            for each in bulletins_of_week(tx, week, exercise=exercise)
        ]
    return list(_compared(made.drafts, known))


def _compared(drafts: tuple[Bulletin, ...], known: list[Bulletin]) -> Iterator[Rehearsed]:
    newest: dict[tuple[str, str, bool], Bulletin] = {}
    for each in sorted(known, key=lambda each: each.edition):
        newest[each.county, each.language, each.exercise] = each
    for draft in drafts:
        before = newest.get((draft.county, draft.language, draft.exercise))
        same = before is not None and _words(before) == _words(draft)
        yield Rehearsed(draft=draft, same=same)


def _words(made: Bulletin) -> str:
    return made.script.sha256 if made.script else ""


def _log(newsroom: Newsroom, held: Run, *, officer: str, reason: str) -> None:
    subject = f"{held.schedule} {held.slot.isoformat()}"
    facts = {"reason": reason}
    with newsroom.store.transaction() as tx:
        now = newsroom.clock.now()
        add_entry(tx, Deed.RUN_ASKED, at=now, actor=officer, subject=subject, facts=facts)
