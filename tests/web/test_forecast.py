from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.weather import forecasts_of, keep_forecast
from app.writing.forecast_checks import check_forecast, unspeakable
from tests.web.conftest import basic
from tests.web.judged import forecast

PAGE = "/desk/forecast/kitui"
TODAY = date(2026, 11, 23)
WORDS = "that less rain than usual is likely"


def sent(**changes):
    return {
        "language": "en",
        "text": WORDS,
        "valid_from": "2026-11-23",
        "valid_until": "2026-12-31",
        "source": "https://meteo.example/outlook",
        **changes,
    }


def kept(newsroom):
    with newsroom.store.reading() as tx:
        return forecasts_of(tx, "kitui")


def test_the_page_shows_what_is_in_force_with_a_form_for_each_language(
    live_newsroom, live_client, officer
):
    with live_newsroom.store.transaction() as tx:
        keep_forecast(tx, forecast())
    page = live_client.get(PAGE, headers=basic(*officer)).text
    assert "● In force" in page
    assert "Entered by Asha" in page
    assert page.count("<form") == 3
    assert 'lang="kam"' in page


def test_an_exercise_shows_no_form(client):
    page = client.get(PAGE).text
    assert "decisions are taken on a live install" in page
    assert "<form" not in page


def test_the_words_are_kept_under_the_officers_name(live_newsroom, live_client, signed):
    answer = live_client.post(
        PAGE, headers=signed, data=sent(text=f"  {WORDS}. "), follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/evidence/kitui?week=2026-W48#forecast"
    entered = kept(live_newsroom)["en"]
    assert (entered.text, entered.officer) == (WORDS, "Asha")
    assert (entered.valid_from, entered.valid_until) == (TODAY, date(2026, 12, 31))
    assert entered.url == "https://meteo.example/outlook"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Write what the Department says."),
        ({"text": "that rain is likely " * 16}, "letters are too many"),
        ({"text": "that 40 percent less rain is likely"}, "in words, or leave it out"),
        ({"text": "that half the rain is likely, 50%"}, "in words, or leave it out"),
        ({"text": "that rain is likely, see meteo.go.ke"}, "Leave the address out"),
        ({"text": "that rain is likely, http://x"}, "Leave the address out"),
        ({"text": "that rain is likely <b>soon</b>"}, "in words, or leave it out"),
        ({"text": "that " + "heavy " * 20 + "rain is likely"}, "A sentence would have"),
        ({"valid_from": "soon"}, "Choose a day."),
        ({"valid_until": ""}, "Choose a day."),
        ({"valid_until": "2026-11-22"}, "ends before it begins"),
        ({"valid_from": "2026-10-01", "valid_until": "2026-11-22"}, "over already"),
        ({"valid_until": "2027-04-01"}, "120 are the most"),
        ({"source": " "}, "Write where KMD published it"),
        ({"source": "x" * 301}, "301 letters are too many"),
    ],
    ids=str,
)
def test_what_cannot_be_said_is_refused_at_its_field_with_the_typed_text_kept(
    live_newsroom, live_client, signed, wrong, says
):
    answer = live_client.post(PAGE, headers=signed, data=sent(**wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    if "source" not in wrong:
        assert 'value="https://meteo.example/outlook"' in answer.text
    assert "<b>soon" not in answer.text
    assert kept(live_newsroom) == {}


def test_a_language_without_bulletins_is_refused(live_client, signed):
    assert live_client.post(PAGE, headers=signed, data=sent(language="dav")).status_code == 404


@given(st.integers(min_value=0, max_value=400))
def test_a_forecast_holds_for_at_most_120_days(days):
    typed = sent(valid_until=(TODAY + timedelta(days=days)).isoformat())
    assert bool(check_forecast(typed, today=TODAY).faults) == (days + 1 > 120)


@given(st.text(max_size=320))
def test_whatever_passes_holds_no_figure_and_no_sign_that_a_voice_cannot_read(text):
    if not unspeakable(text):
        assert not any(each.isdigit() or each in "%/<>@\0\n" for each in text)
        assert 0 < len(text) <= 300


@pytest.mark.parametrize(
    "text",
    ["kwamba mvua itakuwa chini ya kawaida", "mbua ĩkethĩwa nĩnini", "“heavy” rain, at last"],
)
def test_the_words_of_every_language_pass(text):
    assert unspeakable(text) == ""
