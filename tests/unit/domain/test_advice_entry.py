import pytest

from app.domain.advice import Season
from app.domain.advice_entry import read_line, read_words
from tests.library import HAY, HAY_TYPED, LINE_TYPED, MONDAY, line


def faults(**changes):
    return read_line(LINE_TYPED | changes, today=MONDAY)[1]


def test_a_line_is_read_as_it_was_typed():
    assert read_line(LINE_TYPED, today=MONDAY) == (line(), {})


def test_seasons_and_zones_may_be_some():
    typed = LINE_TYPED | {"seasons": "OND MAM", "zones": "Mixed farming; Marginal mixed farming"}
    made, _ = read_line(typed, today=MONDAY)
    assert made.seasons == {Season.MAM, Season.OND}
    assert made.zones == ("Mixed farming", "Marginal mixed farming")


def test_without_a_first_day_it_holds_from_today():
    assert read_line(LINE_TYPED | {"valid_from": ""}, today=MONDAY)[0].valid_from == MONDAY


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("key", "", "short name"),
        ("key", "Hay 2026", "small letters"),
        ("key", "x" * 61, "61 letters are too many"),
        ("phase", "alarming", "Choose one of normal"),
        ("place", "4", "Choose 1, 2 or 3"),
        ("sector", "fish", "Choose one of livestock"),
        ("seasons", "", "Write 'any'"),
        ("seasons", "summer", "Write 'any'"),
        ("zones", "Moon", "'Moon' is no livelihood zone"),
        ("contributor", "", "Say who offers it"),
        ("source", "", "Say whose advice"),
        ("document", "", "Give the address"),
        ("dated", "2026-11-24", "of a day to come"),
        ("dated", "soon", "Give a day"),
        ("valid_until", "2026-10-31", "ends before it begins"),
        ("valid_until", "2026-11-22", "It is over already"),
        ("valid_until", "2028-11-22", "at most"),
        ("valid_until", "", "Give a day"),
    ],
)
def test_a_field_that_cannot_be_taken_is_told_with_the_remedy(field, typed, told):
    found = faults(**{field: typed})
    assert list(found) == [field]
    assert told in found[field]


@pytest.mark.parametrize(
    "typed",
    [
        {"dated": "2026-11-23"},
        {"valid_from": "2026-11-23", "valid_until": "2026-11-23"},
        {"valid_until": "2027-12-06"},
        {"key": "x" * 60},
        {"seasons": "MAM OND dry"},
    ],
)
def test_a_field_at_its_limit_is_taken(typed):
    assert faults(**typed) == {}


@pytest.mark.parametrize("seasons", ["any", "dry", "OND dry"])
def test_planting_in_the_dry_season_is_refused(seasons):
    assert "Planting is never" in faults(sector="planting", seasons=seasons)["seasons"]
    assert faults(sector="planting", seasons="OND") == {}


def test_words_lose_their_full_stop():
    typed = {"text": f" {HAY.text}. ", "short": f"{HAY.short}."}
    assert read_words(typed, officer="Wambua") == (HAY, {})


def test_words_need_both_forms():
    made, found = read_words({}, officer="Wambua")
    assert made is None
    assert set(found) == {"text", "short"}
    assert (
        "letters are too many"
        in read_words(HAY_TYPED | {"short": "x" * 61}, officer="W")[1]["short"]
    )
