"""NDMA's published county-months, brought in on the way that an officer's CSV template takes."""

import csv
import io
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

import pandas as pd

from app.domain.evidence import Payload
from app.domain.periods import Month
from app.sources.ndma_bulletin import to_harvest
from app.sources.ndma_csv import read_csv_form
from app.sources.ndma_csv_rows import COLUMNS
from app.sources.ndma_indicators import indicator_of
from tests.validation.outlook_series import SHARED

FACTS_FILE = SHARED / "ndma_published_facts.csv"
ZONE = "phase_lz_"
FIGURES = {
    "vci3m": "VCI-3M",
    "state_of_water_sources": "water-sources",
    "milk_production": "milk-production",
    "terms_of_trade": "terms-of-trade",
    "milk_consumption": "milk-consumption",
    "hh_return_distance_water": "water-distance",
    "muac_at_risk": "MUAC-at-risk",
    "csi": "coping-strategy-index",
}
WORDS = {
    "livestock_body_condition": "livestock-body-condition",
    "drought_livestock_deaths": "livestock-deaths",
}
# Where the address itself says when the bulletin came out; of the others it is not known.
PUBLISHED = {
    "bulletin-may-2019": "2019-05",
    "bulletin-october-2019": "2019-10",
    "mid-november-2020": "2020-11",
    "bulletin-decembre-2021": "2021-12",
    "bulletin-september-2022": "2022-09",
    "bulletin-october-2022": "2022-10",
    "June_202520250714": "2025-07",
    "January_202620260217": "2026-02",
    "Feb_202620260311": "2026-03",
}


@cache
def facts():
    """Return the rows of the table, as text."""
    return pd.read_csv(FACTS_FILE, dtype=str, keep_default_na=False)


@cache
def county_months():
    """Return the rows of each county and month that has a phase, in order."""
    grouped = facts().groupby(["county", "month"])
    return {key: rows for key, rows in grouped if "phase" in set(rows["indicator"])}


def published(url):
    """Return the month of publication that an address tells, or empty."""
    return next((month for part, month in PUBLISHED.items() if part in url), "")


def template_of(rows):
    """Return the rows of one county and month as an officer would fill in the template."""
    first = rows[rows["indicator"] == "phase"].iloc[0]
    trend = next((each.value for each in rows.itertuples() if each.indicator == "trend"), "")
    filled = [
        ("bulletin", "county", first["county"], "", "", ""),
        ("bulletin", "observed_month", first["month"], "", "", ""),
        ("bulletin", "published_month", published(first["source"]), "", "", ""),
        ("bulletin", "source_url", first["source"], "", "", ""),
    ]
    filled += [line for each in rows.itertuples() if (line := _line(each, trend=trend))]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *filled, ("end", *[""] * 5)])
    return text.getvalue()


def _line(fact, *, trend):
    """Return a fact as a line of the template, or None when the form has no place for it."""
    name = fact.indicator
    if name == "phase":
        return ("phase", "county", fact.value, "", "", trend)
    if name.startswith(ZONE):
        return ("phase", name.removeprefix(ZONE).replace("_", " "), fact.value, "", "", "")
    if variable := FIGURES.get(name):
        unit = indicator_of(variable).unit
        return ("figure", variable, fact.value, unit, fact.normal_range_printed, "")
    if name in WORDS:
        return ("words", WORDS[name], fact.value, "", "", "")
    return None


@cache
def harvests():
    """Return what the officers' reader makes of each published county-month."""
    return {key: _harvest(*key, rows=rows) for key, rows in county_months().items()}


def _harvest(county, month, *, rows):
    body = template_of(rows).encode()
    payload = Payload(
        source="NDMA bulletin",
        url=f"file:///{county}-{month}.csv",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        sha256=sha256(body).hexdigest(),
        media_type="text/csv",
        body=body,
    )
    return to_harvest(read_csv_form(payload), payload)


def phase_records():
    """Return every phase on record, of counties and zones."""
    return [each for harvest in harvests().values() for each in harvest.phases]


def last_day(month):
    """Return the last day of a month written as `2017-04`."""
    return Month.parse(month).period.end
