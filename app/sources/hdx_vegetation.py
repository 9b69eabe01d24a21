"""Vegetation of every county from WFP's table on HDX (MODIS NDVI and its normal)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.evidence import NDVI, NDVI_NORMAL, Harvest, Payload
from app.domain.periods import NAIROBI, Clock, Dekad
from app.sources.county_harvest import Measure, harvest
from app.sources.fetching import Fetcher
from app.sources.hdx import HDX_URL, HdxDataset
from app.sources.wfp_table import TableForm

NAME = "HDX vegetation"
DATASET = "ken-ndvi-subnational"
# The full file goes before the five-year one: VCI needs the reference years 2003 to 2022.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HdxVegetation:
    """NDVI from HDX, live."""

    fetcher: Fetcher
    base_url: str = HDX_URL
    name: str = NAME

    def fetch(self, clock: Clock) -> Harvest:
        """Return NDVI and its normal for all counties.

        Raises:
            SourceUnavailable: HDX did not answer; trying again later may help.
            SourceFormatError: The table is not what was agreed.
        """
        dataset = HdxDataset(dataset=DATASET, file_patterns=FILES, base_url=self.base_url)
        payload = dataset.fetch(self.fetcher, source=self.name, clock=clock)
        return self.reread(payload, clock)

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Return what a table that was fetched says.

        Raises:
            SourceFormatError: The table is not what was agreed.
        """
        return read_vegetation(payload, today=clock.now().astimezone(NAIROBI).date())


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
