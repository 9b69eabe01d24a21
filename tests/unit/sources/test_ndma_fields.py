from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month
from app.domain.places import counties
from app.sources.ndma_bulletin import form_of
from app.sources.ndma_fields import TITLES, fields_of, read_fields
from app.sources.ndma_form import to_harvest
from app.sources.ndma_indicators import INDICATORS
from app.sources.ndma_labels import WORDS
from app.sources.ndma_page import read_sheet
from app.sources.ndma_posted import MOST_ZONES
from tests.unit.sources.conftest import payload_of
from tests.unit.sources.ndma_forms import FORMS
from tests.unit.sources.ndma_pages import NEWER, ROWS, Printed, merged

KITUI = counties()["kitui"]
TODAY = date(2017, 6, 10)
PAGE = form_of(
    read_sheet(merged(Printed(rows=(*ROWS, *NEWER)))),
    county=KITUI,
    month=None,
    url="https://ndma.go.ke/kitui.pdf",
)
FILLED = fields_of(PAGE) | {"published_month": "2017-05"}


def read(changes=(), *, county=KITUI, page=None):
    return read_fields(FILLED | dict(changes), county=county, today=TODAY, page=page)


def problem(name, text, **more):
    """Return the one problem of a form with one changed field."""
    found = read({name: text}, **more)
    assert found.form is None
    assert list(found.problems) == [name]
    return found.problems[name]


@given(form=FORMS)
def test_a_form_survives_the_way_through_the_fields(form):
    in_order = sorted(form.words, key=lambda each: [name for name, _ in WORDS].index(each[0]))
    found = read_fields(fields_of(form), county=counties()[form.county], today=TODAY)
    assert found.problems == {}
    assert found.form == replace(form, words=tuple(in_order))


def test_a_page_that_is_confirmed_as_it_stands_keeps_every_row():
    found = read_fields(fields_of(PAGE), county=KITUI, today=TODAY, page=PAGE)
    assert found.form == PAGE
    assert found.form.source_kind == "page-1 table"
    assert found.form.row == PAGE.row != ""
    for said, printed in ((found.form.figures, PAGE.figures), (found.form.zones, PAGE.zones)):
        assert [each.row for each in said] == [each.row for each in printed]
        assert all(each.row.startswith("page 1, row ") for each in said)


def test_what_was_changed_by_hand_does_not_claim_a_row_of_the_page():
    changes = {"figure-terms-of-trade": "75", "zone-1-phase": "Emergency"}
    form = read(changes, page=PAGE).form
    rows = {each.variable: each.row for each in form.figures}
    assert rows.pop("terms-of-trade") == ""
    assert all(rows.values())
    assert [bool(each.row) for each in form.zones] == [False, True, True]
    assert (form.source_kind, form.row) == ("form", PAGE.row)
    harvest = to_harvest(form, payload_of(b"%PDF", "kitui.pdf"))
    assert {each.row for each in harvest.observations if each.variable == "terms-of-trade"} == {
        "form"
    }


def test_the_rows_of_another_months_page_are_not_taken_over():
    other = replace(PAGE, observed_month=Month(2017, 3))
    form = read(page=other).form
    assert form.source_kind == "form"
    assert {each.row for each in form.figures} == {""}


def test_every_field_is_prefilled_and_has_a_title_of_its_own():
    assert set(fields_of(PAGE)) == set(TITLES)
    assert len(set(TITLES.values())) == len(TITLES)
    assert {f"figure-{each.variable}" for each in INDICATORS} <= set(TITLES)


