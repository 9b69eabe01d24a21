import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NoWords
from app.writing import numbers as n
from app.writing import rounding
from app.writing.dates import day_words
from app.writing.numbers import Numbers
from tests.unit.writing.evidence import PACKS

EN, SW, KAM, DAV = (PACKS[code].numbers for code in ("en", "sw", "kam", "dav"))

# The golden table of the languages study, section 3.3, row by row.
GOLDEN = [
    (lambda t: n.number(21.4, numbers=t), "ishirini na moja nukta nne", "twenty-one point four"),
    (lambda t: n.percent(35, numbers=t), "asilimia thelathini na tano", "thirty-five percent"),
    (
        lambda t: n.quantity(4_500, "shillings", numbers=t),
        "shilingi elfu nne na mia tano",
        "four thousand five hundred shillings",
    ),
    (
        lambda t: n.quantity(12_500, "shillings", numbers=t),
        "shilingi elfu kumi na mbili, na mia tano",
        "twelve thousand five hundred shillings",
    ),
    (lambda t: n.cardinal(100_000, numbers=t), "elfu mia moja", "one hundred thousand"),
    (
        lambda t: n.span(5, 7, "kilometres", numbers=t),
        "kilomita tano hadi saba",
        "five to seven kilometres",
    ),
    (
        lambda t: n.quantity(45, "millimetres", numbers=t),
        "milimita arobaini na tano",
        "forty-five millimetres",
    ),
    (
        lambda t: n.quantity(138, "kilos", numbers=t),
        "kilo mia moja thelathini na nane",
        "one hundred and thirty-eight kilos",
    ),
    (
        lambda t: n.quantity(rounding.kilos(138), "kilos", numbers=t),
        "kilo mia moja na arobaini",
        "one hundred and forty kilos",
    ),
    (lambda t: n.number(0.5, numbers=t), "nusu", "half"),
    (
        lambda t: n.percent_from_normal(-10, numbers=t),
        "asilimia kumi chini ya kawaida",
        "ten percent below normal",
    ),
    (lambda t: n.digits("1199", numbers=t), "moja, moja, tisa, tisa", "one, one, nine, nine"),
    (
        lambda t: n.digits("0800 720 577", numbers=t),
        "sifuri, nane, sifuri, sifuri; saba, mbili, sifuri; tano, saba, saba",
        "zero, eight, zero, zero; seven, two, zero; five, seven, seven",
    ),
]


@pytest.mark.parametrize(("say", "sw", "en"), GOLDEN, ids=[row[2] for row in GOLDEN])
def test_golden_table(say, sw, en):
    assert say(SW) == sw
    assert say(EN) == en


def test_golden_table_of_dates():
    day = date(2026, 11, 23)
    assert day_words(day, dates=PACKS["sw"].dates) == "tarehe ishirini na tatu Novemba"
    assert day_words(day, dates=PACKS["en"].dates) == "the twenty-third of November"


@pytest.mark.parametrize(
    ("value", "sw", "en"),
    [
        (0, "sifuri", "zero"),
        (11, "kumi na moja", "eleven"),
        (101, "mia moja na moja", "one hundred and one"),
        (111, "mia moja kumi na moja", "one hundred and eleven"),
        (1_005, "elfu moja na tano", "one thousand and five"),
        (2_026, "elfu mbili na ishirini na sita", "two thousand and twenty-six"),
        (10_002, "elfu kumi, na mbili", "ten thousand and two"),
        (12_000, "elfu kumi na mbili", "twelve thousand"),
        (999_999, None, "nine hundred and ninety-nine thousand nine hundred and ninety-nine"),
        (1_000_000, "milioni moja", "one million"),
        (2_000_000, "milioni mbili", "two million"),
        (1_000_005, "milioni moja na tano", "one million and five"),
    ],
)
def test_known_numbers(value, sw, en):
    assert sw is None or n.cardinal(value, numbers=SW) == sw
    assert n.cardinal(value, numbers=EN) == en


@pytest.mark.parametrize("table", [EN, SW], ids=["en", "sw"])
def test_every_number_to_ten_thousand_has_words_of_its_own(table):
    said = [n.cardinal(value, numbers=table) for value in range(10_001)]
    assert len(set(said)) == len(said)
    assert not any(re.search(r"[\d%{}]", words) for words in said)


@settings(deadline=None)
@given(st.integers(0, n.LARGEST), st.integers(0, n.LARGEST))
@pytest.mark.parametrize("table", [EN, SW], ids=["en", "sw"])
def test_different_numbers_have_different_words(table, one, other):
    same = n.cardinal(one, numbers=table) == n.cardinal(other, numbers=table)
    assert same == (one == other)


@settings(deadline=None)
@given(st.floats(0, 99_999).map(lambda value: round(value, 2)))
@pytest.mark.parametrize("table", [EN, SW], ids=["en", "sw"])
def test_words_never_hold_digits(table, value):
    assert not re.search(r"[\d%{}.]", n.number(value, numbers=table))


ROUNDED = {
    "shillings": [*range(5, 100, 5), *range(100, 1000, 50), *range(1000, 100_000, 100)],
    "kilometres": [0.5, 1, 1.5, 2, 2.5, *range(3, 100)],
    "kilos": [*range(1, 10), *range(10, 400, 5)],
    "litres": [0.25, 0.5, 0.75, *(half / 2 for half in range(2, 40))],
    "millimetres": [*range(1, 10), *range(10, 500, 5)],
}


