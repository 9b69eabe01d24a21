from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month
from app.errors import SourceFormatError
from app.sources.ndma_csv import form_csv, read_csv_form, template_csv
from app.sources.ndma_form import to_harvest
from app.sources.ndma_indicators import INDICATORS
from app.sources.ndma_labels import WORDS
from tests.unit.sources.conftest import payload_of
from tests.unit.sources.ndma_forms import FORMS

FILLED = """\
# from the bulletin, as printed
kind,name,value,unit,normal_range,trend
bulletin,county,Kitui,,,
bulletin,observed_month,2017-04,,,
bulletin,published_month,2017-05,,,
bulletin,source_url,https://ndma.go.ke/b.pdf,,,
phase,county,Alarm,,,Improving
phase,marginal mixed farming,Pre-Alert,,,Deteriorating
figure,VCI-3M,9.72,%,›35,
figure,water-distance,2.7 km,km,<3.0Km,
figure,coping-strategy-index,7.03,index,N/A,
words,vegetation-condition,Poor,,,
end,,,,,
"""


def read(text):
    return read_csv_form(payload_of(text, "kitui.csv"))


def reason(text):
    with pytest.raises(SourceFormatError) as fault:
        read(text)
    assert fault.value.reason.startswith("kitui.csv")
    return fault.value.reason


def test_a_filled_template_becomes_the_form():
    form = read(FILLED)
    assert (form.county, form.observed_month) == ("kitui", Month(2017, 4))
    assert form.published_month == Month(2017, 5)
    assert (form.phase, form.trend) == (Phase.ALARM, Trend.IMPROVING)
    (zone,) = form.zones
    assert (zone.zone, zone.phase) == ("marginal mixed farming", Phase.PRE_ALERT)
    assert zone.trend is Trend.WORSENING
    assert [
        (each.variable, each.value, each.normal_low, each.normal_high) for each in form.figures
    ] == [
        ("VCI-3M", 9.72, 35, None),
        ("water-distance", 2.7, None, 3.0),
        ("coping-strategy-index", 7.03, None, None),
    ]
    assert form.words == (("vegetation-condition", "Poor"),)
    assert (form.url, form.source_kind) == ("https://ndma.go.ke/b.pdf", "form")


