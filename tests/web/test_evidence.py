from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.evidence import Phase
from app.domain.findings import Effect, Policy
from app.domain.periods import Month, Week
from app.store.evidence import assessments_of_week, keep_assessment
from app.store.findings import decisions_of
from app.store.weather import keep_forecast
from app.web.desk.evidence_words import holds_words
from tests.builders import NOW, WEEK_48, phase_record
from tests.web.conftest import assert_problem, basic
from tests.web.filled import keep_released
from tests.web.judged import (
    ACCEPTED,
    DIFFERS,
    JUMPED,
    NO_MILK,
    STALE_PHASE,
    assessment,
    forecast,
    found,
    outlook,
)

PAGE = "/desk/evidence/kitui"
JUMP_AT = f"{PAGE}/findings/{JUMPED.key}"
HTML = {"Accept": "text/html"}


def keep(newsroom, **changes):
    with newsroom.store.transaction() as tx:
        keep_assessment(tx, assessment(**changes), at=NOW)


def decision(**changes):
    return {"decision": "accept", "reason": "The page prints it so", "week": "2026-W48", **changes}


def test_the_page_shows_the_phase_beside_the_estimate_and_that_they_differ(newsroom, client):
    keep(newsroom)
    page = client.get(PAGE).text
    for wanted in (
        "October 2026",
        "November 2026",
        "getting worse",
        'href="https://ndma.example/bulletin"',
        "Marginal mixed farming",
        "Estimate, never spoken",
        "while the figures suggest alarm",
        "<dt>Environment</dt>",
        "VCI-3M is 31 %, below 35 %.",
        "<dt>In sum</dt>",
        "Last good figures stand in",
    ):
        assert wanted in page, wanted
    assert page.index("<dt>Environment</dt>") < page.index("<dt>Production</dt>")


def test_each_finding_says_what_it_holds_and_who_decided(newsroom, client):
    keep(newsroom, findings=(ACCEPTED, JUMPED, STALE_PHASE, NO_MILK))
    page = client.get(PAGE).text
    for wanted in (
        "The whole bulletin",
        "What is said of terms of trade, maize for a goat",
        "<b>Accepted</b> by Asha, Mon 23 Nov 12:00",
        "KMD&#39;s station says the same",
        "What is missing cannot be decided away",
        "Nothing any more",
    ):
        assert wanted in page, wanted
    assert page.index("115 days before") < page.index("0.57 kg/goat") < page.index("no milk")


