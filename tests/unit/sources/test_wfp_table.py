import gzip
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Dekad
from app.errors import SourceFormatError
from app.sources.hdx_rainfall import FORM as RAINFALL
from app.sources.hdx_vegetation import FORM as VEGETATION
from app.sources.wfp_table import read_units
from tests.unit.sources.conftest import DATA, TODAY, payload_of

RAIN = (DATA / "rainfall_small.csv").read_text()
NDVI = (DATA / "ndvi_small.csv").read_text()
HEADER = RAIN.splitlines()[0].split(",")


def read(body, form=RAINFALL, today=TODAY):
    return read_units(payload_of(body), form=form, today=today)


def with_cell(row, column, value, text=RAIN):
    """Return a table with one cell changed; `row` is the line in the file."""
    lines = [line.split(",") for line in text.splitlines()]
    lines[row - 1][lines[0].index(column)] = value
    return "\n".join(",".join(line) for line in lines) + "\n"


def refusal(body, form=RAINFALL, today=TODAY):
    with pytest.raises(SourceFormatError) as refused:
        read(body, form, today)
    return refused.value.reason


def test_rows_keep_their_line_in_the_file_and_forecasts_are_left_out():
    units = read(RAIN)
    assert units.index.tolist() == [2, 3, 4, 6, 7, 8, 9]
    assert units["county"].tolist() == ["kitui"] * 6 + ["nyeri"]
    assert units["preliminary"].tolist() == [False, False, True, False, False, True, False]
    assert units["dekad"].iloc[0] == Dekad(2026, 10, 3).ordinal


