"""What the sources have this week: fresh, or what they sent last, with its age; never zeros."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from app.domain.evidence import Harvest, SourceFault
from app.domain.periods import NAIROBI, Clock, whole_days
from app.errors import SourceError
from app.pipeline.memory import unharmed
from app.pipeline.newsroom import Newsroom
from app.sources.fetching import Source
from app.store.evidence import (
    add_payload,
    add_visit,
    keep_marks,
    last_good_visit,
    newest_payload,
    source_states,
)

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
    visits = visit_all(newsroom.sources, newsroom.clock)
    for done, (source, found) in enumerate(visits, 1):
        if isinstance(found, Harvest):
            fresh.append(found)
        else:
            before, instead = _last_good(newsroom, source)
            last_good += before
            reason = f"{found.reason}; {instead}"
            faults.append(SourceFault(source=found.source, reason=reason, at=newsroom.clock.now()))
            LOG.warning("source_skipped", extra={"source": found.source, "reason": reason})
        newsroom.report("Gathering evidence", done, len(newsroom.sources))
    return Gathered(fresh=tuple(fresh), last_good=tuple(last_good), faults=tuple(faults))


def visit_all(
    sources: Sequence[Source], clock: Clock
) -> Iterator[tuple[Source, Harvest | SourceError]]:
    """Yield each source with what it gave or why not, in their order.

    All are asked at the same time, so that several silent ones cost no more time than one.
    """

    def visit(source: Source) -> Harvest | SourceError:
        try:
            return source.fetch(clock)
        except SourceError as fault:
            return fault

    with ThreadPoolExecutor(max(len(sources), 1), thread_name_prefix="source") as threads:
        yield from zip(sources, threads.map(visit, sources), strict=True)


def gather_kept(newsroom: Newsroom) -> Gathered:
    """Return what every source sent last, read again; no source is asked.

    A source whose newest visit failed still counts as failed, as it did then.
    """
    with newsroom.store.reading() as tx:
        failed = {each.source: each for each in source_states(tx) if each.fault}
    read = {source.name: _last_good(newsroom, source)[0] for source in newsroom.sources}
    return Gathered(
        fresh=tuple(each for name, kept in read.items() if name not in failed for each in kept),
        last_good=tuple(each for name, kept in read.items() if name in failed for each in kept),
        faults=tuple(
            SourceFault(source=name, reason=each.fault, at=each.visited_at)
            for name, each in failed.items()
            if name in read
        ),
    )


def keep(newsroom: Newsroom, gathered: Gathered) -> None:
    """Keep every fresh payload byte for byte, and how each source's visit went."""
    sent = [payload for harvest in gathered.fresh for payload in harvest.payloads]
    for payload in sent:
        newsroom.payloads.put(payload.body, "raw")
    with newsroom.store.transaction() as tx:
        for payload in sent:
            add_payload(tx, payload)
            marks = newsroom.marks.get((payload.source, payload.sha256))
            if marks is not None:
                keep_marks(
                    tx,
                    source=payload.source,
                    sha256=payload.sha256,
                    etag=marks.etag,
                    last_modified=marks.last_modified,
                )
        for harvest in gathered.fresh:
            add_visit(tx, harvest.source, at=newsroom.clock.now(), fault=None)
        for fault in gathered.faults:
            add_visit(tx, fault.source, at=fault.at, fault=fault.reason)


def _last_good(newsroom: Newsroom, source: Source) -> tuple[list[Harvest], str]:
    """Return what a source sent last, if it still can be read, and a sentence about it."""
    with newsroom.store.reading() as tx:
        kept = newest_payload(tx, source.name)
        good_at = last_good_visit(tx, source.name)
    payload = unharmed(newsroom.payloads, kept, source=source.name) if kept else None
    if kept is None or payload is None:
        return [], "nothing of it was kept before"
    try:
        return [source.reread(payload, newsroom.clock)], _aged(newsroom, good_at or kept.fetched_at)
    except SourceError as fault:
        return [], f"what it sent before cannot be used: {fault.reason}"


def _aged(newsroom: Newsroom, good_at: datetime) -> str:
    day = good_at.astimezone(NAIROBI).date()
    age = whole_days(day, newsroom.clock.now().astimezone(NAIROBI).date())
    return f"used instead: what it gave on {day:%d %B %Y}, {age} days ago"
