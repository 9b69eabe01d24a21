"""What stations take is brought up to date with what is on air."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.errors import TangazoError
from app.pipeline.newsroom import Newsroom

LOG = logging.getLogger(__name__)
# What is made from what is on air, in this order; each takes the newsroom.
STEPS: tuple[Callable[[Newsroom], object], ...] = ()


def publish(newsroom: Newsroom) -> None:
    """Make, sign and lay ready what stations take; doing it twice changes nothing.

    It comes after a release, a recall or a change of a station, at the start and with every tick
    of the schedule. A step that fails is named in the log, and tried again with the next tick:
    it neither keeps a bulletin off the air nor on it.
    """
    for step in STEPS:
        try:
            step(newsroom)
        except (TangazoError, OSError) as fault:
            LOG.error(  # noqa: TRY400 - told in one line
                "not_published", extra={"step": getattr(step, "__name__", ""), "reason": str(fault)}
            )
