"""Evidence of past months, kept in the package, so that Tangazo can be tried without a network."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files

from app.domain.evidence import Harvest, Observation, Payload, Phase, PhaseRecord, Trend
from app.domain.periods import Clock, Month, Period
from app.domain.places import counties
from app.errors import SourceFormatError
from app.sources.plain_table import NUMBER
from app.sources.refusal import refuse, text_of

_FOLDER = "replay_packs"
_COLUMNS = (
    "kind", "county", "zone", "variable", "value", "unit", "start", "end", "normal_low",
    "normal_high", "trend", "published_month", "source", "source_kind", "url", "note",
)  # fmt: skip
_KINDS = ("phase", "figure", "words")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TEXTS = ("zone", "variable", "unit", "source", "source_kind", "url", "note")
_MAX_BYTES = 1_000_000
_Row = dict[str, str]


def packs() -> tuple[str, ...]:
    """Return the names of the packs, oldest first; each begins with its month.

    >>> packs()
    ('2017-04-kitui', '2024-12', '2026-02')
    """
    names = [each.name for each in files("app.sources").joinpath(_FOLDER).iterdir()]
    return tuple(sorted(name.removesuffix(".csv") for name in names if name.endswith(".csv")))


@dataclass(frozen=True, slots=True)
class ReplaySource:
    """A pack of evidence as a source.

    Attributes:
        pack: One of `packs()`.
    """

    pack: str

    @property
    def name(self) -> str:
        """Name on the desk."""
        return f"replay {self.pack}"

    def fetch(self, clock: Clock) -> Harvest:
        """Return the pack's evidence, to be judged on the last day of its month.

        Raises:
            SourceFormatError: There is no such pack, or a row of it is wrong.
        """
        if self.pack not in packs():
            raise SourceFormatError(self.name, f"no such pack; there are: {', '.join(packs())}")
        body = files("app.sources").joinpath(_FOLDER, f"{self.pack}.csv").read_bytes()
        payload = Payload(
            source=self.name,
            url=f"pack:{self.pack}",
            fetched_at=clock.now(),
            sha256=sha256(body).hexdigest(),
            media_type="text/csv",
            body=body,
        )
        return self.reread(payload, clock)

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Return what a pack that was read before says.

        Raises:
            SourceFormatError: A row of it is wrong.
        """
        _ = clock
        return read_pack(payload, month=Month.parse(self.pack[:7]))


def read_pack(payload: Payload, *, month: Month) -> Harvest:
    """Return what a pack holds.

    Args:
        payload: The pack's file.
        month: The month that it replays.

    Raises:
        SourceFormatError: A row is wrong; names the row and the fault.
    """
    observations, phases = [], []
    for number, row in _rows(payload):
        try:
            _check(row)
            if row["kind"] == "phase":
                phases.append(_phase(row, number=number, payload=payload, month=month))
            elif row["kind"] == "figure":
                observations.append(_observation(row, number=number, payload=payload))
        except ValueError as fault:
            raise SourceFormatError(payload.source, f"row {number}: {fault}") from fault
    return Harvest(
        source=payload.source,
        payloads=(payload,),
        observations=tuple(observations),
        phases=tuple(phases),
        replay_of=month,
        as_of=month.period.end,
    )


def _rows(payload: Payload) -> Iterator[tuple[int, _Row]]:
    """Yield the rows with their lines in the file; comment lines are passed over."""
    if len(payload.body) > _MAX_BYTES:
        refuse(payload, f"is larger than {_MAX_BYTES:,} bytes; install Tangazo anew")
    text = text_of(payload)
    if not text.endswith("\n"):
        refuse(
            payload, "was cut short: the last row has no end", place=f"row {text.count(chr(10))}"
        )
    lines = enumerate(text.split("\n"), start=1)
    told = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if len(told) < 2:
        refuse(payload, "holds no rows; install Tangazo anew")
    header = _cells(payload, *told[0])
    for column in _COLUMNS:
        if header.count(column) != 1:
            fault = "is missing" if column not in header else "stands there twice"
            refuse(payload, f"column '{column}' {fault}", place=f"row {told[0][0]}")
    for number, line in told[1:]:
        cells = _cells(payload, number, line)
        if len(cells) != len(header):
            reason = f"has {len(cells)} fields, the header has {len(header)}"
            refuse(payload, reason, place=f"row {number}")
        yield number, dict(zip(header, cells, strict=True))


def _cells(payload: Payload, number: int, line: str) -> list[str]:
    """Return the cells of a line; a cell never holds a line break."""
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as fault:
        refuse(payload, f"is not a row of a table: {fault}", place=f"row {number}")


def _check(row: _Row) -> None:
    """Refuse a row of no known kind, and a text that a spreadsheet would run."""
    if row["kind"] not in _KINDS:
        raise ValueError(f"kind '{row['kind'][:40]}' is none of {', '.join(_KINDS)}")
    for column in _TEXTS:
        if row[column].startswith(_FORMULA):
            raise ValueError(f"{column} '{row[column][:30]}' is a formula; write plain text")


def _figure(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ValueError(f"'{text[:40]}' is not a figure")
    return float(text)


def _county(row: _Row) -> str:
    if row["county"] not in counties():
        raise ValueError(f"'{row['county']}' is no county")
    return row["county"]


def _observation(row: _Row, *, number: int, payload: Payload) -> Observation:
    return Observation(
        county=_county(row),
        period=Period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"])),
        variable=row["variable"],
        value=_figure(row["value"]),
        unit=row["unit"],
        source=row["source"],
        payload_sha256=payload.sha256,
        row=f"row {number}",
        url=row["url"],
        normal_low=_figure(row["normal_low"]) if row["normal_low"] else None,
        normal_high=_figure(row["normal_high"]) if row["normal_high"] else None,
        note=row["note"],
    )


def _phase(row: _Row, *, number: int, payload: Payload, month: Month) -> PhaseRecord:
    published = row["published_month"]
    return PhaseRecord(
        county=_county(row),
        observed_month=month,
        published_month=Month.parse(published) if published else None,
        phase=Phase(row["value"]),
        trend=Trend(row["trend"]) if row["trend"] else None,
        zone=row["zone"] or None,
        source=row["source"],
        source_kind=row["source_kind"],
        url=row["url"],
        payload_sha256=payload.sha256,
        row=f"row {number}",
    )
