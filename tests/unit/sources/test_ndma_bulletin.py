import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month, Period
from app.domain.places import counties
from app.errors import SourceFormatError
from app.sources.ndma_bulletin import NdmaFigure, form_of, problems, read_pdf_form, to_harvest
from app.sources.ndma_child import sheet_apart
from app.sources.ndma_page import PageRefused, read_sheet
from tests.unit.sources.conftest import payload_of
from tests.unit.sources.ndma_pages import (
    LAYOUTS,
    NEWER,
    PROSE,
    ROWS,
    TITLE,
    ZONES,
    Printed,
    averages,
    beside,
    columns,
    merged,
    ndma,
    picture,
    unruled,
)

KITUI = counties()["kitui"]
TAITA_TAVETA = counties()["taita-taveta"]
APRIL = Month(2017, 4)
# As printed (docslib.org/doc/1028905), and restated in replay_packs/2017-04-kitui.csv.
FIGURES = {
    "VCI-3M": (9.72, "%", 35, None),
    "water-sources": (4, "scale", 5, 6),
    "milk-production": (1.1, "litres/household/day", 1.6, None),
    "terms-of-trade": (57, "kg/goat", 83, None),
    "milk-consumption": (1.0, "litres/household/day", 1.4, None),
    "water-distance": (2.7, "km", None, 3.0),
    "MUAC-at-risk": (8.6, "%", None, 8.0),
    "coping-strategy-index": (7.03, "index", None, None),
}
NEWER_FIGURES = {
    "rCSI": (11.5, "index", None, 9),
    "FCS-acceptable": (70.5, "%", 80, None),
    "FCS-borderline": (24, "%", None, 15),
    "FCS-poor": (5.5, "%", None, 5),
    "coping-stress": (35, "%", None, None),
    "coping-crisis": (21, "%", None, None),
    "coping-emergency": (4.5, "%", None, None),
    "livestock-water-distance": (5.9, "km", None, 6.0),
    "water-cost": (5, "KES/20 litres", None, 4),
    "goat-price": (4500, "KES/goat", 5200, None),
    "maize-price-ndma": (58, "KES/kg", None, 45),
}
WORDS = (
    ("vegetation-condition", "Poor"),
    ("livestock-migration", "Normal"),
    ("livestock-body-condition", "Borderline"),
    ("livestock-deaths", "No deaths"),
    ("crops-condition", "Fair"),
)


def pdf(body):
    return replace(payload_of(body, "bulletin.pdf"), media_type="application/pdf")


def read(body, *, county=KITUI, month=APRIL):
    """Return the form of a page, read in this process: quick enough for many pages."""
    return form_of(read_sheet(body), county=county, month=month, url="https://ndma.go.ke/b.pdf")


def refusal(body, *, county=KITUI, month=APRIL):
    with pytest.raises(SourceFormatError) as fault:
        read_pdf_form(pdf(body), county=county, month=month)
    assert fault.value.reason.startswith("bulletin.pdf, page 1: ")
    return fault.value.reason


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_of_april_2017_gives_every_printed_fact(layout):
    form = read(layout(Printed()))
    assert (form.county, form.observed_month, form.published_month) == ("kitui", APRIL, None)
    assert (form.phase, form.trend) == (Phase.ALARM, Trend.IMPROVING)
    assert [(each.zone, each.phase, each.trend) for each in form.zones] == [
        ("marginal mixed farming", Phase.ALARM, Trend.IMPROVING),
        ("mixed farming", Phase.ALARM, Trend.IMPROVING),
        ("formal/urban employment", Phase.ALARM, Trend.IMPROVING),
    ]
    assert {
        each.variable: (each.value, each.unit, each.normal_low, each.normal_high)
        for each in form.figures
    } == FIGURES
    assert form.words == WORDS
    assert form.unread == ()


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_gives_the_newer_indicators_too(layout):
    form = read(layout(Printed(rows=(*ROWS, *NEWER))))
    assert {
        each.variable: (each.value, each.unit, each.normal_low, each.normal_high)
        for each in form.figures
    } == FIGURES | NEWER_FIGURES
    assert (form.words, form.unread, problems(form)) == (WORDS, (), ())


