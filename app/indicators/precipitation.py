"""Rain against its usual amount: percent of normal and SPI."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.domain.climatology import RainFit
from app.domain.evidence import History
from app.domain.periods import Dekad
from app.indicators.gamma_spi import fit_gamma, spi_of

# In a dry season a few millimetres make a large percentage, so nothing is said of it.
SILENT_BELOW_MM = 10.0
NORMAL_PERCENT = (80.0, 120.0)
REFERENCE_YEARS = (1991, 2020)
FEWEST_WET_YEARS = 10
DEKADS_A_YEAR = 36
THIRDS = 3

SPI_CLASSES = (
    (2.0, "extremely wet"),
    (1.5, "very wet"),
    (1.0, "moderately wet"),
    (-0.99, "near normal"),
    (-1.49, "moderately dry"),
    (-1.99, "severely dry"),
)

Floats = npt.NDArray[np.float64]


def percent_of_normal(mm: float, normal_mm: float) -> float | None:
    """Return rain in % of its normal, or None when the normal is below 10 mm.

    Args:
        mm: Rain of some days.
        normal_mm: Usual rain of the same days of the year.

    >>> percent_of_normal(131.59941, 206.9685)
    63.6
    >>> percent_of_normal(6.0, 3.9) is None
    True
    """
    if normal_mm < SILENT_BELOW_MM:
        return None
    return round(100 * mm / normal_mm, 1)


def percent_class(percent: float) -> str:
    """Return the class of a percent of normal: NDMA calls 80 to 120 % normal.

    >>> percent_class(80.0)
    'near normal'
    """
    lowest, highest = NORMAL_PERCENT
    if percent < lowest:
        return "below normal"
    return "above normal" if percent > highest else "near normal"


def spi_class(spi_value: float) -> str:
    """Return McKee's class of an SPI that is rounded to two places.

    >>> spi_class(-1.5)
    'severely dry'
    """
    return next((name for least, name in SPI_CLASSES if spi_value >= least), "extremely dry")


def running_sums(history: History, *, dekads: int) -> Floats:
    """Return the sums over some dekads up to each dekad of a history; NaN where one is missing.

    Args:
        history: Rain in mm, dekad by dekad.
        dekads: How many dekads a sum covers; 3 are a month.
    """
    rain = np.array([np.nan if mm is None else mm for mm in history.values], dtype=np.float64)
    sums = np.full(rain.size, np.nan)
    if rain.size >= dekads:
        sums[dekads - 1 :] = np.lib.stride_tricks.sliding_window_view(rain, dekads).sum(axis=1)
    return sums


def fit_rain(history: History, *, dekads: int) -> tuple[RainFit, ...]:
    """Return the gamma fits of the rain sums over some dekads, at most one a dekad of the year.

    The sums that end with the same third of a month make a series of twelve values a year, which
    climate-indices fits as it fits months. Empty when the history does not hold the reference years
    1991 to 2020; a dekad of the year is left out when fewer than ten of them had rain.

    Args:
        history: Rain in mm, dekad by dekad.
        dekads: How many dekads a sum covers: 3 for SPI-1, 9 for SPI-3, 18 for SPI-6.
    """
    first_year = history.first.year
    years = _by_year(running_sums(history, dekads=dekads), history.first)
    reference = slice(REFERENCE_YEARS[0] - first_year, REFERENCE_YEARS[1] - first_year + 1)
    if reference.start < 0 or len(years) < reference.stop:
        return ()
    usual = years[reference]
    wet_years = np.count_nonzero(usual > 0, axis=0)
    found = []
    for third in range(THIRDS):
        monthly = years[:, third::THIRDS].ravel()
        fits = fit_gamma(monthly, first_year=first_year, reference=REFERENCE_YEARS)
        for month, (zero_share, alpha, beta) in enumerate(zip(*fits, strict=True)):
            slot = THIRDS * month + third
            # sums that are all alike have no distribution
            if wet_years[slot] >= FEWEST_WET_YEARS and np.isfinite(alpha) and alpha > 0:
                found.append(
                    RainFit(
                        dekads=dekads,
                        slot=slot,
                        zero_share=float(zero_share),
                        alpha=float(alpha),
                        beta=float(beta),
                        usual_mm=float(np.nanmean(usual[:, slot])),
                    )
                )
    return tuple(found)


def spi(
    history: History, *, dekads: int, at: Dekad, fits: Sequence[RainFit] | None = None
) -> float | None:
    """Return the SPI of the rain over some dekads ending with a given one, rounded to 0.01.

    None when there is no fit for that dekad of the year, when the history has a gap in the sum,
    or when the part of the year is dry (a usual sum below 10 mm).

    Args:
        history: Rain in mm, dekad by dekad; with stored fits the dekads of the sum are enough.
        dekads: How many dekads a sum covers: 3 for SPI-1, 9 for SPI-3, 18 for SPI-6.
        at: Last dekad of the sum.
        fits: As stored, of the same source; None to fit the history itself.

    Reference: McKee, Doesken and Kleist (1993), 8th Conf. Applied Climatology, 179-184.
    """
    mm = _sum(history, dekads=dekads, at=at)
    if mm is None:
        return None
    known = fit_rain(history, dekads=dekads) if fits is None else fits
    fit = next((each for each in known if (each.dekads, each.slot) == (dekads, at.slot)), None)
    if fit is None or fit.usual_mm < SILENT_BELOW_MM:
        return None
    return round(spi_of(mm, zero_share=fit.zero_share, alpha=fit.alpha, beta=fit.beta), 2)


def _sum(history: History, *, dekads: int, at: Dekad) -> float | None:
    """Return the rain in mm of some dekads up to a given one, or None when one is missing."""
    end = at.ordinal - history.first.ordinal + 1
    if end < dekads:
        return None
    figures = [mm for mm in history.values[end - dekads : end] if mm is not None]
    return math.fsum(figures) if len(figures) == dekads else None


def _by_year(series: Floats, first: Dekad) -> Floats:
    """Return a dekadal series as one line a year, NaN before its start and after its end."""
    years = -(-(first.slot + series.size) // DEKADS_A_YEAR)
    padded = np.full(years * DEKADS_A_YEAR, np.nan)
    padded[first.slot : first.slot + series.size] = series
    return padded.reshape(years, DEKADS_A_YEAR)
