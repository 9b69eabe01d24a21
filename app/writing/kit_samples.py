"""Made-up evidence for the reviewer's kit and for trying a language: samples, no county's figures.

Every phase is told of three counties, in three seasons, with three kinds of evidence: `full` (every
figure is known, and something has changed since last week), `sparse` (NDMA's phase and nothing
else) and `stale` (old figures, which must tell their age). The figures are round ones that fit the
phase; they were measured nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.domain.bulletins import Fact, Script
from app.domain.evidence import (
    Assessment,
    Estimate,
    IndicatorValue,
    Observation,
    Phase,
    PhaseRecord,
    Trend,
)
from app.domain.periods import Month, Period, Week
from app.domain.places import counties
from app.domain.variables import MILK_PRODUCTION, MUAC_AT_RISK, TERMS_OF_TRADE, WATER_DISTANCE
from app.writing.compose import compose
from app.writing.kit_announced import sample_announcements
from app.writing.kit_figures import (
    FITTING,
    ORDER,
    OUTLOOK,
    PLACES,
    SAMPLE_PHONE,
    STALE_MONTHS,
    UNHURRIED_WPM,
    UNITS,
    USUAL,
    Place,
)
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length

SOURCE = "made-up sample"
NO_FILE = "0" * 64


class Evidence(StrEnum):
    """How much is known in a sample."""

    FULL = "full"
    SPARSE = "sparse"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample of evidence.

    Attributes:
        before: What last week's bulletin would have been made from, or None.
        extra: Further facts by slot, the outlook left out.
    """

    phase: Phase
    county: str
    evidence: Evidence
    assessment: Assessment
    before: Assessment | None
    extra: Mapping[str, Fact]


def samples() -> Iterator[Sample]:
    """Yield every phase of three counties with full, sparse and stale evidence."""
    for phase in Phase:
        for county in PLACES:
            for evidence in Evidence:
                yield sample(phase, county, evidence)


def sample(phase: Phase, county: str, evidence: Evidence) -> Sample:
    """Return one sample."""
    place = PLACES[county]
    month = _months_before(
        Month.of(place.week.monday), STALE_MONTHS if evidence is Evidence.STALE else 1
    )
    official = _record(phase, place.trend, county, month)
    known = evidence is not Evidence.SPARSE
    made = Assessment(
        county=county,
        week=place.week,
        as_of=place.week.monday,
        official=replace(official, trend=place.trend if known else None),
        estimate=Estimate(phase=None, reasons=(SOURCE,)),
        indicators=tuple(_indicators(phase, county, month, evidence)) if known else (),
        figures=tuple(_figures(phase, county, month)) if known else (),
    )
    full = evidence is Evidence.FULL
    return Sample(
        phase=phase,
        county=county,
        evidence=evidence,
        assessment=made,
        before=_last_week(made) if full else None,
        extra=_extra(place, month) if full else {},
    )


def script_of(given: Sample, pack: LanguagePack, *, length: Length = Length.LONG) -> Script:
    """Return the script of a sample; its length is long, so that nothing is left unread.

    Raises:
        LanguageError: The language cannot say it.
    """
    extra = dict(given.extra)
    if given.evidence is Evidence.FULL and pack.code in OUTLOOK:
        extra["outlook"] = Fact(name="outlook", value=OUTLOOK[pack.code])
    if given.evidence is Evidence.FULL:
        extra |= sample_announcements(given.county, pack.code)
    if length is Length.LONG:
        pack = replace(pack, about=replace(pack.about, words_per_minute=UNHURRIED_WPM))
    return compose(
        given.assessment,
        pack,
        county=counties()[given.county],
        exercise=False,
        next_issue=given.assessment.week.monday + timedelta(days=7),
        extra=extra,
        before=given.before,
        length=length,
    )


