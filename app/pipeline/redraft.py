"""The running week written anew after a decision about what it says besides evidence."""

from __future__ import annotations

from app.domain.bulletins import Bulletin
from app.domain.periods import Week
from app.pipeline.newsroom import Newsroom
from app.pipeline.reassess import reassess
from app.store.evidence import assessments_of_week


def redraft(newsroom: Newsroom) -> tuple[Bulletin, ...]:
    """Return the drafts of the running week, made anew; none when it has not been prepared yet.

    What says the same as before stays as it is.
    """
    week = Week.at(newsroom.clock.now())
    with newsroom.store.reading() as tx:
        begun = bool(assessments_of_week(tx, week))
    return reassess(newsroom, week).drafts if begun else ()
