"""What was found in recordings of a station, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.periods import NAIROBI
from app.domain.sound_checks import Hearing, Judgement, Match, SoundCheck
from app.store.heard import Heard
from app.store.listing import Standing

# So sure is nobody.
MOST_SHOWN = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """A bulletin that is like a stretch of a recording.

    Attributes:
        starts: By the clock of Nairobi where the recording's beginning is known, else from it.
        by_clock: Whether it is by the clock.
    """

    bulletin: Standing
    starts: str
    by_clock: bool
    covered_s: int
    lasts_s: int
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingRow:
    """A stretch of a recording.

    Attributes:
        alarms: Whether what was on air was not for air.
        refused: Why it was not kept as an airing, or empty.
    """

    judgement: Judgement
    best: MatchRow
    second: MatchRow | None
    alarms: bool
    kept: bool
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A recording with what was found in it."""

    check: SoundCheck
    hearings: tuple[HearingRow, ...]
    length: str


def names_in(checks: Iterable[SoundCheck]) -> set[str]:
    """Return the ids of all bulletins that are named."""
    found = [hearing for each in checks for hearing in each.hearings]
    seconds = {each.second.bulletin for each in found if each.second is not None}
    return {each.best.bulletin for each in found} | seconds


def check_row(check: SoundCheck, bulletins: Mapping[str, Standing]) -> CheckRow:
    """Return a recording as the page shows it."""
    return CheckRow(
        check=check,
        hearings=tuple(_hearing(check, each, bulletins) for each in check.hearings),
        length=clock_of(check.length_s),
    )


def _hearing(check: SoundCheck, found: Hearing, bulletins: Mapping[str, Standing]) -> HearingRow:
    outcome = found.outcome
    known = outcome in (Heard.KEPT, Heard.KNOWN)
    best = bulletins[found.best.bulletin]
    return HearingRow(
        judgement=found.judgement,
        best=_match(check, found.best, bulletins),
        second=_match(check, found.second, bulletins) if found.second else None,
        alarms=outcome == Heard.ALARM
        or (found.judgement is Judgement.OURS and not known and best.exercise),
        kept=known,
        refused="" if known or outcome == Heard.ALARM else outcome,
    )


def _match(check: SoundCheck, found: Match, bulletins: Mapping[str, Standing]) -> MatchRow:
    at = check.heard_at(found)
    return MatchRow(
        bulletin=bulletins[found.bulletin],
        starts=f"{at.astimezone(NAIROBI):%H:%M:%S}" if at else clock_of(found.starts_s),
        by_clock=at is not None,
        covered_s=round(found.covered_s),
        lasts_s=round(found.lasts_s),
        confidence=f"{min(MOST_SHOWN, found.confidence):.2f}",
    )


def clock_of(seconds: float) -> str:
    """Return a length or a place in a recording as players show it.

    >>> clock_of(192.4), clock_of(3792)
    ('3:12', '1:03:12')
    """
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
