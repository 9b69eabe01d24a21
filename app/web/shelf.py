"""The shelf in memory: documents that were made beforehand, served without asking for more."""

from __future__ import annotations

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from app.errors import NotFound
from app.pipeline.newsroom import Newsroom
from app.pipeline.shelf import restock
from app.publishing.channels import addressed, folded
from app.store.shelf import Document, document, hashes, shelved

# So that a recall made by another process is seen within two seconds.
LOOK_EVERY_S = 1.0
# Every name that we are called by, and every station's key, makes its own bytes.
MOST_BYTES = 32_000_000
WORTH_PACKING_BYTES = 500
PACKING = 6
CALENDAR = "text/calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A document as it is sent to one who asks under one name with one key.

    Attributes:
        document_sha256: Hash of the document on the shelf, before its addresses were filled in.
        packed: The same bytes packed; None when that does not make them smaller.
    """

    body: bytes
    sha256: str
    media_type: str
    document_sha256: str
    packed: bytes | None

    @property
    def size_bytes(self) -> int:
        """What it takes up in memory."""
        return len(self.body) + len(self.packed or b"")


@dataclass(slots=True, kw_only=True)
class Shelf:
    """The documents of the database as they are sent, the latest asked for kept in memory.

    Attributes:
        look_every_s: Seconds between two looks at whether any document changed.
        ticks: Tells seconds that pass.
        most_bytes: What may be kept in memory.
        covers: Path of each piece of cover art, by what stands for it in documents.
    """

    newsroom: Newsroom
    covers: Mapping[str, str] = field(default_factory=dict)
    look_every_s: float = LOOK_EVERY_S
    ticks: Callable[[], float] = time.monotonic
    most_bytes: int = MOST_BYTES
    _lock: Lock = field(default_factory=Lock)
    _looked_at: float | None = None
    _serial: int = 0
    _hashes: dict[str, str] = field(default_factory=dict)
    _ready: OrderedDict[tuple[str, str, str], Ready] = field(default_factory=OrderedDict)
    _bytes: int = 0

    def ready(self, name: str, *, base: str, keyed: str = "") -> Ready:
        """Return a document as it is sent.

        Args:
            name: Its path on the site.
            base: Address that we were asked under, without a slash at its end.
            keyed: What is put behind addresses to carry a station's key on, or empty.

        Raises:
            NotFound: There is no such document.
            StoreError: The database cannot be read.
        """
        asked = (name, base, keyed)
        with self._lock:
            self._look()
            kept = self._recall(asked)
        return self._fetch(asked) if kept is None else kept

    def at_hand(self, name: str, *, base: str) -> Ready | None:
        """Return a public document if it is in memory and known to be fresh; never wait for it."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return None if self._look_is_due() else self._recall((name, base, ""))
        finally:
            self._lock.release()

    def has(self, name: str) -> bool:
        """Return whether there is a document of this name."""
        with self._lock:
            self._look()
            return name in self._hashes

    def _recall(self, asked: tuple[str, str, str]) -> Ready | None:
        kept = self._ready.get(asked)
        if kept is not None:
            self._ready.move_to_end(asked)
        return kept

    def _look_is_due(self) -> bool:
        return self._looked_at is None or self.ticks() - self._looked_at >= self.look_every_s

    def _look(self) -> None:
        """Forget what changed since the last look."""
        if not self._look_is_due():
            return
        now = self.ticks()
        store = self.newsroom.store
        with store.reading() as tx:
            known = shelved(tx)
        if known.serial == 0 and restock(self.newsroom):
            # Nobody has published anything since this database was made.
            with store.reading() as tx:
                known = shelved(tx)
        if known.serial != self._serial:
            with store.reading() as tx:
                known, self._hashes = shelved(tx), hashes(tx)
            self._serial = known.serial
            self._forget_changed()
        self._looked_at = now

    def _forget_changed(self) -> None:
        for asked, kept in list(self._ready.items()):
            if self._hashes.get(asked[0]) != kept.document_sha256:
                self._drop(asked)

    def _fetch(self, asked: tuple[str, str, str]) -> Ready:
        """Return a document from the database, and keep it in memory."""
        name, base, keyed = asked
        with self.newsroom.store.reading() as tx:
            found = document(tx, name)
        if found is None:
            raise NotFound("There is nothing at this address.")
        made = _made_ready(found, base=base, keyed=keyed, covers=self.covers)
        with self._lock:
            if self._hashes.get(name) == found.sha256 and asked not in self._ready:
                self._ready[asked] = made
                self._bytes += made.size_bytes
            while self._bytes > self.most_bytes and self._ready:
                self._drop(next(iter(self._ready)))
        return made

    def _drop(self, asked: tuple[str, str, str]) -> None:
        self._bytes -= self._ready.pop(asked).size_bytes


def _made_ready(found: Document, *, base: str, keyed: str, covers: Mapping[str, str]) -> Ready:
    body = addressed(found.body, name=found.name, base=base, keyed=keyed, covers=covers)
    if found.media_type.startswith(CALENDAR):
        body = folded(body)
    packed = gzip.compress(body, compresslevel=PACKING, mtime=0)
    return Ready(
        body=body,
        sha256=sha256(body).hexdigest(),
        media_type=found.media_type,
        document_sha256=found.sha256,
        packed=packed if WORTH_PACKING_BYTES < len(body) > len(packed) else None,
    )
