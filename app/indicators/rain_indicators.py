"""One county's rain indicators: percent of normal, season to date and SPI."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from app.domain.climatology import Climatology
from app.domain.evidence import History, IndicatorValue, Observation
from app.domain.periods import Dekad, Period
from app.domain.variables import (
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
)
from app.indicators.climatology import SPI_DEKADS
from app.indicators.measured import Measured, pairs, together, window
from app.indicators.precipitation import (
    SILENT_BELOW_MM,
    percent_class,
    percent_of_normal,
    spi,
    spi_class,
)
from app.indicators.seasons import season_dekads

RAIN_SEASON_PERCENT = "rain-season-percent"
PERCENTS = (
    ("rain-1-month-percent", (RAIN_1_MONTH, RAIN_1_MONTH_NORMAL)),
    ("rain-3-month-percent", (RAIN_3_MONTH, RAIN_3_MONTH_NORMAL)),
)


def rain_indicators(
    kept: Sequence[Observation],
    histories: Sequence[History],
    *,
    climatologies: Sequence[Climatology],
) -> Measured:
    """Return what a county's rain amounts to.

    Args:
        kept: The county's observations that may be used.
        histories: The county's histories that may be used.
        climatologies: What is stored of its usual rain; else it is taken from the histories.
    """
    percents = (_percent(kept, name, variables) for name, variables in PERCENTS)
    spis = (_spi(kept, histories, name=name, climatologies=climatologies) for name in SPI_DEKADS)
    return together((*percents, _season(kept), *spis))


def _percent(kept: Sequence[Observation], name: str, variables: tuple[str, str]) -> Measured:
    """Return rain in % of normal; silent in a dry season."""
    found = pairs(kept, variables)[-1:]
    figure, normal = variables
    return _compared(found, name=name, formula=f"100 * {figure} / {normal}")


def _season(kept: Sequence[Observation]) -> Measured:
    """Return the season's rain so far in % of its normal; silent outside a rainy season."""
    found = pairs(kept, (RAIN, RAIN_NORMAL))
    if not found:
        return Measured()
    last, _ = found[-1]
    dekads = season_dekads(Dekad.of(last.period.start))
    periods = {dekad.period for dekad in dekads}
    ours = [
        (rain, normal)
        for rain, normal in found
        if rain.source == last.source and rain.period in periods
    ]
    if len(ours) < len(dekads):
        note = (
            f"{RAIN_SEASON_PERCENT} is not given: {len(dekads) - len(ours)} of the "
            f"{len(dekads)} dekads since {dekads[0].period.start} have no rain or no normal."
        )
        return Measured(notes=(note,))
    formula = f"100 * sum of {RAIN} / sum of {RAIN_NORMAL}, dekads since the season began"
    return _compared(ours, name=RAIN_SEASON_PERCENT, formula=formula)


def _compared(
    found: Sequence[tuple[Observation, Observation]], *, name: str, formula: str
) -> Measured:
    """Return the rain of some periods in % of their normals."""
    if not found:
        return Measured()
    normal = fsum(each.value for _, each in found)
    percent = percent_of_normal(fsum(each.value for each, _ in found), normal)
    if percent is None:
        sentence = (
            f"{name} is not given: the normal is {normal:.1f} mm, below "
            f"{SILENT_BELOW_MM:g} mm, as in a dry season."
        )
        return Measured(notes=(sentence,))
    indicator = IndicatorValue(
        name=name,
        value=percent,
        unit="%",
        period=Period(found[0][0].period.start, found[-1][0].period.end),
        formula=formula,
        classified=percent_class(percent),
        sources=tuple(each for pair in found for each in pair),
    )
    return Measured(indicators=(indicator,))


def _spi(
    kept: Sequence[Observation],
    histories: Sequence[History],
    *,
    name: str,
    climatologies: Sequence[Climatology],
) -> Measured:
    """Return an SPI, or why there is none."""
    dekads = SPI_DEKADS[name]
    found = window(kept, histories, variable=RAIN, dekads=dekads, climatologies=climatologies)
    if found is None:
        return Measured()
    value = spi(found.history, dekads=dekads, at=found.at, fits=found.fits)
    if value is None:
        sentence = (
            f"{name} is not given: it needs rain of 1991 to 2020 without gaps at its end, and "
            "is not computed for a dry part of the year."
        )
        return Measured(notes=(sentence,))
    indicator = IndicatorValue(
        name=name,
        value=value,
        unit="unitless",
        period=found.span,
        formula=f"gamma SPI of {dekads} dekads' rain, fitted to 1991-2020 (climate-indices)",
        classified=spi_class(value),
        sources=found.sources,
    )
    return Measured(indicators=(indicator,))