def test_every_layout_gives_the_same_form():
    forms = {
        replace(form, figures=tuple(replace(each, printed_range="") for each in form.figures))
        for form in (read(layout(Printed())) for layout in LAYOUTS.values())
    }
    assert len(forms) == 1


@pytest.mark.parametrize(
    ("layout", "printed"),
    [
        (ndma, "<3.0Km"),
        (merged, "<3.0"),
        (unruled, "‹3.0 km"),
        (beside, "below 3.0"),
        (columns, "<3.0Km"),
    ],
    ids=LAYOUTS,
)
def test_a_range_is_kept_as_it_is_printed(layout, printed):
    form = read(layout(Printed()))
    assert printed in [each.printed_range for each in form.figures]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(digit=st.data())
def test_one_changed_digit_changes_that_figure_alone(layout, digit):
    rows = [row for row in ROWS if row[2][0].isdigit()]
    _, label, value, _, _ = row = digit.draw(st.sampled_from(rows))
    at = digit.draw(st.sampled_from([n for n, letter in enumerate(value) if letter.isdigit()]))
    new = value[:at] + digit.draw(st.sampled_from("0123456789")) + value[at + 1 :]
    changed = rows.index(row)
    before = read(layout(Printed()))
    after = read(layout(Printed(rows=Printed().with_value(label, new))))
    expected = list(before.figures)
    expected[changed] = replace(expected[changed], value=float(new))
    assert after == replace(before, figures=tuple(expected))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_pre_alert_and_deteriorating_are_understood(layout):
    zones = (("Mixed Farming", "Pre-Alert", "Deteriorating"), ("COUNTY", "Pre-Alert", "Stable"))
    form = read(layout(Printed(zones=zones)))
    assert (form.phase, form.trend) == (Phase.PRE_ALERT, Trend.STABLE)
    assert [(each.phase, each.trend) for each in form.zones] == [(Phase.PRE_ALERT, Trend.WORSENING)]


def test_observed_and_published_month_are_kept_apart():
    form = read(merged(Printed(prose=("Published: 12 May 2017", *PROSE))))
    assert (form.observed_month, form.published_month) == (APRIL, Month(2017, 5))


@pytest.mark.parametrize(
    "title",
    ["BULLETIN: APRIL 2017", "Bulletin for the month of April, 2017", "BULLETIN – APRIL 2017"],
)
def test_the_month_of_the_title_is_found_however_it_is_set(title):
    assert read(merged(Printed(title=(*TITLE[:2], title)))).observed_month == APRIL


def test_the_lines_that_were_not_understood_are_bounded_and_counted():
    rows = (*ROWS, ("Access", "Unknown things", "1", "2", ""))
    sheet = read_sheet(merged(Printed(rows=rows)))
    strange = [row for row in sheet.rows if "Unknown things" in row.text]
    form = form_of(
        replace(sheet, rows=(*sheet.rows, *strange * 70)), county=KITUI, month=APRIL, url=""
    )
    assert len(form.unread) == 61
    assert form.unread[-1] == "and 11 more lines"


def test_a_page_published_before_its_month_is_left_for_the_officer():
    form = read(merged(Printed(prose=("Published in March 2017", *PROSE))))
    assert form.published_month is None
    assert "published in 2017-03" in form.unread[0]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("value", ["5?", "1,1", "-57", "5 7", "57 bags", "NaN", "inf", "many"])
