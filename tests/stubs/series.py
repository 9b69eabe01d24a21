"""Made-up figures of rain and vegetation: seasonal, the same every time, and none of them real."""

import math
from datetime import date, timedelta
from functools import cache

import numpy as np

from app.domain.periods import Dekad
from app.domain.places import counties

FIRST_COUNTIES = ("kitui", "makueni", "taita-taveta")
FIRST_RAIN, FIRST_NDVI = Dekad(1990, 1, 1), Dekad(2002, 7, 1)
# Mean rain of a month's dekad in mm, with two rainy seasons as in eastern Kenya.
RAIN_MM = (16, 9, 26, 42, 15, 3, 2, 2, 4, 18, 60, 40)
NDVI = (0.52, 0.46, 0.42, 0.50, 0.54, 0.46, 0.40, 0.36, 0.34, 0.36, 0.46, 0.55)


def newest_dekad(day: date) -> Dekad:
    """Return the last dekad that was over on a day."""
    return Dekad.from_ordinal(Dekad.of(day + timedelta(days=1)).ordinal - 1)


@cache
def units(slugs: tuple[str, ...]) -> tuple[tuple[str, int, str, float], ...]:
    """Return level, id, p-code and pixels of WFP's units: one whole county, the others in two."""
    found = []
    for number, slug in enumerate(slugs):
        pcode = counties()[slug].pcode
        if slug == "taita-taveta":
            found.append((1, 51300 + number, pcode, 560.0))
        else:
            found += [
                (2, 52000 + 10 * number + part, f"{pcode}{part:03d}", 400.0 + 100 * part)
                for part in (1, 2)
            ]
    return tuple(found)


@cache
def rain_mm(unit: str, last: int) -> dict[int, tuple[float, float]]:
    """Return rain and its normal by ordinal of the dekad, in mm."""
    dice, made = _dice(f"rain {unit}"), {}
    for ordinal in range(FIRST_RAIN.ordinal, last + 1):
        normal = float(RAIN_MM[Dekad.from_ordinal(ordinal).month - 1])
        made[ordinal] = round(normal * dice.gamma(3.0, 1 / 3.0), 4), normal
    return made


@cache
def ndvi(unit: str, last: int) -> dict[int, tuple[float, float]]:
    """Return NDVI and its normal by ordinal of the dekad, unitless; it moves slowly."""
    dice, anomaly, made = _dice(f"ndvi {unit}"), 0.0, {}
    for ordinal in range(FIRST_NDVI.ordinal, last + 1):
        dekad = Dekad.from_ordinal(ordinal)
        before, after = NDVI[dekad.month - 1], NDVI[dekad.month % 12]
        normal = round(before + (after - before) * (dekad.number - 1) / 3, 4)
        anomaly = 0.93 * anomaly + dice.normal(0, 0.012)
        made[ordinal] = round(normal + max(-0.2, min(0.2, anomaly)), 6), normal
    return made


def rain_day_mm(place: str, day: date) -> float:
    """Return a day's rain at a point, in mm; most days are dry."""
    dice = _dice(f"day {place} {day}")
    return round(dice.exponential(6.0), 1) if dice.random() < 0.3 else 0.0


def hottest_c(day: date) -> float:
    """Return a day's highest temperature, in °C."""
    return round(29 + 3 * math.sin(day.toordinal() / 9), 1)


def _dice(name: str) -> np.random.Generator:
    """Return dice that fall the same way every time for a name."""
    return np.random.default_rng(list(name.encode()))