@pytest.mark.parametrize("unit", ROUNDED)
@pytest.mark.parametrize("table", [EN, SW], ids=["en", "sw"])
def test_values_rounded_for_radio_have_words_of_their_own(table, unit):
    values = ROUNDED[unit]
    assert {rounding.rounded(value, unit) for value in values} == set(values)
    assert len({n.quantity(value, unit, numbers=table) for value in values}) == len(values)


@pytest.mark.parametrize("table", [EN, SW], ids=["en", "sw"])
def test_shares_have_words_of_their_own(table):
    values = {rounding.share(tenth / 10) for tenth in range(2_000)}
    assert len({n.share(value, numbers=table) for value in values}) == len(values)


@pytest.mark.parametrize(
    ("value", "sw", "en"),
    [
        (25, "robo", "a quarter"),
        (33, "theluthi moja", "a third"),
        (50, "nusu", "half"),
        (67, "theluthi mbili", "two thirds"),
        (60, "asilimia sitini", "sixty percent"),
    ],
)
def test_shares_are_said_as_fractions(value, sw, en):
    assert n.share(value, numbers=SW) == sw
    assert n.share(value, numbers=EN) == en


@pytest.mark.parametrize(
    ("value", "unit", "sw", "en"),
    [
        (0.5, "kilometres", "nusu kilomita", "half a kilometre"),
        (1, "kilometres", "kilomita moja", "one kilometre"),
        (2.5, "kilometres", "kilomita mbili na nusu", "two and a half kilometres"),
        (0.25, "litres", "robo lita", "a quarter of a litre"),
        (1.5, "litres", "lita moja na nusu", "one and a half litres"),
    ],
)
def test_units_agree_with_their_number(value, unit, sw, en):
    assert n.quantity(value, unit, numbers=SW) == sw
    assert n.quantity(value, unit, numbers=EN) == en


def test_departures_from_normal_never_say_minus():
    assert n.percent_from_normal(15, numbers=SW) == "asilimia kumi na tano juu ya kawaida"
    assert n.percent_from_normal(15, numbers=EN) == "fifteen percent above normal"
    assert n.percent_from_normal(0, numbers=EN) == "as normal"


def test_telephone_numbers_are_said_twice():
    assert n.said_twice("11 9", numbers=EN) == "one, one; nine. I repeat: one, one; nine"
    assert n.said_twice("9", numbers=SW) == "tisa. Narudia: tisa"


@pytest.mark.parametrize("text", ["", "0700-123", "+254", "abc", "٣٤"])
def test_what_is_no_telephone_number_has_no_words(text):
    with pytest.raises(NoWords, match="telephone"):
        n.digits(text, numbers=EN)


@pytest.mark.parametrize("value", [-1, -0.5, float("nan"), float("inf"), 1e12, 0.12345])
def test_what_cannot_be_said_well_has_no_words(value):
    with pytest.raises(NoWords):
        n.number(value, numbers=EN)


@pytest.mark.parametrize("table", [KAM, DAV], ids=["kam", "dav"])
@pytest.mark.parametrize("value", [0, 13, 35, 99, 143, 3_000, 45_000, 2_000_000])
def test_a_language_without_words_raises_and_never_borrows(table, value):
    with pytest.raises(NoWords, match=f"{table.language} has no words for"):
        n.cardinal(value, numbers=table)


@pytest.mark.parametrize(
    ("table", "value", "words"),
    [
        (KAM, 1, "ĩmwe"),
        (KAM, 70, "mĩongo mwonza"),
        (DAV, 10, "ikumi"),
        (DAV, 555, "maghana masanu na mirongo misanu na isanu"),
    ],
)
def test_attested_words_are_as_printed(table, value, words):
    assert n.cardinal(value, numbers=table) == words


@pytest.mark.parametrize(
    "say",
    [
        lambda t: n.percent(5, numbers=t),
        lambda t: n.number(1.5, numbers=t),
        lambda t: n.quantity(5, "kilometres", numbers=t),
        lambda t: n.span(1, 2, "kilos", numbers=t),
    ],
)
def test_kikamba_has_no_units_or_percent_yet(say):
    with pytest.raises(NoWords, match="Kikamba has no words"):
        say(KAM)


def test_a_table_that_ends_early_names_what_it_lacks():
    short = Numbers(language="Test", words={str(digit): "x" for digit in range(21)})
    with pytest.raises(NoWords, match=r"Test has no words for 111 yet; add a row 'hundreds'"):
        n.cardinal(111, numbers=short)


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        ("percent", 57.9, 60),
        ("percent", 8.6, 9),
        ("percent", 0.2, 1),
        ("kilometres", 0.1, 0.5),
        ("kilometres", 5.5, 6),
        ("shillings", 4_480, 4_500),
        ("shillings", 2, 5),
        ("kilos", 3.4, 3),
        ("litres", 1.1, 1),
        ("millimetres", 47.6, 50),
        ("share", 1.9, 0),
        ("share", 98, 100),
        ("none", 12.345, 12.345),
        ("percent", 0, 0),
    ],
)
def test_figures_are_rounded_for_the_ear(rule, value, said):
    assert rounding.rounded(value, rule) == said


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_figure_is_made_of_what_is_no_number(value):
    with pytest.raises(NoWords, match="not a figure"):
        rounding.rounded(value, "percent")
