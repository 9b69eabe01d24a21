"""Advice and contacts as tables for a spreadsheet, and back again: all of a table, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.advice import AdviceLine, AdviceWords, Offer, Season
from app.domain.advice_entry import ANY, read_line
from app.domain.advice_entry import FIELDS as LINE_FIELDS
from app.domain.contacts import FIELDS as CONTACT_FIELDS
from app.domain.contacts import Contact, read_contact
from app.domain.people import Officer
from app.domain.periods import NAIROBI
from app.errors import ApprovalError, PackError, StoreError
from app.pipeline.library_entry import advice_words, plain
from app.pipeline.newsroom import Newsroom
from app.store.advice import offer_line, offers, put_words, refuse_offerer
from app.store.advice_contacts import add_contact, contacts, same
from app.writing.exchange_rows import decoded, plain_cells, row_fault, rows, written_table

# What stands in the last column is for a person to read, and never read back.
ADVICE_COLUMNS = (*LINE_FIELDS, "language", "text", "short")
ADVICE_TOLD = (*ADVICE_COLUMNS, "state")
CONTACT_TOLD = (*CONTACT_FIELDS, "verified_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table that somebody brings."""

    name: str
    officer: Officer
    at: datetime

    @property
    def today(self) -> date:
        """The day in Nairobi."""
        return self.at.astimezone(NAIROBI).date()

    def fault(self, row: int, faults: Mapping[str, str]) -> PackError:
        """Return the error that names a row and what is wrong in it."""
        told = " ".join(f"{column}: {why}" for column, why in faults.items())
        return row_fault(self.name, row, told)

    @contextmanager
    def naming(self, row: int) -> Iterator[None]:
        """Name the row in whatever is raised while it is kept.

        Raises:
            ApprovalError: This officer may not keep it.
            PackError: The store refuses it.
        """
        try:
            yield
        except StoreError as fault:
            raise row_fault(self.name, row, str(fault)) from fault
        except ApprovalError as fault:
            raise ApprovalError(f"{self.name}, row {row}: {fault}") from fault

    def read(
        self, raw: bytes, columns: tuple[str, ...], *, key: tuple[str, ...]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows of a table; no two have the same key.

        Raises:
            PackError: A row is wrong; the message names it.
        """
        seen: dict[tuple[str, ...], int] = {}
        for row, cells in rows(decoded(raw, self.name), self.name, columns):
            told = plain(plain_cells(cells, row, self.name, columns))
            named = tuple(told[column].strip().casefold() for column in key)
            if named in seen:
                why = f"{', '.join(named)} stands in row {seen[named]} already; keep one of them"
                raise row_fault(self.name, row, why)
            seen[named] = row
            yield row, told
        if not seen:
            raise row_fault(self.name, 1, "there are no rows below the heading")


def advice_table(newsroom: Newsroom) -> str:
    """Return the library as CSV, one row a line and language."""
    with newsroom.store.reading() as tx:
        known = offers(tx)
    return written_table(ADVICE_TOLD, [cells for each in known for cells in _advice_cells(each)])


def _advice_cells(offer: Offer) -> Iterator[list[str]]:
    line = list(_line_cells(offer.line).values())
    for language, words in sorted(offer.words.items()):
        yield [*line, language, words.text, words.short, str(offer.state)]


def _line_cells(line: AdviceLine) -> dict[str, str]:
    told = {name: str(getattr(line, name)) for name in LINE_FIELDS}
    told["seasons"] = ANY if line.seasons == set(Season) else " ".join(sorted(line.seasons))
    told["zones"] = "; ".join(line.zones)
    return told


def import_advice(newsroom: Newsroom, raw: bytes, *, name: str, officer: Officer) -> int:
    """Offer every new line and keep every new wording of a table; return how many rows were new.

    Args:
        newsroom: The newsroom.
        raw: The table, UTF-8.
        name: Its name, for messages.
        officer: Who brings it.

    Raises:
        ApprovalError: This officer may not, or not in the language of a row.
        PackError: A row is wrong, and nothing was kept; the message names the row.
    """
    refuse_offerer(officer)
    table = _Table(name=name, officer=officer, at=newsroom.clock.now())
    kept = 0
    with newsroom.store.transaction() as tx:
        lines = {each.line.key: each for each in offers(tx)}
        words = {(key, code): said for key, it in lines.items() for code, said in it.words.items()}
        known = {key: it.line for key, it in lines.items()}
        for row, cells in table.read(raw, ADVICE_COLUMNS, key=("key", "language")):
            line, found = _advice_row(newsroom, table, row, cells, known=known)
            before = words.get((line.key, cells["language"]))
            if before is None or before.sha256 != found.sha256:
                told = cells["language"], found
                with table.naming(row):
                    if line.key not in known:
                        offer_line(tx, line, officer=officer, at=table.at)
                    put_words(tx, line.key, *told, officer=officer, at=table.at)
                known[line.key] = line
                kept += 1
    return kept


def _advice_row(
    newsroom: Newsroom,
    table: _Table,
    row: int,
    cells: Mapping[str, str],
    *,
    known: Mapping[str, AdviceLine],
) -> tuple[AdviceLine, AdviceWords]:
    """Return a row as a line and its words; a line that is known may be over by now."""
    officer, language = table.officer.name, cells["language"]
    before = known.get(cells["key"])
    line, faults = before, dict[str, str]()
    if before is None or any(cells[name] != told for name, told in _line_cells(before).items()):
        line, faults = read_line(cells, today=table.today)
    words, wrong = advice_words(newsroom, language, cells, officer=officer)
    if line is None or words is None:
        raise table.fault(row, {**faults, **wrong})
    if before is not None and before != line:
        why = f"advice '{line.key}' is known with other facts; give it another short name"
        raise row_fault(table.name, row, why)
    return line, words


def contact_table(newsroom: Newsroom) -> str:
    """Return the telephone numbers of every county as CSV."""
    with newsroom.store.reading() as tx:
        known = contacts(tx)
    return written_table(CONTACT_TOLD, [_contact_cells(each) for each in known])


def _contact_cells(kept: Contact) -> list[str]:
    checked = str(kept.verified_on) if kept.verified_on else ""
    return [*(str(getattr(kept, name)) for name in CONTACT_FIELDS), checked]


def import_contacts(newsroom: Newsroom, raw: bytes, *, name: str, officer: Officer) -> int:
    """Keep every new or changed number of a table; return how many there were.

    Args:
        newsroom: The newsroom.
        raw: The table, UTF-8.
        name: Its name, for messages.
        officer: Who brings it.

    Raises:
        ApprovalError: This officer may not, or not for one of the counties.
        PackError: A row is wrong, and nothing was kept; the message names the row.
    """
    refuse_offerer(officer)
    table, kept = _Table(name=name, officer=officer, at=newsroom.clock.now()), 0
    with newsroom.store.transaction() as tx:
        known = {(each.county, each.name): each for each in contacts(tx)}
        for row, cells in table.read(raw, CONTACT_FIELDS, key=("county", "name")):
            before = known.get((cells["county"], cells["name"]))
            if before and _contact_cells(before)[: len(CONTACT_FIELDS)] == list(cells.values()):
                continue
            made, faults = read_contact(cells, officer=officer.name, at=table.at, today=table.today)
            if made is None:
                raise table.fault(row, faults)
            before = known.get((made.county, made.name))
            if before is None or not same(before, made):
                with table.naming(row):
                    add_contact(tx, made, officer=officer)
                kept += 1
    return kept
