"""The tables that WFP publishes on HDX, read strictly: a row is right, or the file is refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from app.domain.evidence import Payload
from app.domain.periods import Dekad
from app.domain.places import counties
from app.errors import SourceFormatError
from app.sources.refusal import NOT_UTF_8, PACKED
from app.sources.wfp_schema import OBSERVED, TableForm, first_fault

__all__ = ["TableForm", "read_units"]

OLD_NAMES = {"ADM2_PCODE": "PCODE", "adm2_id": "adm_id"}
PLAYLIST = b"#EXTM3U"
# All dekads since 1981 of all counties and their parts are fewer; empty rows would fill the memory.
MOST_ROWS = 600_000
# A cell that a spreadsheet would run; a minus begins a figure.
FORMULA = re.compile(rb"(?:^|[,\n])[ \t\"']*([=+@][^,\r\n]{0,30})")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one payload; knows its name for messages."""

    payload: Payload
    form: TableForm

    def refuse(self, reason: str, *, row: int | None = None) -> NoReturn:
        """Raise with file, row and remedy."""
        file_name = urlsplit(self.payload.url).path.rpartition("/")[2] or self.payload.url
        place = f"{file_name}, row {row}" if row else file_name
        raise SourceFormatError(self.payload.source, f"{place}: {reason}")

    def refuse_unlike_text(self) -> None:
        """Refuse what is no UTF-8 text, is a web page, or was cut short."""
        body = self.payload.body
        start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start:
            self.refuse("is empty; fetch it again")
        if start.startswith(PACKED):
            self.refuse("is compressed; unpack it first")
        if body.startswith(NOT_UTF_8):
            self.refuse("is UTF-16; save it as UTF-8")
        if start.startswith(b"<"):
            self.refuse("is a web page, not a table; check the address in a browser")
        if start.startswith(PLAYLIST):
            self.refuse("is a playlist (#EXTM3U), not a table; check the address in a browser")
        self._refuse_bytes(body)
        if not body.endswith(b"\n"):
            self.refuse("was cut short: the last row has no end", row=body.count(b"\n") + 1)
        if body.count(b"\n") > MOST_ROWS:
            self.refuse(f"has more than {MOST_ROWS:,} rows; ask the provider")

    def _refuse_bytes(self, body: bytes) -> None:
        """Refuse what no cell of a table of figures holds: a NUL byte, or a formula."""
        if (at := body.find(b"\0")) >= 0:
            self.refuse("holds a NUL byte; fetch it again", row=body.count(b"\n", 0, at) + 1)
        # The search is slow, and few tables hold any of these signs.
        if any(sign in body for sign in b"=+@") and (found := FORMULA.search(body)):
            text = found[1].decode("ascii", "backslashreplace")
            row = body.count(b"\n", 0, found.start(1)) + 1
            self.refuse(f"holds a formula, '{text}'; ask the provider", row=row)

    def columns_and_first_row(self) -> tuple[list[str], int]:
        """Return the column names and the number of the first row of figures.

        Every row is counted here: pandas would fill up a short row and drop what is too long.
        """
        text = io.TextIOWrapper(io.BytesIO(self.payload.body), encoding="utf-8-sig", newline="")
        rows = csv.reader(text)
        row = 0
        try:
            columns = [OLD_NAMES.get(name.strip(), name.strip()) for name in next(rows)]
            width, first = len(columns), 2
            for row, fields in enumerate(rows, start=2):
                if len(fields) != width or rows.line_num != row:
                    self.refuse(f"has {len(fields)} fields, the header has {width}", row=row)
                if row == 2 and any(field.startswith("#") for field in fields):
                    first = 3
        except UnicodeDecodeError as fault:
            self.refuse(f"is not UTF-8 ({fault.reason}) after row {row}; save it as UTF-8")
        except csv.Error as fault:
            self.refuse(f"is not a table: {fault}", row=row + 1)
        self._refuse_columns(columns)
        if row < first:
            self.refuse("holds a header, but no rows; fetch it again")
        return columns, first

    def _refuse_columns(self, columns: list[str]) -> None:
        for needed in self.form.columns:
            if columns.count(needed) != 1:
                fault = "is missing" if needed not in columns else "stands there twice"
                self.refuse(
                    f"column '{needed}' {fault}; found: {', '.join(columns)[:300]}; "
                    "the provider may have renamed it"
                )

    def frame(self, columns: list[str], first: int) -> pd.DataFrame:
        """Return the needed columns, `row` (line in the file) as index."""
        wanted = [*self.form.columns, *(["adm_level"] if "adm_level" in columns else [])]
        words = ["date", "PCODE", "version"] if self.form.versioned else ["date", "PCODE"]
        frame = pd.read_csv(
            io.BytesIO(self.payload.body),
            encoding="utf-8-sig",
            header=None,
            names=columns,
            skiprows=first - 1,
            usecols=wanted,
            dtype=dict.fromkeys(words, "category"),
            keep_default_na=False,
            na_values={column: [""] for column in self.form.measures},
            low_memory=False,
        )
        frame.index = pd.RangeIndex(first, first + len(frame))
        if "adm_level" not in frame:
            frame["adm_level"] = 2
        return frame

    def refuse_cells(self, frame: pd.DataFrame) -> None:
        """Refuse what breaks the schema: text among figures, what cannot be, unknown codes."""
        if fault := first_fault(frame, form=self.form):
            others = f"; also wrong: {', '.join(fault.others)}" if fault.others else ""
            self.refuse(fault.reason + others, row=fault.row)

    def observed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are no forecast, with `preliminary`."""
        if not self.form.versioned:
            return frame.assign(preliminary=False)
        frame = frame[frame["version"].isin(OBSERVED)]
        return frame.assign(preliminary=frame["version"] == "prelim")

    def over_by(self, frame: pd.DataFrame, today: date) -> pd.DataFrame:
        """Return the rows whose dekad is over; refuse those whose dekad has not begun."""
        current = Dekad.of(today)
        future = frame["dekad"] > current.ordinal
        if future.any():
            row = int(future.idxmax())
            self.refuse(
                f"date '{frame['date'][row]}' lies after today ({today}); "
                "check the clock of this computer, then ask the provider",
                row=row,
            )
        unfinished = current.period.end > today
        return frame[frame["dekad"] < current.ordinal] if unfinished else frame

    def without_doubles(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return each unit's dekad once; refuse two rows that differ."""
        key = ["PCODE", "dekad"]
        double = frame.duplicated(key, keep=False)
        if not double.any():
            return frame
        frame = frame[~frame.duplicated()]
        still = frame.duplicated(key)
        if still.any():
            row = int(still.idxmax())
            unit, dekad = frame["PCODE"][row], frame["dekad"][row]
            same = (frame["PCODE"] == unit) & (frame["dekad"] == dekad)
            self.refuse(
                f"contradicts row {int(same.idxmax())} on {unit}, {frame['date'][row]}; "
                "ask the provider which one holds",
                row=row,
            )
        return frame


