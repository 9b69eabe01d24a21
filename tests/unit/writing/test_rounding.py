"""The rules of the radio: what is heard, and that nothing heard can be taken for something else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NoWords
from app.writing import numbers as n
from app.writing import rounding as r
from tests.unit.writing.evidence import PACKS

BOTH = pytest.mark.parametrize("code", ["en", "sw"])
# Highest figure that could ever reach the air, by rule; prices to the cost of a lorry of maize.
HIGHEST = {
    "percent": 1_000,
    "share": 1_000,
    "kilometres": 1_000,
    "shillings": 1_000_000,
    "kilos": 10_000,
    "litres": 1_000,
    "millimetres": 5_000,
}
STEPS = [0.05, 0.25, 0.5, 1, 5, 50, 100]


def reachable(rule):
    """Return every value that a rule can give within its range."""
    coarse = 5 if HIGHEST[rule] <= 10_000 else 50
    figures = [i / 20 for i in range(4_000)] + list(range(200, HIGHEST[rule] + 1, coarse))
    return sorted({r.rounded(figure, rule) for figure in figures})


def say(value, rule, numbers):
    if rule == "share":
        return n.share(value, numbers=numbers)
    if rule == "percent":
        return n.percent(value, numbers=numbers)
    return n.quantity(value, rule, numbers=numbers)


def sound(words):
    """Return what is left when a reader makes no pauses."""
    return " ".join(re.sub(r"[,;\-]", " ", words).split())


@pytest.mark.parametrize("rule", HIGHEST)
@BOTH
def test_no_two_values_that_reach_the_air_sound_the_same(code, rule):
    values = reachable(rule)
    said = [sound(say(value, rule, PACKS[code].numbers)) for value in values]
    assert len(values) > 100
    assert len(set(said)) == len(values)


def test_without_rounding_only_the_pause_tells_two_numbers_apart():
    ten_thousand_two, twelve_thousand = (
        n.cardinal(value, numbers=PACKS["sw"].numbers) for value in (10_002, 12_000)
    )
    assert sound(ten_thousand_two) == sound(twelve_thousand) == "elfu kumi na mbili"
    assert ten_thousand_two == "elfu kumi, na mbili" != twelve_thousand
    assert r.shillings(10_002) == 10_000


@BOTH
def test_the_pause_is_there_wherever_two_numbers_sound_the_same(code):
    heard = {}
    for value in range(120_000):
        words = n.cardinal(value, numbers=PACKS[code].numbers)
        heard.setdefault(sound(words), set()).add(words)
    alike = [words for words in heard.values() if len(words) > 1]
    assert sum(map(len, heard.values())) == 120_000
    assert bool(alike) is (code == "sw")
    assert all(sum("," in each for each in words) >= len(words) - 1 for words in alike)


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        ("percent", 0, 0),
        ("percent", 0.2, 1),
        ("percent", 8.6, 9),
        ("percent", 19.4, 19),
        ("percent", 19.9, 20),
        ("percent", 20, 20),
        ("percent", 20.6, 20),
        ("percent", 22.4, 20),
        ("percent", 22.5, 25),
        ("percent", 57.9, 60),
        ("share", 1.9, 0),
        ("share", 2.5, 5),
        ("share", 31.6, 30),
        ("share", 31.7, 33),
        ("share", 35, 33),
        ("share", 35.1, 35),
        ("share", 64.9, 65),
        ("share", 65, 67),
        ("share", 68.3, 67),
        ("share", 68.4, 70),
        ("share", 98, 100),
        ("kilometres", 0, 0),
        ("kilometres", 0.1, 0.5),
        ("kilometres", 2.74, 2.5),
        ("kilometres", 2.75, 3),
        ("kilometres", 2.99, 3),
        ("kilometres", 3, 3),
        ("kilometres", 3.4, 3),
        ("kilometres", 3.5, 4),
        ("kilometres", 5.5, 6),
        ("shillings", 2, 5),
        ("shillings", 62, 60),
        ("shillings", 62.5, 65),
        ("shillings", 99, 100),
        ("shillings", 100, 100),
        ("shillings", 124, 100),
        ("shillings", 125, 150),
        ("shillings", 974, 950),
        ("shillings", 999, 1_000),
        ("shillings", 1_000, 1_000),
        ("shillings", 1_049, 1_000),
        ("shillings", 1_050, 1_100),
        ("shillings", 4_480, 4_500),
        ("kilos", 3.4, 3),
        ("kilos", 9.4, 9),
        ("kilos", 9.9, 10),
        ("kilos", 10, 10),
        ("kilos", 10.6, 10),
        ("kilos", 12.4, 10),
        ("kilos", 12.5, 15),
        ("kilos", 138, 140),
        ("litres", 0.05, 0.25),
        ("litres", 0.3, 0.25),
        ("litres", 0.99, 1),
        ("litres", 1, 1),
        ("litres", 1.1, 1),
        ("litres", 1.25, 1.5),
        ("millimetres", 0.2, 1),
        ("millimetres", 9.4, 9),
        ("millimetres", 10, 10),
        ("millimetres", 10.6, 10),
        ("millimetres", 12.4, 10),
        ("millimetres", 47.6, 50),
        ("none", 12.345, 12.345),
    ],
)
def test_figures_are_rounded_for_the_ear(rule, value, said):
    assert r.rounded(value, rule) == said


@given(st.floats(0, 100_000), st.sampled_from(STEPS))
def test_the_nearest_step_is_at_most_half_a_step_away(value, step):
    assert abs(r.to_step(value, step) - value) <= step / 2 * (1 + 1e-9) + value * 1e-12


@given(st.floats(1e-6, 100_000), st.sampled_from([rule for rule in HIGHEST if rule != "share"]))
def test_what_is_there_never_becomes_nothing(value, rule):
    assert r.rounded(value, rule) > 0


@given(st.floats(0, 100_000), st.floats(0, 100_000), st.sampled_from(sorted(r.ROUNDINGS)))
def test_more_is_never_said_as_less(one, other, rule):
    low, high = sorted((one, other))
    assert r.rounded(low, rule) <= r.rounded(high, rule)


@given(st.floats(0, 100_000), st.sampled_from(sorted(r.ROUNDINGS)))
def test_a_rounded_figure_is_rounded_no_further(value, rule):
    once = r.rounded(value, rule)
    assert r.rounded(once, rule) == once


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_figure_is_made_of_what_is_no_number(value):
    with pytest.raises(NoWords, match=f"^{value} is not a figure that can be said$"):
        r.rounded(value, "percent")


def test_an_unknown_rule_is_an_error():
    with pytest.raises(KeyError):
        r.rounded(1, "furlongs")
