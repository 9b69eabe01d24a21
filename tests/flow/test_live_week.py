"""A live install over two weeks against every public feed; two break in the second."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import NdmaRecord, Phase
from app.domain.findings import Decision, Policy
from app.domain.people import Role
from app.domain.periods import Month, Week
from app.domain.recordings import AudioFormat
from app.domain.weather import WeatherForecast
from app.pipeline.prepare import prepare_week
from app.pipeline.reassess import reassess
from app.store.evidence import assessments_of_week, keep_ndma_record, source_states
from app.store.findings import add_decision
from app.store.officers import LIVE, add_officer, new_one_time_token, set_mode
from app.store.weather import keep_forecast
from app.wiring import open_newsroom
from tests.builders import NOW, approved_pack, phase_record
from tests.fakes import SetClock, ToneVoice
from tests.stubs.feeds import feeds
from tests.stubs.providers import FEEDS

MONDAY = date(2026, 11, 23)
WEEK_48, WEEK_49 = Week(2026, 48), Week(2026, 49)
COUNTIES = ("kitui", "makueni", "taita-taveta")
BROKEN = {"HDX rainfall": "html", "HDX vegetation": "503"}


def set_up(newsroom):
    """One officer, reviewed packs, and NDMA's phase of October for every county."""
    with newsroom.store.transaction() as tx:
        set_mode(tx, LIVE, at=NOW)
        token = new_one_time_token(tx, at=NOW)
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        for code in ("en", "sw"):
            approved_pack(tx, code, newsroom.packs[code].sha256)
        for county in COUNTIES:
            month = Month(2026, 10)
            record = NdmaRecord(
                county=county,
                observed_month=month,
                phases=(phase_record(Phase.ALERT, county=county, observed_month=month),),
            )
            keep_ndma_record(tx, record, officer="Asha", at=NOW)


@contextmanager
def live(stub, home):
    with open_newsroom(stub.settings(home, fetch_budget_s=6), clock=SetClock()) as opened:
        newsroom = replace(opened, voices=(ToneVoice(),), formats=(AudioFormat.WAV_48,))
        set_up(newsroom)
        yield newsroom
        newsroom.store.engine.dispose()


def next_week(stub, newsroom):
    stub.today += timedelta(days=7)
    newsroom.clock.move(timedelta(days=7))
    stub.asked.clear()


def spoken(prepared):
    return {
        (each.county, each.language): each
        for each in prepared.drafts
        if each.verdict is Verdict.HELD_APPROVAL
    }


@pytest.fixture(scope="module")
def two_weeks(tmp_path_factory):
    """Both weeks' drafts, what was asked in the second, and the state of the sources after it."""
    with feeds(today=MONDAY) as stub, live(stub, tmp_path_factory.mktemp("live")) as newsroom:
        first = prepare_week(newsroom, WEEK_48)
        next_week(stub, newsroom)
        for name, fault in BROKEN.items():
            stub.break_feed(name, fault)
        second = prepare_week(newsroom, WEEK_49)
        with newsroom.store.reading() as tx:
            states = source_states(tx)
        yield first, second, list(stub.asked), states


def test_a_week_in_which_everything_works_waits_for_approval_and_names_no_fault(two_weeks):
    first, _, _, states = two_weeks
    assert first.faults == ()
    assert set(spoken(first)) == {(each, code) for each in COUNTIES for code in ("en", "sw")}
    for draft in spoken(first).values():
        assert "Failed" not in draft.reason
        assert "weeks old" not in draft.script.text
    assert {each.source for each in states} == set(FEEDS)


def test_every_indicator_of_the_first_week_is_there(two_weeks):
    first, _, _, _ = two_weeks
    names = {each.name for each in first.assessments[0].indicators}
    assert {"rain-3-month-percent", "SPI-3", "SPI-6", "rain-season-percent", "VCI-3M"} <= names
    assert first.assessments[0].outlook.leads
    context = {each.variable for each in first.assessments[0].context}
    assert {"maize-price", "forecast-rain-7-days", "FEWS-NET-phase", "VCI-ASIS"} <= context
    assert "dry-spell-days" in names
    assert not any("days after" in each.text for each in first.assessments[0].findings)


