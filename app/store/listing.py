"""Lists for pages and the API: where bulletins stand, without the weight of their scripts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, cast, exists, func, select

from app.domain.bulletins import Verdict
from app.domain.evidence import Assessment, Phase, Trend
from app.domain.periods import Week
from app.store.bulletins import NOT_FOR_AIR
from app.store.rows import assessment_from_json
from app.store.tables import assessment, bulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a bulletin stands; its words are left in the database.

    Attributes:
        has_script: Whether words were written at all.
    """

    id: str
    county: str
    week: Week
    language: str
    edition: int
    exercise: bool
    phase: Phase | None
    trend: Trend | None
    verdict: Verdict
    reason: str
    valid_from: datetime
    valid_until: datetime
    released_at: datetime | None
    has_script: bool


# A missing script is kept as JSON null, which is not the null of SQL.
_HAS_SCRIPT = func.coalesce(cast(bulletin.c.script, Text), "null") != "null"
_COLUMNS = (
    bulletin.c.id,
    bulletin.c.county,
    bulletin.c.week,
    bulletin.c.language,
    bulletin.c.edition,
    bulletin.c.exercise,
    bulletin.c.phase,
    bulletin.c.trend,
    bulletin.c.verdict,
    bulletin.c.reason,
    bulletin.c.valid_from,
    bulletin.c.valid_until,
    bulletin.c.released_at,
    _HAS_SCRIPT.label("has_script"),
)


def on_air(
    tx: Connection,
    *,
    exercise: bool,
    county: str | None = None,
    language: str | None = None,
    week: Week | None = None,
    limit: int = 500,
) -> list[Standing]:
    """Return where released bulletins stand, the newest week first."""
    wanted = _released(exercise=exercise, county=county, language=language, week=week)
    query: Select[Any] = select(*_COLUMNS).where(*wanted)
    ordered = query.order_by(bulletin.c.week.desc(), bulletin.c.county, bulletin.c.language)
    return [_standing(row) for row in tx.execute(ordered.limit(limit))]


def count_on_air(
    tx: Connection,
    *,
    exercise: bool,
    county: str | None = None,
    language: str | None = None,
    week: Week | None = None,
) -> int:
    """Return how many bulletins are released."""
    wanted = _released(exercise=exercise, county=county, language=language, week=week)
    found = tx.execute(select(func.count()).select_from(bulletin).where(*wanted)).scalar()
    return int(found or 0)


def _released(
    *, exercise: bool, county: str | None, language: str | None, week: Week | None
) -> list[ColumnElement[bool]]:
    wanted = {"county": county, "language": language, "week": str(week) if week else None}
    asked = [bulletin.c[name] == value for name, value in wanted.items() if value is not None]
    return [bulletin.c.exercise == exercise, bulletin.c.verdict == Verdict.RELEASED, *asked]


def was_on_air(tx: Connection, *, exercise: bool, county: str, language: str, week: Week) -> bool:
    """Return whether a county's bulletin of a week was ever released in a language."""
    query = select(bulletin.c.id).where(
        bulletin.c.exercise == exercise,
        bulletin.c.county == county,
        bulletin.c.language == language,
        bulletin.c.week == str(week),
        bulletin.c.released_at.is_not(None),
    )
    return tx.execute(query.limit(1)).first() is not None


def newest_editions(
    tx: Connection, week: Week, *, exercise: bool, county: str | None = None
) -> list[Standing]:
    """Return where the newest edition of each county and language of a week stands."""
    later = bulletin.alias("later")
    newer = exists().where(
        later.c.week == bulletin.c.week,
        later.c.county == bulletin.c.county,
        later.c.language == bulletin.c.language,
        later.c.exercise == bulletin.c.exercise,
        later.c.edition > bulletin.c.edition,
    )
    query: Select[Any] = select(*_COLUMNS).where(
        bulletin.c.week == str(week), bulletin.c.exercise == exercise, ~newer
    )
    if county is not None:
        query = query.where(bulletin.c.county == county)
    ordered = query.order_by(bulletin.c.county, bulletin.c.language)
    return [_standing(row) for row in tx.execute(ordered)]


def standings_of(tx: Connection, names: Collection[str]) -> dict[str, Standing]:
    """Return where bulletins stand, by id; what is not known is left out."""
    query: Select[Any] = select(*_COLUMNS).where(bulletin.c.id.in_(names))
    return {row.id: _standing(row) for row in tx.execute(query)}


def waiting_for_people(tx: Connection) -> list[Standing]:
    """Return where bulletins stand that wait for somebody to sign them, the newest week first."""
    query: Select[Any] = select(*_COLUMNS).where(bulletin.c.verdict == Verdict.HELD_APPROVAL)
    ordered = query.order_by(bulletin.c.week.desc(), bulletin.c.county, bulletin.c.language)
    return [_standing(row) for row in tx.execute(ordered)]


def recalled(
    tx: Connection, county: str, *, exercise: bool, at: datetime, language: str | None = None
) -> list[Standing]:
    """Return a county's bulletins that were withdrawn, as long as somebody may still have them.

    That is until the week is over for which they were made.
    """
    query: Select[Any] = select(*_COLUMNS).where(
        bulletin.c.county == county,
        bulletin.c.exercise == exercise,
        bulletin.c.verdict == Verdict.WITHDRAWN,
        bulletin.c.released_at.is_not(None),
        bulletin.c.valid_until >= at,
    )
    if language is not None:
        query = query.where(bulletin.c.language == language)
    return [_standing(row) for row in tx.execute(query.order_by(bulletin.c.language))]


def off_air(tx: Connection, *, exercise: bool, limit: int) -> list[Standing]:
    """Return bulletins that were public and are no longer, the newest first."""
    query: Select[Any] = select(*_COLUMNS).where(
        bulletin.c.exercise == exercise,
        bulletin.c.verdict.in_(NOT_FOR_AIR),
        bulletin.c.released_at.is_not(None),
    )
    ordered = query.order_by(bulletin.c.released_at.desc(), bulletin.c.id).limit(limit)
    return [_standing(row) for row in tx.execute(ordered)]


def once_on_air(tx: Connection, *, since: datetime) -> list[Standing]:
    """Return every edition that was released and whose use ended after a moment, exercises too."""
    query: Select[Any] = select(*_COLUMNS).where(
        bulletin.c.released_at.is_not(None), bulletin.c.valid_until >= since
    )
    return [
        _standing(row)
        for row in tx.execute(query.order_by(bulletin.c.released_at, bulletin.c.edition))
    ]


def assessment_of(tx: Connection, county: str, week: Week) -> Assessment | None:
    """Return what was made of a county's evidence for a week, or None."""
    query = select(assessment.c.body).where(
        assessment.c.county == county, assessment.c.week == str(week)
    )
    body = tx.execute(query).scalar()
    return assessment_from_json(body) if body is not None else None


def known_weeks(tx: Connection, *, limit: int) -> list[Week]:
    """Return the weeks that have any bulletin, the newest first."""
    query = select(bulletin.c.week).distinct().order_by(bulletin.c.week.desc()).limit(limit)
    return [Week.parse(found) for found in tx.execute(query).scalars()]


def _standing(row: Row[Any]) -> Standing:
    columns = dict(row._mapping)
    columns["week"] = Week.parse(row.week)
    columns["phase"] = Phase(row.phase) if row.phase else None
    columns["trend"] = Trend(row.trend) if row.trend else None
    columns["verdict"] = Verdict(row.verdict)
    return Standing(**columns)
