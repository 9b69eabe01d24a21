"""A county's outlook from its own evidence: the newest vegetation and rain, nothing later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.climatology import Climatology
from app.domain.evidence import History, Observation
from app.domain.outlooks import OutlookLead, VegetationOutlook
from app.domain.variables import NDVI, RAIN_3_MONTH, RAIN_3_MONTH_NORMAL
from app.errors import EvidenceError
from app.indicators.measured import pairs, window
from app.indicators.outlook import (
    LeadOutlook,
    NoOutlook,
    RainAnomaly,
    forecast,
    speakable_class,
    weekly_vci,
)
from app.indicators.precipitation import percent_of_normal

# The model was fitted to smoothed pixels' VCI; VCI of a county's mean NDVI jumps more. Without this
# the band held 67 to 75 % of what came in 47 counties, 2002 to 2011; with it 80 to 87 %
# (tests/validation/test_outlook_of_counties.py).
NDVI_BAND_FACTOR = 1.3


def vegetation_outlook(
    kept: Sequence[Observation],
    histories: Sequence[History],
    *,
    climatologies: Sequence[Climatology] = (),
) -> VegetationOutlook | None:
    """Return VCI-3M of the coming weeks, or why none is foreseen; None without vegetation.

    Args:
        kept: The county's observations that may be used.
        histories: The county's histories; what comes after the newest observation is not seen.
        climatologies: What is stored of its usual greenness; else the histories give it.
    """
    found = window(kept, histories, variable=NDVI, dekads=1, climatologies=climatologies)
    if found is None:
        return None
    source, since = found.history.source, found.span.end
    try:
        weekly = weekly_vci(found.history, at=found.at, ranges=found.ranges)
        foreseen = forecast(weekly, rain=tuple(_rain(kept)))
    except EvidenceError as fault:
        return VegetationOutlook(silent=str(fault), source=source)
    if isinstance(foreseen, NoOutlook):
        return VegetationOutlook(silent=foreseen.reason, source=source)
    leads = tuple(_lead(widened(each)) for each in foreseen.leads)
    return VegetationOutlook(since=since, source=source, leads=leads)


def widened(foreseen: LeadOutlook) -> LeadOutlook:
    """Return an outlook with the band that county NDVI needs.

    >>> from datetime import date
    >>> day = date(2026, 3, 25)
    >>> widened(LeadOutlook(4, day, point=30.0, low=20.0, high=45.0))
    LeadOutlook(lead_weeks=4, on=datetime.date(2026, 3, 25), point=30.0, low=17.0, high=49.5)
    """
    return replace(
        foreseen,
        low=round(foreseen.point - NDVI_BAND_FACTOR * (foreseen.point - foreseen.low), 1),
        high=round(foreseen.point + NDVI_BAND_FACTOR * (foreseen.high - foreseen.point), 1),
    )


def _lead(foreseen: LeadOutlook) -> OutlookLead:
    return OutlookLead(
        lead_weeks=foreseen.lead_weeks,
        on=foreseen.on,
        point=foreseen.point,
        low=foreseen.low,
        high=foreseen.high,
        classified=speakable_class(foreseen) or "",
    )


def _rain(kept: Sequence[Observation]) -> Iterator[RainAnomaly]:
    """Yield three-month rain in % of its normal, where both are there."""
    for rain, normal in pairs(kept, (RAIN_3_MONTH, RAIN_3_MONTH_NORMAL)):
        percent = percent_of_normal(rain.value, normal.value)
        if percent is not None:
            yield RainAnomaly(end=rain.period.end, percent=percent)
