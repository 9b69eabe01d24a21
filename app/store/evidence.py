"""What the sources sent, how their last visit went, and what was made of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

from app.domain.evidence import Assessment, NdmaRecord, Payload, PhaseRecord
from app.domain.periods import Week
from app.store.audit import Deed, add_entry
from app.store.rows import (
    assessment_from_json,
    assessment_to_json,
    ndma_record_from_json,
    ndma_record_to_json,
)
from app.store.tables import assessment, ndma_record, payload, source_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source is doing.

    Attributes:
        last_good_at: Last visit that worked, or None.
        fault: What went wrong at the last visit, or empty.
    """

    source: str
    visited_at: datetime
    last_good_at: datetime | None
    fault: str


def add_payload(tx: Connection, sent: Payload) -> None:
    """Keep the record of a payload; the same bytes again change nothing."""
    known = select(payload).where(payload.c.source == sent.source, payload.c.sha256 == sent.sha256)
    if tx.execute(known).first() is None:
        tx.execute(
            insert(payload).values(
                source=sent.source,
                sha256=sent.sha256,
                url=sent.url,
                media_type=sent.media_type,
                fetched_at=sent.fetched_at,
                size_bytes=len(sent.body),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPayload:
    """What is known of a payload that is kept byte for byte.

    Attributes:
        etag: The provider's mark of this version, to ask for a newer one by; or empty.
        last_modified: When the provider says it changed, as sent; or empty.
    """

    sha256: str
    url: str
    media_type: str
    fetched_at: datetime
    size_bytes: int
    etag: str = ""
    last_modified: str = ""


def kept_payloads(tx: Connection, hashes: Collection[str]) -> dict[str, KeptPayload]:
    """Return the payloads with these hashes, by hash; the first time each was fetched."""
    named = select(payload).where(payload.c.sha256.in_(hashes))
    newest_first = tx.execute(named.order_by(payload.c.fetched_at.desc()))
    return {row.sha256: _kept(row) for row in newest_first}


def _kept(row: Row[Any]) -> KeptPayload:
    return KeptPayload(
        sha256=row.sha256,
        url=row.url,
        media_type=row.media_type,
        fetched_at=row.fetched_at,
        size_bytes=row.size_bytes,
        etag=row.etag or "",
        last_modified=row.last_modified or "",
    )


def newest_payload(tx: Connection, source: str) -> KeptPayload | None:
    """Return what a source sent last, or None."""
    query = select(payload).where(payload.c.source == source)
    row = tx.execute(query.order_by(payload.c.fetched_at.desc()).limit(1)).first()
    return _kept(row) if row else None


def keep_marks(tx: Connection, *, source: str, sha256: str, etag: str, last_modified: str) -> None:
    """Write down how the provider marked a payload that is kept."""
    kept = (payload.c.source == source) & (payload.c.sha256 == sha256)
    tx.execute(update(payload).where(kept).values(etag=etag, last_modified=last_modified))


def newest_marked(tx: Connection, *, source: str, url: str) -> KeptPayload | None:
    """Return what an address sent last with a mark of its version, or None."""
    marked = or_(payload.c.etag != "", payload.c.last_modified != "")
    query = select(payload).where(payload.c.source == source, payload.c.url == url, marked)
    row = tx.execute(query.order_by(payload.c.fetched_at.desc()).limit(1)).first()
    return _kept(row) if row else None


def add_visit(tx: Connection, source: str, *, at: datetime, fault: str | None) -> None:
    """Write down how a visit to a source went."""
    tx.execute(delete(source_visit).where(source_visit.c.source == source, source_visit.c.at == at))
    tx.execute(insert(source_visit).values(source=source, at=at, fault=fault))


def last_good_visit(tx: Connection, source: str) -> datetime | None:
    """Return when a source last gave something usable, or None."""
    good = source_visit.c.fault.is_(None) & (source_visit.c.source == source)
    return tx.execute(select(func.max(source_visit.c.at)).where(good)).scalar()


def source_states(tx: Connection) -> list[SourceState]:
    """Return how each source is doing, by name."""
    newest = _newest_visits(tx, select(source_visit))
    good = _newest_visits(tx, select(source_visit).where(source_visit.c.fault.is_(None)))
    rows = tx.execute(select(source_visit).order_by(source_visit.c.source))
    return [
        SourceState(
            source=row.source,
            visited_at=row.at,
            last_good_at=good.get(row.source),
            fault=row.fault or "",
        )
        for row in rows
        if row.at == newest[row.source]
    ]


def _newest_visits(tx: Connection, visits: Select[Any]) -> dict[str, datetime]:
    of = visits.subquery()
    query = select(of.c.source, func.max(of.c.at).label("at")).group_by(of.c.source)
    return {row.source: row.at for row in tx.execute(query)}


def keep_ndma_record(tx: Connection, record: NdmaRecord, *, officer: str, at: datetime) -> None:
    """Keep what an officer has confirmed of NDMA's bulletin; a later entry replaces it."""
    key = {"county": record.county, "observed_month": str(record.observed_month)}
    tx.execute(delete(ndma_record).filter_by(**key))
    body = ndma_record_to_json(record)
    tx.execute(insert(ndma_record).values(**key, body=body, officer=officer, at=at))
    facts = {
        "month": str(record.observed_month),
        "phases": {each.zone or "whole county": str(each.phase) for each in record.phases},
        "figures": len(record.figures),
        "body_sha256": sha256(json.dumps(body, sort_keys=True).encode()).hexdigest(),
    }
    add_entry(tx, Deed.RECORD_KEPT, at=at, actor=officer, subject=record.county, facts=facts)


def keep_phase(tx: Connection, declared: PhaseRecord, *, officer: str, at: datetime) -> None:
    """Keep the phase that an officer copied from NDMA's bulletin; figures of the month stay."""
    month = declared.observed_month
    before = next(
        (
            each
            for each in ndma_records(tx)
            if (each.county, each.observed_month) == (declared.county, month)
        ),
        NdmaRecord(county=declared.county, observed_month=month),
    )
    others = tuple(each for each in before.phases if each.zone != declared.zone)
    keep_ndma_record(tx, replace(before, phases=(*others, declared)), officer=officer, at=at)


def ndma_records(tx: Connection) -> list[NdmaRecord]:
    """Return everything that officers have confirmed of NDMA's bulletins."""
    rows = tx.execute(select(ndma_record.c.body).order_by(ndma_record.c.at))
    return [ndma_record_from_json(row.body) for row in rows]


def keep_assessment(tx: Connection, made: Assessment, *, at: datetime) -> None:
    """Keep what was made of a county's evidence; the newest of a week stands."""
    key = {"county": made.county, "week": str(made.week)}
    tx.execute(delete(assessment).filter_by(**key))
    tx.execute(insert(assessment).values(**key, body=assessment_to_json(made), at=at))


def assessments_of_week(tx: Connection, week: Week) -> dict[str, Assessment]:
    """Return the assessments of a week by county."""
    query = select(assessment).where(assessment.c.week == str(week))
    return {row.county: assessment_from_json(row.body) for row in tx.execute(query)}
