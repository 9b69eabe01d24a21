"""What is usual in each county: fitted once to a long history, stored, and used every week."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from app.domain.climatology import Climatology
from app.domain.evidence import Harvest
from app.indicators.climatology import fit_climatology
from app.pipeline.newsroom import Newsroom
from app.store.climatology import climatologies, keep_climatologies

LOG = logging.getLogger(__name__)


def usual(newsroom: Newsroom, harvests: Sequence[Harvest]) -> tuple[Climatology, ...]:
    """Return every county's climatology, fitted now where a history is new to us.

    Replays are never fitted for later: their figures are of a past month.
    """
    with newsroom.store.reading() as tx:
        stored = climatologies(tx)
    known = {each.source for each in stored}
    fresh = [each for each in harvests if each.replay_of is None and each.source not in known]
    fitted = [each for harvest in fresh for each in _fit(newsroom, harvest)]
    if fitted:
        with newsroom.store.transaction() as tx:
            keep_climatologies(tx, fitted, at=newsroom.clock.now())
        LOG.info("climatology_fitted", extra={"counties": len(fitted)})
    return (*stored, *fitted)


def _fit(newsroom: Newsroom, harvest: Harvest) -> Iterator[Climatology]:
    counties = sorted({each.county for each in harvest.histories})
    for done, county in enumerate(counties, 1):
        found = fit_climatology(harvest.histories, county=county)
        if found:
            yield found
        newsroom.report(f"Fitting {harvest.source}", done, len(counties))
