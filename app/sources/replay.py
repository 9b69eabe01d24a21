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

_FOLDER = "replay_packs"
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
            if row["kind"] == "phase":
                phases.append(_phase(row, number=number, payload=payload, month=month))
            elif row["kind"] == "figure":
                observations.append(_observation(row, number=number, payload=payload))
        except (KeyError, ValueError) as fault:
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
    lines = list(enumerate(payload.body.decode("utf-8").splitlines(), start=1))
    told = [(number, line) for number, line in lines if not line.startswith("#")]
    rows = csv.DictReader(line for _, line in told)
    return zip((number for number, _ in told[1:]), rows, strict=True)


def _county(row: _Row) -> str:
    if row["county"] not in counties():
        raise ValueError(f"'{row['county']}' is no county")
    return row["county"]


def _observation(row: _Row, *, number: int, payload: Payload) -> Observation:
    return Observation(
        county=_county(row),
        period=Period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"])),
        variable=row["variable"],
        value=float(row["value"]),
        unit=row["unit"],
        source=row["source"],
        payload_sha256=payload.sha256,
        row=f"row {number}",
        url=row["url"],
        normal_low=float(row["normal_low"]) if row["normal_low"] else None,
        normal_high=float(row["normal_high"]) if row["normal_high"] else None,
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
