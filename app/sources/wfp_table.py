"""The tables that WFP publishes on HDX, read strictly: a row is right, or the file is refused."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from app.domain.evidence import Payload
from app.domain.periods import Dekad
from app.domain.places import county_of_pcode
from app.errors import SourceFormatError

OLD_NAMES = {"ADM2_PCODE": "PCODE", "adm2_id": "adm_id"}
PCODE = re.compile(r"KE\d{3}(\d{3})?")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OBSERVED = ("final", "prelim")
VERSIONS = (*OBSERVED, "forecast")
NOT_UTF_8 = (b"\xff\xfe", b"\xfe\xff")
PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")


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
        if (at := body.find(b"\0")) >= 0:
            self.refuse("holds a NUL byte; fetch it again", row=body.count(b"\n", 0, at) + 1)
        if not body.endswith(b"\n"):
            self.refuse("was cut short: the last row has no end", row=body.count(b"\n") + 1)

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

    def refuse_numbers(self, frame: pd.DataFrame) -> None:
        """Refuse text, NaN, infinity and what cannot be; an empty cell is a figure not given."""
        for column in (*self.form.measures, "n_pixels", "adm_level"):
            given = frame[column]
            numbers = pd.to_numeric(given, errors="coerce")
            wrong = ~np.isfinite(numbers) & given.notna()
            if column == "n_pixels":
                wrong |= numbers <= 0
            elif column == "adm_level":
                wrong |= ~numbers.isin((1, 2))
            else:
                wrong |= (numbers < self.form.lowest) | (numbers > self.form.highest)
            if wrong.any():
                row = int(wrong.idxmax())
                self.refuse(f"{column} is '{given[row]}'; ask the provider", row=row)

    def dekads(self, frame: pd.DataFrame) -> pd.Series:
        """Return each row's dekad as its ordinal."""
        ordinals = []
        for text in frame["date"].cat.categories:
            try:
                day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
            except ValueError:
                day = None
            if day is None or day.day not in (1, 11, 21):
                row = int((frame["date"] == text).idxmax())
                self.refuse(f"date '{text}' is not the first day of a dekad (1, 11, 21)", row=row)
            ordinals.append(Dekad.of(day).ordinal)
        return pd.Series(np.array(ordinals)[frame["date"].cat.codes], index=frame.index)

    def counties(self, frame: pd.DataFrame) -> pd.Series:
        """Return each row's county as its slug."""
        slugs = []
        for pcode in frame["PCODE"].cat.categories:
            county = county_of_pcode(pcode) if PCODE.fullmatch(pcode) else None
            if county is None:
                row = int((frame["PCODE"] == pcode).idxmax())
                self.refuse(f"p-code '{pcode}' lies in no county of Kenya", row=row)
            slugs.append(county.slug)
        return pd.Series(np.array(slugs)[frame["PCODE"].cat.codes], index=frame.index)

    def observed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are no forecast, with `preliminary`."""
        if not self.form.versioned:
            return frame.assign(preliminary=False)
        unknown = ~frame["version"].isin(VERSIONS)
        if unknown.any():
            row = int(unknown.idxmax())
            version = frame["version"][row]
            self.refuse(f"version '{version}' is none of {', '.join(VERSIONS)}", row=row)
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
    reader.refuse_numbers(frame)
    frame = frame.assign(dekad=reader.dekads(frame), county=reader.counties(frame))
    frame = reader.over_by(reader.observed(frame), today)
    return reader.without_doubles(frame)
