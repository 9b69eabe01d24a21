"""A newsroom in the middle of a week: something of everything that the pages can show."""

from __future__ import annotations

from datetime import timedelta

from app.domain.bulletins import Verdict
from app.domain.evidence import Estimate, Phase, Trend
from app.domain.people import Role
from app.pipeline.newsroom import Newsroom
from app.store.evidence import add_visit, keep_assessment
from app.store.officers import add_officer, new_one_time_token
from app.store.runs import claim, finish
from app.store.weather import keep_forecast
from tests.builders import NOW, phase_record
from tests.web.filled import keep_draft, keep_released
from tests.web.judged import STALE_PHASE, assessment, forecast

LEASE = timedelta(minutes=5)


def add_asha(newsroom: Newsroom) -> str:
    """Add an officer who may do everything, and return her key."""
    with newsroom.store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        return add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)


def fill(newsroom: Newsroom, *, exercise: bool) -> None:
    """Put evidence, bulletins, sources and runs of week 48 into a newsroom."""
    _evidence(newsroom)
    _bulletins(newsroom, exercise=exercise)
    _runs(newsroom)


def _evidence(newsroom: Newsroom) -> None:
    makueni = assessment(
        county="makueni",
        official=phase_record(Phase.NORMAL, county="makueni", trend=Trend.STABLE),
        estimate=Estimate(phase=Phase.ALERT, reasons=("VCI-3M is 31 %, below 35 %.",)),
        findings=(STALE_PHASE,),
    )
    taita = assessment(
        county="taita-taveta",
        official=phase_record(Phase.EMERGENCY, county="taita-taveta", trend=Trend.WORSENING),
        findings=(),
        stood_in=(),
    )
    with newsroom.store.transaction() as tx:
        for made in (assessment(), makueni, taita):
            keep_assessment(tx, made, at=NOW)
        keep_forecast(tx, forecast())
        add_visit(tx, "WFP rainfall (HDX)", at=NOW - timedelta(days=12), fault=None)
        add_visit(tx, "WFP rainfall (HDX)", at=NOW, fault="answered 503")
        add_visit(tx, "WFP NDVI (HDX)", at=NOW, fault=None)


def _bulletins(newsroom: Newsroom, *, exercise: bool) -> None:
    keep_released(newsroom, "sw", exercise=exercise)
    keep_draft(
        newsroom,
        "en",
        exercise=exercise,
        verdict=Verdict.HELD_APPROVAL,
        reason="Approved by Asha; waits for one more person: the phase is alert.",
    )
    keep_draft(
        newsroom,
        "kam",
        exercise=exercise,
        verdict=Verdict.NO_VOICE,
        reason="No voice speaks Kikamba; record 3 segments.",
    )
    for language in ("en", "sw"):
        keep_draft(
            newsroom,
            language,
            exercise=exercise,
            county="makueni",
            phase=Phase.NORMAL,
            script=None,
            verdict=Verdict.HELD_EVIDENCE,
            reason="NDMA's phase is 115 days old; get newer.",
        )
    keep_released(newsroom, "en", exercise=exercise, county="taita-taveta", phase=Phase.EMERGENCY)


def _runs(newsroom: Newsroom) -> None:
    with newsroom.store.transaction() as tx:
        for weeks, state, outcome in (
            (1, "done", "Week 47, 2026: 6 released."),
            (0, "failed", "The disk is full."),
        ):
            slot = NOW - timedelta(weeks=weeks)
            run = claim(tx, schedule="weekly", slot=slot, owner="desk:1", at=slot, lease=LEASE)
            assert run is not None
            finish(tx, run, state=state, outcome=outcome, at=slot + timedelta(minutes=4))
