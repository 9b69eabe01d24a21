"""What was put on air, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.bulletins import Bulletin, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Aired:
    """A bulletin that was released, and how it left the air.

    Attributes:
        bulletin: Its script is left in the database.
        gone_at: When people took it back; None for one that nobody did.
        notice: Why, in plain words; empty unless people took it back.
        replacement: Id of the bulletin that they named in its place, or None.
    """

    bulletin: Bulletin
    gone_at: datetime | None = None
    notice: str = ""
    replacement: str | None = None

    @property
    def released_at(self) -> datetime:
        """When it was put on air."""
        return self.bulletin.released_at or self.bulletin.created_at

    @property
    def on_air(self) -> bool:
        """Whether it still stands."""
        return self.bulletin.verdict is Verdict.RELEASED
