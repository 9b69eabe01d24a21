import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SourceFormatError
from app.sources.plain_table import read_rows
from tests.unit.sources.conftest import payload_of

TABLE = "date,market,price,more\n2026-11-15,Wote,-3.5,x\n2026-11-15,Kitui,41,y\n"


def read(body):
    return read_rows(payload_of(body), columns=("date", "market", "price"))


def refusal(body):
    with pytest.raises(SourceFormatError) as fault:
        read(body)
    return fault.value.reason


def test_each_cell_stands_under_its_own_column_with_its_line():
    rows = read(TABLE)
    assert [(each.line, each["market"], each["price"]) for each in rows] == [
        (2, "Wote", "-3.5"),
        (3, "Kitui", "41"),
    ]


@pytest.mark.parametrize("cell", ["=HYPERLINK(0)", "+254", "@SUM(A1)", '"=1+1"', " =1+1"])
@pytest.mark.parametrize("old", ["Kitui", "41"])
def test_a_formula_is_named_with_its_row_and_column(old, cell):
    column = "market" if old == "Kitui" else "price"
    reason = refusal(TABLE.replace(old, cell))
    said = cell.strip('" ')
    assert reason.startswith(f"table.csv, row 3: {column} '{said[:3]}")
    assert "is a formula" in reason


def test_a_formula_in_a_column_that_is_not_read_does_no_harm():
    assert len(read(TABLE.replace("y", "=1+1"))) == 2


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "is a playlist (#EXTM3U), not a table"),
        (b"\xef\xbb\xbf#EXTM3U\n", "is a playlist"),
        (TABLE.encode("utf-16"), "is UTF-16"),
        (TABLE.replace("x", "\0").encode(), "NUL"),
        (b"<html>\n", "is a web page"),
        (b"\x1f\x8b\x08\n", "is compressed"),
        (b"", "is empty"),
        (TABLE.encode()[:-1], "row 3: was cut short"),
        (TABLE.replace("price", "cost").encode(), "column 'price' is missing"),
    ],
    ids=[
        "playlist", "playlist with bom", "utf-16", "nul", "html", "gzip", "empty", "cut", "renamed",
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_what_it_is(body, told):
    assert told in refusal(body)


def test_a_byte_order_mark_is_no_fault():
    body = b"\xef\xbb\xbf" + TABLE.encode()
    assert [each.cells for each in read(body)] == [each.cells for each in read(TABLE)]


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_plain_words(body):
    assert "table.csv" in refusal(body)
