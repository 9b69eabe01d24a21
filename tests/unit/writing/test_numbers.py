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
    (
        lambda t: n.about(n.quantity(140, "kilos", numbers=t), numbers=t),
        "takriban kilo mia moja na arobaini",
        "about one hundred and forty kilos",
    ),
    (lambda t: n.number(0.5, numbers=t), "nusu", "half"),
    (
        lambda t: n.span(5, 7, "percent", numbers=t),
        "asilimia tano hadi saba",
        "five to seven percent",
    ),
    (lambda t: n.quantity(3, "weeks", numbers=t), "wiki tatu", "three weeks"),
    (lambda t: n.cardinal(1_000_000, numbers=t), "milioni moja", "one million"),
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
    ("row", "value", "say"),
    [
        ("percent", "9", lambda t: n.percent(9, numbers=t)),
        ("percent-at-normal", "0", lambda t: n.percent_from_normal(0, numbers=t)),
        ("percent-below-normal", "-9", lambda t: n.percent_from_normal(-9, numbers=t)),
        ("percent-above-normal", "9", lambda t: n.percent_from_normal(9, numbers=t)),
        ("range", "1.5 to 2", lambda t: n.span(1.5, 2, "kilos", numbers=t)),
        ("kilos", "1.5 to 2 kilos", lambda t: n.span(1.5, 2, "kilos", numbers=t)),
        ("kilos", "2.5 kilos", lambda t: n.quantity(2.5, "kilos", numbers=t)),
        ("twice", "11 9", lambda t: n.said_twice("11 9", numbers=t)),
        ("about", "six kilos", lambda t: n.about("six kilos", numbers=t)),
        ("9", "11 9", lambda t: n.digits("11 9", numbers=t)),
        ("half", "0.5", lambda t: n.number(0.5, numbers=t)),
        ("and-a-half", "2.5", lambda t: n.number(2.5, numbers=t)),
        ("decimal", "2.4", lambda t: n.number(2.4, numbers=t)),
        ("4", "2.4", lambda t: n.number(2.4, numbers=t)),
        ("hundreds", "300", lambda t: n.cardinal(300, numbers=t)),
        ("hundreds-and-rest", "310", lambda t: n.cardinal(310, numbers=t)),
        ("hundreds-and-long-rest", "345", lambda t: n.cardinal(345, numbers=t)),
        ("thousands", "3000", lambda t: n.cardinal(3_000, numbers=t)),
        ("millions", "3000000", lambda t: n.cardinal(3_000_000, numbers=t)),
        ("group-and-rest", "3100", lambda t: n.cardinal(3_100, numbers=t)),
        ("group-and-small-rest", "3099", lambda t: n.cardinal(3_099, numbers=t)),
        ("long-group-and-rest", "10100", lambda t: n.cardinal(10_100, numbers=t)),
        ("long-group-and-small-rest", "10099", lambda t: n.cardinal(10_099, numbers=t)),
        ("tens-and-ones", "45", lambda t: n.cardinal(45, numbers=t)),
        ("40", "45", lambda t: n.cardinal(45, numbers=t)),
        ("5", "45", lambda t: n.cardinal(45, numbers=t)),
    ],
)
def test_a_missing_row_is_named_with_the_value_that_needs_it(row, value, say):
    words = {key: said for key, said in SW.words.items() if key != row}
    with pytest.raises(NoWords) as refusal:
        say(Numbers(language="Test", words=words))
    assert str(refusal.value) == (
        f"Test has no words for {value} yet; add a row '{row}' to its numbers.csv"
    )


def test_small_departures_from_normal_have_their_side():
    assert n.percent_from_normal(0.5, numbers=EN) == "half percent above normal"
    assert n.percent_from_normal(-0.5, numbers=EN) == "half percent below normal"


@pytest.mark.parametrize("value", [-1, n.LARGEST + 1])
def test_the_bounds_of_whole_numbers_are_named(value):
    with pytest.raises(NoWords) as refusal:
        n.cardinal(value, numbers=EN)
    assert str(refusal.value) == (f"English has no words for {value}; only 0 to 999999999 are said")
    assert n.cardinal(n.LARGEST, numbers=EN).startswith("nine hundred and ninety-nine million")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (float("nan"), "^English has no words for nan$"),
        (-0.5, "^English has no words for -0.5$"),
        (0.1234, "^0.1234 has too many decimals to be said; round it first$"),
    ],
)
def test_what_cannot_be_said_says_why(value, why):
    with pytest.raises(NoWords, match=why):
        n.number(value, numbers=EN)


def test_three_decimals_are_said():
    assert n.number(0.125, numbers=EN) == "zero point one two five"
    assert n.number(3.05, numbers=SW) == "tatu nukta sifuri tano"
    assert n.number(1e-3, numbers=EN) == "zero point zero zero one"


def test_a_telephone_number_that_is_none_says_what_to_write():
    with pytest.raises(NoWords) as refusal:
        n.digits("0700-1", numbers=EN)
    assert str(refusal.value) == (
        "'0700-1' is not a telephone number; write digits and spaces only"
    )


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("tens-and-ones", {"tens", "ones"}),
        ("range", {"low", "high"}),
        ("about", {"words"}),
        ("twice", {"digits"}),
        ("decimal", {"whole", "digits"}),
        ("half", set()),
        ("555", set()),
        ("share-33", set()),
        ("kilometres-0.5", set()),
        ("weeks-1", set()),
        ("weeks-", None),
        ("miles", None),
        ("share-x", None),
        ("", None),
    ],
)
def test_each_row_of_the_table_has_its_fields(key, fields):
    assert n.fields_of(key) == fields
