"""Files under their hash: written once, whole, never changed."""

from __future__ import annotations

import os
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore

from app.errors import StorageFull, StoreError

ORPHAN_AGE = timedelta(hours=1)


def hashed_name(address: str) -> str:
    """Return where a file lies below the root.

    >>> hashed_name("ab12.mp3")
    'ab/ab12.mp3'
    """
    return f"{address[:2]}/{address}"


@dataclass(frozen=True, slots=True)
class Blobs:
    """A folder of files named `<sha256[:2]>/<sha256>.<extension>`."""

    root: Path

    def put(self, body: bytes, extension: str) -> str:
        """Keep bytes and return their SHA-256; the same bytes again change nothing.

        Raises:
            StorageFull: There is no room; nothing of this file remains.
            StoreError: The folder cannot be written.
        """
        digest = sha256(body).hexdigest()
        key = hashed_name(f"{digest}.{extension}")
        store = LocalStore(self.root, mkdir=True)
        try:
            store.put(key, body, mode="create")
        except AlreadyExistsError:
            return digest
        except (BaseError, OSError) as fault:
            raise _named(fault, self.root) from fault
        _flush(self.root / key)
        return digest

    def path(self, address: str) -> Path | None:
        """Return the file with this address (`<sha256>.<extension>`), or None."""
        found = self.root / hashed_name(address)
        return found if found.is_file() else None

    def sweep(self, kept: AbstractSet[str], *, now: datetime) -> int:
        """Delete old files that no record names, left by a run that was killed; return how many.

        Args:
            kept: SHA-256 of every file that a record names.
        """
        gone = 0
        for each in self.root.glob("[0-9a-f][0-9a-f]/*"):
            young = each.stat().st_mtime > (now - ORPHAN_AGE).timestamp()
            if not young and each.name.split(".")[0] not in kept:
                each.unlink(missing_ok=True)
                gone += 1
        return gone


def _flush(path: Path) -> None:
    """Make the file and its place in the folder survive a power cut."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _named(fault: Exception, root: Path) -> StoreError:
    if "No space left" in str(fault) or "os error 28" in str(fault) or "quota" in str(fault):
        return StorageFull(f"{root}: the disk is full. Free some space, then run again.")
    return StoreError(f"{root}: cannot be written ({fault}).")
