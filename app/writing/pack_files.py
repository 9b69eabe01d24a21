"""The files of a language pack as tables of plain words; whatever is wrong is named by its row."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

from app.errors import PackError

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

LARGEST_FILE_BYTES = 400_000
ROW_STATUS = ("draft", "unreviewed", "reviewed")
NEVER_SPOKEN = frozenset("%/&@#=*_<>|\\~^$£€[]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t")
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'"))
NO_OVERLAY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a CSV file.

    Attributes:
        file: Name of the file, as `sw/phrases.csv`.
        line: Line in the file, as an editor counts it; the heading is line 1.
        cells: Text by column, trimmed, with one kind of apostrophe.
    """

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, why: str) -> PackError:
        """Return the error that names this row."""
        return PackError(f"{self.file}, row {self.line}: {why}")


def named(path: Path) -> str:
    """Return a file's name as a person looks for it: folder and file."""
    return f"{path.parent.name}/{path.name}"


def read_text(path: Path) -> str:
    """Return a file as text in NFC, with one kind of apostrophe.

    Raises:
        PackError: The file is missing, too large, or not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise PackError(
            f"{named(path)} cannot be read ({fault.strerror}); put it back into the folder"
        ) from fault
    if len(raw) > LARGEST_FILE_BYTES:
        raise PackError(f"{named(path)} is larger than {LARGEST_FILE_BYTES} bytes; shorten it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = raw[: fault.start].count(b"\n") + 1
        raise PackError(
            f"{named(path)}, row {row}: the letters are not stored as UTF-8; "
            "save the file again and choose 'CSV UTF-8'"
        ) from fault
    return in_one_form(text)


def in_one_form(text: str) -> str:
    """Return text in NFC, with one kind of apostrophe."""
    return unicodedata.normalize("NFC", text).translate(APOSTROPHES)


def read_rows(
    path: Path,
    *,
    columns: tuple[str, ...],
    keys: int = 1,
    filled: tuple[str, ...] = (),
    spoken: tuple[str, ...] = (),
    unknown: str = "",
    text: str | None = None,
) -> tuple[Row, ...]:
    """Return the rows of a CSV file, each checked.

    Args:
        path: The file.
        columns: Columns it must have.
        keys: How many of the first columns together name a row; no two rows share a name.
        filled: Columns that are never empty.
        spoken: Columns that are said on air: never empty, never digits or signs.
        unknown: Column that may be empty while nobody knows the words; such rows are left out.
        text: What stands for the file, as an officer wrote it over it; None: the file itself.

    Raises:
        PackError: The file breaks a rule; the message names file, row and remedy.
    """
    rows = tuple(_rows(read_text(path) if text is None else in_one_form(text), path, columns))
    seen: dict[str, int] = {}
    for row in rows:
        key = " ".join(row[column] for column in columns[:keys])
        if key in seen:
            raise row.fault(f"'{key}' stands in row {seen[key]} already; keep one of them")
        seen[key] = row.line
        known = not unknown or row[unknown]
        _check_cells(row, (*columns[:keys], *(filled if known else ())), spoken if known else ())
    return tuple(row for row in rows if not unknown or row[unknown])


def _rows(text: str, path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    file = named(path)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in heading]
        if missing:
            raise PackError(f"{file}, row 1: the column '{missing[0]}' is missing; add it")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = Row(
                file=file,
                line=reader.line_num,
                cells={name: cell.strip() for name, cell in zip(heading, cells, strict=False)},
            )
            if len(cells) != len(heading):
                raise row.fault(
                    f"it has {len(cells)} cells, the heading has {len(heading)}; "
                    'put text that holds a comma into "quotes"'
                )
            yield row
    except csv.Error as fault:
        raise PackError(
            f"{file}, row {reader.line_num}: {fault}; check the quotes around the text"
        ) from fault


def _check_cells(row: Row, filled: tuple[str, ...], spoken: tuple[str, ...]) -> None:
    for column, cell in row.cells.items():
        if cell.startswith(FORMULA_STARTS):
            raise row.fault(f"'{column}' begins like a spreadsheet formula; type the words instead")
    if row.cells.get("status", "draft") not in ROW_STATUS:
        raise row.fault(f"the status '{row['status']}' is unknown; use one of {list(ROW_STATUS)}")
    for column in (*filled, *spoken):
        if not row[column]:
            raise row.fault(f"'{column}' is empty; fill it or remove the row")
    for column in spoken:
        sign = unsayable(row[column])
        if sign:
            raise row.fault(f"'{column}' holds '{sign}', which a voice cannot read; use words")


def unsayable(text: str) -> str:
    """Return the first digit or sign in a text that no voice may be given, or an empty string.

    >>> unsayable("about 5 percent")
    '5'
    """
    return next((sign for sign in text if sign in NEVER_SPOKEN or sign.isnumeric()), "")


def check_fields(row: Row, column: str, wanted: frozenset[str]) -> None:
    """Make sure that a pattern names exactly the fields it is filled with.

    Args:
        row: The row.
        column: Its column that holds the pattern.
        wanted: Names that must stand in braces.

    Raises:
        PackError: A field is missing, unknown, or more than a name.
    """
    try:
        parts = list(Formatter().parse(row[column]))
    except ValueError as fault:
        raise row.fault(f"'{column}' has a brace too many or too few: {fault}") from fault
    found = [field for _, field, spec, conversion in parts if field is not None]
    plain = not any(spec or conversion for _, _, spec, conversion in parts)
    if set(found) != wanted or not plain:
        fields = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no braces"
        raise row.fault(f"'{column}' must hold {fields}, and no others")


def read_settings(path: Path) -> dict[str, object]:
    """Return a YAML file as names and values.

    Raises:
        PackError: The file is not YAML, or not a list of names and values.
    """
    try:
        found = yaml.safe_load(read_text(path))
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        place = getattr(fault, "problem_mark", None)
        row = f", row {place.line + 1}" if place else ""
        raise PackError(
            f"{named(path)}{row}: this is not YAML; check the colons and the indents"
        ) from fault
    if not isinstance(found, dict):
        raise PackError(f"{named(path)}, row 1: write 'name: value', one a line")
    return {str(name): value for name, value in found.items()}


def pack_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a pack in the order of their names; hidden files are no part of it."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    own = [path for path in found if not _hidden(path.relative_to(folder))]
    return tuple(sorted(own, key=lambda path: path.relative_to(folder).as_posix()))


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~", "__")) or part.endswith("~") for part in path.parts)


def pack_sha256(folder: Path, *, slots: Path, overlay: Mapping[str, str] = NO_OVERLAY) -> str:
    """Return the hash of a pack: names and bytes of all its files, in the order of names.

    The catalogue of slots goes first: its roundings change what is heard, so they change what a
    reviewer has reviewed. A text of the overlay counts as if it were the file.
    """
    own = {path.relative_to(folder).as_posix(): path for path in pack_files(folder)}
    told = sha256()
    _add(told, slots.relative_to(folder.parent).as_posix(), slots.read_bytes())
    for name in sorted({*own, *overlay}):
        body = overlay[name].encode() if name in overlay else own[name].read_bytes()
        _add(told, f"{folder.name}/{name}", body)
    return told.hexdigest()


def _add(told: Hash, name: str, body: bytes) -> None:
    told.update(f"{name}\n{len(body)}\n".encode())
    told.update(body)