def test_every_part_of_a_form_names_its_row():
    payload = payload_of(FILLED, "kitui.csv")
    harvest = to_harvest(read_csv_form(payload), payload)
    assert [each.row for each in harvest.phases] == ["row 7", "row 8"]
    assert [each.row for each in harvest.observations] == ["row 9", "row 10", "row 11"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.removesuffix(",,,,,\n"),
        lambda text: text.replace("# from", '"# from').replace("printed\n", 'printed",,,,,\n'),
        lambda text: text.replace("figure,VCI", ",,,,,\n\nfigure,VCI"),
    ],
    ids=["byte order mark", "Windows", "bare end", "comment in quotes", "blank rows"],
)
def test_what_a_spreadsheet_does_to_the_file_is_no_fault(change):
    assert read(change(FILLED)) == read(FILLED)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VCI-3M,9.72", "VCI-3M,=9+1", "row 9: value '=9.1' is a formula"),
        ("VCI-3M,9.72", "VCI-3M,+9", "row 9: value '.9' is a formula"),
        ("VCI-3M,9.72", "VCI-3M,-9.72", "row 9: value '-9.72' is a formula or has a sign"),
        ("VCI-3M,9.72", "VCI-3M,@SUM(A1)", "row 9: value '@SUM.A1.' is a formula"),
        ("VCI-3M,9.72", "VCI-3M,nan", "row 9: 'nan' is not a figure"),
        ("VCI-3M,9.72", "VCI-3M,inf", "row 9: 'inf' is not a figure"),
        ("VCI-3M,9.72", "VCI-3M,1e5", "row 9: '1e5' is not a figure"),
        ("VCI-3M,9.72", "VCI-3M,", "row 9: '' is not a figure.*delete the row"),
        ("VCI-3M,9.72", "VCI-9M,9.72", "row 9: 'VCI-9M' is no known variable.*VCI-3M"),
        ("index,N/A", "mm,N/A", "row 11: unit of coping-strategy-index is 'mm'.*'index'"),
        ("2.7 km", "2.7 miles", "row 10: 'miles' is not the unit km"),
        ("<3.0Km", "small", "row 10: normal range 'small' is not one such as"),
        ("›35", "6-5", "row 9: normal range '6-5'"),
        ("kind,name,value,unit,", "kind,name,value,", "row 2: column 'unit' is missing"),
        ("kind,name,value", "kind,kind,name,value", "row 2: column 'kind' stands there twice"),
        ("kind,name", "name,kind", "row 2: columns must be kind, name"),
        ("kind,name,value", "kind;name;value", "row 2: column 'kind' is missing.*by commas"),
        ("phase,county,Alarm,,,Improving\n", "", "no row phase,county"),
        ("phase,county,Alarm", "phase,county,Watch", "row 7: 'Watch' is no phase.*Pre-Alert"),
        (",,,Improving", ",,,Better", "row 7: 'Better' is no trend"),
        ("figure,water", "figure,VCI-3M,9,%,,\nfigure,water", "row 10: says figure 'VCI-3M' again"),
        ("county,Kitui", "county,Kituii", "row 3: 'Kituii' is no county"),
        ("bulletin,county,Kitui,,,\n", "", "bulletin,county is missing"),
        ("2017-04,", "04/2017,", "row 4: '04/2017' is not a month; write it as 2026-02"),
        ("published_month,2017-05", "published_month,2017-03", "row 5: 2017-03 lies before"),
        ("words,vegetation-condition", "words,mood", "row 12: 'mood' is no known class"),
        ("words,", "word,", "row 12: kind 'word' is none of"),
        ("source_url", "source", "row 6: name 'source' is none of"),
        ("end,,,,,\n", "", "closing row 'end' is missing"),
        ("end,", "end,,,,,\nwords,crops-condition,Poor,,,\n#", "row 14: stands after"),
        ("Poor,,,", "Poor, very,,,", "row 12: has 7 cells, the header has 6; quote"),
        ("Poor", '"Poor', "row 12: is not a row of a table"),
        ("Poor", "Po\0or", "row 12: holds a NUL byte"),
        ("Poor", "Po\x07or", "row 12: value holds a letter that cannot be printed"),
        ("Poor", "P" + "o" * 600, "row 12: value is longer than 500"),
    ],
)
def test_a_fault_is_named_with_its_row_and_remedy(old, new, expected):
    assert old in FILLED
    text = FILLED.replace(old, new, 1)
    with pytest.raises(SourceFormatError, match=expected):
        read(text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (FILLED.encode("utf-16"), "is UTF-16; save it as 'CSV UTF-8'"),
        (FILLED.encode("cp1252"), "row 9: is not UTF-8; save it as 'CSV UTF-8'"),
        (b"", "holds no rows"),
        (b"# only words\n", "holds no rows"),
        (b"PK\x03\x04...", "is a workbook or a PDF"),
        (b"<!DOCTYPE html>\n<html>", "is a web page"),
        (FILLED.encode() + b"#" * 1_000_000, "is larger than 1,000,000 bytes"),
    ],
    ids=["UTF-16", "cp1252", "empty", "comments", "workbook", "html", "large"],
)
def test_a_file_that_is_no_template_is_refused(body, expected):
    assert expected in reason(body)


def test_the_empty_template_asks_for_the_first_thing_that_is_missing():
    assert "bulletin,county is missing or empty" in reason(
        template_csv().replace("phase,county,", "phase,county,Alert")
    )


def test_the_template_names_every_indicator_and_class():
    for each in INDICATORS:
        assert f"figure,{each.variable},,{each.unit},," in template_csv()
    for name, _ in WORDS:
        assert f"words,{name},,,," in template_csv()


def test_every_truncation_gives_the_whole_form_or_fails_cleanly():
    whole, form = FILLED.encode(), read(FILLED)
    for length in range(len(whole)):
        try:
            assert read(whole[:length]) == form
        except SourceFormatError:
            assert length < len(whole.rstrip(b",\n"))


@pytest.mark.parametrize("printed", ["about 80", "=1+1", "@SUM(A1)"])
def test_a_range_that_was_not_understood_never_reaches_a_spreadsheet(printed):
    form = read(FILLED)
    figure = replace(form.figures[0], normal_low=None, printed_range=printed)
    text = form_csv(replace(form, figures=(figure,)))
    assert printed not in text
    assert read(text).figures[0].value == figure.value


@given(st.integers(0, len(FILLED.encode()) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused(at, noise):
    body = FILLED.encode()
    try:
        form = read_csv_form(payload_of(body[:at] + noise + body[at + len(noise) :], "kitui.csv"))
    except SourceFormatError:
        return
    assert form.observed_month
    assert form.phase


@given(form=FORMS)
def test_a_form_survives_the_way_through_the_template(form):
    assert read(form_csv(form)) == replace(form, zones=form.zones)
