import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Dekad
from app.indicators.precipitation import (
    fit_rain,
    percent_class,
    percent_of_normal,
    running_sums,
    spi,
    spi_class,
)
from tests.unit.indicators.conftest import LAST, history, rain_of
from tests.unit.indicators.test_gamma_spi import by_hand

YEARS = 45  # ends in November 2026, so it begins in 1981
RAIN = rain_of(YEARS + 1)[: YEARS * 36 + LAST.slot + 1]


@pytest.mark.parametrize(
    ("mm", "normal", "percent"),
    [
        (131.59941, 206.9685, 63.6),  # Kitui, 2017-04-21, three months
        (47.467865, 114.05336, 41.6),  # Kitui, 2017-03-21, three months
        (96.44395, 116.21295, 83.0),
        (0.0, 10.0, 0.0),
        (10.0, 10.0, 100.0),
        (300.0, 100.0, 300.0),
    ],
)
def test_percent_of_normal_is_worked_by_hand(mm, normal, percent):
    assert percent_of_normal(mm, normal) == percent


@pytest.mark.parametrize("normal", [0.0, 9.999, 3.9])
def test_percent_of_normal_is_silent_in_a_dry_season(normal):
    assert percent_of_normal(5.0, normal) is None


@given(st.floats(0, 2000), st.floats(10, 2000))
def test_percent_of_normal_gives_the_rain_back(mm, normal):
    assert percent_of_normal(mm, normal) * normal / 100 == pytest.approx(mm, abs=normal / 1000)


@pytest.mark.parametrize(
    ("percent", "named"),
    [
        (79.9, "below normal"),
        (80.0, "near normal"),
        (120.0, "near normal"),
        (120.1, "above normal"),
    ],
)
def test_ndma_calls_80_to_120_percent_normal(percent, named):
    assert percent_class(percent) == named


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (2.0, "extremely wet"),
        (1.99, "very wet"),
        (1.5, "very wet"),
        (1.49, "moderately wet"),
        (1.0, "moderately wet"),
        (0.99, "near normal"),
        (-0.28, "near normal"),
        (-0.99, "near normal"),
        (-1.0, "moderately dry"),
        (-1.49, "moderately dry"),
        (-1.5, "severely dry"),
        (-1.99, "severely dry"),
        (-2.0, "extremely dry"),
        (-3.09, "extremely dry"),
    ],
)
def test_spi_has_mckees_classes(value, named):
    assert spi_class(value) == named


def test_a_running_sum_has_no_value_before_it_is_full_nor_across_a_gap():
    sums = running_sums(history([1.0, 2.0, 3.0, None, 5.0, 6.0, 7.0]), dekads=3)
    assert np.array_equal(sums, [np.nan, np.nan, 6, np.nan, np.nan, np.nan, 18], equal_nan=True)


def test_a_history_shorter_than_the_sum_has_none():
    assert np.isnan(running_sums(history([1.0, 2.0]), dekads=3)).all()


@pytest.mark.parametrize("dekads", [3, 9, 18])
@pytest.mark.parametrize("at", [LAST, Dekad(2026, 11, 1), Dekad(2026, 5, 3), Dekad(2017, 4, 3)])
def test_spi_equals_the_one_worked_by_hand_for_each_third_of_a_month(dekads, at):
    first = Dekad(1981, 1, 1).ordinal
    ends = [Dekad(year, at.month, at.number).ordinal - first + 1 for year in range(1991, 2021)]
    usual = [math.fsum(RAIN[end - dekads : end]) for end in ends]
    end = at.ordinal - first + 1
    (expected,) = by_hand([math.fsum(RAIN[end - dekads : end])], reference=usual)
    assert spi(history(RAIN), dekads=dekads, at=at) == round(expected, 2)


@pytest.mark.parametrize("dekads", [3, 9, 18])
@pytest.mark.parametrize("at", [LAST, Dekad(2026, 5, 3), Dekad(2023, 12, 1)])
def test_stored_fits_and_the_dekads_of_the_sum_alone_give_the_same_spi(dekads, at):
    fits = fit_rain(history(RAIN), dekads=dekads)
    end = at.ordinal - Dekad(1981, 1, 1).ordinal + 1
    alone = history(RAIN[end - dekads : end], last=at)
    assert spi(alone, dekads=dekads, at=at, fits=fits) == spi(history(RAIN), dekads=dekads, at=at)
    assert spi(alone, dekads=dekads, at=at) is None


def test_a_fit_of_another_length_or_dekad_is_not_used():
    fits = fit_rain(history(RAIN), dekads=3)
    assert spi(history(RAIN), dekads=9, at=LAST, fits=fits) is None
    others = [each for each in fits if each.slot != LAST.slot]
    assert len(others) == 35
    assert spi(history(RAIN), dekads=3, at=LAST, fits=others) is None


def test_sums_that_are_all_alike_have_no_fit():
    assert fit_rain(history([1.0] * len(RAIN)), dekads=1) == ()


def test_a_fit_knows_its_usual_sum_and_its_share_of_dry_years():
    dry = list(RAIN)
    for year in range(1991, 1997):
        end = Dekad(year, 11, 2).ordinal - Dekad(1981, 1, 1).ordinal + 1
        dry[end - 3 : end] = [0.0] * 3
    (fit,) = [each for each in fit_rain(history(dry), dekads=3) if each.slot == LAST.slot]
    first = Dekad(1981, 1, 1).ordinal
    ends = [Dekad(year, 11, 2).ordinal - first + 1 for year in range(1991, 2021)]
    assert fit.zero_share == 6 / 30
    assert fit.usual_mm == pytest.approx(sum(sum(dry[end - 3 : end]) for end in ends) / 30)


def test_spi_needs_the_reference_years():
    assert spi(history(RAIN[-5 * 36 :]), dekads=9, at=LAST) is None
    until_2019 = history(RAIN[: 39 * 36], last=Dekad(2019, 12, 3))
    assert spi(until_2019, dekads=9, at=Dekad(2019, 12, 3)) is None


def test_spi_needs_ten_wet_reference_years():
    dry = list(RAIN)
    for year in range(1991, 2012):
        end = Dekad(year, 11, 2).ordinal - Dekad(1981, 1, 1).ordinal + 1
        dry[end - 3 : end] = [0.0] * 3
    assert LAST.slot not in [each.slot for each in fit_rain(history(dry), dekads=3)]
    assert spi(history(dry), dekads=3, at=LAST) is None
    assert spi(history(dry), dekads=9, at=LAST) is not None
    tenth = Dekad(2000, 11, 2).ordinal - Dekad(1981, 1, 1).ordinal + 1
    dry[tenth - 3 : tenth] = [20.0] * 3
    assert LAST.slot in [each.slot for each in fit_rain(history(dry), dekads=3)]


def test_spi_is_silent_in_a_dry_part_of_the_year():
    assert spi(history([mm / 10 for mm in RAIN]), dekads=3, at=LAST) is None


def test_spi_needs_every_dekad_of_its_sum():
    assert spi(history([*RAIN[:-2], None, RAIN[-1]]), dekads=3, at=LAST) is None


@pytest.mark.parametrize("at", [Dekad(2027, 1, 1), Dekad(1980, 12, 3), Dekad(1981, 1, 1)])
def test_spi_outside_the_history_is_none(at):
    assert spi(history(RAIN), dekads=9, at=at) is None


def test_no_rain_at_all_is_an_extreme_and_not_an_error():
    drought = [*RAIN[:-9], *[0.0] * 9]
    assert spi(history(drought), dekads=9, at=LAST) == -3.09
