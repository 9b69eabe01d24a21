"""One row of a table changed by hand; the rest of the table stays as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import PackError
from app.writing.pack_tables import LEXICON

# Columns that together name a row.
KEYS_OF_LEXICON, KEYS = ("written", "engine"), ("key",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as its text holds it.

    Attributes:
        keys: Columns that together name a row.
    """

    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    def name_of(self, row: Mapping[str, str]) -> str:
        """Return the name of a row."""
        return " | ".join(row[key] for key in self.keys)

    def row_named(self, name: str) -> Mapping[str, str] | None:
        """Return a row by its name, or None."""
        return next((each for each in self.rows if self.name_of(each) == name), None)


def read_table(text: str, file: str) -> Table:
    """Return the table of a text that was loaded before."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    rows = tuple({name: cell or "" for name, cell in row.items() if name} for row in reader)
    return Table(
        columns=tuple(reader.fieldnames or ()),
        keys=KEYS_OF_LEXICON if file == LEXICON else KEYS,
        rows=tuple(row for row in rows if any(row.values())),
    )


def with_row(table: Table, name: str, cells: Mapping[str, str] | None) -> str:
    """Return the text of a table with one row changed, added or taken out.

    Args:
        table: The table.
        name: The row's name; empty to add one.
        cells: Its new cells; None to take it out.

    Raises:
        PackError: There is no such row.
    """
    rows = list(table.rows)
    if name:
        known = table.row_named(name)
        if known is None:
            raise PackError(f"there is no row '{name[:80]}' any more; open the table again")
        place = rows.index(known)
        rows[place : place + 1] = [] if cells is None else [{**known, **cells}]
    elif cells is not None:
        rows.append(cells)
    told = io.StringIO()
    writer = csv.DictWriter(told, table.columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue()
