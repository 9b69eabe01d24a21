from datetime import timedelta

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import Assessment, Estimate, Phase
from app.domain.findings import Effect
from app.domain.periods import Month, Week
from app.store.evidence import add_visit, keep_assessment
from app.store.listing import newest_editions
from app.store.runs import claim, finish
from app.web.desk.week_steps import DONE, NOT_NEEDED, OPEN, STOPPED, steps_of
from tests.builders import NOW, WEEK_48, phase_record
from tests.web.conftest import assert_problem, basic
from tests.web.filled import keep_draft, keep_released
from tests.web.judged import found


def test_the_desk_of_an_exercise_is_open(client):
    assert client.get("/desk").status_code == 200


def test_a_live_desk_opens_for_an_officer(live_client, officer):
    answer = live_client.get("/desk", headers=basic(*officer))
    assert answer.status_code == 200
    assert "Asha" in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "Basic Og=="},
        {"Authorization": "Basic"},
        {"Authorization": "Basic ???"},
        {"Authorization": "Bearer tangazo_key_x"},
        {"Authorization": "Basic " + "QQ" * 4000},
        basic("Asha", "tangazo_key_wrong"),
        basic("Asha", ""),
        basic("", ""),
        basic("Älva\x00", "k"),
    ],
    ids=str,
)
def test_a_live_desk_stays_shut_for_everybody_else(live_client, officer, header):
    answer = live_client.get("/desk", headers=header)
    assert_problem(answer, 401, says="name and key")
    assert answer.headers["www-authenticate"].startswith("Basic ")


def test_the_key_of_one_does_not_open_for_another_name(live_client, officer):
    _, key = officer
    assert_problem(live_client.get("/desk", headers=basic("Baraka", key)), 401)


def keep_evidence(newsroom):
    made = Assessment(
        county="kitui",
        week=WEEK_48,
        as_of=Month(2026, 2).period.end,
        official=phase_record(),
        estimate=Estimate(phase=Phase.ALARM, reasons=("VCI-3M is 18 %.",)),
        indicators=(),
        figures=(),
        findings=(
            found(effect=Effect.BULLETIN, text="Rain is 61 days old.", identity="old"),
            found(text="Goats buy a hundredth of the maize."),
            found(effect=Effect.NONE, decidable=False, text="Rain is preliminary."),
        ),
        stood_in=("rain feed",),
        replay_of=Month(2026, 2),
    )
    with newsroom.store.transaction() as tx:
        keep_assessment(tx, made, at=NOW)


def keep_visits_and_a_run(newsroom):
    with newsroom.store.transaction() as tx:
        add_visit(tx, "rain feed", at=NOW - timedelta(days=12), fault=None)
        add_visit(tx, "rain feed", at=NOW, fault="answered 503")
        run = claim(
            tx, schedule="weekly", slot=NOW, owner="desk:1", at=NOW, lease=timedelta(minutes=1)
        )
        finish(tx, run, state="done", outcome="Week 48: 1 released.", at=NOW)


def test_the_desk_shows_bulletins_sources_and_what_needs_somebody(newsroom, client):
    keep_released(newsroom, "sw")
    keep_draft(newsroom, "en", verdict=Verdict.HELD_APPROVAL, reason="Waits for two people.")
    keep_draft(newsroom, "kam", script=None, verdict=Verdict.NO_VOICE, reason="No words.")
    keep_evidence(newsroom)
    keep_visits_and_a_run(newsroom)
    page = client.get("/desk").text
    for wanted in (
        "Released.",
        "Waits for approval.",
        "Waits for two people.",
        "No voice.",
        'href="/desk/evidence/kitui?week=2026-W48"',
        "Kitui: a finding keeps the whole bulletin off the air.",
        "Kitui, English: the words wait for approval.",
        "The source rain feed failed.",
        "answered 503",
        "12 days old",
        "Next run <b>Mon 30 Nov 12:00</b>",
        "<b>1 waits for approval</b>",
        'aria-label="Kitui: Alert"',
        'aria-label="Turkana: not followed here"',
    ):
        assert wanted in page, wanted