def test_a_value_that_is_no_figure_is_unread_and_nothing_else_is_lost(layout, value):
    form = read(layout(Printed(rows=Printed().with_value("Terms of Trade (ToT)", value))))
    assert {each.variable for each in form.figures} == {*FIGURES} - {"terms-of-trade"}
    (line,) = form.unread
    assert "Terms of Trade (ToT)" in line
    assert value.casefold() in line.casefold()


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_an_indicator_that_is_not_known_is_unread(layout):
    rows = (*ROWS, ("Access", "Boreholes that work", "59", ">60", ""))
    form = read(layout(Printed(rows=rows)))
    assert len(form.figures) == len(FIGURES)
    assert "Boreholes that work" in form.unread[0]


def test_a_vci_of_one_month_is_not_taken_for_the_vci_3m():
    rows = tuple((g, label.replace("VCI-3 month", "VCI"), *rest) for g, label, *rest in ROWS)
    form = read(merged(Printed(rows=rows)))
    assert "VCI-3M" not in {each.variable for each in form.figures}
    assert "VCI" in form.unread[0]


def test_a_unit_in_the_label_that_is_another_one_is_unread():
    rows = tuple((*row[:4], "m") if row[4] else row for row in ROWS)
    form = read(merged(Printed(rows=rows)))
    assert "water-distance" not in {each.variable for each in form.figures}
    assert "sources (m)" in form.unread[0]


def test_a_range_that_cannot_be_read_leaves_the_figure_without_one():
    rows = tuple((*row[:3], "about 80", row[4]) if "ToT" in row[1] else row for row in ROWS)
    form = read(merged(Printed(rows=rows)))
    (figure,) = [each for each in form.figures if each.variable == "terms-of-trade"]
    assert (figure.normal_low, figure.normal_high, figure.printed_range) == (None, None, "about 80")
    assert "about 80" in form.unread[0]


def test_a_figure_printed_twice_with_two_values_is_not_taken():
    rows = (*ROWS, ("Access", "Terms of Trade (ToT)", "75", ">83", ""))
    form = read(merged(Printed(rows=rows)))
    assert "terms-of-trade" not in {each.variable for each in form.figures}
    assert "terms-of-trade stands there twice" in form.unread[0]


def test_a_column_beside_the_values_is_never_taken_for_them():
    rows = tuple((*row[:2], "" if row[1].startswith("Terms") else row[2], *row[3:]) for row in ROWS)
    form = read(averages(Printed(rows=rows)))
    found = {
        each.variable: (each.value, each.normal_low, each.normal_high) for each in form.figures
    }
    expected = {name: (value, low, high) for name, (value, _, low, high) in FIGURES.items()}
    del expected["terms-of-trade"]
    assert found == expected
    assert "Terms of Trade (ToT) | 77 | >83 | 66: '' is not a figure" in form.unread[0]


def test_a_zone_with_an_unknown_phase_is_unread():
    form = read(merged(Printed(zones=(("Irrigated", "Watch", "Stable"), *ZONES))))
    assert len(form.zones) == 3
    assert "Irrigated | Watch | Stable" in form.unread[0]


def test_an_indicator_table_without_header_is_unread():
    sheet = read_sheet(merged(Printed()))
    rows = tuple(row for row in sheet.rows if "Current Value" not in row.text)
    form = form_of(replace(sheet, rows=rows), county=KITUI, month=APRIL, url="")
    assert (form.figures, form.words) == ((), ())
    assert len(form.unread) == len(ROWS)
    assert all("header" in line for line in form.unread)


def test_a_bulletin_is_read_in_a_process_of_its_own():
    form = read_pdf_form(pdf(ndma(Printed())), county=KITUI, month=APRIL)
    assert form == replace(read(ndma(Printed())), url=form.url)
    assert form.url.endswith("bulletin.pdf")


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_another_countys_page_is_refused(layout):
    with pytest.raises(PageRefused, match="about Kitui county, not Taita Taveta"):
        read(layout(Printed()), county=TAITA_TAVETA)


