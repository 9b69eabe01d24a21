"""One county's indicators from its observations and histories, each with formula and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.evidence import (
    NDVI,
    NDVI_NORMAL,
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    VCI_3M,
    History,
    IndicatorValue,
    Observation,
)
from app.domain.periods import Dekad, Period, whole_days
from app.errors import EvidenceError
from app.indicators.precipitation import (
    SILENT_BELOW_MM,
    percent_class,
    percent_of_normal,
    spi,
    spi_class,
)
from app.indicators.quality import LIMITS, MONTHLY_MAX_AGE_DAYS, Sifted, Verdicts, together
from app.indicators.vegetation import WINDOW_DEKADS, ndvi_anomaly, ndvi_percent, vci_3m, vci_class

VCI_FORMULA = (
    "VCI (county NDVI): mean over 9 dekads of 100 * (NDVI - lowest) / (highest - lowest), "
    "lowest and highest of the same dekad in 2003-2022"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Indicators, and what kept others from being computed."""

    indicators: tuple[IndicatorValue, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)


def measure(sifted: Sifted, histories: Sequence[History], *, as_of: date) -> Measured:
    """Return every indicator that a county's evidence allows.

    Args:
        sifted: The county's observations, after the quality policies.
        histories: The county's histories.
        as_of: Day the evidence is judged on.
    """
    kept = sifted.kept
    spoilt = {each.variable for each in sifted.rejected}
    sound = [each for each in histories if each.variable not in spoilt]
    parts = (
        _percent(kept, "rain-1-month-percent", (RAIN_1_MONTH, RAIN_1_MONTH_NORMAL)),
        _percent(kept, "rain-3-month-percent", (RAIN_3_MONTH, RAIN_3_MONTH_NORMAL)),
        _spi(kept, sound, dekads=3, name="SPI-1"),
        _spi(kept, sound, dekads=9, name="SPI-3"),
        _ndvi(kept),
        _vci(kept, sound, as_of=as_of),
    )
    return Measured(
        indicators=tuple(each for part in parts for each in part.indicators),
        verdicts=together(part.verdicts for part in parts),
    )


def newest(kept: Sequence[Observation], variable: str) -> Observation | None:
    """Return the observation of a variable with the latest end, or None."""
    found = (each for each in kept if each.variable == variable)
    return max(found, key=lambda each: each.period.end, default=None)


def _pair(
    kept: Sequence[Observation], variables: tuple[str, str]
) -> tuple[Observation, Observation] | None:
    """Return the newest figure that has its normal for the same days, and that normal."""
    figure, normal = variables
    normals = {(each.period, each.source): each for each in kept if each.variable == normal}
    paired = [
        each for each in kept if each.variable == figure and (each.period, each.source) in normals
    ]
    found = newest(paired, figure)
    return (found, normals[found.period, found.source]) if found else None


def _percent(kept: Sequence[Observation], name: str, variables: tuple[str, str]) -> Measured:
    """Return rain in % of normal; silent in a dry season."""
    pair = _pair(kept, variables)
    if pair is None:
        return Measured()
    rain, normal = pair
    percent = percent_of_normal(rain.value, normal.value)
    if percent is None:
        sentence = (
            f"{name} is not given: the normal is {normal.value:.1f} mm, below "
            f"{SILENT_BELOW_MM:g} mm, as in a dry season."
        )
        return Measured(verdicts=Verdicts(findings=(sentence,)))
    found = IndicatorValue(
        name=name,
        value=percent,
        unit="%",
        period=rain.period,
        formula=f"100 * {rain.variable} / {normal.variable}",
        classified=percent_class(percent),
        sources=pair,
    )
    return Measured(indicators=(found,))


def _window(
    kept: Sequence[Observation],
    histories: Sequence[History],
    *,
    variable: str,
    dekads: int,
) -> tuple[History, Dekad, tuple[Observation, ...]] | None:
    """Return a history with the newest observed dekad, and the observations of the last dekads."""
    last = newest(kept, variable)
    same = [each for each in histories if last and each.payload_sha256 == last.payload_sha256]
    history = next((each for each in same if each.variable == variable), None)
    if last is None or history is None:
        return None
    at = Dekad.of(last.period.start)
    since = Dekad.from_ordinal(at.ordinal - dekads + 1).period.start
    rests_on = (each for each in kept if each.variable == variable)
    return history, at, tuple(each for each in rests_on if each.period.start >= since)


