"""Rain of every county from WFP's table on HDX (CHIRPS rain, normals of 1989 to 2018)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from app.domain.evidence import (
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
    Harvest,
    Payload,
)
from app.domain.periods import NAIROBI, Clock, Dekad
from app.sources.county_harvest import Measure, harvest
from app.sources.fetching import Fetcher
from app.sources.hdx import HDX_URL, HdxDataset
from app.sources.wfp_table import TableForm

NAME = "HDX rainfall"
DATASET = "ken-rainfall-subnational"
# The full file goes before the five-year one: SPI needs the reference years 1991 to 2020.
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
    measures=tuple(each.column for each in MEASURES), lowest=0, highest=math.inf, versioned=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HdxRainfall:
    """Rain from HDX, live."""

    fetcher: Fetcher
    base_url: str = HDX_URL
    name: str = NAME

    def fetch(self, clock: Clock) -> Harvest:
        """Return rain and its normals for all counties.

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
        return read_rainfall(payload, today=clock.now().astimezone(NAIROBI).date())


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
