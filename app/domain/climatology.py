"""What is usual in a county, fitted once to its long history and stored: rain and greenness."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RainFit:
    """The gamma distribution of rain sums that end in one dekad of the year.

    Attributes:
        dekads: How many dekads a sum covers: 3 for SPI-1, 9 for SPI-3, 18 for SPI-6.
        slot: Dekad of the year that the sums end in, 0 to 35.
        zero_share: Share of the reference years without rain, 0 to 1.
        alpha: Shape of the gamma distribution of the wet years, unitless.
        beta: Its scale in mm.
        usual_mm: Mean sum of the reference years in mm, dry ones included.
    """

    dekads: int
    slot: int
    zero_share: float
    alpha: float
    beta: float
    usual_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GreennessRange:
    """The range of county mean NDVI in one dekad of the year.

    Attributes:
        slot: Dekad of the year, 0 to 35.
        lowest: Lowest NDVI of the reference years, unitless.
        highest: Highest NDVI of the reference years, unitless.
        years: How many reference years had a figure.
    """

    slot: int
    lowest: float
    highest: float
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Climatology:
    """What one source's histories of a county say of its usual rain and greenness.

    Figures of another source must not be judged by it: two rain products differ by more than a
    drought does.

    Attributes:
        county: Slug of the county.
        source: Whose histories it was fitted to.
        rain: A fit for each length of sum and dekad of the year that has one; may be empty.
        greenness: A range for each dekad of the year that has one; may be empty.
        rain_years: First and last reference year of the rain.
        greenness_years: First and last reference year of the greenness.
        fitted_from: sha256 of the payloads that held the histories.
    """

    county: str
    source: str
    rain: tuple[RainFit, ...]
    greenness: tuple[GreennessRange, ...]
    rain_years: tuple[int, int]
    greenness_years: tuple[int, int]
    fitted_from: tuple[str, ...]