def test_the_evidence_of_all_counties_lies_on_one_page(newsroom, client):
    keep_evidence(newsroom)
    keep_released(newsroom, "sw")
    page = client.get("/desk/evidence").text
    for wanted in (
        "VCI-3M is 18 %.",
        "Rain is 61 days old.",
        "Goats buy a hundredth of the maize.",
        "1 more finding</a>",
        "rain feed; last good figures stand in.",
        'href="/desk/evidence/kitui?week=2026-W48"',
        "replay of February 2026",
        "No evidence has been gathered for this week.",
    ):
        assert wanted in page, wanted
    assert "Rain is preliminary." not in page
    assert page.count("Rain is 61 days old.") == 1


def test_another_week_can_be_looked_at(newsroom, client):
    keep_released(newsroom, "sw", week=Week(2026, 47))
    keep_released(newsroom, "sw")
    assert "Week 48" in client.get("/desk").text
    assert "<h1>Week 47" in client.get("/desk?week=2026-W47").text
    assert_problem(client.get("/desk?week=never"), 422)


def test_an_empty_desk_says_what_comes_next(client):
    page = client.get("/desk").text
    assert "Nothing has been made for this week." in page
    assert "Next run <b>Mon 30 Nov 12:00</b>" in page
    assert "All that can be done now is done." in page


@pytest.mark.parametrize(
    ("verdict", "script", "steps"),
    [
        (Verdict.RELEASED, True, (DONE,) * 5 + (OPEN,) * 2),
        (Verdict.READY, True, (DONE, DONE, DONE, STOPPED, OPEN, OPEN, OPEN)),
        (Verdict.FAILED, True, (DONE, DONE, DONE, STOPPED, OPEN, OPEN, OPEN)),
        (Verdict.NO_VOICE, True, (DONE, DONE, DONE, STOPPED, OPEN, OPEN, OPEN)),
        (Verdict.NO_VOICE, False, (DONE, STOPPED, *(OPEN,) * 5)),
        (Verdict.REFUSED, False, (DONE, STOPPED, *(OPEN,) * 5)),
        (Verdict.HELD_APPROVAL, True, (DONE, DONE, STOPPED, *(OPEN,) * 4)),
        (Verdict.HELD_EVIDENCE, False, (STOPPED, *(OPEN,) * 6)),
        (Verdict.WITHDRAWN, True, (*(DONE,) * 4, STOPPED, OPEN, OPEN)),
    ],
)
def test_a_bulletin_shows_how_far_it_has_come(newsroom, verdict, script, steps):
    changes = {} if script else {"script": None}
    keep_draft(newsroom, "sw", verdict=verdict, **changes)
    with newsroom.store.reading() as tx:
        [standing] = newest_editions(tx, WEEK_48, exercise=True)
    found = steps_of(standing, practising=False, heard={})
    assert tuple(each.state for each in found) == steps


def test_an_exercise_that_nobody_approved_does_not_claim_approval(newsroom):
    keep_released(newsroom, "sw")
    with newsroom.store.reading() as tx:
        [standing] = newest_editions(tx, WEEK_48, exercise=True)
    found = steps_of(standing, practising=True, heard={})
    assert [each.state for each in found[:5]] == [DONE, DONE, NOT_NEEDED, DONE, DONE]


def test_stations_are_counted_once_a_bulletin_is_on_air(newsroom):
    released = keep_released(newsroom, "sw")
    waiting = keep_draft(newsroom, "en", verdict=Verdict.HELD_APPROVAL)
    heard = {released.id: (4, 2, 4), waiting.id: (0, 0, 4)}
    with newsroom.store.reading() as tx:
        found = {each.id: each for each in newest_editions(tx, WEEK_48, exercise=True)}
    taken, aired = steps_of(found[released.id], practising=True, heard=heard)[-2:]
    assert (taken.count, taken.state) == ("4/4", DONE)
    assert (aired.count, aired.state) == ("2/4", OPEN)
    assert steps_of(found[waiting.id], practising=True, heard=heard)[-1].count == ""
