"""Decisions on findings, KMD's forecasts and stored climatologies."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.domain.climatology import Climatology, GreennessRange, RainFit
from app.domain.findings import Decision
from app.domain.people import Role
from app.domain.weather import WeatherForecast
from app.store.climatology import (
    climatologies,
    forget_climatology,
    has_climatology,
    keep_climatologies,
)
from app.store.findings import add_decision, decisions_of
from app.store.officers import add_officer, new_one_time_token
from app.store.weather import forecast_on, forecasts_of, keep_forecast
from tests.builders import NOW

ACCEPTED = Decision(accepted=True, reason="compared with the map", officer="Asha", at=NOW)
FORECAST = WeatherForecast(
    county="kitui",
    language="en",
    text="that less rain than usual is likely",
    valid_from=date(2026, 11, 23),
    valid_until=date(2026, 12, 31),
    url="KMD",
    officer="Asha",
    at=NOW,
)
FITTED = Climatology(
    county="kitui",
    source="HDX rainfall",
    rain=(RainFit(dekads=3, slot=4, zero_share=0.1, alpha=1.5, beta=20.0, usual_mm=27.0),),
    greenness=(GreennessRange(slot=4, lowest=0.2, highest=0.6, years=20),),
    rain_years=(1991, 2020),
    greenness_years=(2003, 2022),
    fitted_from=("f" * 64,),
)


@pytest.fixture
def officers(store):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
    return store


def test_the_newest_decision_stands_and_the_earlier_one_is_kept(officers):
    changed = replace(ACCEPTED, accepted=False, at=NOW + timedelta(hours=1))
    with officers.transaction() as tx:
        add_decision(tx, "kitui", "a" * 16, ACCEPTED)
        add_decision(tx, "kitui", "a" * 16, changed)
        add_decision(tx, "makueni", "b" * 16, ACCEPTED)
    with officers.reading() as tx:
        assert decisions_of(tx, "kitui") == {"a" * 16: changed}
        assert decisions_of(tx, "makueni") == {"b" * 16: ACCEPTED}
        assert decisions_of(tx, "taita-taveta") == {}


def test_nobody_unknown_decides(store):
    with pytest.raises(IntegrityError), store.transaction() as tx:
        add_decision(tx, "kitui", "a" * 16, ACCEPTED)


def test_the_newest_forecast_of_a_language_stands(officers):
    newer = replace(FORECAST, text="that rain is near usual", at=NOW + timedelta(hours=1))
    with officers.transaction() as tx:
        keep_forecast(tx, FORECAST)
        keep_forecast(tx, newer)
        keep_forecast(tx, replace(FORECAST, language="sw"))
    with officers.reading() as tx:
        found = forecasts_of(tx, "kitui")
    assert found["en"] == newer
    assert set(found) == {"en", "sw"}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 23), date(2026, 11, 29), True),
        (date(2026, 12, 25), date(2026, 12, 31), True),
        (date(2026, 12, 28), date(2027, 1, 3), False),
        (date(2026, 11, 16), date(2026, 11, 22), False),
    ],
    ids=["this week", "its last day", "ends too early", "not yet"],
)
def test_a_forecast_is_said_only_while_it_holds_for_the_whole_week(officers, first, last, said):
    with officers.transaction() as tx:
        keep_forecast(tx, FORECAST)
    with officers.reading() as tx:
        assert bool(forecast_on(tx, "kitui", "en", first=first, last=last)) is said
        assert forecast_on(tx, "kitui", "sw", first=first, last=last) is None


def test_a_climatology_comes_back_whole_and_a_new_fit_replaces_it(store):
    again = replace(FITTED, fitted_from=("e" * 64,))
    with store.transaction() as tx:
        keep_climatologies(tx, [FITTED, replace(FITTED, county="makueni")], at=NOW)
        keep_climatologies(tx, [again], at=NOW)
    with store.reading() as tx:
        assert again in climatologies(tx)
        assert len(climatologies(tx)) == 2
        assert has_climatology(tx, source="HDX rainfall")
        assert not has_climatology(tx, source="HDX vegetation")


def test_forgetting_says_how_many(store):
    with store.transaction() as tx:
        keep_climatologies(tx, [FITTED], at=NOW)
        assert forget_climatology(tx) == 1
        assert climatologies(tx) == []
