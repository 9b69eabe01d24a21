"""Rain of every county from WFP's table on HDX (CHIRPS rain, normals of 1989 to 2018)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.evidence import Harvest, Payload
from app.domain.periods import Dekad
from app.domain.variables import (
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
)
from app.sources.county_harvest import Measure, harvest
from app.sources.feed import Feed
from app.sources.fetching import Fetcher
from app.sources.hdx import HdxFile, always
from app.sources.wfp_table import TableForm

NAME = "HDX rainfall"
DATASET = "ken-rainfall-subnational"
# All years, then five: SPI needs the reference years 1991 to 2020 once.
FILES = (r"rainfall.*full", r"rainfall.*5ytd")
MEASURES = (
    Measure(column="rfh", variable=RAIN, unit="mm"),
    Measure(column="rfh_avg", variable=RAIN_NORMAL, unit="mm"),
    Measure(column="r1h", variable=RAIN_1_MONTH, unit="mm", dekads=3),
    Measure(column="r1h_avg", variable=RAIN_1_MONTH_NORMAL, unit="mm", dekads=3),
    Measure(column="r3h", variable=RAIN_3_MONTH, unit="mm", dekads=9),
    Measure(column="r3h_avg", variable=RAIN_3_MONTH_NORMAL, unit="mm", dekads=9),
)
FORM = TableForm(
    # mm: the most that a county had in three months of 2015 to 2026 is 1,351
    measures=tuple(each.column for each in MEASURES),
    lowest=0,
    highest=5000,
    versioned=True,
)


def live(fetcher: Fetcher, *, base_url: str, whole: Callable[[], bool] = always) -> Feed:
    """Return rain and its normals for all counties as a feed.

    Args:
        whole: Whether all years are wanted; if not, five years are enough.
    """
    file = HdxFile(base_url=base_url, dataset=DATASET, names=FILES, whole=whole)
    return Feed(name=NAME, fetcher=fetcher, locate=file, read=read_rainfall)


def read_rainfall(payload: Payload, *, today: date, newest: Dekad | None = None) -> Harvest:
    """Return what WFP's rainfall table says: sums in mm over 1, 3 and 9 dekads.

    Args:
        payload: The table as fetched, or read from a local file.
        today: The present day in Nairobi.
        newest: Last dekad to take observations from, to replay a past week; None for the newest.

    Raises:
        SourceFormatError: The table is not what was agreed; names file, row and remedy.
    """
    return harvest(payload, form=FORM, measures=MEASURES, today=today, newest=newest)
