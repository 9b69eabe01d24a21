"""What listeners said about last week's bulletin, beside the draft of this week's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.domain.bulletins import Bulletin
from app.domain.feedback import Count
from app.domain.periods import Week
from app.store.feedback import count_of
from app.web.site_parts import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidBefore:
    """How many of a county's listeners said what in a week, in whatever language."""

    week: Week
    count: Count


def said_before(site: Site, draft: Bulletin) -> SaidBefore:
    """Return what a county's listeners said in the week before a bulletin's own."""
    before = Week.of(draft.week.monday - timedelta(days=7))
    with site.newsroom.store.reading() as tx:
        return SaidBefore(week=before, count=count_of(tx, draft.county, before))