def test_zones_months_phase_and_trend_become_records_of_their_own():
    changes = {"zone-2-phase": "Pre-Alert", "zone-2-trend": "Deteriorating", "phase": "pre-alert"}
    form = read(changes).form
    assert (form.phase, form.trend) == (Phase.PRE_ALERT, Trend.IMPROVING)
    records = to_harvest(form, payload_of(b"", "form")).phases
    assert [(each.zone, each.phase, each.trend) for each in records[:3]] == [
        (None, Phase.PRE_ALERT, Trend.IMPROVING),
        ("marginal mixed farming", Phase.ALARM, Trend.IMPROVING),
        ("mixed farming", Phase.PRE_ALERT, Trend.WORSENING),
    ]
    for each in records:
        assert (each.observed_month, each.published_month) == (Month(2017, 4), Month(2017, 5))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("county", "Makueni", "County: this is the form of Makueni, not of Kitui"),
        ("county", "Atlantis", "County: 'Atlantis' is no county of Kenya"),
        ("county", "", "County: is empty"),
        ("observed_month", "", "Month observed: is empty; write it as 2026-02"),
        ("observed_month", "April 2017", "Month observed: 'April 2017' is not a month"),
        ("observed_month", "2017-13", "Month observed: '2017-13' is not a month"),
        ("published_month", "2017-03", "Month published: 2017-03 lies before the month observed"),
        ("published_month", "2017-07", "Month published: 2017-07 has not begun yet"),
        ("phase", "", "Phase of the county: is empty; choose Normal, Pre-Alert, Alert"),
        ("phase", "Watch", "Phase of the county: 'Watch' is no phase; choose Normal, Pre-Alert"),
        ("phase", "Alarm Stable", "Phase of the county: 'Alarm Stable' is no phase"),
        ("trend", "Better", "Trend of the county: 'Better' is no trend; choose Improving"),
        ("zone-1-name", "Makueni", "Livelihood zone 1, name: gives the phase of Makueni county"),
        ("zone-1-name", "Kitui county", "Livelihood zone 1, name: is the whole county"),
        ("zone-1-name", "", "Livelihood zone 1, name: write the zone's name"),
        ("zone-1-name", "z" * 121, "Livelihood zone 1, name: write the zone's name, in 120"),
        ("zone-2-name", "MARGINAL MIXED  FARMING", "'marginal mixed farming' is named twice"),
        ("zone-1-phase", "", "Livelihood zone 1, phase: is empty; choose Normal"),
        ("zone-4-phase", "Alarm", None),
        ("figure-terms-of-trade", "many", "Terms of trade, maize for a goat: 'many' is not a fig"),
        ("figure-water-distance", "2 miles", "Return distance to water for households: 'miles'"),
        ("figure-VCI-3M", "", "(VCI-3M): is empty, but its normal range is given"),
        ("figure-VCI-3M", "1e3", "'1e3' is not a figure"),
        ("figure-VCI-3M", "nan", "'nan' is not a figure"),
        ("figure-VCI-3M", "9" * 400, "is not a figure"),
        ("range-VCI-3M", "about 35", "(VCI-3M), normal range: normal range 'about 35' is not one"),
        ("range-VCI-3M", "50-35", "normal range '50-35' is not one"),
        ("words-crops-condition", "?", "Crops condition: write a word such as Fair"),
        ("words-crops-condition", "x" * 61, "Crops condition: write a word such as Fair, 60"),
        ("source_url", "javascript:alert(1)", "Address of the bulletin: write the web address"),
        ("source_url", "file:///etc/passwd", "Address of the bulletin: write the web address"),
        ("source_url", "https://[", "Address of the bulletin: write the web address"),
        ("figure-VCI-9M", "9", "figure-VCI-9M: is no field of this form"),
        (f"zone-{MOST_ZONES + 1}-name", "Zone", "is no field of this form"),
    ],
)
def test_a_bad_field_is_named_in_plain_words(name, text, told):
    if told is None:
        assert read({name: text}).problems == {
            "zone-4-name": "Livelihood zone 4, name: write the zone's name, in 120 letters at most"
        }
        return
    assert told in problem(name, text)


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", " \t=1+1"])
def test_text_that_looks_like_a_formula_is_refused_in_every_field(name, text):
    found = read({name: text})
    assert found.form is None
    assert found.problems[name].startswith(f"{TITLES[name]}: '{text.strip()[:20]}' is a formula")


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("text", ["Fa\0ir", "Fa\x1bir", "Fa\u202eir", "Fa\nir"])
def test_text_with_hidden_letters_is_refused_in_every_field(name, text):
    assert "cannot be printed" in read({name: text}).problems[name]


def test_several_bad_fields_are_told_at_once():
    found = read({"phase": "", "figure-VCI-3M": "x", "source_url": "x"})
    assert set(found.problems) == {"phase", "figure-VCI-3M", "source_url"}


def test_what_is_doubtful_is_told_by_its_field_and_does_not_stand_in_the_way():
    changes = {"figure-water-distance": "70", "range-terms-of-trade": "<83", "figure-FCS-poor": "9"}
    found = read(changes)
    assert found.form is not None
    assert set(found.doubts) == {
        "figure-water-distance",
        "figure-terms-of-trade",
        "figure-FCS-acceptable",
    }
    assert "water-distance is 70 km" in found.doubts["figure-water-distance"]
    assert read().doubts == {}


def test_fields_that_are_not_the_forms_are_left_out():
    assert read({"csrf": "=1", "confirm": "yes"}) == read()


def test_an_empty_form_tells_what_is_needed_and_nothing_else():
    found = read_fields({}, county=KITUI, today=TODAY)
    assert set(found.problems) == {"county", "observed_month", "phase"}


def test_a_range_that_was_not_understood_and_a_local_address_are_not_prefilled():
    figure = replace(PAGE.figures[0], normal_low=None, printed_range="=1+1")
    said = fields_of(replace(PAGE, figures=(figure,), url="file:///home/kitui.pdf"))
    assert said["range-VCI-3M"] == ""
    assert said["source_url"] == ""