def test_tana_rivers_text_under_taita_tavetas_title_is_refused():
    title = ("NDMA", "TAITA TAVETA COUNTY", "DROUGHT EARLY WARNING BULLETIN FOR APRIL 2017")
    prose = ("Pasture is poor in Galole, Garsen and Bura, and livestock moved to the delta.",)
    body = ndma(Printed(title=title, prose=prose))
    reason = refusal(body, county=TAITA_TAVETA)
    assert "names Garsen, Galole" in reason or "names Galole, Garsen" in reason
    assert "Tana River" in reason


def test_a_neighbour_that_is_named_in_passing_is_no_reason_to_refuse():
    prose = (*PROSE, "Livestock moved from Mwingi to Tana River and to Garsen.")
    assert read(ndma(Printed(prose=prose))).phase is Phase.ALARM


def test_the_phase_of_another_county_is_refused():
    with pytest.raises(PageRefused, match="phase of Makueni"):
        read(merged(Printed(zones=(*ZONES[:3], ("Makueni County", "Alarm", "Stable")))))


def test_a_page_that_names_no_county_is_refused():
    with pytest.raises(PageRefused, match="does not name Kitui"):
        read(merged(Printed(title=TITLE[::2], prose=())))


def test_another_month_is_refused():
    assert "is the bulletin for 2017-04, not for 2017-05" in refusal(
        merged(Printed()), month=Month(2017, 5)
    )


def test_a_title_without_month_is_refused():
    with pytest.raises(PageRefused, match="names no month"):
        read(merged(Printed(title=TITLE[:2])), month=None)


@pytest.mark.parametrize("garbled", ["(cid:12)(cid:88) (cid:31)(cid:7)", "Gurxjkw hduob zduqlqj"])
def test_garbled_text_is_refused(garbled):
    lines = (garbled,) * 30
    rows = tuple((g, garbled, garbled, garbled, "") for g, *_ in ROWS)
    refused = "garbled|does not name Kitui"
    with pytest.raises(PageRefused, match=refused):
        read(unruled(Printed(title=lines[:3], rows=rows, zones=(), prose=lines)))


def test_a_page_without_phase_table_is_refused():
    with pytest.raises(PageRefused, match="names no phase of Kitui as a whole"):
        read(merged(Printed(zones=ZONES[:3])))


def test_a_locked_pdf_is_refused():
    assert "locked with a password" in refusal(ndma(Printed(encrypt="secret")))


def test_a_scanned_picture_is_refused():
    assert "scanned picture without text" in refusal(picture())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<!DOCTYPE html><html>Not found</html>", "is a web page"),
        (b"PK\x03\x04 a document", "is not a PDF"),
        (b"%PDF-1.7\n garbage without end", "was cut short"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"%%EOF", "damaged"),
        (b"%PDF-1.7\n" + b"0" * 20_000_000 + b"%%EOF", "is larger than"),
    ],
    ids=["empty", "blank", "html", "docx", "headed", "noise", "large"],
)
def test_what_is_no_pdf_is_refused(body, reason):
    assert reason in refusal(body)


@pytest.mark.parametrize("point", range(50))
def test_a_pdf_cut_short_is_refused(point):
    whole = ndma(Printed())
    cut = whole[: len(whole.rstrip()) * point // 50]
    assert "cut short" in refusal(cut) or "is empty" in refusal(cut)


@pytest.mark.parametrize("point", range(20))
def test_a_pdf_with_a_hole_is_read_or_refused(point):
    whole = ndma(Printed())
    start = len(whole) * point // 20
    holed = whole[:start] + b"\0" * 40 + whole[start + 40 :]
    try:
        form = read_pdf_form(pdf(holed), county=KITUI, month=APRIL)
    except SourceFormatError:
        return
    assert form.county == "kitui"


def test_a_page_that_takes_too_long_is_given_up():
    with pytest.raises(PageRefused, match=r"takes more than 0\.01 s"):
        sheet_apart(ndma(Printed()), time_limit_s=0.01)


def page_of(content):
    """Return a PDF of one page whose packed content is this."""
    packed = zlib.compress(content, 9)
    return b"".join(
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources",
            b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n",
            b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed),
            packed,
            b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF\n",
        )
    )