def test_a_figure_left_out_stays_held(newsroom, client):
    rejected = replace(ACCEPTED, decision=replace(ACCEPTED.decision, accepted=False))
    keep(newsroom, findings=(rejected,))
    page = client.get(PAGE).text
    assert "<b>Left out</b> by Asha" in page
    assert "What is said of rain" in page


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ((), "Its sentence"),
        (("rain", "rain-1-month", "rain-3-month"), "What is said of rain"),
        (("MUAC-at-risk",), "What is said of children at risk of malnutrition (MUAC)"),
        (
            ("milk-production", "water-distance", "rCSI", "FCS-poor", "water-cost"),
            "What is said of milk production, return distance to water for households, "
            "reduced coping strategy index (rCSI) and 2 more",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_a_finding_holds_is_named_by_its_subjects(variables, words):
    assert holds_words(found(variables=variables)) == words


def test_an_exercise_shows_no_form_and_says_why(newsroom, client):
    keep(newsroom)
    page = client.get(PAGE).text
    assert "decisions are taken on a live install" in page
    assert "<form" not in page


def test_every_figure_shows_its_age_source_and_formula(newsroom, client):
    keep(newsroom)
    page = client.get(PAGE).text
    for wanted in (
        "Rain of three months, of normal",
        "62 %",
        "Aug – Oct 2026",
        "23 days old",
        "100 * rain / normal",
        'href="https://data.example/rain.csv"',
        "moderate vegetation deficit",
        "1.6 or more",
        "▲ outside",
        "● inside",
        "– no range",
    ):
        assert wanted in page, wanted


def test_other_sources_are_for_information_and_say_how_far_they_go(newsroom, client):
    keep(newsroom)
    page = client.get(PAGE).text.partition('id="context"')[2]
    for wanted in (
        "Too old to be spoken (limit 60 days).",
        "Model guidance; KMD’s word goes first.",
        "People in IPC phase 3 or worse",
        "Gap filler",
    ):
        assert wanted in page, wanted


def test_a_fresh_price_of_maize_is_not_called_too_old(newsroom, client):
    fresh = replace(assessment().context[0], period=Month(2026, 10).period)
    keep(newsroom, context=(fresh,))
    page = client.get(PAGE).text
    assert "May be spoken until it is 60 days old." in page
    assert "Too old" not in page


def test_the_outlook_is_a_drawing_and_a_table_and_says_whose_it_is(newsroom, client):
    keep(newsroom)
    page = client.get(PAGE).text
    assert page.count("<svg") == 2
    for wanted in (
        "Tangazo’s own estimate, not NDMA’s",
        "VCI-3M was 31 % on Tue 10 Nov 2026.",
        "moderate deficit",
        "None: the band spans three classes or more",
        "WFP NDVI (HDX), up to Tue 10 Nov 2026",
    ):
        assert wanted in page, wanted
    assert page.count('class="said"') == 2
    assert page.count('class="unsaid"') == 4
    assert "style=" not in page


def test_without_an_outlook_the_page_says_why(newsroom, client):
    keep(newsroom, outlook=replace(outlook(), leads=(), silent="three weeks of NDVI are missing"))
    assert "There is no outlook: three weeks of NDVI are missing." in client.get(PAGE).text
    keep(newsroom, outlook=None)
    assert "there is no series of NDVI to start from" in client.get(PAGE).text


def test_the_page_shows_the_forecast_of_each_language(live_newsroom, live_client, officer):
    with live_newsroom.store.transaction() as tx:
        keep_forecast(tx, forecast())
        keep_forecast(tx, forecast(language="sw", valid_until=WEEK_48.monday - timedelta(days=1)))
    page = live_client.get(PAGE, headers=basic(*officer)).text
    assert "that less rain than usual is likely" in page
    assert "● in force" in page
    assert "▲ over" in page
    assert "nothing is said of the weather to come" in page


def test_a_released_bulletin_leads_to_its_sources(newsroom, client):
    keep(newsroom)
    assert "/sources" not in client.get(PAGE).text
    keep_released(newsroom, "sw")
    assert 'href="/exercise/kitui/sw/sources"' in client.get(PAGE).text


def test_an_empty_week_says_so_and_another_can_be_chosen(newsroom, client):
    keep_released(newsroom, "sw", week=Week(2026, 47))
    keep_released(newsroom, "sw")
    page = client.get(f"{PAGE}?week=2026-W47").text
    assert "No evidence has been gathered for this week." in page
    assert 'href="/desk/evidence/kitui?week=2026-W48"' in page
    assert_problem(client.get(f"{PAGE}?week=never"), 422)


def test_what_stands_first_is_the_next_thing_to_do(live_newsroom, live_client, officer):
    keep(live_newsroom, findings=(STALE_PHASE, JUMPED))
    assert "Decide 2 findings" in live_client.get(PAGE, headers=basic(*officer)).text
    missing = found(policy=Policy.MISSING, effect=Effect.BULLETIN, decidable=False)
    keep(live_newsroom, official=None, zones=(), findings=(missing,))
    page = live_client.get(PAGE, headers=basic(*officer)).text
    assert 'class="button inline" href="/desk/ndma/kitui"' in page


@pytest.mark.parametrize(("choice", "accepted"), [("accept", True), ("reject", False)])
def test_a_decision_is_kept_with_who_when_and_why(
    live_newsroom, live_client, signed, choice, accepted
):
    keep(live_newsroom)
    answer = live_client.post(
        JUMP_AT,
        headers=signed,
        data=decision(decision=choice, reason="  Printed\r\n  so on page 1 "),
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{PAGE}?week=2026-W48#findings"
    with live_newsroom.store.reading() as tx:
        kept = decisions_of(tx, "kitui")[JUMPED.key]
        made = assessments_of_week(tx, WEEK_48)["kitui"]
    assert (kept.accepted, kept.officer, kept.at) == (accepted, "Asha", NOW)
    assert kept.reason == "Printed so on page 1"
    # the week was made anew: of this newsroom no source has kept anything
    assert made.indicators == ()


def test_a_decision_can_be_changed_and_the_newest_stands(live_newsroom, live_client, signed):
    for choice in ("accept", "reject"):
        keep(live_newsroom)
        live_client.post(JUMP_AT, headers=signed, data=decision(decision=choice))
        live_newsroom.clock.move(timedelta(minutes=1))
    with live_newsroom.store.reading() as tx:
        assert decisions_of(tx, "kitui")[JUMPED.key].accepted is False
    keep(live_newsroom, findings=(ACCEPTED,))
    assert "Change the decision" in live_client.get(PAGE, headers=signed).text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"reason": ""}, "Write why"),
        ({"reason": " ok  "}, "Write why"),
        ({"reason": "x" * 501}, "501 letters are too many"),
        ({"decision": ""}, "Choose whether"),
        ({"decision": "perhaps"}, "Choose whether"),
    ],
    ids=str,
)
def test_a_decision_without_a_reason_is_not_kept_and_nothing_typed_is_lost(
    live_newsroom, live_client, signed, sent, says
):
    keep(live_newsroom)
    answer = live_client.post(JUMP_AT, headers=signed, data=decision(**sent))
    assert answer.status_code == 422
    assert says in answer.text
    assert decision(**sent)["reason"].strip() in answer.text
    assert 'aria-invalid="true"' in answer.text
    with live_newsroom.store.reading() as tx:
        assert decisions_of(tx, "kitui") == {}


