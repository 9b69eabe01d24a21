"""A new language: a folder with every table and every key, and nothing invented."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from app.errors import PackError
from app.writing import advice as advice_table
from app.writing.cldr import DAY_PERIODS, CldrWords, cldr_words
from app.writing.needed import DATES, NUMBERS
from app.writing.pack_files import read_rows
from app.writing.pack_tables import (
    GLOSSARY_COLUMNS,
    LEXICON_COLUMNS,
    PHRASE_COLUMNS,
    WORD_COLUMNS,
)
from app.writing.phrases import needed_phrases
from app.writing.slots import load_slots

CODE = re.compile(r"[a-z]{2,3}")
UNKNOWN = "draft"
UNREVIEWED = "unreviewed"
WORDS_PER_MINUTE = 110
README = """# {name}

Status: empty. What is here stands in CLDR, the Unicode Consortium's locale data, as printed there;
no speaker has reviewed it. There are no sentences: machines must not invent them. First steps: two
native writers for the sentences, or record a presenter.

`tangazo language check {code}` lists what is missing; `../en/README.md` says what each file holds.
"""
LANGUAGE = """code: {code}
name: {name}
english_name: {english}
# empty until there are sentences; then draft; reviewed once a native speaker has reviewed all rows
status: empty
why_empty: >
  Nobody has written and reviewed {plain} sentences yet, and no machine may invent them.
  Until then, a presenter who speaks {plain} can read the bulletin from the Kiswahili or
  English page.
words_per_minute: {pace}
"""
VOICE = """# No machine voice may read a language it was not made for: it would say other words.
ladder: []
why_none: >
  No computer voice of {plain} has been heard and approved. A presenter records it.
"""


def checked_code(code: str) -> str:
    """Return a language code that may name a folder.

    Raises:
        PackError: It is no language code.
    """
    if not CODE.fullmatch(code):
        raise PackError(f"'{code}' is no language code; write two or three small letters (ISO 639)")
    return code


def write_skeleton(code: str, *, into: Path, reference: Path) -> CldrWords:
    """Write the folder of a new language, and return what CLDR knows of it.

    Args:
        code: ISO 639 code of the language; the folder's name.
        into: Folder that will hold it.
        reference: Folder of the English pack, whose keys and English words are listed.

    Raises:
        PackError: The code is no language code, the folder exists, or it cannot be written.
    """
    folder = into / checked_code(code)
    if folder.exists():
        raise PackError(f"{folder} exists already; nothing was changed")
    known = cldr_words(code)
    texts = {**_texts(code, known), **_tables(known, reference)}
    try:
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        raise PackError(f"{folder} cannot be written ({fault.strerror})") from fault
    return known


def table(columns: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as CSV."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return told.getvalue()


def _texts(code: str, known: CldrWords) -> Mapping[str, str]:
    english = known.english_name or code
    filled = {
        "code": _quoted(code),
        "name": _quoted(known.name or code),
        "english": _quoted(english),
        "plain": english,
        "pace": WORDS_PER_MINUTE,
    }
    return {
        "language.yaml": LANGUAGE.format(**filled),
        "voice.yaml": VOICE.format(**filled),
        "README.md": README.format(code=code, name=known.name or english),
    }


def _quoted(name: str) -> str:
    """Return a name as YAML reads it back; the code `no` would be read as a falsehood."""
    return name if yaml.safe_load(name) == name else json.dumps(name, ensure_ascii=False)


def _tables(known: CldrWords, reference: Path) -> Mapping[str, str]:
    slots = load_slots(reference.parent / "slots.yaml")
    return {
        "numbers.csv": table(WORD_COLUMNS, ((key, "", "", UNKNOWN) for key in NUMBERS)),
        "dates.csv": table(WORD_COLUMNS, _dates(known)),
        "phrases.csv": table(
            PHRASE_COLUMNS, ((key, "", "", "", UNKNOWN) for key in needed_phrases(slots))
        ),
        "advice.csv": table(advice_table.COLUMNS, _advice(reference)),
        "glossary.csv": table(GLOSSARY_COLUMNS, _glossary(known, reference)),
        "pronunciation.csv": table(LEXICON_COLUMNS, ()),
    }


def _dates(known: CldrWords) -> Iterator[tuple[str, ...]]:
    for key in DATES:
        words = known.dates.get(key, "")
        yield (key, words, known.version, UNREVIEWED) if words else (key, "", "", UNKNOWN)


def _advice(reference: Path) -> Iterator[tuple[str, ...]]:
    """Yield the places that advice must fill, as the English advice fills them."""
    kept = ("key", "phase", "order", "seasons", "sector")
    for row in read_rows(reference / "advice.csv", columns=advice_table.COLUMNS):
        cells = {column: row[column] for column in kept} | {"status": UNKNOWN}
        yield tuple(cells.get(column, "") for column in advice_table.COLUMNS)


def _glossary(known: CldrWords, reference: Path) -> Iterator[tuple[str, ...]]:
    for key, words in known.day_periods.items():
        yield (f"day-period-{key}", DAY_PERIODS[key], words, "", known.version, UNREVIEWED)
    for row in read_rows(reference / "glossary.csv", columns=GLOSSARY_COLUMNS):
        yield (row["key"], row["en"], "", "", "", UNKNOWN)
