from datetime import date

import pytest

from app.domain.bulletins import Fact
from app.errors import EvidenceError
from app.writing.filters import FILTERS, filters_for
from app.writing.templates import parse_lines, render
from app.writing.wording import Spoken, Wording
from tests.unit.writing.evidence import PACKS


def spoken(name, value, code="en"):
    pack = PACKS[code]
    wording = Wording(
        language=pack.about.english_name,
        numbers=pack.numbers,
        dates=pack.dates,
        phrases=pack.phrases,
        as_of=date(2026, 3, 12),
    )
    return Spoken(fact=Fact(name=name, value=value), slot=pack.slots[name], wording=wording)


@pytest.mark.parametrize(
    ("name", "value", "en", "sw"),
    [
        ("water_distance", 6.2, "about six kilometres", "takriban kilomita sita"),
        ("water_distance", 6.0, "six kilometres", "kilomita sita"),
        ("goat_price", 4_480, "about four thousand five hundred shillings",
         "takriban shilingi elfu nne na mia tano"),
        ("goat_price", 4_500, "four thousand five hundred shillings",
         "shilingi elfu nne na mia tano"),
        ("rain_age", 3.0, "three weeks", "wiki tatu"),
    ],
)  # fmt: skip
def test_a_figure_is_called_about_only_where_it_was_rounded(name, value, en, sw):
    assert FILTERS["about"](spoken(name, value)) == en
    assert FILTERS["about"](spoken(name, value, "sw")) == sw


def test_a_template_may_say_about_of_a_figure():
    line = "They walk {{ water_distance | about }}."
    template = parse_lines(line, file="en/water", slots=PACKS["en"].slots)
    (said,) = render(template, {"water_distance": spoken("water_distance", 6.2)})
    assert said.text == "They walk about six kilometres."


def test_what_is_no_figure_has_no_about():
    for name in ("county", "phase", "next_issue", "contact", "rain_failed", "rain_3_month"):
        assert "about" not in filters_for(PACKS["en"].slots[name])
    with pytest.raises(EvidenceError):
        FILTERS["about"](spoken("water_distance", "far"))


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "half past seven in the morning"), ("sw", "saa moja na nusu asubuhi")],
)
def test_a_time_of_day_is_said_by_the_clock_of_the_language(code, said):
    it = spoken("announcement_1_starts", "07:30", code)
    assert FILTERS["clock"](it) == said
    assert filters_for(it.slot) == ("clock",)


@pytest.mark.parametrize("value", ["half past seven", "25:00", "", 7.5])
def test_what_is_no_time_of_day_is_refused(value):
    with pytest.raises(EvidenceError, match="must be a time of day such as 07:30"):
        FILTERS["clock"](spoken("announcement_1_starts", value))
