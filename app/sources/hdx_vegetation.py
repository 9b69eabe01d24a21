"""Vegetation of every county from WFP's table on HDX (MODIS NDVI and its normal)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.evidence import Harvest, Payload
from app.domain.periods import Dekad
from app.domain.variables import NDVI, NDVI_NORMAL
from app.sources.county_harvest import Measure, harvest
from app.sources.feed import Feed
from app.sources.fetching import Fetcher
from app.sources.hdx import HdxFile, always
from app.sources.wfp_table import TableForm

NAME = "HDX vegetation"
DATASET = "ken-ndvi-subnational"
# All years, then five: VCI needs the reference years 2003 to 2022 once.
FILES = (r"ndvi.*full", r"ndvi.*5ytd")
MEASURES = (
    Measure(column="vim", variable=NDVI, unit="unitless"),
    Measure(column="vim_avg", variable=NDVI_NORMAL, unit="unitless"),
)
FORM = TableForm(
    # below -0.2 or above 1 it is no NDVI of land, but a change of scale
    measures=tuple(each.column for each in MEASURES),
    lowest=-0.2,
    highest=1.0,
    versioned=False,
)


def live(fetcher: Fetcher, *, base_url: str, whole: Callable[[], bool] = always) -> Feed:
    """Return NDVI and its normal for all counties as a feed.

    Args:
        whole: Whether all years are wanted; if not, five years are enough.
    """
    file = HdxFile(base_url=base_url, dataset=DATASET, names=FILES, whole=whole)
    return Feed(name=NAME, fetcher=fetcher, locate=file, read=read_vegetation)


def read_vegetation(payload: Payload, *, today: date, newest: Dekad | None = None) -> Harvest:
    """Return what WFP's NDVI table says: means of a dekad, unitless.

    Args:
        payload: The table as fetched, or read from a local file.
        today: The present day in Nairobi.
        newest: Last dekad to take observations from, to replay a past week; None for the newest.

    Raises:
        SourceFormatError: The table is not what was agreed; names file, row and remedy.
    """
    return harvest(payload, form=FORM, measures=MEASURES, today=today, newest=newest)
