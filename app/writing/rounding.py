"""Figures rounded for the ear; the exact ones stay with the facts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from app.errors import NoWords

# A share this close to a common fraction, in percentage points, is said as the fraction.
NEAR_FRACTION = 1.7
THIRDS = (100 / 3, 200 / 3)


def to_step(value: float, step: float) -> float:
    """Return the multiple of a step that lies nearest; halfway goes up.

    >>> to_step(57, 5)
    55.0
    """
    return float(math.floor(value / step + 0.5) * step)


def something(value: float, step: float) -> float:
    """Return the nearest multiple of a step; what is there never becomes nothing.

    >>> something(0.1, 0.5), something(0, 0.5)
    (0.5, 0.0)
    """
    return max(to_step(value, step), step) if value > 0 else 0.0


def percent(value: float) -> float:
    """Return a percentage to 5, small ones to 1: 8.6 % must not be heard as ten.

    >>> percent(58), percent(8.6)
    (60.0, 9.0)
    """
    return something(value, 5 if value >= 20 else 1)


def share(value: float) -> float:
    """Return a share in % to 5, or a third or two thirds as 33 and 67.

    >>> share(46), share(32.9), share(66)
    (45.0, 33.0, 67.0)
    """
    for third in THIRDS:
        if abs(value - third) <= NEAR_FRACTION:
            return float(round(third))
    return to_step(value, 5)


def kilometres(value: float) -> float:
    """Return a distance in km to the whole, below three to the half.

    >>> kilometres(2.7), kilometres(5.4)
    (2.5, 5.0)
    """
    return something(value, 0.5 if value < 3 else 1)


def shillings(value: float) -> float:
    """Return a price in KSh to 50, from a thousand on to 100; below a hundred to 5.

    >>> shillings(4_480), shillings(930), shillings(62)
    (4500.0, 950.0, 60.0)
    """
    if value < 100:
        return something(value, 5)
    return to_step(value, 50 if value < 1000 else 100)


def kilos(value: float) -> float:
    """Return a weight in kg to 5, below ten to the kilo.

    >>> kilos(57), kilos(138)
    (55.0, 140.0)
    """
    return something(value, 5 if value >= 10 else 1)


def litres(value: float) -> float:
    """Return litres to the half, below one to the quarter.

    >>> litres(1.1), litres(0.3)
    (1.0, 0.25)
    """
    return something(value, 0.25 if value < 1 else 0.5)


def millimetres(value: float) -> float:
    """Return rain in mm to 5, below ten to the millimetre.

    >>> millimetres(43)
    45.0
    """
    return something(value, 5 if value >= 10 else 1)


def nothing(value: float) -> float:
    """Return the value as it is."""
    return float(value)


ROUNDINGS: Mapping[str, Callable[[float], float]] = {
    "percent": percent,
    "share": share,
    "kilometres": kilometres,
    "shillings": shillings,
    "kilos": kilos,
    "litres": litres,
    "millimetres": millimetres,
    "none": nothing,
}


def rounded(value: float, rounding: str) -> float:
    """Return a figure rounded by the rule of its slot.

    Raises:
        NoWords: The figure is not a finite number.
    """
    if not math.isfinite(value):
        raise NoWords(f"{value} is not a figure that can be said")
    return ROUNDINGS[rounding](value)
