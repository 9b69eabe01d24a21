"""Who takes the bulletins: one download by a station or a listener."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One whole or partial delivery of a recording."""

    recording_sha256: str
    at: datetime
    size_bytes: int
