"""Tables that somebody downloaded: read from a file instead of the net."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from app.domain.evidence import Harvest, Payload
from app.domain.periods import NAIROBI, Clock, Dekad
from app.errors import SourceUnavailable
from app.sources.hdx_rainfall import read_rainfall
from app.sources.hdx_vegetation import read_vegetation

MAX_BYTES = 64_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RainfallFile:
    """WFP's rainfall table in a local file.

    Attributes:
        before: Take only dekads that ended before this day; None for the newest.
    """

    path: Path
    before: date | None = None

    @property
    def name(self) -> str:
        """Name on the desk."""
        return f"file {self.path.name}"

    def fetch(self, clock: Clock) -> Harvest:
        """Return what the file says.

        Raises:
            SourceUnavailable: The file cannot be read.
            SourceFormatError: It is not the table that was agreed.
        """
        return self.reread(file_payload(self.path, source=self.name, clock=clock), clock)

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Return what a file that was read before says.

        Raises:
            SourceFormatError: It is not the table that was agreed.
        """
        return read_rainfall(payload, today=_today(clock), newest=last_dekad(self.before))


@dataclass(frozen=True, slots=True, kw_only=True)
class VegetationFile:
    """WFP's NDVI table in a local file.

    Attributes:
        before: Take only dekads that ended before this day; None for the newest.
    """

    path: Path
    before: date | None = None

    @property
    def name(self) -> str:
        """Name on the desk."""
        return f"file {self.path.name}"

    def fetch(self, clock: Clock) -> Harvest:
        """Return what the file says.

        Raises:
            SourceUnavailable: The file cannot be read.
            SourceFormatError: It is not the table that was agreed.
        """
        return self.reread(file_payload(self.path, source=self.name, clock=clock), clock)

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Return what a file that was read before says.

        Raises:
            SourceFormatError: It is not the table that was agreed.
        """
        return read_vegetation(payload, today=_today(clock), newest=last_dekad(self.before))


def last_dekad(before: date | None) -> Dekad | None:
    """Return the last dekad that was over before a day.

    >>> str(last_dekad(date(2017, 5, 1)))
    '2017-04-D3'
    """
    if before is None:
        return None
    eve = Dekad.of(before - timedelta(days=1))
    return eve if eve.period.end < before else Dekad.from_ordinal(eve.ordinal - 1)


def _today(clock: Clock) -> date:
    return clock.now().astimezone(NAIROBI).date()


def file_payload(
    path: Path, *, source: str, clock: Clock, media_type: str = "text/csv", url: str = ""
) -> Payload:
    """Return a file's bytes as a payload.

    Args:
        url: Where the file was published; the file itself when it is not known.

    Raises:
        SourceUnavailable: The file cannot be read, or is too large to be what it should.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceUnavailable(source, f"{path} is larger than {MAX_BYTES:,} bytes")
        body = path.read_bytes()
    except OSError as fault:
        raise SourceUnavailable(source, f"cannot read {path}: {fault.strerror}") from fault
    return Payload(
        source=source,
        url=url or path.resolve().as_uri(),
        fetched_at=clock.now(),
        sha256=sha256(body).hexdigest(),
        media_type=media_type,
        body=body,
    )
