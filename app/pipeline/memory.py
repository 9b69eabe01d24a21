"""What sources sent before, as kept: given again instead of fetched, if it is whole."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from dataclasses import dataclass
from hashlib import sha256

from app.domain.evidence import Payload
from app.sources.http_answer import Known, Visit
from app.store.blobs import Blobs
from app.store.database import Store
from app.store.evidence import KeptPayload, newest_marked

LOG = logging.getLogger(__name__)

# Source and SHA-256 of a payload.
Marks = MutableMapping[tuple[str, str], Known]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadMemory:
    """The kept payloads as a source's memory.

    A mark is only noted here, and kept together with its payload once that could be read: an
    answer that cannot be read must be asked for again as if it had never come.

    Attributes:
        marks: Where the marks of this process's visits are noted.
    """

    store: Store
    payloads: Blobs
    marks: Marks

    def last(self, source: str, url: str) -> Visit | None:
        """Return what an address gave last, whole and unharmed, or None."""
        with self.store.reading() as tx:
            kept = newest_marked(tx, source=source, url=url)
        payload = unharmed(self.payloads, kept, source=source) if kept else None
        if kept is None or payload is None:
            return None
        known = Known(etag=kept.etag, last_modified=kept.last_modified)
        return Visit(payload=payload, known=known)

    def remember(self, visit: Visit) -> None:
        """Note how a version was marked."""
        self.marks[visit.payload.source, visit.payload.sha256] = visit.known


def unharmed(payloads: Blobs, kept: KeptPayload, *, source: str) -> Payload | None:
    """Return a payload as it came, or None if its bytes are gone or damaged.

    Damaged bytes are removed, so that the same payload can be kept anew when it comes again.
    """
    path = payloads.path(f"{kept.sha256}.raw")
    if path is None:
        return None
    try:
        body = path.read_bytes()
    except OSError as fault:
        LOG.warning("payload_unreadable", extra={"source": source, "reason": str(fault)})
        return None
    if sha256(body).hexdigest() != kept.sha256:
        LOG.warning("payload_damaged", extra={"source": source, "sha256": kept.sha256})
        path.unlink(missing_ok=True)
        return None
    return Payload(
        source=source,
        url=kept.url,
        fetched_at=kept.fetched_at,
        sha256=kept.sha256,
        media_type=kept.media_type,
        body=body,
    )
