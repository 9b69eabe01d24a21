"""What the sources have this week: fresh, or what they sent last, with its age; never zeros."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from app.domain.evidence import Harvest, Payload, SourceFault
from app.domain.periods import NAIROBI, whole_days
from app.errors import SourceError
from app.pipeline.newsroom import Newsroom
from app.sources.fetching import Source
from app.store.evidence import add_payload, add_visit, last_good_visit, newest_payload

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What came of a visit to every source.

    Attributes:
        fresh: What sources gave now.
        last_good: What sources that failed now had given before.
        faults: The sources that failed, each with its reason and with what is used instead.
    """

    fresh: tuple[Harvest, ...]
    last_good: tuple[Harvest, ...]
    faults: tuple[SourceFault, ...]

    @property
    def harvests(self) -> tuple[Harvest, ...]:
        """Everything that may be assessed."""
        return (*self.fresh, *self.last_good)


def gather(newsroom: Newsroom) -> Gathered:
    """Return what every source has; one that fails is named and stands in with its last good."""
    fresh: list[Harvest] = []
    last_good: list[Harvest] = []
    faults: list[SourceFault] = []
    for done, source in enumerate(newsroom.sources, 1):
        try:
            fresh.append(source.fetch(newsroom.clock))
        except SourceError as fault:
            before, instead = _last_good(newsroom, source)
            last_good += before
            reason = f"{fault.reason}; {instead}"
            faults.append(SourceFault(source=fault.source, reason=reason, at=newsroom.clock.now()))
            LOG.warning("source_skipped", extra={"source": fault.source, "reason": reason})
        newsroom.report("Gathering evidence", done, len(newsroom.sources))
    return Gathered(fresh=tuple(fresh), last_good=tuple(last_good), faults=tuple(faults))


def keep(newsroom: Newsroom, gathered: Gathered) -> None:
    """Keep every fresh payload byte for byte, and how each source's visit went."""
    sent = [payload for harvest in gathered.fresh for payload in harvest.payloads]
    for payload in sent:
        newsroom.payloads.put(payload.body, "raw")
    with newsroom.store.transaction() as tx:
        for payload in sent:
            add_payload(tx, payload)
        for harvest in gathered.fresh:
            add_visit(tx, harvest.source, at=newsroom.clock.now(), fault=None)
        for fault in gathered.faults:
            add_visit(tx, fault.source, at=fault.at, fault=fault.reason)


def _last_good(newsroom: Newsroom, source: Source) -> tuple[list[Harvest], str]:
    """Return what a source sent last, if it still can be read, and a sentence about it."""
    with newsroom.store.reading() as tx:
        kept = newest_payload(tx, source.name)
        good_at = last_good_visit(tx, source.name)
    path = newsroom.payloads.path(f"{kept.sha256}.raw") if kept else None
    if kept is None or path is None:
        return [], "nothing of it was kept before"
    payload = Payload(
        source=source.name,
        url=kept.url,
        fetched_at=kept.fetched_at,
        sha256=kept.sha256,
        media_type=kept.media_type,
        body=path.read_bytes(),
    )
    try:
        return [source.reread(payload, newsroom.clock)], _aged(newsroom, good_at or kept.fetched_at)
    except SourceError as fault:
        return [], f"what it sent before cannot be read either: {fault.reason}"


def _aged(newsroom: Newsroom, good_at: datetime) -> str:
    day = good_at.astimezone(NAIROBI).date()
    age = whole_days(day, newsroom.clock.now().astimezone(NAIROBI).date())
    return f"used instead: what it gave on {day:%d %B %Y}, {age} days ago"
