"""Which three things people should do, by phase and season: `advice.csv`, and the library over it.

A pack's own rows are the base. A line of the library that fits goes before them; it comes here as a
fact that stands in the place of one of the three actions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.advice import PLACES, Offer
from app.domain.advice import Season as Season
from app.domain.bulletins import Fact
from app.domain.evidence import Phase
from app.domain.periods import Period
from app.domain.seasons import rains_on
from app.errors import PackEmpty
from app.writing.pack_files import Row

ORDERS = PLACES
COLUMNS = (
    "key", "phase", "order", "seasons", "sector", "text", "short", "source", "status", "expires",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing to do.

    Attributes:
        key: Name of the row.
        order: Its place among the three, 1 to 3.
        seasons: Seasons that it is right in.
        sector: Livestock, crops, water, health; `planting` is never said out of season.
        text: The advice, without its full stop.
        short: The same in a few words, for the close.
        source: Whose advice it is.
        expires: Last day that it may be chosen, or None.
    """

    key: str
    phase: Phase
    order: int
    seasons: frozenset[Season]
    sector: str
    text: str
    short: str
    source: str
    expires: date | None


def season_of(day: date, *, county: str | None = None) -> Season:
    """Return the season of a day by a county's calendar, or by the common one.

    >>> season_of(date(2026, 11, 23))
    <Season.OND: 'OND'>
    """
    rains = rains_on(day, county=county)
    return Season(rains.code) if rains else Season.DRY


def season_of_days(days: Period, *, county: str | None = None) -> Season:
    """Return the season of a run of days; one that is not wholly inside a season counts as dry."""
    first, last = (season_of(each, county=county) for each in (days.start, days.end))
    return first if first is last else Season.DRY


def advice_of(row: Row) -> Advice:
    """Return the advice of a row.

    Raises:
        PackError: A cell holds something else than it should; the message names the row.
    """
    if row["phase"] not in list(Phase):
        raise row.fault(f"the phase '{row['phase']}' is unknown; use one of {[*map(str, Phase)]}")
    if row["order"] not in {str(order) for order in ORDERS}:
        raise row.fault(f"the order '{row['order']}' must be 1, 2 or 3")
    return Advice(
        key=row["key"],
        phase=Phase(row["phase"]),
        order=int(row["order"]),
        seasons=_seasons(row),
        sector=row["sector"],
        text=row["text"].rstrip("."),
        short=row["short"].rstrip("."),
        source=row["source"],
        expires=_expires(row),
    )


def _seasons(row: Row) -> frozenset[Season]:
    if row["seasons"] == "any":
        seasons = frozenset(Season)
    elif set(row["seasons"].split()) <= set(map(str, Season)) and row["seasons"]:
        seasons = frozenset(map(Season, row["seasons"].split()))
    else:
        raise row.fault(f"the seasons '{row['seasons']}' must be 'any', or some of MAM OND dry")
    if row["sector"] == "planting" and Season.DRY in seasons:
        raise row.fault("planting is never advised in the dry season; take 'dry' out of seasons")
    return seasons


def _expires(row: Row) -> date | None:
    if not row["expires"]:
        return None
    try:
        return date.fromisoformat(row["expires"])
    except ValueError as fault:
        raise row.fault(f"the day '{row['expires']}' must be written as 2027-03-31") from fault


def choose(
    advice: Sequence[Advice],
    *,
    phase: Phase,
    season: Season,
    last_day: date,
    orders: Collection[int] = ORDERS,
) -> tuple[Advice, ...]:
    """Return the three actions of a phase in a season; season's own before those of any season.

    Args:
        advice: All that the pack has.
        phase: The official phase.
        season: The season of the days in which it will be heard.
        last_day: Last day on air; advice that expires earlier is not chosen.
        orders: The places among the three that the pack fills.

    Raises:
        PackEmpty: One of the places has no advice.
    """
    return tuple(
        _chosen(advice, phase=phase, season=season, last_day=last_day, order=order)
        for order in orders
    )


def _chosen(
    advice: Sequence[Advice], *, phase: Phase, season: Season, last_day: date, order: int
) -> Advice:
    fitting = [
        each
        for each in advice
        if each.phase == phase
        and each.order == order
        and season in each.seasons
        and (each.expires is None or each.expires >= last_day)
    ]
    if not fitting:
        raise PackEmpty(
            f"advice.csv has no advice number {order} for {phase} in the season '{season}' "
            f"that is valid until {last_day}; add a row or renew one"
        )
    return min(fitting, key=lambda each: len(each.seasons))


def best_of(fitting: Sequence[Offer]) -> Mapping[int, Offer]:
    """Return the library's line for each place among the three that it fills.

    A zone's own line goes before one for every zone, a season's own before one of any season, the
    newest before older ones.

    Args:
        fitting: Lines that may be said, each of the right phase, season and zone.
    """
    ranked = sorted(fitting, key=_rank)
    return {each.line.place: each for each in ranked}


def _rank(offer: Offer) -> tuple[bool, int, float, str]:
    line = offer.line
    return bool(line.zones), -len(line.seasons), offer.offered_at.timestamp(), line.key


def library_facts(chosen: Mapping[int, Offer], language: str) -> Iterator[Fact]:
    """Yield the facts of the library's lines in a language, each in full and in short."""
    for place, offer in sorted(chosen.items()):
        words, line = offer.words[language], offer.line
        told = f"advice library, {line.key}; {line.source}, {line.document}, of {line.dated}"
        yield Fact(name=f"action_{place}", value=words.text, formula=told)
        yield Fact(name=f"action_{place}_short", value=words.short, formula=told)
