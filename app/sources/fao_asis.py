"""Vegetation Condition Index of every county and dekad, from FAO's ASIS tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from app import __version__
from app.domain.evidence import Harvest, History, Observation, Payload
from app.domain.periods import Dekad
from app.domain.places import county_named, letters_only
from app.sources.feed import Ask, Feed
from app.sources.fetching import Fetcher
from app.sources.plain_table import TableRow, read_rows
from app.sources.refusal import refuse

NAME = "FAO ASIS"
HOSTS = ("www.fao.org/giews/earthobservation/",)
TABLE = (
    "/giews/earthobservation/asis/data/country/KEN/MAP_NDVI_ANOMALY/DATA/vci_adm1_dekad_data.csv"
)
# FAO's guard turns away what does not begin like a browser; the name stays ours.
USER_AGENT = f"Mozilla/5.0 (compatible; Tangazo/{__version__}; drought radio, Kenya)"
VCI_ASIS = "VCI-ASIS"
COLUMNS = ("Province", "Year", "Month", "Dekad", "Data")
OPTIONAL = ("Land_Type", "Unit")
OLD_PROVINCES = (
    "central", "coast", "eastern", "northeastern", "nyanza", "riftvalley", "western",
)  # fmt: skip
FIRST_YEAR = 1981
# A condition index is not bounded by 0 and 100, but it stays near.
LOWEST, HIGHEST = -100.0, 250.0
HIGHEST_RATIO = 1.5


def live(fetcher: Fetcher, *, base_url: str) -> Feed:
    """Return FAO's vegetation condition, county by county, as a feed."""

    def table(ask: Ask, today: date) -> str:
        _ = ask, today
        return f"{base_url}{TABLE}"

    browser_like = replace(fetcher, user_agent=USER_AGENT)
    return Feed(name=NAME, fetcher=browser_like, locate=table, read=read_asis)


def read_asis(payload: Payload, *, today: date) -> Harvest:
    """Return the VCI in % of every county in the table, up to the last dekad that is over.

    Args:
        payload: The table as fetched.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The table is not what was agreed, or is cut along the old provinces.
    """
    rows = _of_one_land_type(payload, read_rows(payload, columns=COLUMNS, optional=OPTIONAL))
    by_county: dict[str, dict[int, TableRow]] = defaultdict(dict)
    for row in rows:
        slug, dekad = _county(row), _dekad(row, today=today)
        if slug and row["Data"] and dekad.period.end <= today:
            first = by_county[slug].setdefault(dekad.ordinal, row)
            if first["Data"] != row["Data"]:
                row.refuse(f"contradicts row {first.line} on {row['Province']}, {dekad}")
    if not by_county:
        refuse(payload, "names no county of Kenya with a figure in a dekad that is over")
    factor = _percent_factor(payload, by_county)
    histories = tuple(_history(slug, series, factor=factor) for slug, series in by_county.items())
    newest = tuple(
        _observation(each, by_county[each.county][each.last.ordinal], factor=factor)
        for each in histories
    )
    return Harvest(
        source=payload.source, payloads=(payload,), observations=newest, histories=histories
    )


def _county(row: TableRow) -> str | None:
    """Return the slug of a row's county, or None for what is no county; refuse a province."""
    name = letters_only(row["Province"]).removesuffix("province")
    if name in OLD_PROVINCES:
        row.refuse(
            f"'{row['Province']}' is a province of before 2013, not a county; this table cannot "
            "be used until FAO draws it along the counties"
        )
    county = county_named(row["Province"])
    return county.slug if county else None


def _dekad(row: TableRow, *, today: date) -> Dekad:
    """Return the dekad of a row; refuse one that has not begun."""
    dekad = Dekad(
        _whole(row, "Year", lowest=FIRST_YEAR, highest=9998),
        _whole(row, "Month", lowest=1, highest=12),
        _whole(row, "Dekad", lowest=1, highest=3),
    )
    if dekad > Dekad.of(today):
        row.refuse(f"{dekad} lies after today ({today}); check the clock of this computer")
    return dekad


def _whole(row: TableRow, column: str, *, lowest: int, highest: int) -> int:
    value = row.figure(column, lowest=lowest, highest=highest)
    if value is None or not value.is_integer():
        row.refuse(f"{column} is '{row[column][:40]}', not a whole number")
    return int(value)


def _of_one_land_type(payload: Payload, rows: tuple[TableRow, ...]) -> tuple[TableRow, ...]:
    """Return the rows of cropland where the table tells land types apart."""
    types = {row["Land_Type"] for row in rows}
    if len(types) == 1:
        return rows
    crops = {each for each in types if each.casefold().startswith("crop")}
    if len(crops) != 1:
        refuse(payload, f"has land types {', '.join(sorted(types))[:200]}; none is cropland alone")
    return tuple(row for row in rows if row["Land_Type"] in crops)


def _percent_factor(payload: Payload, by_county: dict[str, dict[int, TableRow]]) -> float:
    """Return what makes the figures percents: 1, or 100 where the table gives ratios."""
    rows = [row for series in by_county.values() for row in series.values()]
    values = [row.figure("Data", lowest=LOWEST, highest=HIGHEST) for row in rows]
    ratios = max(abs(value) for value in values if value is not None) <= HIGHEST_RATIO
    if ratios and any("%" in row["Unit"] for row in rows):
        refuse(payload, f"says %, but no figure is above {HIGHEST_RATIO:g}; its unit has changed")
    return 100.0 if ratios else 1.0


def _percent(row: TableRow, *, factor: float) -> float:
    value = row.figure("Data", lowest=LOWEST, highest=HIGHEST)
    return round(factor * (value or 0.0), 2)


def _history(slug: str, series: dict[int, TableRow], *, factor: float) -> History:
    """Return a county's whole series; a dekad that FAO leaves out is None."""
    first, last = min(series), max(series)
    payload = series[first].payload
    return History(
        county=slug,
        variable=VCI_ASIS,
        unit="%",
        source=payload.source,
        payload_sha256=payload.sha256,
        first=Dekad.from_ordinal(first),
        values=tuple(
            _percent(series[ordinal], factor=factor) if ordinal in series else None
            for ordinal in range(first, last + 1)
        ),
    )


def _observation(history: History, row: TableRow, *, factor: float) -> Observation:
    """Return a county's newest dekad."""
    land = f", {row['Land_Type']}" if row["Land_Type"] else ""
    turned = "; FAO gives it as a ratio" if factor > 1 else ""
    return Observation(
        county=history.county,
        period=history.last.period,
        variable=VCI_ASIS,
        value=_percent(row, factor=factor),
        unit="%",
        source=history.source,
        payload_sha256=history.payload_sha256,
        row=f"row {row.line}",
        url=row.payload.url,
        note=f"VCI of one dekad after FAO{land}, not NDMA's VCI-3M{turned}",
    )
