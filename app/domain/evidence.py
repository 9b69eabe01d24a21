"""What was observed, by whom, and what it amounts to: from observation to assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.periods import Dekad, Month, Period, Week

# Variables of observations; the unit stands in the observation.
RAIN = "rain"
RAIN_NORMAL = "rain-normal"
RAIN_1_MONTH = "rain-1-month"
RAIN_1_MONTH_NORMAL = "rain-1-month-normal"
RAIN_3_MONTH = "rain-3-month"
RAIN_3_MONTH_NORMAL = "rain-3-month-normal"
NDVI = "NDVI"
NDVI_NORMAL = "NDVI-normal"
VCI_3M = "VCI-3M"
MILK_PRODUCTION = "milk-production"
MILK_CONSUMPTION = "milk-consumption"
TERMS_OF_TRADE = "terms-of-trade"
WATER_DISTANCE = "water-distance"
MUAC_AT_RISK = "MUAC-at-risk"
COPING_INDEX = "coping-strategy-index"
WATER_SOURCES = "water-sources"


class Phase(StrEnum):
    """A drought phase, as NDMA names it. `SEVERITY` orders them."""

    NORMAL = "normal"
    PRE_ALERT = "pre-alert"
    ALERT = "alert"
    ALARM = "alarm"
    EMERGENCY = "emergency"
    RECOVERY = "recovery"


# Recovery follows Alarm or Emergency, and asks as much care as Alert.
SEVERITY = {
    Phase.NORMAL: 0,
    Phase.PRE_ALERT: 1,
    Phase.RECOVERY: 2,
    Phase.ALERT: 2,
    Phase.ALARM: 3,
    Phase.EMERGENCY: 4,
}


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
        variable: One of the names at the top of this module.
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
    """What an officer has confirmed of NDMA's bulletin for one county and month."""

    county: str
    observed_month: Month
    phases: tuple[PhaseRecord, ...] = ()
    figures: tuple[Observation, ...] = ()


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
        held: Why this must not go on air as it stands; empty when nothing is in the way.
        findings: What an officer should look at, though it holds nothing back.
        replay_of: Month that is being replayed, or None for live evidence.
    """

    county: str
    week: Week
    as_of: date
    official: PhaseRecord | None
    estimate: Estimate
    indicators: tuple[IndicatorValue, ...]
    figures: tuple[Observation, ...]
    held: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    replay_of: Month | None = None

    def indicator(self, name: str) -> IndicatorValue | None:
        """Return the indicator of this name, or None."""
        return next((each for each in self.indicators if each.name == name), None)

    def figure(self, variable: str) -> Observation | None:
        """Return NDMA's newest printed figure of this variable, or None."""
        found = [each for each in self.figures if each.variable == variable]
        return max(found, key=lambda each: each.period.end, default=None)
