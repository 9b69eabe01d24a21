import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.writing import numbers as n
from app.writing.hearing import hear, numbers_in
from app.writing.readings import Reading, ear_of
from tests.unit.writing.evidence import PACKS

EARS = {code: ear_of(PACKS[code].numbers, PACKS[code].dates) for code in ("en", "sw", "kam", "dav")}
BOTH = pytest.mark.parametrize("code", ["en", "sw"])


def meanings(sentence, code):
    return [(each.words, set(each.readings)) for each in hear(sentence, EARS[code])]


def one(kind, value=0.0, text=""):
    return {Reading(kind, value, text)}


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.integers(0, 20_000), st.integers(0, n.LARGEST)))
@BOTH
def test_a_number_that_is_said_is_heard_as_itself(code, value):
    (heard,) = hear(n.cardinal(value, numbers=PACKS[code].numbers), EARS[code])
    years = {Reading("year", value)} if value in range(2010, 2041) else set()
    assert Reading("number", value) in heard.readings
    assert heard.readings <= one("number", value) | years


@settings(deadline=None)
@given(st.integers(0, 99_999), st.integers(1, 999))
@BOTH
def test_a_decimal_that_is_said_is_heard_as_itself(code, whole, thousandths):
    value = float(f"{whole}.{thousandths:03d}")
    (heard,) = hear(n.number(value, numbers=PACKS[code].numbers), EARS[code])
    assert Reading("number", value) in heard.readings


@pytest.mark.parametrize("unit", [*n.UNITS, "percent"])
@pytest.mark.parametrize("value", [0.25, 0.5, 0.75, 1, 1.5, 2.5, 6, 21.4, 110, 4_500, 12_500])
@BOTH
def test_a_quantity_is_heard_with_its_unit(code, unit, value):
    (heard,) = hear(n.quantity(value, unit, numbers=PACKS[code].numbers), EARS[code])
    assert Reading(unit, value) in heard.readings


@pytest.mark.parametrize(
    ("sentence", "code", "found"),
    [
        (
            "By the twenty-second of March.",
            "en",
            [("the twenty - second of March", one("date", 0, "03-22"))],
        ),
        (
            "Jumapili, tarehe ishirini na mbili Machi.",
            "sw",
            [("tarehe ishirini na mbili Machi", one("date", 0, "03-22"))],
        ),
        ("Tarehe moja Januari", "sw", [("tarehe moja Januari", one("date", 0, "01-01"))]),
        ("The third of October", "en", [("the third of October", one("date", 0, "10-03"))]),
        ("Some pans may dry in May.", "en", [("May", one("month", 5))]),
        ("Rain was half of it.", "en", [("half", one("number", 0.5) | one("share", 50))]),
        ("A quarter of it.", "en", [("a quarter", one("share", 25))]),
        ("A quarter of a litre.", "en", [("a quarter of a litre", one("litres", 0.25))]),
        (
            "Ten percent below normal.",
            "en",
            [("ten percent below normal", one("percent-below-normal", 10))],
        ),
        ("Elfu kumi, na mbili.", "sw", [("elfu kumi , na mbili", one("number", 10_002))]),
        ("Elfu kumi na mbili.", "sw", [("elfu kumi na mbili", one("number", 12_000))]),
        (
            "Call one, one, nine, nine now.",
            "en",
            [("one , one , nine , nine", one("telephone", 0, "1199"))],
        ),
        ("Piga sifuri, saba; tano.", "sw", [("sifuri , saba ; tano", one("telephone", 0, "075"))]),
        ("One, two.", "en", [("one", one("number", 1)), ("two", one("number", 2))]),
        (
            "One, two, ten.",
            "en",
            [("one", one("number", 1)), ("two", one("number", 2)), ("ten", one("number", 10))],
        ),
        (
            "One two three four.",
            "en",
            [(w, one("number", v)) for v, w in enumerate(("one", "two", "three", "four"), 1)],
        ),
        ("Five-three goats.", "en", [("five", one("number", 5)), ("three", one("number", 3))]),
        ("Twenty twenty-six", "en", [("twenty twenty - six", one("year", 2026))]),
        ("In twenty ten", "en", [("twenty ten", one("year", 2010))]),
        (
            "Nineteen eighty",
            "en",
            [("nineteen", one("number", 19)), ("eighty", one("number", 80))],
        ),
        (
            "Mwaka wa elfu mbili na arobaini",
            "sw",
            [("mwaka wa elfu mbili na arobaini", one("year", 2040))],
        ),
        (
            "One hundred thirty",
            "en",
            [("one hundred", one("number", 100)), ("thirty", one("number", 30))],
        ),
        ("The second of the wells, and first of all.", "en", []),
        ("Nothing at all, and more.", "en", []),
        ("Maziwa na maji na nyasi, na mvua.", "sw", []),
        ("Ĩmwe na inya.", "kam", [("ĩmwe", one("number", 1)), ("inya", one("number", 4))]),
        ("Mwai wa kelĩ", "kam", [("Mwai wa kelĩ", one("month", 2))]),
        (
            "Maghana masanu na mirongo misanu na isanu",
            "dav",
            [("maghana masanu na mirongo misanu na isanu", one("number", 555))],
        ),
    ],
)
def test_a_sentence_is_heard_by_the_tables(sentence, code, found):
    assert meanings(sentence, code) == found


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("One: sell ten goats in three months.", 0),
        ("By the twenty-second of March, in May, twenty twenty-six.", 0),
        ("Sixty percent of half.", 2),
        ("Eleven goats.", 1),
        ("Call one, one, nine, nine.", 1),
        ("Five kilometres.", 1),
    ],
)
def test_dates_and_small_numbers_alone_are_no_figures(sentence, count):
    assert numbers_in(sentence, EARS["en"]) == count


@BOTH
def test_what_is_heard_stands_in_the_sentence(code):
    sentence = n.span(5, 7, "kilometres", numbers=PACKS[code].numbers)
    for words, _ in meanings(sentence, code):
        assert re.sub(r"\W", "", words) in re.sub(r"\W", "", sentence)


def test_a_longer_run_than_any_number_is_still_heard_number_by_number():
    heard = hear(" ".join(["ninety"] * 200), EARS["en"])
    assert [each.readings for each in heard] == [one("number", 90)] * 200


def test_the_longest_number_is_heard_whole_with_its_unit():
    (heard,) = hear(n.quantity(999_999_999, "shillings", numbers=EARS["en"].numbers), EARS["en"])
    assert heard.readings == one("shillings", 999_999_999)


def test_a_table_without_a_row_hears_nothing_in_its_words():
    words = {key: said for key, said in PACKS["en"].numbers.words.items() if key != "percent"}
    ear = ear_of(replace(PACKS["en"].numbers, words=words), PACKS["en"].dates)
    (heard,) = hear("Sixty percent", ear)
    assert heard.readings == one("number", 60)
