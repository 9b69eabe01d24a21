from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evidence import Phase
from app.domain.periods import Period, Week
from app.errors import PackEmpty
from app.writing.advice import (
    Advice,
    Season,
    best_of,
    choose,
    library_facts,
    season_of,
    season_of_days,
)
from tests.library import offered
from tests.unit.writing.evidence import PACKS, PHASES

LAST_DAY = date(2026, 11, 29)


def advice(key, order, *, seasons=Season, expires=None, sector="water"):
    return Advice(
        key=key,
        phase=Phase.ALERT,
        order=order,
        seasons=frozenset(seasons),
        sector=sector,
        text=key,
        short=key,
        source="test",
        expires=expires,
    )


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2026, 2, 28), Season.DRY),
        (date(2026, 3, 1), Season.MAM),
        (date(2026, 5, 31), Season.MAM),
        (date(2026, 6, 1), Season.DRY),
        (date(2026, 9, 30), Season.DRY),
        (date(2026, 10, 1), Season.OND),
        (date(2026, 12, 31), Season.OND),
        (date(2027, 1, 1), Season.DRY),
    ],
)
def test_seasons_begin_and_end_on_their_day(day, season):
    assert season_of(day) is season


def test_a_week_half_inside_a_season_counts_as_dry():
    assert season_of_days(Period(date(2026, 9, 28), date(2026, 10, 4))) is Season.DRY
    assert season_of_days(Period(date(2026, 5, 25), date(2026, 5, 31))) is Season.MAM


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from(PHASES))
@pytest.mark.parametrize("code", ["en", "sw"])
def test_planting_is_never_advised_out_of_season(code, day, phase):
    week = Week.of(day)
    heard = Period(week.monday, week.sunday)
    chosen = choose(
        PACKS[code].advice, phase=phase, season=season_of_days(heard), last_day=week.sunday
    )
    assert [each.order for each in chosen] == [1, 2, 3]
    if any(each.sector == "planting" for each in chosen):
        days = [heard.start + timedelta(days=offset) for offset in range(7)]
        assert len({season_of(each) for each in days}) == 1
        assert season_of(day) is not Season.DRY


def test_english_and_kiswahili_advise_the_same():
    for one, other in zip(PACKS["en"].advice, PACKS["sw"].advice, strict=True):
        assert (one.key, one.phase, one.order, one.seasons, one.sector) == (
            other.key,
            other.phase,
            other.order,
            other.seasons,
            other.sector,
        )


def test_the_season_s_own_advice_goes_before_that_of_any_season():
    rows = [
        advice("any", 1),
        advice("ond", 1, seasons=[Season.OND]),
        advice("2", 2),
        advice("3", 3),
    ]
    chosen = choose(rows, phase=Phase.ALERT, season=Season.OND, last_day=LAST_DAY)
    assert [each.key for each in chosen] == ["ond", "2", "3"]


def test_expired_advice_is_not_chosen():
    old = advice("old", 1, expires=LAST_DAY - timedelta(days=1))
    rows = [old, advice("new", 1, expires=LAST_DAY), advice("2", 2), advice("3", 3)]
    chosen = choose(rows, phase=Phase.ALERT, season=Season.DRY, last_day=LAST_DAY)
    assert chosen[0].key == "new"


def test_a_place_without_advice_is_named():
    with pytest.raises(PackEmpty, match="no advice number 3 for alert in the season 'dry'"):
        choose(
            [advice("1", 1), advice("2", 2)],
            phase=Phase.ALERT,
            season=Season.DRY,
            last_day=LAST_DAY,
        )


def test_the_pack_fills_only_the_places_that_the_library_leaves():
    rows = [advice("1", 1), advice("3", 3)]
    chosen = choose(rows, phase=Phase.ALERT, season=Season.OND, last_day=LAST_DAY, orders=[1, 3])
    assert [each.key for each in chosen] == ["1", "3"]


def test_of_the_library_a_zone_s_own_line_goes_first_then_a_season_s_then_the_newest():
    anywhere = offered(key="anywhere", after_days=9)
    seasonal = offered(key="seasonal", seasons=frozenset({Season.OND}), after_days=5)
    zonal = offered(key="zonal", zones=("Mixed farming",))
    newer = offered(key="newer", seasons=frozenset({Season.OND}), after_days=6)
    other = offered(key="other", place=3)
    for lines, best in (
        ([anywhere, seasonal], "seasonal"),
        ([newer, seasonal], "newer"),
        ([zonal, newer, anywhere], "zonal"),
    ):
        for order in (lines, lines[::-1]):
            chosen = best_of([*order, other])
            assert {place: each.line.key for place, each in chosen.items()} == {1: best, 3: "other"}


def test_a_library_fact_leads_back_to_its_document():
    full, short = library_facts(best_of([offered(place=2)]), "sw")
    assert (full.name, short.name) == ("action_2", "action_2_short")
    assert full.value == "kata nyasi sasa na uzihifadhi"
    assert full.formula == (
        "advice library, hay-2026; Ministry of Agriculture, https://example.org/hay.pdf, "
        "of 2026-11-02"
    )
