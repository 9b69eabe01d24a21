"""Who decides: officers and how they prove who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an officer may do; an admin may also add officers."""

    APPROVER = "approver"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person who signs off. The key itself is never kept, only its hash."""

    name: str
    role: Role
    since: datetime
