"""The weekly VCI and monthly rain that the outlook is fitted and measured on, read in place."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from app.indicators.outlook import RainAnomaly, WeeklyVci

SHARED = Path(__file__).parents[3] / "shared" / "data"
VCI_FILE = SHARED / "vci_subcounty_weekly_viirs_2012_2026_all49.csv.gz"
RAIN_FILE = SHARED / "hdx_monthly_rain_ndvi_all47_2015_2026.csv"
BASELINE_FILE = SHARED / "vci3m_ridge_baseline.json"
SPOKEN_COUNTIES = ("Makueni", "Taita Taveta")
KEPT_WEEKS = 60
# VCI3M as the baseline defines it: the mean of the last 13 weekly VCI
WINDOW_WEEKS = 13


class Series(NamedTuple):
    """A sub-county: its days, its VCI in % and the rain of its county."""

    county: str
    name: str
    days: tuple
    vci: np.ndarray
    rain: tuple

    @property
    def spoken(self):
        return self.county in SPOKEN_COUNTIES

    def history(self, at):
        """Return what was known on a day: nothing later."""
        known = self.vci[max(0, at + 1 - KEPT_WEEKS) : at + 1]
        return WeeklyVci(self.days[at], tuple(None if np.isnan(v) else float(v) for v in known))

    def vci_3m(self):
        return pd.Series(self.vci).rolling(WINDOW_WEEKS).mean().to_numpy()


@cache
def all_series():
    """Return the 49 sub-counties."""
    rain = _rain()
    table = pd.read_csv(VCI_FILE, parse_dates=["date"])
    return tuple(
        Series(
            county,
            name,
            tuple(day.date() for day in rows["date"]),
            rows["vci"].to_numpy(),
            rain[county],
        )
        for (county, name), rows in table.groupby(["county", "subcounty"])
    )


def _rain():
    """Return each county's three-month rain in % of its 1989-2018 normal, by month."""
    table = pd.read_csv(RAIN_FILE)
    first_days = pd.to_datetime(table["month"] + "-01")
    table["end"] = [(day + pd.offsets.MonthEnd(0)).date() for day in first_days]
    return {
        county: tuple(map(RainAnomaly, rows["end"], rows["r3q"]))
        for county, rows in table.groupby("county")
    }


def target_day(series, at, lead):
    """Return the day a forecast is for, with two days' grace for the year's last, longer week."""
    return series.days[at] + timedelta(days=7 * lead + 2)
