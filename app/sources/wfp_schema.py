"""What a row of WFP's tables must hold, as a pandera schema, and the first row that breaks it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandas.api.types import is_bool_dtype
from pandera.errors import SchemaErrors

from app.domain.places import county_of_pcode

PCODE = re.compile(r"KE\d{3}(\d{3})?", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_DAYS = (1, 11, 21)
# CHIRPS begins in 1981; an older year is a slip that would stretch every series.
FIRST_YEAR = 1981
# Kenya has about 580,000 km2: not even a pixel a km2 would make more in a unit.
MOST_PIXELS = 1_000_000
OBSERVED = ("final", "prelim")
VERSIONS = (*OBSERVED, "forecast")
LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """What a table must hold.

    Attributes:
        measures: Columns of figures, the observed one first.
        lowest: Smallest figure that can be, in the unit of the measures.
        highest: Largest figure that can be.
        versioned: Whether a last column `version` tells final, prelim and forecast apart.
    """

    measures: tuple[str, ...]
    lowest: float
    highest: float
    versioned: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is needed."""
        last = ("version",) if self.versioned else ()
        return ("date", "PCODE", "n_pixels", *self.measures, *last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that is wrong in a table.

    Attributes:
        row: Line in the file, counted from 1.
        reason: Column, value, and what to do.
        others: The other columns that hold something wrong.
    """

    row: int
    reason: str
    others: tuple[str, ...]


def schema(form: TableForm) -> pa.DataFrameSchema:
    """Return the schema of a table; the error of each check is a text with a place for the value.

    An empty cell among the measures is a figure that was not given; everywhere else it is wrong.
    """
    lowest, highest = form.lowest, form.highest
    columns = {
        name: _column(lambda given: given.between(lowest, highest), nullable=True, numeric=True)
        for name in form.measures
    }
    columns["n_pixels"] = _column(lambda given: (given > 0) & (given <= MOST_PIXELS), numeric=True)
    columns["adm_level"] = _column(lambda given: given.isin((1, 2)), numeric=True)
    columns["date"] = pa.Column(
        checks=[
            _text_check(begins_dekad, "date '{value}' is not the first day of a dekad (1, 11, 21)"),
            _text_check(
                _is_late_enough, f"date '{{value}}' lies before {FIRST_YEAR}, when CHIRPS begins"
            ),
        ]
    )
    columns["PCODE"] = pa.Column(
        checks=_text_check(_lies_in_kenya, "p-code '{value}' lies in no county of Kenya")
    )
    if form.versioned:
        columns["version"] = _column(
            lambda given: given.isin(VERSIONS),
            error=f"version '{{value}}' is none of {', '.join(VERSIONS)}",
        )
    return pa.DataFrameSchema(columns)


def first_fault(frame: pd.DataFrame, *, form: TableForm) -> Fault | None:
    """Return what is wrong in the first row that breaks the schema, or None.

    Args:
        frame: The needed columns as read, the line in the file as index.
        form: What the table must hold.
    """
    try:
        schema(form).validate(frame, lazy=True)
    except SchemaErrors as broken:
        cases = broken.failure_cases.sort_values("index", kind="stable")
        column, error, row = cases.iloc[0][["column", "check", "index"]]
        value = str(frame.at[row, column])[:LONGEST_VALUE]
        return Fault(
            row=int(row),
            reason=str(error).format(column=column, value=value),
            others=tuple(each for each in cases["column"].unique() if each != column),
        )
    return None


def begins_dekad(text: str) -> bool:
    """Whether a text is the first day of a dekad, such as 2026-11-21.

    >>> begins_dekad("2026-11-21"), begins_dekad("2026-02-31"), begins_dekad("20261121")
    (True, False, False)
    """
    try:
        return bool(ISO_DAY.fullmatch(text)) and date.fromisoformat(text).day in FIRST_DAYS
    except ValueError:
        return False


def _is_late_enough(text: str) -> bool:
    return not begins_dekad(text) or date.fromisoformat(text).year >= FIRST_YEAR


def _lies_in_kenya(pcode: str) -> bool:
    return bool(PCODE.fullmatch(pcode)) and county_of_pcode(pcode) is not None


def _text_check(holds: Callable[[str], bool], error: str) -> pa.Check:
    """Return a check of every cell; `error` has a place for the value."""
    return pa.Check(
        lambda given: given.map(holds).astype(bool),
        error=error,
        # one case is enough: it is the first, and a million would only cost memory
        n_failure_cases=1,
    )


def _column(
    holds: Callable[[pd.Series], pd.Series],
    *,
    error: str = "{column} is '{value}'; ask the provider",
    nullable: bool = False,
    numeric: bool = False,
) -> pa.Column:
    """Return a column of which every cell passes one check.

    Args:
        holds: Tells for each cell whether it is right.
        error: What to say of a cell that is not, with places for `column` and `value`.
        nullable: Whether a cell may be empty.
        numeric: Whether the cells are finite numbers; text that is none is wrong.
    """

    def check(given: pd.Series) -> pd.Series:
        if not numeric:
            return holds(given)
        # a column of nothing but True is read as such
        numbers = pd.to_numeric(
            given.astype(str) if is_bool_dtype(given) else given, errors="coerce"
        )
        return np.isfinite(numbers) & holds(numbers)

    # One case a column is enough: it is the first, and a million would only cost memory.
    return pa.Column(checks=pa.Check(check, error=error, n_failure_cases=1), nullable=nullable)
