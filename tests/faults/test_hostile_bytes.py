"""What is no table, no JSON, no UTF-8 or no figure: refused by name, within two seconds."""

import gzip
import io
import re
import time
import zipfile
from dataclasses import replace

import pytest

from app.domain.periods import Month
from app.domain.places import counties
from app.errors import SourceFormatError
from app.sources.ndma_bulletin import read_pdf_form
from app.sources.ndma_fields import fields_of, read_fields
from app.sources.ndma_form import to_harvest
from tests.faults.bodies import BODIES, JSONS, NDMA, TABLES, TODAY, Body
from tests.faults.test_shuffled_columns import cells_of, head_lines, written
from tests.unit.sources.conftest import payload_of

LONGEST_S = 2.0
HTML = b"<!DOCTYPE html><html><body>Please sign in</body></html>\n"
PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:9.0,\nsegment0.ts\n#EXT-X-ENDLIST\n"
NO_JSON = "not JSON|nests too deep"
NO_TABLE = "is missing|cut short|holds no rows|not a table|not a row|is empty|larger than|no header"


def zipped(body: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("body", body)
    return packed.getvalue()


def text(body: bytes) -> str:
    return body.decode("utf-8")


# name: (from a sound body to a hostile one, words of which the refusal holds one)
HOSTILE = {
    "UTF-16 with mark": (lambda b: text(b).encode("utf-16"), f"UTF-16|{NO_JSON}"),
    "UTF-16 LE": (lambda b: text(b).encode("utf-16-le"), f"NUL|{NO_JSON}"),
    "UTF-16 BE": (lambda b: text(b).encode("utf-16-be"), f"NUL|{NO_JSON}"),
    "latin-1": (lambda b: b[:30] + b"\xe9\xe8" + b[30:], f"UTF-8|{NO_JSON}"),
    "NUL": (lambda b: b[:30] + b"\0" + b[30:], f"NUL|{NO_JSON}"),
    "web page": (lambda _: HTML, "web page"),
    "web page with mark": (lambda _: b"\xef\xbb\xbf" + HTML, f"web page|{NO_JSON}"),
    "playlist": (lambda _: PLAYLIST, f"#EXTM3U|{NO_JSON}|{NO_TABLE}"),
    "gzip": (gzip.compress, f"compressed|packed|{NO_JSON}"),
    "zip": (zipped, f"compressed|packed|{NO_JSON}"),
    "nothing": (lambda _: b"", f"is empty|holds no rows|{NO_JSON}"),
    "a line end": (lambda _: b"\n", f"is empty|holds no rows|{NO_JSON}"),
    "one byte": (lambda _: b"x", f"{NO_TABLE}|{NO_JSON}"),
    "5 MB in one line": (lambda _: b"x" * 5_000_000, f"{NO_TABLE}|{NO_JSON}"),
    "5 MB in one line with an end": (lambda _: b"x" * 5_000_000 + b"\n", f"{NO_TABLE}|{NO_JSON}"),
    "5 MB of one quote": (lambda _: b'"' + b"x" * 5_000_000, f"{NO_TABLE}|{NO_JSON}"),
    "5 MB of commas": (lambda _: b"," * 5_000_000 + b"\n", f"{NO_TABLE}|{NO_JSON}"),
    "5 MB of line ends": (lambda _: b"x" + b"\n" * 5_000_000, f"{NO_TABLE}|{NO_JSON}|rows|fields"),
    "brackets": (lambda _: b"[" * 100_000, f"{NO_TABLE}|{NO_JSON}"),
    "braces": (lambda _: b'{"a":' * 100_000, f"{NO_TABLE}|{NO_JSON}"),
    "brackets that close": (lambda _: b"[" * 99_999 + b"]" * 99_999, f"{NO_TABLE}|{NO_JSON}"),
    "a PDF": (lambda _: b"%PDF-1.7\n1 0 obj\n", f"a PDF|{NO_TABLE}|{NO_JSON}"),
}
# What no column of figures may hold.
NO_FIGURES = (
    "1e999", "-1e999", "nan", "NaN", "inf", "-Infinity", "1,5", "N/A", "-", "x", "0x10", "1_000",
    "٣", "1" * 400, "=1+1", "+1", "@1", "--1", "1 2", "12.3.4", "True", "1e9", "-99999",
)  # fmt: skip
NO_DAYS = ("2026-02-31", "2072-01-01", "0001-01-01", "9999-12-21", "20261111", "11/11/2026", "")
FIGURES = {
    "rainfall": ("rfh", "r3h_avg", "n_pixels"),
    "vegetation": ("vim", "n_pixels"),
    "prices": ("price",),
    "IPC": ("Percentage",),
    "ASIS": ("Data", "Year", "Month", "Dekad"),
}
DAYS = {
    "rainfall": ("date",),
    "vegetation": ("date",),
    "prices": ("date",),
    "IPC": ("From", "To", "Date of analysis"),
}
# Where a text leads to a county or a unit; each row that holds a formula there is refused.
TEXTS = {
    "rainfall": ("date", "PCODE", "version"),
    "vegetation": ("date", "PCODE"),
    "prices": ("date", "admin2", "market", "commodity", "unit", "currency", "pricetype"),
    "IPC": ("Date of analysis", "Country", "Area", "Validity period", "From", "Phase"),
    "ASIS": ("Province", "Land_Type", "Unit"),
}
FORMULAS = (
    '=HYPERLINK("http://x";"y")', "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1)",
    "\t=1+1", "\r=1+1", "\n=1+1",
)  # fmt: skip
BY_NAME = {each.name: each for each in BODIES}


def refusal(body: Body, hostile: bytes) -> str:
    """Return why a body is refused; it must not take much of a processor."""
    start = time.process_time()
    with pytest.raises(SourceFormatError) as fault:
        body.said(hostile)
    assert time.process_time() - start < LONGEST_S
    assert len(fault.value.reason) < 1000
    return fault.value.reason


def with_cell(name: str, column: str, cell: str) -> bytes:
    """Return a table whose first row of figures holds another cell."""
    rows = cells_of(BY_NAME[name])
    row = rows[FIRST_USED.get(name, head_lines(rows))]
    row[rows[0].index(column)] = cell
    return written(rows)


# The first row that is not superseded by a newer one.
FIRST_USED = {"prices": 3, "IPC": 10}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("body", BODIES, ids=lambda each: each.name)
def test_what_is_something_else_is_refused_by_name(body, name):
    spoil, told = HOSTILE[name]
    reason = refusal(body, spoil(body.sound))
    assert any(word in reason for word in told.split("|")), reason


@pytest.mark.parametrize("body", BODIES, ids=lambda each: each.name)
def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing(body):
    assert body.said(b"\xef\xbb\xbf" + body.sound) == body.said(body.sound)
    assert body.said(body.sound.replace(b"\n", b"\r\n")) == body.said(body.sound)


@pytest.mark.parametrize("cell", NO_FIGURES, ids=lambda each: each[:12])
@pytest.mark.parametrize(
    ("name", "column"), [(name, each) for name, columns in FIGURES.items() for each in columns]
)
def test_what_is_no_figure_is_refused_with_its_row(name, column, cell):
    reason = refusal(BY_NAME[name], with_cell(name, column, cell))
    assert "row " in reason


@pytest.mark.parametrize("word", ["True", "FALSE", "nan", "1e999"])
@pytest.mark.parametrize("column", ["rfh", "n_pixels", "adm_level"])
def test_a_whole_column_of_what_is_no_figure_is_refused(column, word):
    rows = cells_of(BY_NAME["rainfall"])
    for row in rows[1:]:
        row[rows[0].index(column)] = word
    assert f"{column} is '" in refusal(BY_NAME["rainfall"], written(rows))


@pytest.mark.parametrize("cell", NO_DAYS)
@pytest.mark.parametrize(
    ("name", "column"), [(name, each) for name, columns in DAYS.items() for each in columns]
)
def test_what_is_no_day_is_refused_with_its_row(name, column, cell):
    reason = refusal(BY_NAME[name], with_cell(name, column, cell))
    assert "row " in reason
    assert cell in reason


@pytest.mark.parametrize("cell", FORMULAS)
@pytest.mark.parametrize(
    ("name", "column"), [(name, each) for name, columns in TEXTS.items() for each in columns]
)
def test_a_formula_among_the_texts_is_refused_with_its_row(name, column, cell):
    assert "row " in refusal(BY_NAME[name], with_cell(name, column, cell))


@pytest.mark.parametrize(
    "pcode", ["KE048", "KE000", "UG101", "KE0150741", "KE15074", "ke015074", ""]
)
@pytest.mark.parametrize("name", ["rainfall", "vegetation"])
def test_a_code_of_no_county_is_refused(name, pcode):
    assert f"'{pcode}' lies in no county" in refusal(BY_NAME[name], with_cell(name, "PCODE", pcode))


def test_a_row_under_the_code_of_another_county_never_counts_for_the_first():
    body = BY_NAME["rainfall"]
    said = body.said(with_cell("rainfall", "PCODE", "KE017074"))
    moved = [each for each in said if each[0] == "makueni"]
    assert moved
    # the dekad that Kitui lost with the row has no mean of what is left
    assert not [each for each in said if each[0] == "kitui" and 72965 in each]


@pytest.mark.parametrize("name", ["prices", "IPC", "ASIS"])
def test_a_place_that_is_no_county_gives_no_figure(name):
    column = {"prices": "admin2", "IPC": "Area", "ASIS": "Province"}[name]
    rows = cells_of(BY_NAME[name])
    for row in rows[head_lines(rows) :]:
        row[rows[0].index(column)] = "Karamoja"
    assert "county" in refusal(BY_NAME[name], written(rows))


@pytest.mark.parametrize("name", TEXTS)
def test_a_cell_over_two_lines_is_refused_for_rows_are_known_by_their_line(name):
    rows = cells_of(BY_NAME[name])
    body = written([[*row, "a\nb" if number == 2 else "a"] for number, row in enumerate(rows)])
    assert "row 3: has " in refusal(BY_NAME[name], body)


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", '"1,5"', "x", "1" * 400, "=1", "٣"])
def test_a_replay_pack_holds_figures_alone(cell):
    body = BY_NAME["replay"]
    assert "is not a figure" in refusal(body, body.sound.replace(b"9.72", cell.encode()))


@pytest.mark.parametrize("end", ["2072-01-01", "9999-12-31"])
def test_a_classification_far_from_its_report_is_refused(end):
    body = BY_NAME["FEWS NET"]
    hostile = re.sub(rb'("projection_end": )"[\d-]+"', rb'\1"%s"' % end.encode(), body.sound)
    assert f"to {end} is far from the report" in refusal(body, hostile)


@pytest.mark.parametrize(
    "month", ["0000-01", "0001-01", "1989-12", "2026-12", "2072-01", "9999-12"]
)
def test_a_bulletin_of_a_month_that_cannot_be_is_refused(month):
    template = BY_NAME["NDMA template"]
    said = template.sound.replace(b"2026-11", b"").replace(b"2026-10", month.encode())
    assert f"row 3: {month} " in refusal(template, said)
    form = replace(NDMA, observed_month=Month.parse(month), published_month=None)
    with pytest.raises(SourceFormatError, match=f"{month} (has not begun|is older)"):
        to_harvest(form, payload_of(b"typed in"))
    fields = fields_of(NDMA) | {"observed_month": month, "published_month": ""}
    found = read_fields(fields, county=counties()["kitui"], today=TODAY)
    assert list(found.problems) == ["observed_month"]


def test_nothing_but_a_pdf_is_read_as_one():
    hostile = (HTML, PLAYLIST, gzip.compress(b"x"), zipped(b"x"), b"", b"x", bytes(5_000_000))
    for body in hostile:
        with pytest.raises(SourceFormatError, match=r"web page|not a PDF|is empty"):
            read_pdf_form(payload_of(body, "b.pdf"), county=counties()["kitui"], month=None)


def test_every_table_and_every_json_answer_is_among_the_bodies():
    assert {each.name for each in TABLES} == set(FIGURES) == set(TEXTS)
    assert {each.name for each in JSONS} == {"catalogue", "Open-Meteo", "NASA POWER", "FEWS NET"}