def _months_before(month: Month, count: int) -> Month:
    ordinal = 12 * month.year + month.number - 1 - count
    return Month(ordinal // 12, ordinal % 12 + 1)


def _record(phase: Phase, trend: Trend, county: str, month: Month) -> PhaseRecord:
    return PhaseRecord(
        county=county,
        observed_month=month,
        published_month=None,
        phase=phase,
        trend=trend,
        zone=None,
        source=SOURCE,
        source_kind=SOURCE,
        url="",
        payload_sha256=NO_FILE,
        row="none",
    )


def _indicators(
    phase: Phase, county: str, month: Month, evidence: Evidence
) -> Iterator[IndicatorValue]:
    fitting = FITTING[phase]
    three = Period(_months_before(month, 2).period.start, month.period.end)
    yield _indicator("rain-3-month-percent", fitting.rain_3, three, county)
    yield _indicator("rain-1-month-percent", fitting.rain_1, month.period, county)
    if evidence is Evidence.STALE:
        # Without a class the greenness is said, so that its sentences are read too.
        yield _indicator("NDVI-percent", min(fitting.rain_3, 100.0), month.period, county)
    else:
        yield _indicator("VCI-3M", 30.0, three, county, classified=fitting.vegetation)


def _indicator(
    name: str, value: float, period: Period, county: str, *, classified: str = ""
) -> IndicatorValue:
    return IndicatorValue(
        name=name,
        value=value,
        unit="%",
        period=period,
        formula=SOURCE,
        classified=classified,
        sources=(_observation(name, value, "%", county, period),),
    )


def _observation(
    variable: str,
    value: float,
    unit: str,
    county: str,
    period: Period,
    usual: tuple[float | None, float | None] = (None, None),
) -> Observation:
    return Observation(
        county=county,
        period=period,
        variable=variable,
        value=value,
        unit=unit,
        source=SOURCE,
        payload_sha256=NO_FILE,
        row="none",
        normal_low=usual[0],
        normal_high=usual[1],
    )


def _figures(phase: Phase, county: str, month: Month) -> Iterator[Observation]:
    said, days = FITTING[phase], month.period
    for variable, value, unit, usual in (
        (TERMS_OF_TRADE, said.goat_kg, "kg/goat", USUAL["goat"]),
        (WATER_DISTANCE, said.water_km, "km", USUAL["water"]),
        (MILK_PRODUCTION, said.milk, "litres/household/day", USUAL["milk"]),
        (MUAC_AT_RISK, said.at_risk, "%", USUAL["at_risk"]),
    ):
        yield _observation(variable, value, unit, county, days, usual)


def _last_week(made: Assessment) -> Assessment:
    """Return last week's assessment, from which this week's trend leads here."""
    official = made.official
    if official is None:
        return made
    before = _phase_before(official.phase, official.trend)
    trend = Trend.STABLE if official.trend is not Trend.STABLE else Trend.WORSENING
    monday: date = made.week.monday - timedelta(days=7)
    return replace(
        made,
        week=Week.of(monday),
        as_of=monday,
        official=replace(official, phase=before, trend=trend),
        indicators=tuple(_indicators(before, made.county, official.observed_month, Evidence.FULL)),
    )


def _phase_before(phase: Phase, trend: Trend | None) -> Phase:
    if phase is Phase.RECOVERY:
        return Phase.ALARM
    step = {Trend.WORSENING: -1, Trend.IMPROVING: 1}.get(trend or Trend.STABLE, 0)
    place = ORDER.index(phase) + step
    return ORDER[min(max(place, 0), len(ORDER) - 1)]


def _extra(place: Place, month: Month) -> dict[str, Fact]:
    facts = {
        name: Fact(name=name, value=value, unit=UNITS[name], period=month.period)
        for name, value in place.extra.items()
    }
    facts["hotspots"] = Fact(name="hotspots", value=place.wards, period=month.period)
    facts["contact"] = Fact(name="contact", value=SAMPLE_PHONE)
    return facts
