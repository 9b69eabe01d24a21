"""What is usual in each county, as it was fitted to a source's long history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select

from app.domain.climatology import Climatology
from app.store.tables import climatology

_CLIMATOLOGY = TypeAdapter(Climatology)


def keep_climatologies(tx: Connection, fitted: Iterable[Climatology], *, at: datetime) -> None:
    """Keep what was fitted, in place of an earlier fit of the same source and county."""
    for each in fitted:
        key = {"source": each.source, "county": each.county}
        tx.execute(delete(climatology).filter_by(**key))
        body = _CLIMATOLOGY.dump_python(each, mode="json")
        tx.execute(insert(climatology).values(**key, body=body, fitted_at=at))


def climatologies(tx: Connection) -> list[Climatology]:
    """Return every stored climatology."""
    rows = tx.execute(select(climatology.c.body))
    return [_CLIMATOLOGY.validate_python(row.body) for row in rows]


def has_climatology(tx: Connection, *, source: str) -> bool:
    """Return whether a source's long history was fitted, so that its short file is enough."""
    query = select(climatology.c.county).where(climatology.c.source == source).limit(1)
    return tx.execute(query).first() is not None


def forget_climatology(tx: Connection) -> int:
    """Forget every fit, so that the next run fetches the long histories; return how many."""
    return tx.execute(delete(climatology)).rowcount
