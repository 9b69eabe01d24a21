"""What a figure can be, and how far it can move from one to the next."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.evidence import Observation
from app.domain.variables import (
    COPING_CRISIS,
    COPING_EMERGENCY,
    COPING_INDEX,
    COPING_STRESS,
    FCS_ACCEPTABLE,
    FCS_BORDERLINE,
    FCS_POOR,
    GOAT_PRICE,
    LIVESTOCK_WATER_DISTANCE,
    MAIZE_PRICE,
    MAIZE_PRICE_NDMA,
    MILK_CONSUMPTION,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    NDVI,
    NDVI_NORMAL,
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
    RCSI,
    TERMS_OF_TRADE,
    VCI_3M,
    WATER_COST,
    WATER_DISTANCE,
    WATER_SOURCES,
)

COMPARED_WITHIN_DAYS = 62
# A household's figures do not change tenfold in a month, and a county's are not twenty times, nor
# a twentieth, of what NDMA prints as usual: then the unit has changed (× 100, ÷ 100, a 90 kg bag).
UNIT_FACTOR = 10
FROM_USUAL_FACTOR = 20
UNIT_RATIOS = (100, 1 / 100, 90, 1 / 90)
SPREAD = 1.5
SHARES_OF_HOUSEHOLDS = (
    *(FCS_ACCEPTABLE, FCS_BORDERLINE, FCS_POOR),
    *(COPING_STRESS, COPING_CRISIS, COPING_EMERGENCY),
)
RAIN_GIVEN = (RAIN, RAIN_1_MONTH, RAIN_3_MONTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a figure can be, in its own unit.

    Attributes:
        lowest: Below it the figure is rejected.
        highest: Above it the figure is rejected.
        jump: Largest believable change from one figure to the next, or None.
        factor: Largest believable ratio of two figures in a row, or None where figures come
            near zero by nature, as rain does.
    """

    lowest: float
    highest: float
    jump: float | None = None
    factor: float | None = None


# Measured: county VCI-3M 4.9 to 115.7 with steps up to 14.9 (2001-2026); county NDVI 0.13 to 0.81
# with steps up to 0.19 a dekad (2001-2020). The rest as proposed to NDMA, not yet confirmed.
LIMITS = {
    RAIN: Limits(lowest=0, highest=500),
    RAIN_NORMAL: Limits(lowest=0, highest=500),
    RAIN_1_MONTH: Limits(lowest=0, highest=1500),
    RAIN_1_MONTH_NORMAL: Limits(lowest=0, highest=1500),
    RAIN_3_MONTH: Limits(lowest=0, highest=2500),
    RAIN_3_MONTH_NORMAL: Limits(lowest=0, highest=2500),
    NDVI: Limits(lowest=0.05, highest=0.95, jump=0.25),
    NDVI_NORMAL: Limits(lowest=0.05, highest=0.95, jump=0.25),
    VCI_3M: Limits(lowest=-50, highest=150, jump=20),
    MILK_PRODUCTION: Limits(lowest=0, highest=10, factor=UNIT_FACTOR),
    MILK_CONSUMPTION: Limits(lowest=0, highest=10, factor=UNIT_FACTOR),
    TERMS_OF_TRADE: Limits(lowest=5, highest=500, factor=4),
    WATER_DISTANCE: Limits(lowest=0, highest=40, factor=3),
    MUAC_AT_RISK: Limits(lowest=0, highest=60, jump=10, factor=UNIT_FACTOR),
    COPING_INDEX: Limits(lowest=0, highest=100, factor=UNIT_FACTOR),
    WATER_SOURCES: Limits(lowest=0, highest=10),
    MAIZE_PRICE: Limits(lowest=15, highest=300, factor=2),
    MAIZE_PRICE_NDMA: Limits(lowest=15, highest=300, factor=2),
    GOAT_PRICE: Limits(lowest=1000, highest=20_000, factor=2),
    WATER_COST: Limits(lowest=0, highest=200, factor=UNIT_FACTOR),
    LIVESTOCK_WATER_DISTANCE: Limits(lowest=0, highest=60, factor=4),
    RCSI: Limits(lowest=0, highest=56, factor=UNIT_FACTOR),
    **dict.fromkeys(SHARES_OF_HOUSEHOLDS, Limits(lowest=0, highest=100)),
}


def beyond_limits(figure: Observation) -> Limits | None:
    """Return the limits that a figure breaks, or None; NaN breaks all of them."""
    limits = LIMITS.get(figure.variable)
    # written so that NaN, which compares false with everything, lies beyond
    if limits is None or limits.lowest <= figure.value <= limits.highest:
        return None
    return limits


def unit_changed(before: float, after: float) -> bool:
    """Return whether a figure stands to the one before as after a change of unit.

    >>> unit_changed(9.7, 0.097), unit_changed(9.7, 12.0)
    (True, False)
    """
    if before <= 0 or after <= 0:
        return False
    return any(each / SPREAD < after / before < each * SPREAD for each in UNIT_RATIOS)


def too_far(before: float, after: float, *, variable: str) -> bool:
    """Return whether the step from one figure to the next is larger than believable.

    >>> too_far(34.2, 0.34, variable="VCI-3M"), too_far(2.7, 5.0, variable="water-distance")
    (True, False)
    """
    limits = LIMITS.get(variable)
    if limits is None:
        return False
    # a shower after a dry dekad is a hundred times more; rain is judged by its sums
    if variable not in RAIN_GIVEN and unit_changed(before, after):
        return True
    if limits.jump is not None and abs(after - before) > limits.jump:
        return True
    if limits.factor is None:
        return False
    small, large = sorted((before, after))
    return large > limits.factor * small


def far_from_usual(figure: Observation) -> bool:
    """Return whether a figure is twenty times, or a twentieth of, its printed normal range."""
    bounds = [each for each in (figure.normal_low, figure.normal_high) if each is not None]
    if not bounds or figure.variable not in LIMITS or min(bounds) <= 0:
        return False
    return not min(bounds) / FROM_USUAL_FACTOR < figure.value < max(bounds) * FROM_USUAL_FACTOR