def read_units(payload: Payload, *, form: TableForm, today: date) -> pd.DataFrame:
    """Return one row a unit and observed dekad, all checked, indexed by line in the file.

    Columns: `county` (slug), `PCODE`, `adm_level`, `dekad` (ordinal), `n_pixels`, the measures
    (NaN where the provider gives none), `preliminary`. Forecasts, and dekads that are not over
    yet, are left out.

    Args:
        payload: The table as fetched.
        form: What it must hold.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The table is not what was agreed; names file, row and remedy.
    """
    reader = _Reader(payload, form)
    reader.refuse_unlike_text()
    columns, first = reader.columns_and_first_row()
    frame = reader.frame(columns, first)
    reader.refuse_cells(frame)
    county_of = {each.pcode: each.slug for each in counties().values()}
    frame = frame.assign(
        dekad=_of_each(frame["date"], lambda day: Dekad.of(date.fromisoformat(day)).ordinal),
        county=_of_each(frame["PCODE"], lambda pcode: county_of[pcode[:5]]),
    )
    frame = reader.over_by(reader.observed(frame), today)
    return reader.without_doubles(frame)


def _of_each(column: pd.Series, reading: Callable[[str], int | str]) -> pd.Series:
    """Return what each cell of a column of categories means; each category is read once."""
    meant = np.array([reading(each) for each in column.cat.categories])
    return pd.Series(meant[column.cat.codes], index=column.index)
