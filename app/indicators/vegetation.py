"""Vegetation against its usual state: NDVI anomaly, VCI, VCI-3M and NDMA's five classes."""

from __future__ import annotations

import numpy as np

from app.domain.evidence import History
from app.domain.periods import Dekad
from app.errors import EvidenceError

REFERENCE_YEARS = (2003, 2022)
FEWEST_YEARS = 10
WINDOW_DEKADS = 9

# Lowest VCI-3M of each class, in %; the first three are deficits.
VCI_CLASSES = (
    (50.0, "above normal vegetation greenness"),
    (35.0, "normal vegetation greenness"),
    (20.0, "moderate vegetation deficit"),
    (10.0, "severe vegetation deficit"),
)
LOWEST_CLASS = "extreme vegetation deficit"
NORMAL_FROM = 35.0


def ndvi_anomaly(ndvi: float, normal: float) -> float:
    """Return how far NDVI lies above its normal, unitless; negative below it.

    Args:
        ndvi: County mean NDVI of a dekad.
        normal: Its long-term mean in the same dekad.

    >>> ndvi_anomaly(0.55428666, 0.6477138)
    -0.0934
    """
    return round(ndvi - normal, 4)


def ndvi_percent(ndvi: float, normal: float) -> float:
    """Return NDVI in % of its normal.

    Args:
        ndvi: County mean NDVI of a dekad.
        normal: Its long-term mean in the same dekad, above 0.

    Raises:
        EvidenceError: The normal is not above 0, as over open water.

    >>> ndvi_percent(0.55428666, 0.6477138)
    85.6
    """
    if normal <= 0:
        raise EvidenceError(f"NDVI normal must be above 0, not {normal}")
    return round(100 * ndvi / normal, 1)


def vci(ndvi: float, *, lowest: float, highest: float) -> float:
    """Return the Vegetation Condition Index in %.

    It is not bounded: below the lowest of the reference years it is negative, above the highest
    it is more than 100.

    Args:
        ndvi: County mean NDVI of the dekad, unitless.
        lowest: Lowest NDVI of the same dekad in the reference years.
        highest: Highest NDVI of the same dekad in the reference years.

    Raises:
        EvidenceError: The reference years show no range, as over open water.

    Reference: Kogan (1995), Adv. Space Res. 15(11), 91-100.

    >>> vci(0.30, lowest=0.20, highest=0.60)
    25.0
    """
    return round(_exact_vci(ndvi, lowest=lowest, highest=highest), 1)


def _exact_vci(ndvi: float, *, lowest: float, highest: float) -> float:
    if highest <= lowest:
        raise EvidenceError(f"NDVI reference range is empty: {lowest} to {highest}")
    return 100 * (ndvi - lowest) / (highest - lowest)


def vci_class(vci_3m: float) -> str:
    """Return NDMA's class of a VCI-3M in %.

    >>> vci_class(35.0), vci_class(9.72)
    ('normal vegetation greenness', 'extreme vegetation deficit')
    """
    return next((name for least, name in VCI_CLASSES if vci_3m >= least), LOWEST_CLASS)


def vci_3m(history: History, *, at: Dekad) -> float | None:
    """Return the mean VCI of the nine dekads up to a given one, in %, rounded to 0.1.

    This is the VCI of the county's mean NDVI, each dekad against the same dekad of 2003 to 2022;
    NDMA's is the mean of the pixels' VCI, and differs by some points. None when a dekad of the nine
    is missing, or fewer than ten reference years are there.

    Args:
        history: County mean NDVI, dekad by dekad.
        at: Last dekad of the mean.

    Raises:
        EvidenceError: The reference years show no range.

    Reference: Klisch and Atzberger (2016), Remote Sens. 8(4), 267.
    """
    values = []
    for ordinal in range(at.ordinal - WINDOW_DEKADS + 1, at.ordinal + 1):
        dekad = Dekad.from_ordinal(ordinal)
        ndvi = _ndvi(history, dekad)
        reference = _reference(history, dekad)
        if ndvi is None or len(reference) < FEWEST_YEARS:
            return None
        values.append(_exact_vci(ndvi, lowest=min(reference), highest=max(reference)))
    return round(float(np.mean(values)), 1)


def _ndvi(history: History, dekad: Dekad) -> float | None:
    """Return the NDVI of a dekad, or None when there is none."""
    place = dekad.ordinal - history.first.ordinal
    return history.values[place] if 0 <= place < len(history.values) else None


def _reference(history: History, dekad: Dekad) -> list[float]:
    """Return the NDVI of the same dekad in the reference years."""
    first, last = REFERENCE_YEARS
    same = (
        _ndvi(history, Dekad(year, dekad.month, dekad.number)) for year in range(first, last + 1)
    )
    return [ndvi for ndvi in same if ndvi is not None]
