"""Evidence into assessments, assessments into drafts that wait for approval."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.bulletins import Bulletin
from app.domain.climatology import Climatology
from app.domain.evidence import Assessment, Harvest, SourceFault
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.indicators.assess import assess
from app.pipeline.drafting import draft_county
from app.pipeline.gather import Gathered, gather, keep
from app.pipeline.newsroom import Newsroom
from app.pipeline.usual import usual
from app.store.bulletins import add_draft
from app.store.evidence import keep_assessment, ndma_records
from app.store.findings import decisions_of

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a week's evidence came to."""

    assessments: tuple[Assessment, ...]
    drafts: tuple[Bulletin, ...]
    faults: tuple[SourceFault, ...]


def prepare_week(newsroom: Newsroom, week: Week) -> Prepared:
    """Return the drafts of a week; the same evidence twice makes no second edition."""
    gathered = gather(newsroom)
    keep(newsroom, gathered)
    return prepare_from(newsroom, week, gathered)


def prepare_from(newsroom: Newsroom, week: Week, gathered: Gathered) -> Prepared:
    """Return the drafts of a week from what was gathered, and keep them."""
    made = drafts_from(newsroom, week, gathered)
    return replace(made, drafts=tuple(_keep_drafts(newsroom, made.assessments, made.drafts)))


def drafts_from(newsroom: Newsroom, week: Week, gathered: Gathered) -> Prepared:
    """Return the drafts of a week from what was gathered, with what officers have entered.

    Nothing is kept.
    """
    with newsroom.store.reading() as tx:
        confirmed = ndma_records(tx)
    entered = Harvest(
        source="NDMA record",
        phases=tuple(phase for each in confirmed for phase in each.phases),
        observations=tuple(figure for each in confirmed for figure in each.figures),
    )
    evidence = replace(gathered, fresh=(*gathered.fresh, entered))
    fitted = usual(newsroom, gathered.harvests)
    assessments = [
        _assess(newsroom, county, week, evidence, climatologies=fitted)
        for county in newsroom.counties
    ]
    drafts: list[Bulletin] = []
    for done, (county, made) in enumerate(zip(newsroom.counties, assessments, strict=True), 1):
        drafts += draft_county(newsroom, county, made, faults=gathered.faults)
        newsroom.report("Writing the scripts", done, len(assessments))
    return Prepared(assessments=tuple(assessments), drafts=tuple(drafts), faults=gathered.faults)


def _assess(
    newsroom: Newsroom,
    county: County,
    week: Week,
    evidence: Gathered,
    *,
    climatologies: Sequence[Climatology],
) -> Assessment:
    replayed = [harvest.as_of for harvest in evidence.harvests if harvest.as_of]
    as_of = max(replayed) if replayed else _judged_on(newsroom, week)
    with newsroom.store.reading() as tx:
        decisions = decisions_of(tx, county.slug)
    return assess(
        county,
        week,
        as_of=as_of,
        harvests=evidence.harvests,
        decisions=decisions,
        stood_in=tuple(each.source for each in evidence.last_good),
        climatologies=climatologies,
    )


def _judged_on(newsroom: Newsroom, week: Week) -> date:
    """Return today for the running week, the week's Monday for a past one."""
    today = newsroom.clock.now().astimezone(NAIROBI).date()
    return today if Week.of(today) == week else week.monday


def _keep_drafts(
    newsroom: Newsroom, assessments: Sequence[Assessment], drafts: Sequence[Bulletin]
) -> list[Bulletin]:
    with newsroom.store.transaction() as tx:
        for made in assessments:
            keep_assessment(tx, made, at=newsroom.clock.now())
        kept = [add_draft(tx, draft) for draft in drafts]
    for each in kept:
        LOG.info("draft_kept", extra={"bulletin": each.id, "verdict": str(each.verdict)})
    return kept
