from datetime import date, timedelta

import pytest

from app.domain.periods import Period
from app.domain.places import counties
from app.domain.seasons import rains_on, season_on, seasons

KNOWN = ("kitui", "makueni", "taita-taveta")


@pytest.mark.parametrize("county", KNOWN)
def test_every_day_of_a_leap_year_lies_in_one_season(county):
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        assert sum(each.holds(day) for each in seasons(county)) == 1


@pytest.mark.parametrize("county", KNOWN)
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 2, 28), "JF"),
        (date(2026, 3, 1), "MAM"),
        (date(2026, 5, 31), "MAM"),
        (date(2026, 6, 1), "JJAS"),
        (date(2026, 9, 30), "JJAS"),
        (date(2026, 10, 1), "OND"),
        (date(2026, 12, 31), "OND"),
    ],
)
def test_seasons_turn_on_the_first_of_march_june_october_and_january(county, day, code):
    season = season_on(day, county=county)
    assert season.code == code
    assert season.rains is (code in ("MAM", "OND"))


@pytest.mark.parametrize(
    ("county", "onset"),
    [
        ("kitui", ((3, 11), (3, 31))),
        ("makueni", ((3, 11), (3, 31))),
        ("taita-taveta", ((3, 8), (3, 14))),
    ],
)
def test_the_onset_of_the_long_rains_is_the_printed_one_and_others_are_not_known(county, onset):
    found = {each.code: each.onset for each in seasons(county)}
    assert found == {"JF": None, "MAM": onset, "JJAS": None, "OND": None}


def test_of_the_other_counties_no_season_is_known():
    assert {slug for slug in counties() if seasons(slug)} == set(KNOWN)
    assert season_on(date(2026, 11, 23), county="turkana") is None


def test_what_is_no_county_is_refused():
    with pytest.raises(ValueError, match="no county"):
        seasons("Atlantis")


@pytest.mark.parametrize("county", [None, "kitui", "turkana"])
def test_rains_are_those_of_the_county_or_of_the_common_calendar(county):
    found = {month: rains_on(date(2026, month, 15), county=county) for month in range(1, 13)}
    assert {month: each.code for month, each in found.items() if each} == {
        **dict.fromkeys((3, 4, 5), "MAM"),
        **dict.fromkeys((10, 11, 12), "OND"),
    }


def test_a_season_s_days_end_with_its_last_month():
    short, long = rains_on(date(2026, 10, 1)), rains_on(date(2026, 5, 31))
    assert short.in_year(2026) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert long.in_year(2026) == Period(date(2026, 3, 1), date(2026, 5, 31))