def test_an_empty_table_is_refused():
    assert "empty" in refusal(b"")
    assert "empty" in refusal(b"\n\n")
    assert "no rows" in refusal(",".join(HEADER) + "\n")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<!DOCTYPE html><html>Sign in</html>\n", "web page"),
        (b"\xef\xbb\xbf  <html>\n", "web page"),
        (gzip.compress(RAIN.encode()), "compressed"),
        (b"PK\x03\x04rest\n", "compressed"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\nhttps://example.org/part.ts\n", "playlist"),
        (b"\xef\xbb\xbf#EXTM3U\n", "playlist"),
        (RAIN.encode("utf-16"), "UTF-16"),
        (RAIN.encode("utf-16-le"), "NUL"),
        (RAIN.replace("90.0", "90\0", 1).encode(), "row 2: holds a NUL"),
        (RAIN.replace("final", "fin\xe9", 1).encode("latin-1"), "not UTF-8"),
        (b'{"error": "Not found"}\n', "column 'date' is missing"),
        (RAIN.replace("final", '"final', 1), "row 2"),
        (RAIN.replace("final", '"fi\nnal"', 1), "row 2"),
        (RAIN.replace("final", '"' + "x" * 200_000 + '"', 1), "not a table"),
        (RAIN + "\n", "row 10: has 0 fields"),
    ],
    ids=[
        "html", "html with bom", "gzip", "zip", "playlist", "playlist with bom", "utf-16",
        "utf-16 without bom", "nul", "latin-1", "json", "open quote", "quoted line end",
        "endless field", "blank row",
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_what_it_is(body, told):
    assert told in refusal(body)


def test_a_byte_order_mark_is_no_fault():
    assert read(b"\xef\xbb\xbf" + RAIN.encode()).equals(read(RAIN))


def test_windows_line_ends_are_no_fault():
    assert read(RAIN.replace("\n", "\r\n")).equals(read(RAIN))


def test_quotes_around_words_are_no_fault():
    assert read(RAIN.replace("KE015074", '"KE015074"')).equals(read(RAIN))


def test_the_tag_row_of_older_files_is_passed_over():
    header, rest = RAIN.split("\n", 1)
    tags = "#date,#adm,#adm+id,#adm+code," + ",".join(["#indicator"] * 11)
    units = read(f"{header}\n{tags}\n{rest}")
    assert units.index.tolist() == [3, 4, 5, 7, 8, 9, 10]
    assert units["rfh"].tolist() == read(RAIN)["rfh"].tolist()


def test_the_header_of_older_files_is_read():
    lines = [line.split(",") for line in RAIN.splitlines()[:-1]]
    lines[0] = ["date", "adm2_id", "ADM2_PCODE", *lines[0][4:]]
    old = [[*line[:1], *line[2:]] if number else line for number, line in enumerate(lines)]
    units = read("\n".join(",".join(line) for line in old) + "\n")
    assert units["adm_level"].tolist() == [2] * 6
    assert units["r3h"].tolist() == read(RAIN)["r3h"].tolist()[:-1]


@pytest.mark.parametrize("column", RAINFALL.columns)
def test_a_renamed_column_is_named_with_what_was_found(column):
    reason = refusal(RAIN.replace(column, f"new_{column}", 1))
    assert f"column '{column}' is missing" in reason
    assert f"new_{column}" in reason


def test_a_column_that_stands_there_twice_is_refused():
    assert "'rfh' stands there twice" in refusal(RAIN.replace("rfh_avg", "rfh", 1))


def test_an_added_column_is_no_fault():
    more = "".join(f"{line},7\n" for line in RAIN.splitlines()).replace(",7\n", ",new\n", 1)
    assert read(more).equals(read(RAIN))


@given(st.permutations(HEADER))
def test_the_order_of_the_columns_does_not_matter(order):
    lines = [dict(zip(HEADER, line.split(","), strict=True)) for line in RAIN.splitlines()]
    text = "".join(",".join(line[name] for name in order) + "\n" for line in lines)
    expected = read(RAIN)
    assert read(text)[expected.columns].equals(expected)


@pytest.mark.parametrize("value", ["NaN", "nan", "inf", "-inf", "1e999", "-", "N/A", "x", " ", "-1",
                                   "0x1F", "1_0", "None"])  # fmt: skip
@pytest.mark.parametrize("column", ["rfh", "r3h_avg", "n_pixels"])
def test_what_is_no_amount_of_rain_is_named_with_its_row(column, value):
    reason = refusal(with_cell(7, column, value))
    read_as = "inf" if value == "1e999" else value
    assert reason.startswith(f"table.csv, row 7: {column} is '{read_as}")


@pytest.mark.parametrize("value", ["=HYPERLINK(0)", "+254", "@SUM(A1)", '"=1+1"', " =1+1", "'=1"])
@pytest.mark.parametrize("column", ["date", "adm_id", "PCODE", "rfh", "rfq", "version"])
def test_a_formula_in_any_column_is_named_with_its_row(column, value):
    reason = refusal(with_cell(7, column, value))
    assert reason.startswith("table.csv, row 7: holds a formula, '")
    assert value.strip(" \"'")[:8] in reason


def test_a_sign_within_a_cell_is_no_formula():
    assert len(read(with_cell(7, "adm_id", "a=b+c@d"))) == len(read(RAIN))
    assert read(with_cell(7, "rfh", "1e+01"))["rfh"][7] == 10.0


def test_a_column_of_another_scale_is_told_once_with_its_first_row():
    changed = RAIN
    for row in range(4, 9):
        changed = with_cell(row, "rfh", "-1", changed)
    assert refusal(changed) == "table.csv, row 4: rfh is '-1.0'; ask the provider"


def test_the_first_wrong_row_is_told_whatever_its_column_and_the_others_are_named():
    changed = with_cell(4, "version", "fin", with_cell(6, "rfh", "x", with_cell(8, "date", "?")))
    assert refusal(changed) == (
        "table.csv, row 4: version 'fin' is none of final, prelim, forecast; also wrong: rfh, date"
    )


def test_a_decimal_comma_is_refused():
    assert "row 3: has 16 fields" in refusal(with_cell(3, "rfh", "3,5"))
    assert "row 3: rfh is '3,5'" in refusal(with_cell(3, "rfh", '"3@5"').replace("3@5", "3,5"))


def test_an_empty_cell_is_a_figure_that_was_not_given():
    units = read(with_cell(3, "r3h", ""))
    assert math.isnan(units["r3h"][3])
    assert units["rfh"][3] == 40.0


@pytest.mark.parametrize("value", ["0", "", "-5"])
def test_a_unit_without_area_is_refused(value):
    assert "row 4: n_pixels" in refusal(with_cell(4, "n_pixels", value))


@pytest.mark.parametrize("value", ["0", "3", "1.5", "", "two"])
def test_an_unknown_level_is_refused(value):
    assert "row 4: adm_level" in refusal(with_cell(4, "adm_level", value))


@pytest.mark.parametrize("value", ["57", "3500", "-0.5"])
def test_an_ndvi_of_another_scale_is_refused(value):
    assert "row 3: vim is" in refusal(with_cell(3, "vim", value, NDVI), VEGETATION)


@pytest.mark.parametrize(
    "value",
    ["2026-11-02", "2026-11-31", "2026-02-31", "2026-13-01", "20261101", "2026-W45-1", "01/11/2026",
     "2026-11-1", "", "x", "2026-11-01T00:00"],
)  # fmt: skip
def test_what_is_no_first_day_of_a_dekad_is_named_with_its_row(value):
    assert f"row 6: date '{value}' is not the first day of a dekad" in refusal(
        with_cell(6, "date", value)
    )


@pytest.mark.parametrize("value", ["2026-12-01", "2072-11-01"])
def test_a_date_in_the_future_is_named_with_its_row(value):
    assert f"row 6: date '{value}' lies after today" in refusal(with_cell(6, "date", value))


def test_a_dekad_that_is_not_over_is_not_observed_yet():
    early = date(2026, 11, 19)
    assert read(RAIN, today=early)["dekad"].max() == Dekad(2026, 11, 1).ordinal
    assert read(RAIN, today=date(2026, 11, 20))["dekad"].max() == Dekad(2026, 11, 2).ordinal


@pytest.mark.parametrize("value", ["KE048001", "UG015074", "KE15074", "", "KE015", "ke015074"])
def test_an_unknown_p_code_is_named_with_its_row(value):
    if value == "KE015":
        assert read(with_cell(6, "PCODE", value))["county"].iloc[3] == "kitui"
        return
    assert f"row 6: p-code '{value}'" in refusal(with_cell(6, "PCODE", value))


@pytest.mark.parametrize("value", ["", "fin", "Final", "estimated"])
def test_an_unknown_version_is_named_with_its_row(value):
    assert f"row 6: version '{value}'" in refusal(with_cell(6, "version", value))


def test_exact_doubles_count_once():
    double = RAIN + RAIN.splitlines()[2] + "\n"
    assert read(double).equals(read(RAIN))


def test_rows_that_contradict_each_other_are_refused_with_both_rows():
    other = RAIN.splitlines()[2].replace("40.0", "41.0")
    reason = refusal(RAIN + other + "\n")
    assert "row 10: contradicts row 3 on KE015074, 2026-11-01" in reason


def test_a_forecast_beside_the_observed_row_is_no_contradiction():
    other = RAIN.splitlines()[2].replace("40.0", "41.0").replace("final", "forecast")
    assert read(RAIN + other + "\n").equals(read(RAIN))


@pytest.mark.parametrize(
    ("text", "form"), [(RAIN, RAINFALL), (NDVI, VEGETATION)], ids=["rain", "ndvi"]
)
def test_a_table_cut_at_any_byte_is_whole_rows_or_refused(text, form):
    whole = read(text, form)
    read_fully = 0
    body = text.encode()
    for end in range(len(body)):
        try:
            units = read(body[:end], form)
        except SourceFormatError:
            continue
        read_fully += 1
        assert body[:end].endswith(b"\n")
        assert units[["rfh" if form is RAINFALL else "vim", "dekad", "n_pixels"]].equals(
            whole.loc[units.index, ["rfh" if form is RAINFALL else "vim", "dekad", "n_pixels"]]
        )
    assert read_fully <= text.count("\n") - 1


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_plain_words(body):
    assert "table.csv" in refusal(body)


@given(st.integers(0, len(RAIN) - 1), st.binary(min_size=1, max_size=3))
def test_any_damage_is_read_or_refused(place, damage):
    body = RAIN.encode()
    body = body[:place] + damage + body[place + len(damage) :]
    try:
        units = read(body)
    except SourceFormatError:
        return
    assert (units["rfh"].dropna() >= 0).all()
