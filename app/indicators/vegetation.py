"""Vegetation against its usual state: NDVI anomaly, VCI, VCI-3M and NDMA's five classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from app.domain.climatology import GreennessRange
from app.domain.evidence import History
from app.domain.periods import Dekad
from app.errors import EvidenceError

REFERENCE_YEARS = (2003, 2022)
FEWEST_YEARS = 10
WINDOW_DEKADS = 9
DEKADS_A_YEAR = 36

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


def greenness_ranges(history: History) -> tuple[GreennessRange, ...]:
    """Return the range of NDVI of 2003 to 2022, at most one a dekad of the year.

    A dekad of the year with fewer than ten reference years is left out.

    Args:
        history: County mean NDVI, dekad by dekad.
    """
    first, last = REFERENCE_YEARS
    found = []
    for slot in range(DEKADS_A_YEAR):
        month, third = divmod(slot, 3)
        same = (
            _ndvi(history, Dekad(year, month + 1, third + 1)) for year in range(first, last + 1)
        )
        known = [ndvi for ndvi in same if ndvi is not None]
        if len(known) >= FEWEST_YEARS:
            found.append(
                GreennessRange(slot=slot, lowest=min(known), highest=max(known), years=len(known))
            )
    return tuple(found)


def dekad_vci(
    history: History, dekads: Iterable[Dekad], *, ranges: Sequence[GreennessRange] | None = None
) -> list[float | None]:
    """Return the VCI of each of some dekads in %, not rounded; None where it is not known.

    Args:
        history: County mean NDVI, dekad by dekad; with stored ranges these dekads are enough.
        dekads: Which ones.
        ranges: As stored, of the same source; None to take them from the history itself.

    Raises:
        EvidenceError: The reference years show no range.
    """
    known = greenness_ranges(history) if ranges is None else ranges
    usual = {each.slot: each for each in known}
    found: list[float | None] = []
    for dekad in dekads:
        ndvi, span = _ndvi(history, dekad), usual.get(dekad.slot)
        if ndvi is None or span is None:
            found.append(None)
        else:
            found.append(_exact_vci(ndvi, lowest=span.lowest, highest=span.highest))
    return found


def vci_3m(
    history: History, *, at: Dekad, ranges: Sequence[GreennessRange] | None = None
) -> float | None:
    """Return the mean VCI of the nine dekads up to a given one, in %, rounded to 0.1.

    This is the VCI of the county's mean NDVI, each dekad against the same dekad of 2003 to 2022;
    NDMA's is the mean of the pixels' VCI, and differs by some points. None when a dekad of the nine
    is missing, or fewer than ten reference years are there.

    Args:
        history: County mean NDVI, dekad by dekad; with stored ranges nine dekads are enough.
        at: Last dekad of the mean.
        ranges: As stored, of the same source; None to take them from the history itself.

    Raises:
        EvidenceError: The reference years show no range.

    Reference: Klisch and Atzberger (2016), Remote Sens. 8(4), 267.
    """
    first = at.ordinal - WINDOW_DEKADS + 1
    nine = (Dekad.from_ordinal(ordinal) for ordinal in range(first, at.ordinal + 1))
    mean = mean_vci(dekad_vci(history, nine, ranges=ranges))
    return None if mean is None else round(mean, 1)


def mean_vci(dekads: Sequence[float | None]) -> float | None:
    """Return the VCI-3M of a dekadal VCI series in %: the mean of its last nine, not rounded.

    None when the series is shorter than nine dekads, or one of the nine is missing.

    Args:
        dekads: VCI in %, dekad by dekad, oldest first.

    >>> mean_vci([90.0, *[30.0, 40.0, 50.0] * 3])
    40.0
    >>> mean_vci([None, *[30.0] * 8]) is None
    True
    """
    last = [each for each in dekads[-WINDOW_DEKADS:] if each is not None]
    return fmean(last) if len(last) == WINDOW_DEKADS else None


def _ndvi(history: History, dekad: Dekad) -> float | None:
    """Return the NDVI of a dekad, or None when there is none."""
    place = dekad.ordinal - history.first.ordinal
    return history.values[place] if 0 <= place < len(history.values) else None
