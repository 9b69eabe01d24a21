from dataclasses import replace
from datetime import date, timedelta

import pytest
from babel import Locale

from app.domain.periods import Month, Period, Week
from app.errors import NoWords
from app.writing import dates as d
from tests.unit.writing.evidence import PACKS

EN, SW, KAM, DAV = (PACKS[code].dates for code in ("en", "sw", "kam", "dav"))


@pytest.mark.parametrize("code", ["en", "sw", "kam", "dav"])
def test_names_of_days_and_months_are_those_of_cldr(code):
    locale, words = Locale(code), PACKS[code].dates.words
    assert [words[f"weekday-{day + 1}"] for day in range(7)] == [
        locale.days["format"]["wide"][day] for day in range(7)
    ]
    assert [words[f"month-{month}"] for month in range(1, 13)] == [
        locale.months["format"]["wide"][month] for month in range(1, 13)
    ]


def test_weekday_day_and_month():
    day = date(2026, 11, 30)
    assert d.date_words(day, dates=EN) == "Monday, the thirtieth of November"
    assert d.date_words(day, dates=SW) == "Jumatatu, tarehe thelathini Novemba"
    assert d.day_words(date(2026, 3, 1), dates=SW) == "tarehe moja Machi"


def test_months_ranges_and_ends():
    assert d.month_range_words(Month(2026, 3), Month(2026, 5), dates=EN) == "March to May"
    assert d.month_range_words(Month(2026, 3), Month(2026, 5), dates=SW) == "Machi hadi Mei"
    assert d.month_end_words(Month(2026, 2), dates=EN) == "the end of February"
    assert d.month_and_year_words(Month(2026, 2), dates=EN) == "February, twenty twenty-six"
    assert d.month_and_year_words(Month(2026, 2), dates=SW) == (
        "Februari, mwaka wa elfu mbili na ishirini na sita"
    )


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2026, "twenty twenty-six"),
        (2017, "twenty seventeen"),
        (2005, "two thousand and five"),
        (2000, "two thousand"),
        (1999, "nineteen ninety-nine"),
        (1905, "nineteen oh five"),
        (2100, "two thousand one hundred"),
    ],
)
def test_years_in_english(year, words):
    assert d.year_words(year, dates=EN) == words


def test_years_in_kiswahili():
    assert d.year_words(2026, dates=SW) == "mwaka wa elfu mbili na ishirini na sita"


def test_the_week_ends_on_its_sunday():
    assert d.week_end_words(Week(2026, 48), dates=EN) == "Sunday, the twenty-ninth of November"


def test_a_period_ends_with_the_month_or_on_a_day():
    to_month_end = Period(date(2025, 12, 1), date(2026, 2, 28))
    to_dekad_end = Period(date(2026, 2, 1), date(2026, 2, 20))
    assert d.period_end_words(to_month_end, dates=EN) == "the end of February"
    assert d.period_end_words(to_dekad_end, dates=SW) == "tarehe ishirini Februari"


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), 1),
        (date(2026, 8, 21), date(2026, 11, 20), 3),
        (date(2025, 12, 1), date(2026, 2, 28), 3),
        (date(2026, 1, 11), date(2026, 2, 28), None),
        (date(2025, 11, 11), date(2026, 2, 28), None),
    ],
)
def test_only_a_month_is_called_a_month(start, end, months):
    assert d.months_covered(Period(start, end)) == months


def test_every_day_of_the_year_can_be_said():
    for offset in range(366):
        day = date(2028, 1, 1) + timedelta(days=offset)
        assert not any(letter.isdigit() for letter in d.date_words(day, dates=EN))
        assert not any(letter.isdigit() for letter in d.date_words(day, dates=SW))


@pytest.mark.parametrize("dates", [KAM, DAV], ids=["kam", "dav"])
def test_a_language_without_a_date_pattern_raises(dates):
    assert d.month_words(Month(2026, 2), dates=dates)
    with pytest.raises(NoWords, match="add a row"):
        d.date_words(date(2026, 11, 30), dates=dates)


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("day", {"day", "month"}),
        ("over-days", {"start", "end"}),
        ("year-zero", set()),
        ("weekday-7", set()),
        ("weekday-8", None),
        ("month-12", set()),
        ("month-13", None),
        ("day-31", set()),
        ("day-32", None),
        ("hour-12", set()),
        ("hour-0", None),
        ("part-from-0", set()),
        ("part-from-23", set()),
        ("part-from-24", None),
        ("clock-at-12", set()),
        ("clock", {"hour", "part"}),
        ("clock-past", {"minutes", "hour", "part"}),
        ("clock-past-30", {"hour", "part"}),
        ("clock-to-1", {"hour", "part"}),
        ("clock-to-31", None),
        ("clock-to-0", None),
        ("dekad-1", None),
    ],
)
def test_each_row_of_the_table_has_its_fields(key, fields):
    assert d.fields_of(key) == fields


@pytest.mark.parametrize(
    ("row", "say"),
    [
        ("month-2", lambda dates: d.month_words(Month(2026, 2), dates=dates)),
        ("month-and-year", lambda dates: d.month_and_year_words(Month(2026, 2), dates=dates)),
        ("month-range", lambda t: d.month_range_words(Month(2026, 3), Month(2026, 5), dates=t)),
        ("month-end", lambda dates: d.month_end_words(Month(2026, 2), dates=dates)),
        ("year", lambda dates: d.year_words(2026, dates=dates)),
        ("day", lambda dates: d.day_words(date(2026, 11, 30), dates=dates)),
        ("date", lambda dates: d.date_words(date(2026, 11, 30), dates=dates)),
        ("weekday-1", lambda dates: d.date_words(date(2026, 11, 30), dates=dates)),
    ],
)
def test_a_missing_row_is_named(row, say):
    words = {key: said for key, said in SW.words.items() if key != row}
    with pytest.raises(NoWords) as refusal:
        say(replace(SW, words=words))
    assert str(refusal.value) == (
        f"Kiswahili cannot say this date yet; add a row '{row}' to its dates.csv"
    )


@pytest.mark.parametrize(
    ("days", "months"),
    [(27, None), (28, 1), (31, 1), (32, None), (87, None), (88, 3), (93, 3), (94, None)],
)
def test_the_days_that_months_may_have(days, months):
    start = date(2026, 1, 1)
    assert d.months_covered(Period(start, start + timedelta(days=days - 1))) == months


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2009, "two thousand and nine"),
        (2010, "twenty ten"),
        (1909, "nineteen oh nine"),
        (1910, "nineteen ten"),
        (1990, "nineteen ninety"),
    ],
)
def test_the_edges_of_years_said_in_pairs(year, words):
    assert d.year_words(year, dates=EN) == words


def test_a_year_in_pairs_needs_its_zero():
    words = {key: said for key, said in EN.words.items() if key != "year-zero"}
    with pytest.raises(NoWords, match="add a row 'year-zero'"):
        d.year_words(1905, dates=replace(EN, words=words))
