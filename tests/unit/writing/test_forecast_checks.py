from datetime import date, timedelta

import pytest

from app.writing.forecast_checks import FROM, SOURCE, TEXT, UNTIL, check_forecast

TODAY = date(2026, 11, 23)
GOOD = {
    TEXT: "that less rain than usual is likely until the end of December.",
    SOURCE: "KMD county forecast, November 2026",
    FROM: "2026-11-23",
    UNTIL: "2026-12-31",
}


def faults(**changes):
    return check_forecast(GOOD | changes, today=TODAY).faults


def test_good_words_lose_only_their_full_stop():
    checked = check_forecast(GOOD, today=TODAY)
    assert checked.faults == {}
    assert checked.text == "that less rain than usual is likely until the end of December"
    assert (checked.valid_from, checked.valid_until) == (TODAY, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  ", "Write what the Department says"),
        ("x " * 160, "letters are too many"),
        ("that 20 mm will fall", "Write 0 2 in words"),
        ("that rain is at half%", "Write % in words"),
        ("that it rains, see www.meteo.example", "Leave the address out"),
        ("that {{ county }} is dry", "Write { } in words"),
        ("that " + "rain " * 20, "A sentence would have 29 words"),
    ],
)
def test_what_a_voice_cannot_say_is_refused_with_its_remedy(text, told):
    assert told in faults(**{TEXT: text})[TEXT]


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (119, False), (120, True)])
def test_a_forecast_ends_within_four_months(days, refused):
    until = str(TODAY + timedelta(days=days))
    assert (UNTIL in faults(**{UNTIL: until})) is refused


def test_days_and_source_are_asked_for():
    assert set(faults(**{FROM: "tomorrow", UNTIL: "", SOURCE: ""})) == {FROM, UNTIL, SOURCE}
    assert "over already" in faults(**{FROM: "2026-10-01", UNTIL: "2026-10-31"})[UNTIL]
