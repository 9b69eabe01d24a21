import pandas as pd
import pytest

from app.sources.hdx_rainfall import FORM
from app.sources.wfp_schema import begins_dekad, first_fault, schema

ROW = dict.fromkeys(FORM.measures, 1.5) | {
    "n_pixels": 600.0,
    "adm_level": 2,
    "date": "2026-11-11",
    "PCODE": "KE015074",
    "version": "final",
}


def frame(*changes):
    rows = [ROW | change for change in changes]
    made = pd.DataFrame(rows, index=pd.RangeIndex(2, 2 + len(rows)))
    return made.astype(dict.fromkeys(("date", "PCODE", "version"), "category"))


def test_the_schema_names_every_column_that_is_needed():
    assert set(schema(FORM).columns) == {*FORM.columns, "adm_level"}


def test_a_table_as_agreed_has_no_fault():
    assert first_fault(frame({}, {"r3h": None}, {"PCODE": "KE015", "adm_level": 1}), form=FORM) is (
        None
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rfh": -0.1}, "rfh is '-0.1'; ask the provider"),
        ({"rfh": float("inf")}, "rfh is 'inf'; ask the provider"),
        ({"rfh": "wet {row}"}, "rfh is 'wet {row}'; ask the provider"),
        ({"rfh": "x" * 99}, f"rfh is '{'x' * 60}'; ask the provider"),
        ({"n_pixels": 0.0}, "n_pixels is '0.0'; ask the provider"),
        ({"adm_level": 3}, "adm_level is '3'; ask the provider"),
        ({"date": "2026-11-12"}, "date '2026-11-12' is not the first day of a dekad (1, 11, 21)"),
        ({"PCODE": "UG001"}, "p-code 'UG001' lies in no county of Kenya"),
        ({"version": ""}, "version '' is none of final, prelim, forecast"),
    ],
)
def test_the_first_fault_names_row_column_and_value(change, reason):
    fault = first_fault(frame({}, {}, change, {}), form=FORM)
    assert (fault.row, fault.reason, fault.others) == (4, reason, ())


def test_every_column_that_is_wrong_is_named_and_the_earliest_row_is_told():
    fault = first_fault(frame({}, {"r3h": -1.0}, {"rfh": -1.0}, {"version": "x"}), form=FORM)
    assert (fault.row, fault.others) == (3, ("rfh", "version"))
    assert fault.reason.startswith("r3h")


@pytest.mark.parametrize("text", ["2026-11-01", "2026-11-11", "2026-11-21"])
def test_the_first_days_of_dekads_are_right(text):
    assert begins_dekad(text)


@pytest.mark.parametrize("text", ["2026-11-31", "٢٠٢٦-١١-٢١", "2026-11-21 ", "", "2026-W45-1"])
def test_what_begins_no_dekad_is_wrong(text):
    assert not begins_dekad(text)
