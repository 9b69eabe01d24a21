"""One table for a whole language, as translators keep it in a spreadsheet: its rows, checked."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.evidence import Phase
from app.errors import PackError
from app.writing.pack_files import FORMULA_STARTS, ROW_STATUS
from app.writing.segments import ENDING, SHARED, SPOT, SegmentKind

COLUMNS = ("file", "key", "english", "text", "note", "source", "status")
LARGEST_BYTES = 2_000_000
TABLES = (
    "phrases.csv",
    "numbers.csv",
    "dates.csv",
    "advice.csv",
    "questions.csv",
    "glossary.csv",
    "pronunciation.csv",
)
SETTINGS = ("language.yaml", "voice.yaml")
TEXTS = (*SETTINGS, "README.md")
LINE = re.compile(r"line ([1-9][0-9]{0,3})")
_SEGMENT = re.compile(
    rf"segments/({'|'.join((SHARED, SPOT, *Phase))})/({'|'.join(SegmentKind)}){re.escape(ENDING)}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the table.

    Attributes:
        file: File of the pack, such as `phrases.csv` or `segments/shared/rain.txt.j2`.
        key: Row of a table, or `line 3` of any other file.
        english: What English says there; for a translator, and never read back, but for the
            glossary, whose English words are its own.
        text: What this language says; empty where nobody knows yet.
        row: Row of the spreadsheet, for messages; 0 on the way out.
    """

    file: str
    key: str
    english: str = ""
    text: str = ""
    note: str = ""
    source: str = ""
    status: str = ""
    row: int = 0


def by_lines(file: str) -> bool:
    """Tell whether a file is exchanged line by line."""
    return file in TEXTS or _SEGMENT.fullmatch(file) is not None


def written(entries: Iterable[Entry]) -> str:
    """Return the rows as CSV; a cell that a spreadsheet would calculate is marked as text."""
    return written_table(
        COLUMNS, ([getattr(each, column) for column in COLUMNS] for each in entries)
    )


def written_table(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """Return any table as CSV, its cells marked alike."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in cells)
    return told.getvalue()


def safe(cell: str) -> str:
    """Return a cell with an apostrophe before it if a spreadsheet would take it for a formula.

    >>> safe("- {wrong: meter}"), safe("'ombe")
    ("'- {wrong: meter}", "'ombe")
    """
    return f"'{cell}" if is_formula(cell.lstrip("'")) else cell


def unmarked(cell: str) -> str:
    """Return a cell as it was before `_safe`."""
    marked = cell.startswith("'") and is_formula(cell.lstrip("'"))
    return cell[1:] if marked else cell


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet would calculate a cell."""
    return cell.startswith((*FORMULA_STARTS, "\r"))


def read(raw: bytes, *, name: str) -> tuple[Entry, ...]:
    """Return the rows of a translator's table, each checked by itself.

    Args:
        raw: The file, UTF-8, with or without a byte-order mark.
        name: Its name, for messages.

    Raises:
        PackError: A row breaks a rule; the message names the row and the remedy.
    """
    entries: list[Entry] = []
    seen: dict[tuple[str, str], int] = {}
    for row, cells in rows(decoded(raw, name), name, COLUMNS):
        entry = _entry(cells, row, name)
        place = (entry.file, entry.key)
        if place in seen:
            raise row_fault(
                name, row, f"'{entry.file}, {entry.key}' stands in row {seen[place]} already"
            )
        seen[place] = row
        entries.append(entry)
    if not entries:
        raise row_fault(name, 1, "there are no rows below the heading")
    return tuple(entries)


def row_fault(name: str, row: int, why: str) -> PackError:
    """Return the error that names a row of a table."""
    return PackError(f"{name}, row {row}: {why}")


def decoded(raw: bytes, name: str) -> str:
    """Return a table as text in NFC.

    Raises:
        PackError: It is too large, or not UTF-8.
    """
    if len(raw) > LARGEST_BYTES:
        raise PackError(f"{name} is larger than {LARGEST_BYTES} bytes; it is no table of words")
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise row_fault(
            name,
            raw[: fault.start].count(b"\n") + 1,
            "the letters are not stored as UTF-8; save the file again and choose 'CSV UTF-8'",
        ) from fault


def rows(text: str, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row that holds something, with its number as a spreadsheet counts.

    Args:
        text: The table.
        name: Its name, for messages.
        columns: Columns that it must have.

    Raises:
        PackError: The heading or a row is broken; the message names the row and the remedy.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        _check_heading(heading, name, columns)
        for row, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(heading):
                why = f"it has {len(cells)} cells, the heading has {len(heading)}"
                raise row_fault(name, row, f"{why}; save the table again as CSV with commas")
            yield row, dict(zip(heading, cells, strict=True))
    except csv.Error as fault:
        why = f"{fault}; check the quotes around the text"
        raise row_fault(name, reader.line_num, why) from fault


def _check_heading(heading: list[str], name: str, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in heading]
    if missing:
        commas = " and save with commas, not semicolons" if len(heading) == 1 else ""
        raise row_fault(name, 1, f"the column '{missing[0]}' is missing; add it{commas}")
    if len(set(heading)) != len(heading):
        raise row_fault(name, 1, "two columns have the same name; keep one of them")


def plain_cells(
    cells: Mapping[str, str], row: int, name: str, columns: tuple[str, ...]
) -> dict[str, str]:
    """Return the cells of a row as they were typed; none would be calculated or is unseen.

    Raises:
        PackError: A cell would be, or is.
    """
    for column in columns:
        cell = cells[column]
        if is_formula(cell):
            why = f"'{column}' begins like a spreadsheet formula ({cell[:20]!r})"
            raise row_fault(name, row, f"{why}; type the words instead")
        if not cell.isprintable():
            raise row_fault(
                name, row, f"'{column}' holds a line break or an unseen sign; remove it"
            )
    return {column: unmarked(cells[column]) for column in columns}


def _entry(cells: Mapping[str, str], row: int, name: str) -> Entry:
    plain = plain_cells(cells, row, name, COLUMNS)
    file, key = plain["file"].strip(), plain["key"].strip()
    if file not in TABLES and not by_lines(file):
        raise row_fault(name, row, f"no language has a file '{file}'; take it as it was exported")
    if not key or (by_lines(file) and not LINE.fullmatch(key)):
        raise row_fault(name, row, f"'{key}' is no key of {file}; take it as it was exported")
    if file in TABLES and plain["status"].strip() not in ("", *ROW_STATUS):
        raise row_fault(
            name, row, f"the status is one of {list(ROW_STATUS)}, not '{plain['status']}'"
        )
    return Entry(**{**plain, "file": file, "key": key}, row=row)
