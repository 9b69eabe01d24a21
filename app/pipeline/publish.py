"""What stations take is brought up to date with what is on air."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.errors import TangazoError
from app.pipeline.cuts import make_cuts
from app.pipeline.forgetting import forget_listeners
from app.pipeline.newsroom import Newsroom
from app.pipeline.notice import make_notices
from app.pipeline.shelf import restock
from app.pipeline.signatures import sign_what_is_on_air

LOG = logging.getLogger(__name__)
# What is made from what is on air, in this order; each takes the newsroom.
STEPS: tuple[Callable[[Newsroom], object], ...] = (sign_what_is_on_air, restock)


def publish(newsroom: Newsroom) -> None:
    """Make, sign and lay ready what stations take; doing it twice changes nothing.

    It comes after a release, a recall or a change of a station, at the start and with every tick
    of the schedule. A step that fails is named in the log, and tried again with the next tick:
    it neither keeps a bulletin off the air nor on it.
    """
    for step in STEPS:
        _take(newsroom, step)
    # The files of single stations take longest. All else is ready before them, a recall above all,
    # and is made ready once more when there are new ones.
    if _take(newsroom, make_cuts):
        for step in STEPS:
            _take(newsroom, step)
    _take(newsroom, make_notices)
    _take(newsroom, forget_listeners)


def _take(newsroom: Newsroom, step: Callable[[Newsroom], object]) -> object:
    """Take a step and return what it returned, or None when it failed."""
    try:
        return step(newsroom)
    except (TangazoError, OSError) as fault:
        LOG.error(  # noqa: TRY400 - told in one line
            "not_published", extra={"step": getattr(step, "__name__", ""), "reason": str(fault)}
        )
        return None
