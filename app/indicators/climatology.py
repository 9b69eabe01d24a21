"""What is usual in a county, from its long histories: fitted once, stored, used every week."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.climatology import Climatology
from app.domain.evidence import History
from app.domain.variables import NDVI, RAIN
from app.indicators import precipitation, vegetation

# Dekads of each SPI: SPI-1, SPI-3 and SPI-6.
SPI_DEKADS = {"SPI-1": 3, "SPI-3": 9, "SPI-6": 18}


def fit_climatology(histories: Sequence[History], *, county: str) -> Climatology | None:
    """Return what one source's histories say is usual in a county, or None when too short.

    Rain is fitted to 1991-2020 for SPI-1, SPI-3 and SPI-6 at each of the 36 dekads of the year;
    greenness is the range of 2003-2022 in each of them.

    Args:
        histories: Of one source; other counties and other variables are passed over.
        county: Slug of the county.

    Raises:
        ValueError: The county's histories are of several sources.
    """
    own = [each for each in histories if each.county == county and each.variable in (RAIN, NDVI)]
    sources = sorted({each.source for each in own})
    if len(sources) > 1:
        raise ValueError(f"a climatology is of one source, not of {' and '.join(sources)}")
    rain = tuple(
        fit
        for each in own
        if each.variable == RAIN
        for dekads in SPI_DEKADS.values()
        for fit in precipitation.fit_rain(each, dekads=dekads)
    )
    greenness = tuple(
        span for each in own if each.variable == NDVI for span in vegetation.greenness_ranges(each)
    )
    if not rain and not greenness:
        return None
    return Climatology(
        county=county,
        source=sources[0],
        rain=rain,
        greenness=greenness,
        rain_years=precipitation.REFERENCE_YEARS,
        greenness_years=vegetation.REFERENCE_YEARS,
        fitted_from=tuple(sorted({each.payload_sha256 for each in own})),
    )
