"""A password, key or code that somebody typed: looked at once, and counted when it is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.store.attempts import Tries, forget_tries, take_try
from app.store.audit import SYSTEM, Deed, add_entry
from app.store.officers import the_officer
from app.web.site_parts import Site

LOG = logging.getLogger(__name__)


def tried(site: Site, tries: Tries, fits: Callable[[], bool]) -> bool:
    """Return whether what was typed fits.

    Args:
        fits: Looks at it, outside of any transaction.

    Raises:
        TooManyTries: Too many were wrong; nothing was looked at.
    """
    now = site.newsroom.clock.now()
    with site.newsroom.store.transaction() as tx:
        locks = take_try(tx, tries, at=now)
    if fits():
        with site.newsroom.store.transaction() as tx:
            forget_tries(tx, tries)
        return True
    if locks:
        log_lock_out(site, tries.name)
    return False


def log_lock_out(site: Site, name: str) -> None:
    """Keep in the log of decisions that somebody was locked out; strangers' names are not."""
    LOG.warning("sign_in_locked")
    now = site.newsroom.clock.now()
    with site.newsroom.store.transaction() as tx:
        if the_officer(tx, name) is not None:
            add_entry(tx, Deed.LOCKED_OUT, at=now, actor=SYSTEM, subject=name)
