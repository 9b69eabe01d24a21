from dataclasses import replace
from datetime import time

import pytest

from app.errors import NoWords
from app.writing.clock import clock_words, part_of_day
from tests.unit.writing.evidence import PACKS

EN, SW, KAM, DAV = (PACKS[code].dates for code in ("en", "sw", "kam", "dav"))
EVERY_MINUTE = [time(hour, minute) for hour in range(24) for minute in range(60)]

# The examples of the languages study, section 3.1, and the edges of each part of the day.
GOLDEN = [
    (time(7, 0), "saa moja asubuhi", "seven in the morning"),
    (time(10, 30), "saa nne na nusu asubuhi", "half past ten in the morning"),
    (time(13, 15), "saa saba na robo mchana", "quarter past one in the afternoon"),
    (time(18, 45), "saa moja kasoro robo jioni", "quarter to seven in the evening"),
    (time(19, 15), "saa moja na robo usiku", "quarter past seven in the evening"),
    (time(23, 50), "saa sita kasoro dakika kumi usiku", "ten minutes to twelve at night"),
    (time(0, 0), "saa sita usiku", "midnight"),
    (time(0, 5), "saa sita na dakika tano usiku", "five minutes past twelve at night"),
    (time(2, 59), "saa tisa kasoro dakika moja usiku", "one minute to three at night"),
    (time(3, 0), "saa tisa usiku", "three in the morning"),
    (time(4, 0), "saa kumi alfajiri", "four in the morning"),
    (time(6, 1), "saa kumi na mbili na dakika moja asubuhi", "one minute past six in the morning"),
    (time(12, 0), "saa sita mchana", "noon"),
    (time(12, 29), "saa sita na dakika ishirini na tisa mchana",
     "twenty-nine minutes past twelve in the afternoon"),
    (time(12, 31), "saa saba kasoro dakika ishirini na tisa mchana",
     "twenty-nine minutes to one in the afternoon"),
    (time(15, 0), "saa tisa alasiri", "three in the afternoon"),
    (time(17, 0), "saa kumi na moja jioni", "five in the afternoon"),
    (time(20, 0), "saa mbili usiku", "eight in the evening"),
    (time(21, 0), "saa tatu usiku", "nine at night"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "sw", "en"), GOLDEN, ids=[str(row[0])[:5] for row in GOLDEN])
def test_golden_table_of_times(at, sw, en):
    assert clock_words(at, dates=SW) == sw
    assert clock_words(at, dates=EN) == en


@pytest.mark.parametrize("dates", [EN, SW], ids=["en", "sw"])
def test_every_minute_of_the_day_has_words_of_its_own(dates):
    said = {clock_words(at, dates=dates) for at in EVERY_MINUTE}
    assert len(said) == len(EVERY_MINUTE)
    assert not any(letter.isdigit() or letter in "{}" for words in said for letter in words)


def test_seconds_are_not_said():
    assert clock_words(time(7, 0, 59), dates=EN) == clock_words(time(7, 0), dates=EN)


def test_the_hour_itself_has_words_of_its_own_only_on_the_full_hour():
    assert clock_words(time(12, 15), dates=EN) == "quarter past twelve in the afternoon"


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "usiku"), (3, "usiku"), (4, "alfajiri"), (5, "alfajiri"), (6, "asubuhi"), (11, "asubuhi"),
     (12, "mchana"), (14, "mchana"), (15, "alasiri"), (16, "alasiri"), (17, "jioni"),
     (18, "jioni"), (19, "usiku"), (23, "usiku")],
)  # fmt: skip
def test_the_last_part_of_the_day_lasts_until_the_first(hour, part):
    assert part_of_day(hour, dates=SW) == part


@pytest.mark.parametrize("dates", [KAM, DAV], ids=["kam", "dav"])
def test_a_language_without_a_clock_raises_and_never_borrows(dates):
    with pytest.raises(NoWords, match=f"{dates.language} cannot say this"):
        clock_words(time(7, 0), dates=dates)


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ("hour-7", time(7, 0)),
        ("hour-7", time(6, 40)),
        ("clock", time(7, 0)),
        ("clock-past", time(7, 5)),
        ("clock-to", time(6, 55)),
    ],
)
def test_a_missing_row_is_named(row, at):
    words = {key: said for key, said in EN.words.items() if key != row}
    with pytest.raises(NoWords, match=rf"add a row '{row}' to its dates\.csv"):
        clock_words(at, dates=replace(EN, words=words))


def test_a_table_without_parts_of_the_day_is_named():
    words = {key: said for key, said in EN.words.items() if not key.startswith("part-")}
    with pytest.raises(NoWords, match="add a row 'part-from-0'"):
        part_of_day(9, dates=replace(EN, words=words))
