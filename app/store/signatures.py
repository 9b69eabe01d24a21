"""Signatures: which text signs which file, and which key signs since when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.domain.recordings import EXTENSION, AudioFormat
from app.store.audit import SYSTEM, Deed, add_entry
from app.store.signature_tables import signature, signing_key
from app.store.station_tables import cut
from app.store.tables import recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A file that is signed.

    Attributes:
        key_id: The key that signed it.
        text: The signature file.
    """

    sha256: str
    bulletin: str
    file_name: str
    key_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    """A recording of a bulletin, or a station's own cut of it, as a file.

    Attributes:
        address: Name under which it is kept and served.
        station: The station whose cut it is; None for everybody's.
    """

    sha256: str
    address: str
    file_name: str
    station: str | None = None


def signature_of(tx: Connection, sha256: str) -> str | None:
    """Return the signature file of a file with this hash, or None when it was never signed."""
    query = select(signature.c.text).where(signature.c.sha256 == sha256)
    return tx.execute(query).scalar()


def signed_file(tx: Connection, sha256: str) -> Signed | None:
    """Return the signature of a file with its bulletin, or None when it was never signed."""
    columns = [signature.c[name] for name in Signed.__dataclass_fields__]
    row = tx.execute(select(*columns).where(signature.c.sha256 == sha256)).first()
    return Signed(**row._mapping) if row else None


def signed_files(tx: Connection, bulletins: Collection[str]) -> list[Signed]:
    """Return what is signed of these bulletins, by the bulletin that was signed for."""
    columns = [signature.c[name] for name in Signed.__dataclass_fields__]
    query = select(*columns).where(signature.c.bulletin.in_(bulletins))
    return [Signed(**row._mapping) for row in tx.execute(query)]


def keep_signature(tx: Connection, made: Signed, *, at: datetime) -> None:
    """Keep a signature in place of the one that this file had."""
    tx.execute(delete(signature).where(signature.c.sha256 == made.sha256))
    row = {name: getattr(made, name) for name in Signed.__dataclass_fields__}
    tx.execute(insert(signature).values(**row, at=at))


def sound_files(tx: Connection, bulletins: Collection[str]) -> dict[str, list[SoundFile]]:
    """Return every file of each bulletin: its recordings, and every station's cuts of them."""
    found: dict[str, list[SoundFile]] = {name: [] for name in bulletins}
    for table, columns in ((recording, ()), (cut, (cut.c.station,))):
        query = select(
            table.c.bulletin, table.c.format, table.c.sha256, table.c.file_name, *columns
        ).where(table.c.bulletin.in_(bulletins))
        for name, kind, sha256, file_name, *station in tx.execute(query.order_by(table.c.sha256)):
            found[name].append(
                SoundFile(
                    sha256=sha256,
                    address=f"{sha256}.{EXTENSION[AudioFormat(kind)]}",
                    file_name=file_name,
                    station=station[0] if station else None,
                )
            )
    return found


def note_key(tx: Connection, key_id: str, public: str, *, exercise: bool, at: datetime) -> bool:
    """Keep that a key signs from now on; return whether it took the place of another.

    Args:
        public: The public key as minisign writes it.
    """
    known = select(signing_key.c.key_id).where(signing_key.c.exercise == exercise)
    before = set(tx.execute(known).scalars())
    if key_id in before:
        return False
    row = {"key_id": key_id, "exercise": exercise, "public": public, "since": at}
    tx.execute(insert(signing_key).values(row))
    if before:
        subject = "exercise keys" if exercise else "live keys"
        facts = {"key": key_id, "public": public}
        add_entry(tx, Deed.KEYS_CHANGED, at=at, actor=SYSTEM, subject=subject, facts=facts)
    return bool(before)


def knows_key(tx: Connection, key_id: str) -> bool:
    """Return whether a key is one that has signed here."""
    known = select(signing_key.c.key_id).where(signing_key.c.key_id == key_id)
    return tx.execute(known).first() is not None
