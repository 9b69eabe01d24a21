"""One county's vegetation indicators: NDVI against its normal, and VCI-3M."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.climatology import Climatology
from app.domain.evidence import History, IndicatorValue, Observation
from app.domain.periods import whole_days
from app.domain.variables import NDVI, NDVI_NORMAL, VCI_3M
from app.errors import EvidenceError
from app.indicators.limits import LIMITS
from app.indicators.measured import Measured, newest, pairs, together, window
from app.indicators.quality import MONTHLY_MAX_AGE_DAYS
from app.indicators.vegetation import WINDOW_DEKADS, ndvi_anomaly, ndvi_percent, vci_3m, vci_class

VCI_FORMULA = (
    "VCI (county NDVI): mean over 9 dekads of 100 * (NDVI - lowest) / (highest - lowest), "
    "lowest and highest of the same dekad in 2003-2022"
)


def vegetation_indicators(
    kept: Sequence[Observation],
    histories: Sequence[History],
    *,
    as_of: date,
    climatologies: Sequence[Climatology],
) -> Measured:
    """Return what a county's vegetation amounts to.

    Args:
        kept: The county's observations that may be used.
        histories: The county's histories that may be used.
        as_of: Day the evidence is judged on.
        climatologies: What is stored of its usual greenness; else the histories give it.
    """
    given = newest(kept, VCI_3M)
    if given and whole_days(given.period.end, as_of) <= MONTHLY_MAX_AGE_DAYS:
        return together((_ndvi(kept), _given_vci(given)))
    computed = _computed_vci(kept, histories, climatologies=climatologies)
    if given and not computed.indicators:
        computed = replace(_given_vci(given), notes=computed.notes)
    return together((_ndvi(kept), computed))


def _ndvi(kept: Sequence[Observation]) -> Measured:
    """Return NDVI against its normal, in % and as a difference."""
    found = pairs(kept, (NDVI, NDVI_NORMAL))
    if not found:
        return Measured()
    ndvi, normal = found[-1]
    percent = IndicatorValue(
        name="NDVI-percent",
        value=ndvi_percent(ndvi.value, normal.value),
        unit="%",
        period=ndvi.period,
        formula="100 * NDVI / NDVI-normal",
        sources=(ndvi, normal),
    )
    anomaly = replace(
        percent,
        name="NDVI-anomaly",
        value=ndvi_anomaly(ndvi.value, normal.value),
        unit="unitless",
        formula="NDVI - NDVI-normal",
    )
    return Measured(indicators=(percent, anomaly))


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


def _computed_vci(
    kept: Sequence[Observation],
    histories: Sequence[History],
    *,
    climatologies: Sequence[Climatology],
) -> Measured:
    found = window(
        kept, histories, variable=NDVI, dekads=WINDOW_DEKADS, climatologies=climatologies
    )
    if found is None:
        return Measured()
    try:
        value = vci_3m(found.history, at=found.at, ranges=found.ranges)
    except EvidenceError as fault:
        # without a range there is nothing to compare with; the rest of the evidence stands
        return Measured(notes=(f"VCI-3M is not given: {fault}.",))
    if value is None:
        sentence = "VCI-3M is not given: it needs nine dekads of NDVI and ten reference years."
        return Measured(notes=(sentence,))
    limits = LIMITS[VCI_3M]
    if not limits.lowest <= value <= limits.highest:
        sentence = f"VCI-3M is not given: {value:g} % from NDVI cannot be; check the NDVI."
        return Measured(notes=(sentence,))
    indicator = IndicatorValue(
        name="VCI-3M",
        value=value,
        unit="%",
        period=found.span,
        formula=VCI_FORMULA,
        classified=vci_class(value),
        sources=found.sources,
    )
    return Measured(indicators=(indicator,))