@pytest.mark.parametrize(
    ("key", "week", "status", "says"),
    [
        ("0" * 16, "2026-W48", 404, "the figures have changed"),
        (JUMPED.key, "2026-W49", 404, "the figures have changed"),
        (JUMPED.key, "2026-W47", 409, "is over"),
        (JUMPED.key, "", 409, "names no week"),
        (JUMPED.key, "2026-W99", 409, "names no week"),
        (NO_MILK.key, "2026-W48", 409, "cannot be decided away"),
        (DIFFERS.key, "2026-W48", 409, "only NDMA can change it"),
        ("Z" * 16, "2026-W48", 422, "key"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(
    live_newsroom, live_client, signed, key, week, status, says
):
    keep(live_newsroom)
    answer = live_client.post(f"{PAGE}/findings/{key}", headers=signed, data=decision(week=week))
    assert_problem(answer, status, says=says)
    with live_newsroom.store.reading() as tx:
        assert decisions_of(tx, "kitui") == {}


def test_a_week_that_is_over_shows_its_findings_without_a_form(live_newsroom, live_client, officer):
    keep(live_newsroom)
    live_newsroom.clock.move(timedelta(days=7))
    page = live_client.get(f"{PAGE}?week=2026-W48", headers=basic(*officer)).text
    assert "Week 48 is over" in page
    assert "0.57 kg/goat" in page
    assert "<form" not in page


def test_a_county_in_recovery_without_zones_is_shown(newsroom, client):
    keep(newsroom, official=phase_record(Phase.RECOVERY, url="", row=""), zones=(), findings=())
    page = client.get(PAGE).text
    assert "<b>Recovery</b>" in page
    assert "Nothing was found." in page
    assert "Livelihood zone" not in page
