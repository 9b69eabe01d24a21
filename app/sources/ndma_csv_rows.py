"""The bytes of the CSV template as rows that are whole, or a refusal that names the row."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlsplit

from app.domain.evidence import Payload
from app.errors import SourceFormatError
from app.sources.refusal import NOT_UTF_8, PACKED

COLUMNS = ("kind", "name", "value", "unit", "normal_range", "trend")
KINDS = ("bulletin", "phase", "figure", "words", "end")
MAX_BYTES = 1_000_000
MAX_CELL = 500
FORMULA = ("=", "+", "-", "@")
_NOT_TEXT = (*PACKED, b"\xd0\xcf\x11\xe0", b"%PDF")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRow:
    """One row of the template, its cells without white space around them.

    Attributes:
        number: Line in the file, counted from 1.
        kind: One of `KINDS`.
        name: What the row is about.
    """

    number: int
    kind: str
    name: str
    value: str
    unit: str
    normal_range: str
    trend: str
    payload: Payload = field(repr=False)

    @property
    def place(self) -> str:
        """Where it stands, as a person would say it."""
        return f"row {self.number}"

    def refuse(self, reason: str, *, cause: Exception | None = None) -> NoReturn:
        """Raise with file, row and remedy."""
        refuse(self.payload, reason, row=self.number, cause=cause)


def refuse(
    payload: Payload, reason: str, *, row: int | None = None, cause: Exception | None = None
) -> NoReturn:
    """Raise with the name of the file, the row and the remedy."""
    file_name = urlsplit(payload.url).path.rpartition("/")[2] or payload.url
    place = f"{file_name}, row {row}" if row else file_name
    raise SourceFormatError(payload.source, f"{place}: {reason}") from cause


def read_rows(payload: Payload) -> tuple[CsvRow, ...]:
    """Return the rows of a template, the closing one last; comments are passed over.

    Raises:
        SourceFormatError: It is no such table, is not whole, or says something twice.
    """
    told = [
        (number, line)
        for number, line in enumerate(_text(payload).split("\n"), start=1)
        if line.strip(" ,;") and not line.lstrip('"').startswith("#")
    ]
    if not told:
        refuse(payload, "holds no rows; take a new template")
    _refuse_columns(told[0], payload=payload)
    rows = tuple(_row(number, line, payload=payload) for number, line in told[1:])
    ends = [each for each in rows if each.kind == "end"]
    if not ends:
        refuse(payload, "the closing row 'end' is missing: the file may have been cut short")
    if ends[0] is not rows[-1]:
        rows[-1].refuse("stands after the closing row 'end'; move it above")
    _refuse_doubles(rows)
    return rows


def _text(payload: Payload) -> str:
    """Return the file as text; refuse what is none."""
    body = payload.body
    if len(body) > MAX_BYTES:
        refuse(payload, f"is larger than {MAX_BYTES:,} bytes; take a new template")
    if body.startswith(NOT_UTF_8):
        refuse(payload, "is UTF-16; save it as 'CSV UTF-8'")
    if body.startswith(_NOT_TEXT):
        refuse(
            payload, "is a workbook or a PDF, or is packed, not a CSV file; save it as 'CSV UTF-8'"
        )
    if (at := body.find(b"\0")) >= 0:
        refuse(payload, "holds a NUL byte; save it anew", row=body.count(b"\n", 0, at) + 1)
    try:
        return body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        row = body.count(b"\n", 0, fault.start) + 1
        refuse(payload, "is not UTF-8; save it as 'CSV UTF-8'", row=row, cause=fault)


def _refuse_columns(first: tuple[int, str], *, payload: Payload) -> None:
    number, line = first
    if line.lstrip().startswith("<"):
        refuse(payload, "is a web page, not a table; take a new template")
    found = [each.strip() for each in _cells(number, line, payload=payload)]
    for column in COLUMNS:
        if found.count(column) != 1:
            fault = "is missing" if column not in found else "stands there twice"
            refuse(
                payload,
                f"column '{column}' {fault}; found: {', '.join(found)[:200]}; "
                "part the columns by commas, as in the template",
                row=number,
            )
    if tuple(found) != COLUMNS:
        refuse(payload, f"columns must be {', '.join(COLUMNS)}, in this order", row=number)


def _cells(number: int, line: str, *, payload: Payload) -> list[str]:
    """Return the cells of a line; a cell never holds a line break."""
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as fault:
        refuse(payload, f"is not a row of a table: {fault}", row=number, cause=fault)


def _row(number: int, line: str, *, payload: Payload) -> CsvRow:
    cells = [each.strip() for each in _cells(number, line, payload=payload)]
    if cells[0] == "end" and not any(cells[1:]):
        cells = ["end", "", "", "", "", ""]
    if len(cells) != len(COLUMNS):
        reason = f"has {len(cells)} cells, the header has {len(COLUMNS)}; quote cells with commas"
        refuse(payload, reason, row=number)
    for column, cell in zip(COLUMNS, cells, strict=True):
        if fault := fault_of_cell(cell):
            refuse(payload, f"{column} {fault}", row=number)
    kind, name, *rest = cells
    kind = kind.casefold()
    if kind not in KINDS:
        refuse(payload, f"kind '{kind}' is none of {', '.join(KINDS)}", row=number)
    name = name if kind == "figure" else " ".join(name.casefold().split())
    if not name and kind != "end":
        refuse(payload, "has no name; write what the row is about", row=number)
    keys = ("value", "unit", "normal_range", "trend")
    given = dict(zip(keys, rest, strict=True))
    return CsvRow(number=number, kind=kind, name=name, payload=payload, **given)


def fault_of_cell(cell: str) -> str:
    """Return what is wrong with a cell as such; empty when nothing is."""
    if cell.startswith(FORMULA):
        return f"'{cell[:20]}' is a formula or has a sign; write the plain text, or N/A"
    if len(cell) > MAX_CELL:
        return f"is longer than {MAX_CELL} letters; shorten it"
    if any(not letter.isprintable() for letter in cell):
        return "holds a letter that cannot be printed; type it anew"
    return ""


def _refuse_doubles(rows: tuple[CsvRow, ...]) -> None:
    first: dict[tuple[str, str], CsvRow] = {}
    for row in rows:
        earlier = first.setdefault((row.kind, row.name), row)
        if earlier is not row:
            row.refuse(f"says {row.kind} '{row.name}' again, as {earlier.place} does; delete one")
