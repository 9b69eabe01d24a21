"""The shelf: documents kept ready as bytes, and a number that tells when any of them changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from app.domain.documents import Shelved
from app.store.shelf_tables import document as documents
from app.store.shelf_tables import shelf

# What a maker of documents reads from: one consistent state of the database.
Reading = Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document on the shelf.

    Attributes:
        at: When its bytes last changed.
    """

    name: str
    sha256: str
    media_type: str
    body: bytes
    at: datetime


def put(
    tx: Connection, name: str, *, body: bytes, media_type: str, at: datetime, maker: str = ""
) -> bool:
    """Put a document on the shelf in place of the one of this name; return whether it changed.

    Args:
        maker: Who makes it, so that it can be removed when its maker makes it no more.
    """
    digest = sha256(body).hexdigest()
    this = documents.c.name == name
    query = select(documents.c.sha256, documents.c.media_type, documents.c.maker).where(this)
    kept = tx.execute(query).first()
    if kept is not None and tuple(kept) == (digest, media_type, maker):
        return False
    row = {"maker": maker, "sha256": digest, "media_type": media_type, "at": at, "body": body}
    if kept is None:
        tx.execute(insert(documents).values(name=name, **row))
    else:
        tx.execute(update(documents).where(this).values(row))
    _count(tx)
    return True


def document(tx: Connection, name: str) -> Document | None:
    """Return the document of this name, or None."""
    row = tx.execute(select(documents).where(documents.c.name == name)).first()
    if row is None:
        return None
    return Document(
        name=row.name, sha256=row.sha256, media_type=row.media_type, body=row.body, at=row.at
    )


def remove(tx: Connection, maker: str, *, keep: Collection[str]) -> list[str]:
    """Remove what a maker makes no more; return the names that are gone."""
    query = select(documents.c.name).where(documents.c.maker == maker)
    gone = sorted(set(tx.execute(query).scalars()) - set(keep))
    for name in gone:
        tx.execute(delete(documents).where(documents.c.name == name))
    if gone:
        _count(tx)
    return gone


def remove_makers(tx: Connection, *, keep: Collection[str]) -> list[str]:
    """Remove what was made by makers that are no more; return the names that are gone."""
    query = select(documents.c.maker).distinct().where(documents.c.maker != "")
    old = sorted(set(tx.execute(query).scalars()) - set(keep))
    return [name for maker in old for name in remove(tx, maker, keep=())]


def hashes(tx: Connection) -> dict[str, str]:
    """Return the hash of every document, by name."""
    return {name: held for name, held in tx.execute(select(documents.c.name, documents.c.sha256))}


def serial(tx: Connection) -> int:
    """Return a number that grows whenever any document changes or goes; 0 on a new shelf."""
    return shelved(tx).serial


def shelved(tx: Connection, *, lock: bool = False) -> Shelved:
    """Return what is known of the shelf as a whole.

    Args:
        lock: Whether nobody else may put anything on it until the transaction ends.
    """
    query = select(shelf.c.serial, shelf.c.stamp).where(shelf.c.id == 1)
    row = tx.execute(query.with_for_update() if lock else query).first()
    return Shelved(serial=row.serial, stamp=row.stamp) if row else Shelved()


def keep_stamp(tx: Connection, stamp: str) -> None:
    """Keep the state that the documents were made from."""
    tx.execute(update(shelf).where(shelf.c.id == 1).values(stamp=stamp))


def _count(tx: Connection) -> None:
    tx.execute(update(shelf).where(shelf.c.id == 1).values(serial=shelf.c.serial + 1))
