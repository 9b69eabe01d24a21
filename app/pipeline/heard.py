"""What listeners have heard already: last week's evidence, and an edition of this week."""

from __future__ import annotations

from datetime import timedelta

from app.domain.bulletins import Script
from app.domain.evidence import Assessment
from app.domain.periods import Week
from app.pipeline.newsroom import Newsroom
from app.store.evidence import assessments_of_week
from app.store.listing import was_on_air
from app.writing.hand_text import as_correction
from app.writing.language_pack import LanguagePack


def heard_last_week(
    newsroom: Newsroom, assessment: Assessment, code: str, *, exercise: bool
) -> Assessment | None:
    """Return what the bulletin of the week before was made from, if that was on air at all."""
    last = Week.of(assessment.week.monday - timedelta(days=7))
    with newsroom.store.reading() as tx:
        aired = was_on_air(
            tx, exercise=exercise, county=assessment.county, language=code, week=last
        )
        return assessments_of_week(tx, last).get(assessment.county) if aired else None


def corrected(
    newsroom: Newsroom, assessment: Assessment, pack: LanguagePack, script: Script
) -> Script:
    """Return a live script that says it is a correction, if its week has been on air before.

    Raises:
        NoWords: The language cannot say so.
    """
    with newsroom.store.reading() as tx:
        aired = was_on_air(
            tx,
            exercise=False,
            county=assessment.county,
            language=pack.code,
            week=assessment.week,
        )
    return as_correction(script, pack) if aired else script
