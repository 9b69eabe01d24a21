import math

import pytest

from app.indicators.limits import LIMITS, beyond_limits, far_from_usual, too_far
from tests.unit.indicators.conftest import observed


@pytest.mark.parametrize("variable", LIMITS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e9, -1e9])
def test_what_cannot_be_lies_beyond(variable, value):
    assert beyond_limits(observed(variable, value)) == LIMITS[variable]


@pytest.mark.parametrize("variable", LIMITS)
def test_the_limits_themselves_can_be(variable):
    limits = LIMITS[variable]
    assert beyond_limits(observed(variable, limits.lowest)) is None
    assert beyond_limits(observed(variable, limits.highest)) is None


def test_a_variable_without_limits_is_not_judged():
    assert beyond_limits(observed("soil-moisture", 1e9)) is None
    assert not too_far(1, 1e9, variable="soil-moisture")
    assert not far_from_usual(observed("soil-moisture", 1e9, normal_low=1.0))


@pytest.mark.parametrize(
    ("variable", "before", "after", "held"),
    [
        ("VCI-3M", 34.5, 0.345, True),
        ("VCI-3M", 34.5, 54.5, False),
        ("VCI-3M", 34.5, 54.6, True),
        ("NDVI", 0.45, 0.21, False),
        ("NDVI", 0.6, 0.3, True),
        ("MUAC-at-risk", 8.6, 18.7, True),
        ("MUAC-at-risk", 8.6, 0.086, True),
        ("water-distance", 2.7, 8.1, False),
        ("water-distance", 2.7, 8.2, True),
        ("water-distance", 8.2, 2.7, True),
        ("water-distance", 0.0, 1.0, True),
        ("terms-of-trade", 57.0, 90.0, False),
        ("terms-of-trade", 480.0, 5.3, True),
        ("milk-production", 1.1, 0.011, True),
        ("rain", 0.0, 200.0, False),
    ],
)
def test_a_step_too_large_to_believe_is_told_apart(variable, before, after, held):
    assert too_far(before, after, variable=variable) is held


@pytest.mark.parametrize(
    ("value", "low", "high", "far"),
    [
        (1.1, 1.6, None, False),
        (0.011, 1.6, None, True),
        (2.7, None, 3.0, False),
        (0.027, None, 3.0, True),
        (9.0, 0.2, 0.4, True),
        (4.0, None, None, False),
        (4.0, 0.0, None, False),
    ],
)
def test_a_figure_far_from_its_printed_range_has_another_unit(value, low, high, far):
    figure = observed("milk-production", value, normal_low=low, normal_high=high)
    assert far_from_usual(figure) is far
