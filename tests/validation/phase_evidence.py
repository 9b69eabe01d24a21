"""Vegetation and rain of Kitui and Makueni at the end of a month, by the functions that ship.

Makueni's VCI-3M is the mean of its sub-counties in the weekly VIIRS file. Kitui is not in it: its
dekadal MODIS NDVI ends in April 2020 and is carried on from WFP's monthly NDVI, tied to it over
the months that both have; from this the shipped `vci_3m` computes. The way was chosen because in
Makueni it lies closer to VIIRS than VCI from WFP's own few years, whatever the phases.
"""

from functools import cache

import numpy as np
import pandas as pd

from app.domain.evidence import History, IndicatorValue
from app.domain.periods import Dekad, Month
from app.domain.variables import NDVI
from app.indicators.precipitation import percent_of_normal
from app.indicators.vegetation import vci_3m
from tests.validation.outlook_series import RAIN_FILE, SHARED, all_series
from tests.validation.phase_records import harvests, last_day

MODIS_FILE = SHARED / "vci_county_dekadal_modis_2001_2020_all47.csv"
TIED_TO = "2020-04"
# WFP's anomaly columns hold 100 * (x + 5) / (normal + 5), in mm
WFP_ADDS_MM = 5
SPANS = {"rain-1-month-percent": "r1", "rain-3-month-percent": "r3"}


@cache
def wfp_months():
    """Return WFP's monthly rain and NDVI by county and month."""
    return pd.read_csv(RAIN_FILE).set_index(["county", "month"]).sort_index()


@cache
def ndvi_history(county):
    """Return a county's dekadal NDVI: MODIS to April 2020, then WFP's months tied to it."""
    modis = pd.read_csv(MODIS_FILE, parse_dates=["date"])
    modis = modis[modis["county"] == county].set_index("date")["ndvi"]
    monthly = wfp_months().loc[county, "vim"]
    days = [Dekad.from_ordinal(each).period.start for each in _ordinals(monthly.index[-1])]
    table = pd.DataFrame({"modis": modis.reindex(pd.to_datetime(days)).to_numpy()})
    table["wfp"] = [monthly.get(f"{day:%Y-%m}", np.nan) for day in days]
    table["slot"] = [Dekad.of(day).slot for day in days]
    table.loc[[f"{day:%Y-%m}" > TIED_TO for day in days], "modis"] = np.nan
    both = table.dropna()
    slope, level = np.polyfit(both["wfp"], both["modis"], 1)
    left = both["modis"] - level - slope * both["wfp"]
    tied = level + slope * table["wfp"] + table["slot"].map(left.groupby(both["slot"]).mean())
    values = table["modis"].fillna(tied)
    return History(
        county=county.casefold(),
        variable=NDVI,
        unit="unitless",
        source="MODIS, then WFP",
        payload_sha256="",
        first=Dekad.of(days[0]),
        values=tuple(None if np.isnan(each) else float(each) for each in values),
    )


def _ordinals(last_month):
    month = Month.parse(last_month)
    return range(Dekad(2001, 1, 1).ordinal, Dekad(month.year, month.number, 3).ordinal + 1)


def tied_vci_3m(county, month):
    """Return the shipped VCI-3M of the NDVI that was carried on, in %."""
    of = Month.parse(month)
    return vci_3m(ndvi_history(county), at=Dekad(of.year, of.number, 3))


@cache
def viirs_vci_3m(county):
    """Return the mean VCI-3M of a county's sub-counties, in %, by day."""
    own = [each for each in all_series() if each.county == county]
    columns = [pd.Series(each.vci_3m(), index=each.days) for each in own]
    return pd.concat(columns, axis=1).mean(axis=1, skipna=False).dropna()


def stand_in_vci_3m(county, month):
    """Return what stands in for NDMA's VCI-3M where it printed none, in %."""
    if county == "Kitui":
        return tied_vci_3m(county, month)
    weekly = viirs_vci_3m(county)
    return round(float(weekly[weekly.index <= last_day(month)].iloc[-1]), 1)


def printed_vci_3m(county, month):
    """Return the VCI-3M that NDMA printed, in %, or None."""
    figures = harvests()[county, month].observations
    return next((each.value for each in figures if each.variable == "VCI-3M"), None)


def rain_percent(county, month, *, span):
    """Return rain in % of its normal, or None in a dry season.

    Args:
        span: `r1` for one month, `r3` for three.
    """
    row = wfp_months().loc[(county, month)]
    rain_mm = row[f"{span}h"]
    normal_mm = 100 * (rain_mm + WFP_ADDS_MM) / row[f"{span}q"] - WFP_ADDS_MM
    return percent_of_normal(float(rain_mm), float(normal_mm))


def indicators(county, month):
    """Return VCI-3M and rain as the estimate gets them; as printed comes before computed."""
    printed = printed_vci_3m(county, month)
    vci = stand_in_vci_3m(county, month) if printed is None else printed
    values = {"VCI-3M": vci}
    values |= {name: rain_percent(county, month, span=span) for name, span in SPANS.items()}
    return tuple(
        IndicatorValue(
            name=name, value=value, unit="%", period=Month.parse(month).period, formula="see above"
        )
        for name, value in values.items()
        if value is not None
    )
