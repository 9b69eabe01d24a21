"""The tables of a language pack: words, phrases, terms, pronunciations and advice, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.recordings import Pronunciation
from app.errors import PackError
from app.writing import advice as advice_table
from app.writing.advice import Advice
from app.writing.pack_files import Row, check_fields, read_rows
from app.writing.pack_settings import PackStatus
from app.writing.segments import FOLDER

WORD_COLUMNS = ("key", "words", "source", "status")
PHRASE_COLUMNS = ("key", "text", "note", "source", "status")
GLOSSARY_COLUMNS = ("key", "en", "text", "note", "source", "status")
LEXICON_COLUMNS = ("written", "engine", "spoken", "checked_by")
GLOSSARY, PHRASES, LEXICON = "glossary.csv", "phrases.csv", "pronunciation.csv"
NUMBERS, DATES, ADVICE = "numbers.csv", "dates.csv", "advice.csv"
HEADINGS: Mapping[str, tuple[str, ...]] = {
    PHRASES: PHRASE_COLUMNS,
    NUMBERS: WORD_COLUMNS,
    DATES: WORD_COLUMNS,
    ADVICE: advice_table.COLUMNS,
    GLOSSARY: GLOSSARY_COLUMNS,
    LEXICON: LEXICON_COLUMNS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the field in this language, and where it was seen."""

    key: str
    english: str
    text: str
    note: str
    source: str
    status: str


def overlaid_tables(overlay: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    """Return the tables that officers wrote over those of a folder."""
    tables = {name: text for name, text in overlay.items() if not name.startswith(FOLDER)}
    strange = sorted(set(tables) - set(HEADINGS))
    if strange:
        raise PackError(f"{folder.name}/{strange[0]}: only sentences and tables are changed here")
    return tables


def read_patterns(
    path: Path,
    column: str,
    fields_of: Callable[[str], frozenset[str] | None],
    status: PackStatus,
    *,
    over: Mapping[str, str],
) -> Mapping[str, str]:
    """Return words or phrases by key, each with exactly the fields that it is filled with.

    Args:
        fields_of: The fields of a key, or None when nothing asks for it.
        over: Tables that officers wrote, by file.
    """
    rows = read_rows(
        path,
        columns=HEADINGS[path.name],
        spoken=(column,),
        unknown=_unknown(column, status),
        text=over.get(path.name),
    )
    for row in rows:
        fields = fields_of(row["key"])
        if fields is None:
            raise row.fault(f"nothing asks for '{row['key']}'; check how the key is spelled")
        check_fields(row, column, fields)
    _check_reviewed(rows, status)
    return {row["key"]: row[column] for row in rows}


def _unknown(column: str, status: PackStatus) -> str:
    """Return the column that may be empty: a language without sentences lists what it lacks."""
    return column if status is PackStatus.EMPTY else ""


def _check_reviewed(rows: tuple[Row, ...], status: PackStatus) -> None:
    for row in rows:
        if status is PackStatus.REVIEWED and row["status"] != "reviewed":
            raise row.fault(
                f"the language is marked as reviewed, but this row is {row['status']}; "
                "have it reviewed, or mark the language as a draft"
            )


def read_glossary(path: Path, status: PackStatus, *, over: Mapping[str, str]) -> tuple[Term, ...]:
    """Return the terms of a language."""
    rows = read_rows(
        path,
        columns=GLOSSARY_COLUMNS,
        filled=("en", "text"),
        unknown=_unknown("text", status),
        text=over.get(path.name),
    )
    return tuple(
        Term(
            key=row["key"],
            english=row["en"],
            text=row["text"],
            note=row["note"],
            source=row["source"],
            status=row["status"],
        )
        for row in rows
    )


def read_lexicon(path: Path, *, over: Mapping[str, str]) -> tuple[Pronunciation, ...]:
    """Return how names and words must be given to an engine."""
    rows = read_rows(
        path, columns=LEXICON_COLUMNS, keys=2, filled=("spoken",), text=over.get(path.name)
    )
    return tuple(
        Pronunciation(written=row["written"], engine=row["engine"], spoken=row["spoken"])
        for row in rows
    )


def read_advice(path: Path, status: PackStatus, *, over: Mapping[str, str]) -> tuple[Advice, ...]:
    """Return the advice that lies in the folder."""
    rows = read_rows(
        path,
        columns=HEADINGS[path.name],
        spoken=("text", "short"),
        unknown=_unknown("text", status),
        text=over.get(path.name),
    )
    for row in rows:
        check_fields(row, "text", frozenset())
    _check_reviewed(rows, status)
    return tuple(advice_table.advice_of(row) for row in rows)
