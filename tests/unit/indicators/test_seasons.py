from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Dekad
from app.indicators.seasons import season_dekads, season_of


@pytest.mark.parametrize(
    ("at", "dekads", "first"),
    [
        (Dekad(2026, 3, 1), 1, Dekad(2026, 3, 1)),
        (Dekad(2026, 5, 3), 9, Dekad(2026, 3, 1)),
        (Dekad(2026, 10, 1), 1, Dekad(2026, 10, 1)),
        (Dekad(2026, 12, 3), 9, Dekad(2026, 10, 1)),
    ],
)
def test_a_season_runs_from_its_first_dekad_to_the_newest(at, dekads, first):
    found = season_dekads(at)
    assert (len(found), found[0], found[-1]) == (dekads, first, at)


@pytest.mark.parametrize(
    "at", [Dekad(2026, 2, 3), Dekad(2026, 6, 1), Dekad(2026, 9, 3), Dekad(2027, 1, 1)]
)
def test_there_is_none_outside_both_seasons(at):
    assert season_dekads(at) == ()


@given(st.dates(date(1981, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_own_season_and_the_dekads_cover_it(day):
    season = season_of(day)
    assert (season is None) == (day.month in (1, 2, 6, 7, 8, 9))
    if season:
        assert season.start <= day <= season.end
        found = season_dekads(Dekad.of(day))
        assert found[0].period.start == season.start
        assert found[-1].period.start <= day <= found[-1].period.end
        assert [each.ordinal for each in found] == list(
            range(found[0].ordinal, found[-1].ordinal + 1)
        )
