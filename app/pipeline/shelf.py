"""What stations' software reads is made anew when anything changed, and put on the shelf."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app import __version__
from app.domain.documents import Made
from app.domain.periods import NAIROBI
from app.errors import StoreError, TangazoError
from app.pipeline.cap_makers import cap_alerts
from app.pipeline.feed_makers import county_feeds, station_feeds
from app.pipeline.index_makers import indices, slot_calendars
from app.pipeline.manifests import make_manifests
from app.pipeline.newsroom import Newsroom
from app.store.shelf import Reading, keep_stamp, put, remove, remove_makers, shelved
from app.store.shelf_state import state_of

LOG = logging.getLogger(__name__)
Maker = Callable[[Newsroom, Reading, datetime], Iterable[Made]]
# Each makes documents of its own from what is on air.
MAKERS: tuple[Maker, ...] = (
    county_feeds,
    station_feeds,
    cap_alerts,
    indices,
    slot_calendars,
    make_manifests,
)
# Somebody else may release or recall while documents are being made; they are made again then.
TRIES = 5
# What a maker may trip over without costing the other makers their documents.
FAULTS = (
    TangazoError,
    OSError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


@dataclass(slots=True)
class _Stock:
    """What the makers gave; those that failed are named."""

    made: dict[str, list[Made]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)


def restock(newsroom: Newsroom, makers: tuple[Maker, ...] | None = None) -> bool:
    """Make every document anew if anything changed, and put on the shelf what differs.

    All are made from one state of the database, and are put there only if it is still the state
    then: else a recall in another process could be undone. A maker that fails leaves its former
    documents where they are.

    Args:
        makers: Who makes documents; None: all of them.

    Returns:
        Whether anything was made.

    Raises:
        StoreError: The database cannot be read or written, or it changed all the time.
    """
    chosen = MAKERS if makers is None else makers
    at = newsroom.clock.now()
    for _ in range(TRIES):
        with newsroom.store.reading() as tx:
            state = _state(newsroom, tx, at)
            if shelved(tx).stamp == state:
                return False
            stock = _stock(newsroom, tx, at, chosen)
        if _put_away(newsroom, stock, at=at, state=state):
            return True
    raise StoreError("What is on air changed all the time; its documents are made a minute later.")


def _state(newsroom: Newsroom, tx: Reading, at: datetime) -> str:
    """Return the state that documents are made from; a new day makes new calendars."""
    today = at.astimezone(NAIROBI).date()
    counties = [(each.slug, each.languages) for each in newsroom.counties]
    signs = newsroom.signer is not None
    return state_of(tx, __version__, today, counties, newsroom.public_url, signs, at=at)


def _stock(newsroom: Newsroom, tx: Reading, at: datetime, makers: Iterable[Maker]) -> _Stock:
    stock = _Stock()
    for each in makers:
        name = _name(each)
        try:
            stock.made[name] = list(each(newsroom, tx, at))
        except FAULTS as fault:
            stock.failed.add(name)
            LOG.error(  # noqa: TRY400 - told in one line
                "documents_not_made",
                extra={"maker": name, "fault": type(fault).__name__, "reason": str(fault)},
            )
    return stock


def _put_away(newsroom: Newsroom, stock: _Stock, *, at: datetime, state: str) -> bool:
    """Put what was made on the shelf; return False if the state is no longer the same."""
    with newsroom.store.transaction() as tx:
        shelved(tx, lock=True)
        if _state(newsroom, tx, at) != state:
            return False
        for maker, made in stock.made.items():
            for each in made:
                put(tx, each.name, body=each.body, media_type=each.media_type, at=at, maker=maker)
            remove(tx, maker, keep={each.name for each in made})
        remove_makers(tx, keep=stock.made.keys() | stock.failed)
        # What failed is tried again with the next tick.
        keep_stamp(tx, "" if stock.failed else state)
    return True


def _name(maker: Maker) -> str:
    return getattr(maker, "__name__", "maker")
