from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.weather import WeatherForecast, unspeakable_forecast
from tests.builders import NOW

GOOD = WeatherForecast(
    county="kitui",
    language="en",
    text="that less rain than usual is likely until the end of December",
    valid_from=date(2026, 11, 23),
    valid_until=date(2026, 12, 31),
    url="KMD county forecast, November 2026",
    officer="Asha",
    at=NOW,
)


def test_words_can_be_said():
    assert unspeakable_forecast(GOOD) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  ", "is empty"),
        ("x" * 301, "longer than 300"),
        ("that 20 mm will fall", "'2' cannot be spoken"),
        ("that half, 50%, of the rain came", "'5' cannot be spoken"),
        ("that rain is at half%", "'%' cannot be spoken"),
        ("that it rains, see www.meteo.example", "An address"),
        ("{{ county }}", "'{' cannot be spoken"),
        ("that rain\nis likely", "cannot be spoken"),
    ],
)
def test_what_a_voice_cannot_say_is_refused(text, told):
    assert told in unspeakable_forecast(replace(GOOD, text=text))


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (120, False), (121, True)])
def test_a_forecast_ends_within_four_months(days, refused):
    entered = replace(GOOD, valid_until=GOOD.valid_from + timedelta(days=days))
    assert bool(unspeakable_forecast(entered)) is refused