def test_a_page_of_our_own_making_is_opened():
    assert "has no text on page 1" in refusal(page_of(b"BT ET"))
    words = b"BT /F1 9 Tf 50 700 Td (KITUI COUNTY BULLETIN FOR APRIL 2017) Tj ET"
    assert "has no phase table" in refusal(page_of(words))


def test_a_page_that_unpacks_to_a_gigabyte_is_given_up():
    reason = refusal(page_of(bytes(1_000_000_000)))
    assert any(each in reason for each in ("memory", "damaged", "takes more than", "no text"))


def test_a_page_with_endless_letters_is_given_up():
    letters = b"BT /F1 9 Tf 50 700 Td (KITUI COUNTY) Tj ET\n" * 40_000
    with pytest.raises(PageRefused, match=r"takes more than 3 s|far more on page 1"):
        sheet_apart(page_of(letters), time_limit_s=3)


def test_a_harvest_holds_every_phase_and_figure_with_its_place():
    payload = pdf(ndma(Printed()))
    form = replace(read(payload.body), published_month=Month(2017, 5))
    harvest = to_harvest(form, payload)
    assert [each.zone for each in harvest.phases] == [None, *(each.zone for each in form.zones)]
    for each in harvest.phases:
        assert each.source_kind == "page-1 table"
        assert (each.observed_month, each.published_month) == (APRIL, Month(2017, 5))
    assert len(harvest.observations) == len(FIGURES)
    for each in (*harvest.observations, *harvest.phases):
        assert each.payload_sha256 == payload.sha256
        assert each.row.startswith("page 1, row ")
        assert each.url == form.url
        assert each.source == "NDMA Kitui bulletin, April 2017"


def test_a_vci_3m_covers_three_months_and_every_other_figure_one():
    payload = pdf(ndma(Printed()))
    harvest = to_harvest(read(payload.body), payload)
    three = Period(Month(2017, 2).period.start, APRIL.period.end)
    periods = {each.variable: each.period for each in harvest.observations}
    assert periods.pop("VCI-3M") == three
    assert set(periods.values()) == {APRIL.period}


@pytest.mark.parametrize("field", ["value", "normal_low", "normal_high"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), -0.1])
def test_a_harvest_refuses_what_is_no_figure(field, number):
    payload = pdf(ndma(Printed()))
    form = read(payload.body)
    wrong = replace(form.figures[0], **{field: number})
    with pytest.raises(SourceFormatError, match="VCI-3M"):
        to_harvest(replace(form, figures=(wrong,)), payload)


@pytest.mark.parametrize(
    "changes",
    [{"unit": "mm"}, {"variable": "rain"}, {"normal_low": 9.0, "normal_high": 8.0}],
    ids=["unit", "variable", "upside down"],
)
def test_a_harvest_refuses_a_figure_that_was_not_agreed(changes):
    payload = pdf(ndma(Printed()))
    form = read(payload.body)
    wrong = replace(form.figures[0], **changes)
    with pytest.raises(SourceFormatError):
        to_harvest(replace(form, figures=(wrong,)), payload)


def test_an_implausible_figure_is_reported_and_noted():
    payload = pdf(ndma(Printed()))
    form = read(payload.body)
    assert problems(form) == ()
    high = NdmaFigure(
        variable="water-distance",
        value=70.0,
        unit="km",
        normal_low=None,
        normal_high=3.0,
        printed_range="<3.0",
        row="page 1, row 26",
    )
    form = replace(form, figures=(high,))
    (problem,) = problems(form)
    assert "water-distance is 70 km" in problem
    assert problem in to_harvest(form, payload).observations[0].note