def _spi(
    kept: Sequence[Observation], histories: Sequence[History], *, dekads: int, name: str
) -> Measured:
    """Return an SPI, or a finding that says why there is none."""
    window = _window(kept, histories, variable=RAIN, dekads=dekads)
    if window is None:
        return Measured()
    history, at, sources = window
    value = spi(history, dekads=dekads, at=at)
    if value is None:
        sentence = (
            f"{name} is not given: it needs rain of 1991 to 2020 without gaps at its end, and "
            "is not computed for a dry part of the year."
        )
        return Measured(verdicts=Verdicts(findings=(sentence,)))
    found = IndicatorValue(
        name=name,
        value=value,
        unit="unitless",
        period=_span(at, dekads=dekads),
        formula=f"gamma SPI of {dekads} dekads' rain, fitted to 1991-2020 (climate-indices)",
        classified=spi_class(value),
        sources=sources,
    )
    return Measured(indicators=(found,))


def _ndvi(kept: Sequence[Observation]) -> Measured:
    """Return NDVI against its normal, in % and as a difference."""
    pair = _pair(kept, (NDVI, NDVI_NORMAL))
    if pair is None:
        return Measured()
    ndvi, normal = pair
    percent = IndicatorValue(
        name="NDVI-percent",
        value=ndvi_percent(ndvi.value, normal.value),
        unit="%",
        period=ndvi.period,
        formula="100 * NDVI / NDVI-normal",
        sources=pair,
    )
    anomaly = replace(
        percent,
        name="NDVI-anomaly",
        value=ndvi_anomaly(ndvi.value, normal.value),
        unit="unitless",
        formula="NDVI - NDVI-normal",
    )
    return Measured(indicators=(percent, anomaly))


def _vci(kept: Sequence[Observation], histories: Sequence[History], *, as_of: date) -> Measured:
    """Return VCI-3M: as printed while that is recent, else computed, else as printed."""
    given = newest(kept, VCI_3M)
    recent = given and whole_days(given.period.end, as_of) <= MONTHLY_MAX_AGE_DAYS
    if given and recent:
        return _given_vci(given)
    computed = _computed_vci(kept, histories)
    if given and not computed.indicators:
        stale = _given_vci(given)
        return replace(stale, verdicts=computed.verdicts)
    return computed


def _given_vci(given: Observation) -> Measured:
    about = f": {given.note}" if given.note else ""
    return Measured(
        indicators=(
            IndicatorValue(
                name="VCI-3M",
                value=given.value,
                unit="%",
                period=given.period,
                formula=f"as given by {given.source}{about}",
                classified=vci_class(given.value),
                sources=(given,),
            ),
        )
    )


def _computed_vci(kept: Sequence[Observation], histories: Sequence[History]) -> Measured:
    window = _window(kept, histories, variable=NDVI, dekads=WINDOW_DEKADS)
    if window is None:
        return Measured()
    history, at, sources = window
    try:
        value = vci_3m(history, at=at)
    except EvidenceError as fault:
        # without a range there is nothing to compare with; the rest of the evidence stands
        return Measured(verdicts=Verdicts(findings=(f"VCI-3M is not given: {fault}.",)))
    if value is None:
        sentence = "VCI-3M is not given: it needs nine dekads of NDVI and ten reference years."
        return Measured(verdicts=Verdicts(findings=(sentence,)))
    limits = LIMITS[VCI_3M]
    if not limits.lowest <= value <= limits.highest:
        sentence = f"VCI-3M computed from NDVI is {value:g} %, which cannot be; check the NDVI."
        return Measured(verdicts=Verdicts(held=(sentence,)))
    found = IndicatorValue(
        name="VCI-3M",
        value=value,
        unit="%",
        period=_span(at, dekads=WINDOW_DEKADS),
        formula=VCI_FORMULA,
        classified=vci_class(value),
        sources=sources,
    )
    return Measured(indicators=(found,))


def _span(at: Dekad, *, dekads: int) -> Period:
    """Return the days of some dekads up to a given one."""
    return Period(Dekad.from_ordinal(at.ordinal - dekads + 1).period.start, at.period.end)
