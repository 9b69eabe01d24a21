"""What listeners told is forgotten in time, also where nobody tells anything any more."""

from __future__ import annotations

from app.pipeline.newsroom import Newsroom
from app.store.feedback import forget_old_sayings, has_old_sayings


def forget_listeners(newsroom: Newsroom) -> int:
    """Forget what listeners told longer ago than it is kept; return how much that was."""
    now = newsroom.clock.now()
    with newsroom.store.reading() as tx:
        if not has_old_sayings(tx, at=now):
            return 0
    with newsroom.store.transaction() as tx:
        return forget_old_sayings(tx, at=now)