def test_drafts_of_a_week_with_broken_feeds_name_them(two_weeks):
    _, second, _, _ = two_weeks
    assert {fault.source for fault in second.faults} == set(BROKEN)
    assert len(spoken(second)) == 6
    for draft in spoken(second).values():
        assert "Failed this week, see the sources: HDX rainfall, HDX vegetation." in draft.reason
    told = {fault.source: fault.reason for fault in second.faults}
    assert "is a web page" in told["HDX rainfall"]
    assert "answered 503" in told["HDX vegetation"]
    for reason in told.values():
        assert "used instead: what it gave on 23 November 2026, 7 days ago" in reason


def test_drafts_of_a_week_with_broken_feeds_speak_the_age_of_what_stands_in(two_weeks):
    _, second, _, _ = two_weeks
    for county in COUNTIES:
        facts = facts_of(spoken(second)[county, "en"])
        days = (date(2026, 11, 30) - facts["rain_3_month"].period.end).days
        assert facts["rain_age"].value == round(days / 7)
        assert f"{days} days" in facts["rain_age"].formula
        assert "pasture_age" in facts
        text = spoken(second)[county, "en"].script.text
        assert "These rain figures are about one week old, as newer ones have not come." in text
        swahili = spoken(second)[county, "sw"].script.text
        assert "Takwimu hizi za mvua zina umri wa takriban wiki moja" in swahili


def test_feeds_that_work_are_fresh_beside_broken_ones(two_weeks):
    _, second, asked, states = two_weeks
    assert {each.feed for each in asked} == set(FEEDS)
    assert {each.source for each in states if each.fault} == set(BROKEN)
    guidance = [each for each in second.assessments[0].context if "forecast" in each.variable]
    assert max(each.period.start for each in guidance) >= date(2026, 11, 30)


def facts_of(draft):
    return {fact.name: fact for segment in draft.script.segments for fact in segment.facts}


def test_an_officers_decision_and_forecast_reach_the_drafts_without_asking_anyone(tmp_path):
    with feeds(today=MONDAY) as stub, live(stub, tmp_path) as newsroom:
        prepare_week(newsroom, WEEK_48)
        stub.today += timedelta(days=14)
        newsroom.clock.move(timedelta(days=14))
        stub.asked.clear()
        late = reassess(newsroom, Week(2026, 50))
        (old,) = [
            each
            for each in late.assessments[0].findings
            if each.policy is Policy.STALE and each.text.startswith("Rain is of")
        ]
        assert "rain_3_month" in facts_of(spoken(late)["kitui", "en"])
        now = newsroom.clock.now()
        said = WeatherForecast(
            county="kitui",
            language="en",
            text="that rain near usual is likely until the end of December",
            valid_from=date(2026, 11, 30),
            valid_until=date(2026, 12, 31),
            url="KMD county forecast",
            officer="Asha",
            at=now,
        )
        left_out = Decision(accepted=False, reason="gauges say otherwise", officer="Asha", at=now)
        with newsroom.store.transaction() as tx:
            add_decision(tx, "kitui", old.key, left_out)
            keep_forecast(tx, said)
        again = spoken(reassess(newsroom, Week(2026, 50)))
        with newsroom.store.reading() as tx:
            kept = assessments_of_week(tx, Week(2026, 50))["kitui"]
    assert "rain_3_month" not in facts_of(again["kitui", "en"])
    assert "rain_3_month" in facts_of(again["makueni", "en"])
    text = again["kitui", "en"].script.text
    assert "The Kenya Meteorological Department says that rain near usual is likely" in text
    assert "Idara ya Utabiri" not in again["kitui", "sw"].script.text
    assert [each.decision for each in kept.findings if each.key == old.key] == [left_out]
    assert stub.asked == []
