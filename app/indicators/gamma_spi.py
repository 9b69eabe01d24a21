"""SPI in two steps: climate-indices fits the gamma distribution, stored fits give the figure."""

from __future__ import annotations

import logging
import sys
import warnings
from functools import cache
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt
import structlog
from scipy.special import gammainc, ndtri

MONTHS = 12
# climate-indices clips here: one sum in a thousand lies outside
FARTHEST = 3.09

Floats = npt.NDArray[np.float64]


class GammaFits(NamedTuple):
    """Twelve gamma distributions, one a calendar month; NaN where none could be fitted.

    Attributes:
        zero_share: Share of the reference years without rain, 0 to 1.
        alpha: Shape, unitless.
        beta: Scale in mm.
    """

    zero_share: Floats
    alpha: Floats
    beta: Floats


def fit_gamma(monthly: Floats, *, first_year: int, reference: tuple[int, int]) -> GammaFits:
    """Return the gamma distributions that climate-indices fits to a monthly series.

    Zeros are left out of the fit and counted apart, among the reference years that have a value,
    as climate-indices does: zeros of other years do not count.

    Args:
        monthly: Rain sums in mm, already accumulated; whole years, NaN where unknown.
        first_year: Year of the first value.
        reference: First and last year that is fitted to, both within the series.

    Reference: Thom (1958), Mon. Weather Rev. 86(4), 117-122.
    """
    _, compute = climate_indices()
    years = np.maximum(monthly, 0.0).reshape(-1, MONTHS)
    usual = years[reference[0] - first_year : reference[1] - first_year + 1]
    # the library hands the fit to its compiled part only when told not to look at such faults
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # it warns of months without rain or with years missing: who stores a fit decides on those
        warnings.simplefilter("ignore")
        alpha, beta = compute.gamma_parameters(
            years, first_year, *reference, compute.Periodicity.monthly
        )
        known = np.count_nonzero(~np.isnan(usual), axis=0)
        zero_share = np.count_nonzero(usual == 0, axis=0) / known
    return GammaFits(zero_share, np.asarray(alpha), np.asarray(beta))


def spi_of(mm: float, *, zero_share: float, alpha: float, beta: float) -> float:
    """Return the SPI of a rain sum, unitless, between -3.09 and 3.09.

    Args:
        mm: Rain sum in mm.
        zero_share: Share of the reference years without rain, 0 to 1.
        alpha: Shape of the gamma distribution fitted to the wet ones, unitless.
        beta: Its scale in mm.

    Reference: McKee, Doesken and Kleist (1993), 8th Conf. Applied Climatology, 179-184.

    >>> spi_of(100.0, zero_share=0.0, alpha=4.0, beta=25.0) == spi_of(
    ...     4.0, zero_share=0.0, alpha=4.0, beta=1.0
    ... )
    True
    >>> spi_of(0.0, zero_share=0.5, alpha=4.0, beta=25.0)
    0.0
    """
    below = zero_share + (1 - zero_share) * float(gammainc(alpha, max(mm, 0.0) / beta))
    return max(-FARTHEST, min(FARTHEST, float(ndtri(below))))


@cache
def climate_indices() -> tuple[Any, Any]:
    """Return the library's `indices` and `compute`, loaded when first needed (a second or two).

    Loading it sets up logging for the whole process, and each call logs half a dozen lines; the
    first is undone here, and its loggers are replaced by one that drops everything.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configured, config = structlog.is_configured(), structlog.get_config()
    try:
        from climate_indices import compute, indices
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
        if configured:
            structlog.configure(**config)
    mute = structlog.wrap_logger(None, processors=[_drop])
    for name, module in tuple(sys.modules.items()):
        if name.startswith("climate_indices.") and hasattr(module, "_logger"):
            vars(module)["_logger"] = mute
    return indices, compute


def _drop(_logger: object, _method: str, _event: object) -> NoReturn:
    raise structlog.DropEvent
