"""What was observed, by whom, and what it amounts to: from observation to assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.findings import Finding
from app.domain.outlooks import VegetationOutlook
from app.domain.periods import Dekad, Month, Period, Week
from app.domain.variables import GUIDANCE, PROJECTED


class Phase(StrEnum):
    """A drought phase, as NDMA names it; `phases.severity` orders them."""

    NORMAL = "normal"
    PRE_ALERT = "pre-alert"
    ALERT = "alert"
    ALARM = "alarm"
    EMERGENCY = "emergency"
    RECOVERY = "recovery"


class Trend(StrEnum):
    """Where the situation is going, as NDMA prints it."""

    IMPROVING = "improving"
    STABLE = "stable"
    WORSENING = "worsening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What a source sent, byte for byte."""

    source: str
    url: str
    fetched_at: datetime
    sha256: str
    media_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One figure from one source.

    Attributes:
        variable: One of the names in `variables.py`.
        value: The figure, in `unit`.
        unit: mm, %, km, kg/goat, litres/household/day, index, unitless.
        payload_sha256: Hash of the payload it was read from.
        row: Where in the payload, as a person would say it: `row 1532`, `page 1, row 3`.
        normal_low: Lower end of the normal range printed beside it, or None.
        normal_high: Upper end of that range, or None.
        preliminary: True when the provider will replace it.
        note: What a reader must know of it, such as a conversion.
    """

    county: str
    period: Period
    variable: str
    value: float
    unit: str
    source: str
    payload_sha256: str
    row: str
    url: str = ""
    normal_low: float | None = None
    normal_high: float | None = None
    preliminary: bool = False
    note: str = ""

    @property
    def looks_ahead(self) -> bool:
        """Whether it is guidance or a projection, which may describe days to come."""
        return self.variable.startswith(GUIDANCE) or self.variable.endswith(PROJECTED)

    @property
    def outside_normal(self) -> bool | None:
        """Whether it lies outside its printed range; None when no range was printed."""
        if self.normal_low is None and self.normal_high is None:
            return None
        below = self.normal_low is not None and self.value < self.normal_low
        above = self.normal_high is not None and self.value > self.normal_high
        return below or above


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A county's series, a value a dekad from `first` on; `None` where there is no figure."""

    county: str
    variable: str
    unit: str
    source: str
    payload_sha256: str
    first: Dekad
    values: tuple[float | None, ...]

    @property
    def last(self) -> Dekad:
        """The dekad of the last value."""
        return Dekad.from_ordinal(self.first.ordinal + len(self.values) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRecord:
    """A phase that NDMA declared.

    Attributes:
        observed_month: Month whose conditions it describes.
        published_month: Month of the bulletin that printed it, or None when not known.
        zone: Livelihood zone, or None for the whole county.
        source_kind: `page-1 table`, `second-hand`, `officer`: how it reached us.
    """

    county: str
    observed_month: Month
    published_month: Month | None
    phase: Phase
    trend: Trend | None
    zone: str | None
    source: str
    source_kind: str
    url: str
    payload_sha256: str
    row: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NdmaRecord:
    """What an officer has confirmed of NDMA's bulletin for one county and month.

    Attributes:
        words: Classes that NDMA prints as words, such as `("vegetation-condition", "Poor")`.
    """

    county: str
    observed_month: Month
    phases: tuple[PhaseRecord, ...] = ()
    figures: tuple[Observation, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Everything one source gave in one visit."""

    source: str
    payloads: tuple[Payload, ...] = ()
    observations: tuple[Observation, ...] = ()
    histories: tuple[History, ...] = ()
    phases: tuple[PhaseRecord, ...] = ()
    replay_of: Month | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFault:
    """A source that failed this week, for the desk."""

    source: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """A computed figure, with what it was computed from.

    Attributes:
        name: As printed: `SPI-3`, `VCI-3M`, `rain-3-month-percent`.
        formula: How it was computed, in one line.
        classified: Class in the field's words, or empty.
        sources: The observations it rests on.
    """

    name: str
    value: float
    unit: str
    period: Period
    formula: str
    classified: str = ""
    sources: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the indicators suggest; never spoken as official.

    Attributes:
        phase: None when too little is known.
    """

    phase: Phase | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that is known of a county for one week.

    Attributes:
        as_of: Day the evidence is judged on; the past for a replay.
        official: NDMA's phase for the whole county, or None when none is on record.
        zones: NDMA's phases of the same month by livelihood zone.
        figures: NDMA's printed figures.
        context: The newest of every other figure, such as prices and model guidance; for officers.
        outlook: VCI-3M of the coming weeks; None when there is no vegetation to start from.
        findings: What an officer should look at, with what was decided about it.
        stood_in: Sources that failed, and whose last good figures are used.
        replay_of: Month that is being replayed, or None for live evidence.
    """

    county: str
    week: Week
    as_of: date
    official: PhaseRecord | None
    estimate: Estimate
    indicators: tuple[IndicatorValue, ...]
    figures: tuple[Observation, ...]
    zones: tuple[PhaseRecord, ...] = ()
    context: tuple[Observation, ...] = ()
    outlook: VegetationOutlook | None = None
    findings: tuple[Finding, ...] = ()
    stood_in: tuple[str, ...] = ()
    replay_of: Month | None = None

    @property
    def held(self) -> tuple[str, ...]:
        """Why this must not go on air as it stands; empty when nothing is in the way."""
        return tuple(each.text for each in self.findings if each.holds_bulletin)

    def indicator(self, name: str) -> IndicatorValue | None:
        """Return the indicator of this name, or None."""
        return next((each for each in self.indicators if each.name == name), None)

    def figure(self, variable: str) -> Observation | None:
        """Return the newest figure of this variable, NDMA's or of another source, or None."""
        found = [each for each in (*self.figures, *self.context) if each.variable == variable]
        return max(found, key=lambda each: each.period.end, default=None)
