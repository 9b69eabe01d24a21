"""climate-indices behind one quiet function: its SPI, without its log lines."""

from __future__ import annotations

import logging
import sys
import warnings
from functools import cache
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import structlog

Floats = npt.NDArray[np.float64]


def gamma_spi(monthly: Floats, *, first_year: int, reference: tuple[int, int]) -> Floats:
    """Return the SPI of each value of a monthly series, unitless, between -3.09 and 3.09.

    Args:
        monthly: Rain sums in mm, already accumulated; the first one of January, NaN where unknown.
        first_year: Year of the first value.
        reference: First and last year that the gamma distribution is fitted to.

    Reference: McKee, Doesken and Kleist (1993), 8th Conf. Applied Climatology, 179-184.
    """
    indices, compute = _climate_indices()
    with warnings.catch_warnings():
        # it warns of calendar months without rain; such a month has NaN or -3.09 as its SPI
        warnings.simplefilter("ignore", RuntimeWarning)
        values = indices.spi(
            monthly,
            1,
            indices.Distribution.gamma,
            first_year,
            *reference,
            compute.Periodicity.monthly,
        )
    return np.asarray(values, dtype=np.float64)


@cache
def _climate_indices() -> tuple[Any, Any]:
    """Return the library's two modules, loaded when first needed (it takes a second or two).

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
