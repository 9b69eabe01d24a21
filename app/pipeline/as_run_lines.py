"""Lines of an as-run log that name our bulletins: which one, when, and how long, or why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.domain.bulletins import Verdict
from app.domain.places import counties
from app.pipeline.as_run_names import Edition, Expected, Named, named_in, which
from app.pipeline.as_run_text import cells_of, delimiter_of, header_of, log_lines
from app.pipeline.as_run_times import DayOrder, day_order, length_s, moments, read_day, without_day
from app.store.listing import Standing

# More lines of one log that name us are no log of a station.
MOST_NAMED = 600
# Clocks of studios are seldom right to the minute.
CLOCK_SLACK = timedelta(minutes=10)
AIRED = "%(county)s, %(language)s: on air %(at)s."
NO_TIME = "It names our bulletin, but no time of day can be read in it."
NO_DAY = "It has no date. Choose the day of the log, and send it again."
TWO_DAYS = (
    "Its date can be read in two ways. Say whether day or month comes first, and send it again."
)
FUTURE = "Its time has not come yet. Look at the clock of the computer in the studio."
TOO_EARLY = "The bulletin was not out yet at that time. Look at the date, and at the clock."
WHICH_ONE = "It names a drought bulletin, but not which one: the title is cut off or changed."
UNKNOWN = "It names a bulletin that was never released here."
LATE = "Its week was over by then."
ODD_LENGTH = "Its length makes no sense and is left out."
WORDS = (AIRED, NO_TIME, NO_DAY, TWO_DAYS, FUTURE, TOO_EARLY, WHICH_ONE, UNKNOWN, LATE, ODD_LENGTH)
_OUR_FILE = "_drought_v"
_OUR_NAME = re.compile(r"(?:x-)?\d{4}-W\d{2}-[\w-]+|\b(?:wk|week)\W{0,3}\d{1,2}\W{1,3}\d{4}", re.I)
NO_FACTS: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """A line that names one of our bulletins, and what could be read in it.

    Attributes:
        number: Its number in the log, from 1.
        words: What was read, or why nothing can be kept; with places.
        facts: What fills the places.
        notes: What else there is to say.
        bulletin: The edition that was on air; None when nothing can be kept.
        aired_at: When.
        duration_s: How long, in seconds, where that can be read.
    """

    number: int
    words: str
    facts: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    bulletin: Standing | None = None
    aired_at: datetime | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLog:
    """An as-run log.

    Attributes:
        lines: How many lines it has that are not empty.
        ours: Those that name one of our bulletins.
        cut_off: Whether there were more of them than are read.
    """

    lines: int
    ours: tuple[ReadLine, ...]
    cut_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a log is read with.

    Attributes:
        known: Editions that were ever released, the oldest first.
        day: The day of a log whose lines have times only; None when nobody says it.
        order: What comes first in a date, where somebody says it.
    """

    expected: Expected
    known: Sequence[Standing]
    now: datetime
    day: date | None = None
    order: DayOrder = DayOrder.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Sequence[str]
    columns: Mapping[str, int]

    def cell(self, role: str) -> str | None:
        """Return what stands in a column; None when the log has no such column."""
        place = self.columns.get(role)
        if place is None:
            return None
        return self.cells[place] if place < len(self.cells) else ""


def read_log(body: bytes, frame: Frame) -> ReadLog:
    """Return what an as-run log says about our bulletins.

    Raises:
        Conflict: It is empty, too large, or no text.
    """
    lines = log_lines(body)
    delimiter = delimiter_of(lines)
    head, columns = header_of(lines, delimiter)
    told = _framed(lines, head, frame)
    found: list[ReadLine] = []
    for number, line in enumerate(lines, start=1):
        if number <= head + 1 or not line.strip():
            continue
        row = _Row(number, cells_of(line, delimiter), columns)
        named = named_in(row.cells, told.expected, cart=row.cell("cart"))
        if named is None:
            continue
        if len(found) == MOST_NAMED:
            return ReadLog(lines=len(lines), ours=tuple(found), cut_off=True)
        found.append(_read(row, named, told))
    full = sum(bool(each.strip()) for each in lines)
    return ReadLog(lines=full - (head >= 0), ours=tuple(found))


