"""Price of maize in a county's markets, from WFP's price table on HDX."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from app.domain.evidence import Harvest, Observation, Payload
from app.domain.periods import Month, Period, whole_days
from app.domain.places import county_named, letters_only
from app.domain.variables import MAIZE_PRICE
from app.sources.feed import Feed
from app.sources.fetching import Fetcher
from app.sources.hdx import HdxFile
from app.sources.plain_table import TableRow, read_rows
from app.sources.refusal import refuse

LOG = logging.getLogger(__name__)

NAME = "WFP food prices"
DATASET = "wfp-food-prices-for-kenya"
FILES = (r"^wfp_food_prices_ken\.csv", r"food.*prices.*ken(ya)?(\.csv)?$")
UNIT = "KES/kg"
COLUMNS = (
    "date", "admin2", "market", "market_id", "commodity", "unit", "priceflag", "pricetype",
    "currency", "price",
)  # fmt: skip
# WFP renamed the grain around 2020; flour and meal are other goods.
MAIZE = ("maize", "maize (white)", "maize (white, dry)")
WEIGHT = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)?\s*KG", re.IGNORECASE | re.ASCII)
# Retail is what a listener pays; wholesale stands in where nothing else was collected.
PRICE_TYPES = ("Retail", "Wholesale")
LOWEST_KES_PER_KG, HIGHEST_KES_PER_KG = 5.0, 400.0
OLD_AFTER_DAYS = 60
# WFP files the market of Mtito Andei under Taita Taveta; the town lies in Makueni.
MISFILED = {("taita-taveta", "mtitoandei"): "makueni"}


def live(fetcher: Fetcher, *, base_url: str) -> Feed:
    """Return maize prices as a feed. Context only: never a part of the terms of trade."""
    file = HdxFile(base_url=base_url, dataset=DATASET, names=FILES)
    return Feed(name=NAME, fetcher=fetcher, locate=file, read=read_food_prices)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Price:
    """What one row says of one market."""

    row: TableRow
    day: date
    county: str
    market: str
    kind: str


def read_food_prices(payload: Payload, *, today: date) -> Harvest:
    """Return each county's maize price in KES per kg: median of its markets, newest month.

    Args:
        payload: The table as fetched.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The table is not what was agreed; names file, row and remedy.
    """
    by_county: dict[str, list[_Price]] = defaultdict(list)
    for row in read_rows(payload, columns=COLUMNS):
        price = _price(row, today=today)
        if price is not None:
            by_county[price.county].append(price)
    if not by_county:
        refuse(payload, f"prices none of {', '.join(MAIZE)} in any county; names may have changed")
    return Harvest(
        source=payload.source,
        payloads=(payload,),
        observations=tuple(
            _observation(county, prices, today=today) for county, prices in by_county.items()
        ),
    )


def _price(row: TableRow, *, today: date) -> _Price | None:
    """Return what a row says, or None if it prices something else or was only forecast."""
    kind = row["pricetype"].capitalize()
    if row["commodity"].casefold() not in MAIZE or kind not in PRICE_TYPES:
        return None
    if "forecast" in row["priceflag"].casefold() or not row["price"]:
        return None
    county = county_named(row["admin2"])
    if county is None:
        LOG.info("price_left_out", extra={"row": row.line, "place": row["admin2"][:40]})
        return None
    day = row.day("date")
    if Month.of(day) > Month.of(today):
        row.refuse(f"date '{day}' lies after today ({today}); check this computer's clock")
    slug = MISFILED.get((county.slug, letters_only(row["market"])), county.slug)
    market = f"{row['market_id']} {row['market']}"
    return _Price(row=row, day=day, county=slug, market=market, kind=kind)


def _observation(county: str, prices: list[_Price], *, today: date) -> Observation:
    """Return a county's newest price."""
    newest = max(Month.of(each.day) for each in prices)
    of_month = [each for each in prices if Month.of(each.day) == newest]
    kind = next(kind for kind in PRICE_TYPES if any(each.kind == kind for each in of_month))
    used = [each for each in of_month if each.kind == kind]
    by_market: dict[str, list[float]] = defaultdict(list)
    for market, value in _distinct(used):
        by_market[market].append(value)
    first = used[0].row
    return Observation(
        county=county,
        period=Period(newest.period.start, min(newest.period.end, today)),
        variable=MAIZE_PRICE,
        value=round(median(median(values) for values in by_market.values()), 2),
        unit=UNIT,
        source=first.payload.source,
        payload_sha256=first.payload.sha256,
        row=_locator(used),
        url=first.payload.url,
        note=_note(used, kind=kind, markets=len(by_market), today=today),
    )


def _distinct(prices: list[_Price]) -> Iterator[tuple[str, float]]:
    """Yield market and price in KES per kg once; refuse two rows that differ."""
    seen: dict[tuple[str, ...], tuple[TableRow, float]] = {}
    for each in prices:
        value = _kes_per_kg(each.row)
        key = (each.market, each.row["commodity"], each.row["unit"], str(each.day))
        if key not in seen:
            seen[key] = each.row, value
            yield each.market, value
        elif seen[key][1] != value:
            each.row.refuse(f"contradicts row {seen[key][0].line}; ask the provider which holds")


def _kes_per_kg(row: TableRow) -> float:
    """Return the price for one kilogram."""
    weight = WEIGHT.fullmatch(row["unit"])
    if not weight:
        row.refuse(f"unit '{row['unit'][:40]}' is no weight in KG; ask the provider")
    if row["currency"] != "KES":
        row.refuse(f"currency is '{row['currency'][:40]}', not KES")
    kg = float(weight[1] or 1)
    price = row.figure("price", lowest=0, highest=1e6)
    per_kg = (price or 0.0) / kg if kg else 0.0
    if not LOWEST_KES_PER_KG <= per_kg <= HIGHEST_KES_PER_KG:
        row.refuse(
            f"price {row['price']} for {row['unit']} is {per_kg:.4g} KES a kg, which cannot be; "
            "the unit may have changed"
        )
    return per_kg


def _note(used: list[_Price], *, kind: str, markets: int, today: date) -> str:
    """Return what a reader must know of a price."""
    noun = "market" if markets == 1 else "markets"
    parts = [f"white maize, {kind.lower()}, median of {markets} {noun}"]
    moved = any(county_named(each.row["admin2"]) != county_named(each.county) for each in used)
    if moved:
        parts.append("Mtito Andei counted in Makueni, though WFP files it under Taita Taveta")
    age_days = whole_days(max(each.day for each in used), today)
    if age_days > OLD_AFTER_DAYS:
        parts.append(f"{age_days} days old, too old to be spoken as the present price")
    return "; ".join([*parts, "not for terms of trade"])


def _locator(used: list[_Price]) -> str:
    """Return rows of a file as a person says them."""
    lines = ", ".join(str(each.row.line) for each in used)
    return f"row {lines}" if len(used) == 1 else f"rows {lines}"
