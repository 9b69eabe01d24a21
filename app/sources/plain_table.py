"""Small CSV tables, read strictly and row by row: each cell under its own column, or refused."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from app.domain.evidence import Payload
from app.sources.refusal import refuse, text_of

NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,20})?([eE][+-]?\d{1,2})?", re.ASCII)
PLAYLIST = "#EXTM3U"
# What a spreadsheet would run; a minus may also begin a figure, or stand for none.
FORMULA = ("=", "+", "@")
# The longest of these tables, FAO's, has some 80,000 rows; many times that would fill the memory.
MOST_ROWS = 200_000
LONGEST_LINE = 100_000
# No provider knows of an older day; one that is named is a slip.
FIRST_YEAR = 1980
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row of a table.

    Attributes:
        payload: The table as fetched.
        line: Line in the file, from 1.
        cells: The wanted cells by column, without spaces around them.
    """

    payload: Payload
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, reason: str) -> NoReturn:
        """Raise with file, row and remedy."""
        refuse(self.payload, reason, place=f"row {self.line}")

    def figure(self, column: str, *, lowest: float, highest: float) -> float | None:
        """Return a cell as a number, or None if it is empty.

        Args:
            column: Name of the column.
            lowest: Smallest figure that can be, in the unit of the column.
            highest: Largest figure that can be.

        Raises:
            SourceFormatError: It is no number, or one that cannot be.
        """
        text = self.cells[column]
        if not text:
            return None
        value = float(text) if NUMBER.fullmatch(text) else math.nan
        if not lowest <= value <= highest:
            self.refuse(f"{column} is '{text[:40]}', not {lowest:g} to {highest:g}")
        return value

    def day(self, column: str) -> date:
        """Return a cell written as 2026-11-23.

        Raises:
            SourceFormatError: It is no such day.
        """
        text = self.cells[column]
        day = iso_day(text)
        if day is None:
            self.refuse(
                f"{column} '{text[:40]}' is not a day since {FIRST_YEAR} written as 2026-11-23"
            )
        return day


def iso_day(text: str) -> date | None:
    """Return the day written as 2026-11-23, or None if it is none since 1980.

    >>> iso_day("2026-02-31") is None
    True
    """
    try:
        day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else date.min
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def read_rows(
    payload: Payload, *, columns: tuple[str, ...], optional: tuple[str, ...] = ()
) -> tuple[TableRow, ...]:
    """Return the rows of a table; further columns and a row of HXL tags are left out.

    Args:
        payload: The table as fetched.
        columns: Columns that are needed.
        optional: Columns that are read if they are there; their cells are empty if not.

    Raises:
        SourceFormatError: The payload is no table, a column is missing, or a row was cut.
    """
    text = text_of(payload)
    if text.startswith(PLAYLIST):
        refuse(payload, "is a playlist (#EXTM3U), not a table; check the address in a browser")
    if not text.endswith("\n"):
        refuse(
            payload,
            "was cut short: the last row has no end",
            place=f"row {text.count(chr(10)) + 1}",
        )
    if text.count("\n") > MOST_ROWS:
        refuse(payload, f"has more than {MOST_ROWS:,} rows; ask the provider")
    lines = csv.reader(_lines(payload), strict=True)
    try:
        header = [name.strip() for name in next(lines)]
        _refuse_columns(payload, header, columns=columns)
        there = tuple(column for column in optional if header.count(column) == 1)
        absent = dict.fromkeys(set(optional) - set(there), "")
        below = ((lines.line_num, fields) for fields in lines)
        rows = tuple(
            TableRow(payload=payload, line=line, cells=cells | absent)
            for line, cells in _cells(payload, below, header=header, columns=columns + there)
        )
    except csv.Error as fault:
        refuse(payload, f"is not a table: {fault}", place=f"row {lines.line_num}")
    if not rows:
        refuse(payload, "holds a header, but no rows; fetch it again")
    return rows


def _lines(payload: Payload) -> Iterator[str]:
    """Yield the lines one by one, with their ends; none is ever held that is far too long."""
    # not StringIO, which keeps four bytes a letter
    text = io.TextIOWrapper(io.BytesIO(payload.body), encoding="utf-8-sig", newline="")
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            reason = f"is not a row of a table: longer than {LONGEST_LINE:,} letters"
            refuse(payload, reason, place=f"row {number}")
        yield line


def _cells(
    payload: Payload,
    rows: Iterator[tuple[int, list[str]]],
    *,
    header: list[str],
    columns: tuple[str, ...],
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and wanted cells of the rows below the header, given with their last lines."""
    places = {column: header.index(column) for column in columns}
    for line, (last_line, fields) in enumerate(rows, start=2):
        if len(fields) != len(header):
            reason = f"has {len(fields)} fields, the header has {len(header)}"
            refuse(payload, reason, place=f"row {line}")
        if last_line != line:
            refuse(payload, "has a cell that runs over two lines", place=f"row {line}")
        if line == 2 and any(field.startswith("#") for field in fields):
            continue
        cells = {column: fields[place].strip() for column, place in places.items()}
        for column, cell in cells.items():
            if _is_formula(cell):
                reason = f"{column} '{cell[:30]}' is a formula; ask the provider"
                refuse(payload, reason, place=f"row {line}")
        yield line, cells


def _is_formula(cell: str) -> bool:
    negative = cell.startswith("-") and len(cell) > 1 and not NUMBER.fullmatch(cell)
    return negative or cell.startswith(FORMULA)


def _refuse_columns(payload: Payload, header: list[str], *, columns: tuple[str, ...]) -> None:
    """Refuse a header that lacks a needed column, or has it twice."""
    for needed in columns:
        if header.count(needed) != 1:
            fault = "is missing" if needed not in header else "stands there twice"
            refuse(
                payload,
                f"column '{needed}' {fault}; found: {', '.join(header)[:300]}; "
                "the provider may have renamed it",
            )