def _framed(lines: Sequence[str], head: int, frame: Frame) -> Frame:
    """Return the frame with what the log says of itself, such as its day in the heading."""
    heading = " ".join(lines[: max(head, 3)])
    order = frame.order
    if order is DayOrder.UNKNOWN:
        # Rivendell writes its reports for America, wherever it runs
        american = "rivendell" in heading.casefold()
        order = DayOrder.MONTH_FIRST if american else day_order(lines)
    days = {
        each.ways
        for line in lines[: max(head, 3)]
        if _OUR_FILE not in line.lower() and not moments(without_day(line), [frame.now.date()])
        for each in [read_day(line, order)]
        if each
    }
    only = next(iter(days)) if len(days) == 1 else ()
    day = frame.day or (only[0] if len(only) == 1 else None)
    return Frame(expected=frame.expected, known=frame.known, now=frame.now, day=day, order=order)


def _read(row: _Row, named: Named, frame: Frame) -> ReadLine:
    when = _when(row, frame)
    if isinstance(when, str):
        return ReadLine(number=row.number, words=when)
    meant = [(which(named, frame.known, at), at) for at in when]
    if all(edition is None for edition, _ in meant):
        words = UNKNOWN if isinstance(named, Edition) else WHICH_ONE
        return ReadLine(number=row.number, words=words)
    fitting = [(edition, at) for edition, at in meant if edition and _fits(edition, at, frame)]
    if len({at for _, at in fitting}) > 1:
        return ReadLine(number=row.number, words=TWO_DAYS)
    if not fitting:
        future = all(at > frame.now for _, at in meant)
        return ReadLine(number=row.number, words=FUTURE if future else TOO_EARLY)
    edition, at = fitting[0]
    return _kept(row, edition, at)


def _fits(edition: Standing, at: datetime, frame: Frame) -> bool:
    out = edition.released_at
    return out is not None and out - CLOCK_SLACK <= at <= frame.now + CLOCK_SLACK


def _kept(row: _Row, edition: Standing, at: datetime) -> ReadLine:
    length, odd = _length(row, at)
    late = at > edition.valid_until
    return ReadLine(
        number=row.number,
        words=AIRED,
        facts={
            "county": counties()[edition.county].name,
            "language": edition.language,
            "at": at,
        },
        notes=(*[LATE] * (late and edition.verdict is not Verdict.WITHDRAWN), *[ODD_LENGTH] * odd),
        bulletin=edition,
        aired_at=at,
        duration_s=length,
    )


def _when(row: _Row, frame: Frame) -> Sequence[datetime] | str:
    """Return the moments that a line can mean, or why there is none."""
    text = _time_text(row)
    day = read_day(text, frame.order)
    days = day.ways if day else ((frame.day,) if frame.day else ())
    if not days:
        return NO_DAY if moments(without_day(text), [frame.now.date()]) else NO_TIME
    return moments(without_day(text), days) or NO_TIME


def _time_text(row: _Row) -> str:
    """Return the cells with day and time; without such columns, all but what names our bulletin."""
    told = [row.cell("date"), row.cell("time")]
    if any(told):
        return " ".join(each for each in told if each)
    alone = len(row.cells) == 1
    others = [each for each in row.cells if alone or _OUR_FILE not in each.lower()]
    words = " ".join(others).split()
    return _OUR_NAME.sub(" ", " ".join(each for each in words if _OUR_FILE not in each.lower()))


def _length(row: _Row, at: datetime) -> tuple[float | None, bool]:
    """Return how long it was on air, and whether what is written makes no sense."""
    told = row.cell("length")
    if told is not None:
        found = length_s(told)
        return found, found is None and bool(told)
    end = moments(without_day(row.cell("end") or ""), [at.date()])
    if end:
        between = (end[0] - at).total_seconds() % timedelta(days=1).total_seconds()
        found = length_s(f"{between:.1f}")
        return found, found is None
    clocked = (length_s(each) for each in row.cells[1:] if each.count(":") in (1, 2))
    return next((each for each in clocked if each), None), False
