"""As-run logs: what a station's automation says was on air is read, and kept as airings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.domain.cuts import cart_for
from app.domain.periods import NAIROBI
from app.domain.recordings import Recording
from app.domain.stations import Airing, Station, Way
from app.errors import Conflict
from app.pipeline.as_run_lines import Frame, ReadLine, read_log
from app.pipeline.as_run_names import Expected, Series
from app.pipeline.as_run_times import DayOrder, read_day
from app.pipeline.newsroom import Newsroom
from app.store.heard import Heard, hear_each
from app.store.listing import once_on_air
from app.store.recordings import recordings_of

# Stations send the logs of a month; what is older was told long ago.
LOOKED_BACK = timedelta(days=100)
# Less than this share of the recording was not all of the bulletin.
WHOLE = 0.8
KNOWN = "%(county)s, %(language)s: on air %(at)s; known already."
EXERCISE_AIRED = "An exercise was on air %(at)s. Telephone NDMA at once."
WITHDRAWN_AIRED = (
    "%(county)s, %(language)s was on air %(at)s after it had been taken back. Telephone NDMA."
)
CUT_SHORT = "It was cut short."
WORDS = (KNOWN, EXERCISE_AIRED, WITHDRAWN_AIRED, CUT_SHORT)
NOT_KEPT = "not kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine:
    """A line of a log with what became of it: `kept`, `known`, `alarm`, or `not kept`."""

    read: ReadLine
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRun:
    """What was made of an as-run log.

    Attributes:
        lines: How many lines it has.
        ours: Those that name our bulletins.
        cut_off: Whether there were more of them than are read.
    """

    lines: int
    ours: tuple[KeptLine, ...]
    cut_off: bool

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines became what."""
        return Counter(each.outcome for each in self.ours)

    @property
    def others(self) -> int:
        """How many lines are of other programmes."""
        return max(self.lines - len(self.ours), 0)


def keep_as_run(
    newsroom: Newsroom,
    station: Station,
    body: bytes,
    *,
    told_by: str,
    file_name: str = "",
    day: date | None = None,
    order: DayOrder = DayOrder.UNKNOWN,
) -> AsRun:
    """Keep what an as-run log says about our bulletins, and return it line by line.

    Sending the same log again changes nothing.

    Args:
        file_name: Name of the file, which often is the day of the log.
        day: The day of a log whose lines have times only.
        order: What comes first in its dates, day or month, where both are possible.

    Raises:
        Conflict: The log is empty, too large, or no text.
    """
    now = newsroom.clock.now()
    day = day or _day_named(file_name)
    with newsroom.store.reading() as tx:
        known = once_on_air(tx, since=now - LOOKED_BACK)
    frame = Frame(expected=_expected(station), known=known, now=now, day=day, order=order)
    log = read_log(body, frame)
    kept = _keep(newsroom, station, log.ours, told_by=told_by)
    return AsRun(lines=log.lines, ours=kept, cut_off=log.cut_off)


def _day_named(file_name: str) -> date | None:
    """Return the day that a file is named after, if it can be read in one way only.

    >>> _day_named("asrun-20261123.txt"), _day_named("log.txt")
    (datetime.date(2026, 11, 23), None)
    """
    found = read_day(file_name[-80:], DayOrder.UNKNOWN)
    return found.ways[0] if found and len(found.ways) == 1 else None


def _expected(station: Station) -> Expected:
    series = tuple(
        Series(county=county, language=language)
        for county in station.counties
        for language in station.languages
    )
    carts = {cart_for(station, county=e.county, language=e.language): e for e in series}
    return Expected(series=series, carts={n: each for n, each in carts.items() if n is not None})


def _keep(
    newsroom: Newsroom, station: Station, ours: tuple[ReadLine, ...], *, told_by: str
) -> tuple[KeptLine, ...]:
    now = newsroom.clock.now()
    airings = [_airing(each, station, told_by=told_by, at=now) for each in ours]
    told = [(each, line.duration_s) for each, line in zip(airings, ours, strict=True) if each]
    with newsroom.store.transaction() as tx:
        made = recordings_of(tx, sorted({each.bulletin for each, _ in told}))
        heard = iter(hear_each(tx, told))
    return tuple(
        _kept(line, next(heard), _whole_s(made[each.bulletin]))
        if each
        else KeptLine(read=line, outcome=NOT_KEPT)
        for each, line in zip(airings, ours, strict=True)
    )


def _whole_s(recordings: tuple[Recording, ...]) -> float:
    return max((each.duration_s for each in recordings), default=0.0)


def _kept(line: ReadLine, heard: Heard | Conflict, whole_s: float) -> KeptLine:
    if isinstance(heard, Conflict):
        told = replace(line, words=str(heard).replace("%", "%%"), facts={}, notes=())
        return KeptLine(read=told, outcome=NOT_KEPT)
    return KeptLine(read=_told(line, heard, whole_s), outcome=heard)


def _airing(line: ReadLine, station: Station, *, told_by: str, at: datetime) -> Airing | None:
    if line.bulletin is None or line.aired_at is None:
        return None
    return Airing(
        station=station.slug,
        bulletin=line.bulletin.id,
        day=line.aired_at.astimezone(NAIROBI).date(),
        told_by=told_by,
        way=Way.LOG,
        at=at,
        aired_at=line.aired_at,
    )


def _told(line: ReadLine, heard: Heard, whole_s: float) -> ReadLine:
    """Return a line in the words of what became of it."""
    if heard is Heard.ALARM:
        drill = line.bulletin is not None and line.bulletin.exercise
        return replace(line, words=EXERCISE_AIRED if drill else WITHDRAWN_AIRED)
    words = KNOWN if heard is Heard.KNOWN else line.words
    short = line.duration_s is not None and line.duration_s < WHOLE * whole_s
    return replace(line, words=words, notes=(*line.notes, *[CUT_SHORT] * short))
