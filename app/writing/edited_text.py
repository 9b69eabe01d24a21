"""The first gate of a text that somebody typed: what is in it, before anything reads it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from itertools import chain

from app.domain.evidence import Phase
from app.errors import PackError, TemplateError
from app.writing.pack_files import in_one_form
from app.writing.pack_tables import DATES, GLOSSARY, LEXICON, NUMBERS, PHRASES
from app.writing.segments import ENDING, FOLDER, SHARED, SPOT, SegmentKind

LONGEST_TEXT = 20_000
LONGEST_TABLE = 100_000
# Tables that officers change; advice has a library of its own.
TABLES = (GLOSSARY, PHRASES, NUMBERS, DATES, LEXICON)
TABLE_FOLDER, TABLE_ENDING = "tables/", ".csv"
# Marks on one letter; more than two are a trick to spoil the lines around it.
MOST_MARKS = 2


def file_named(name: str) -> str:
    """Return the file of a segment or a table, in full, as it lies in a language's folder.

    Args:
        name: In full, or as short as `alert/headline` or `tables/glossary`.

    Raises:
        PackError: No bulletin uses such a file.

    >>> file_named("alert/headline"), file_named("tables/glossary")
    ('segments/alert/headline.txt.j2', 'glossary.csv')
    """
    table = name.removeprefix(TABLE_FOLDER).removesuffix(TABLE_ENDING) + TABLE_ENDING
    if table in TABLES:
        return table
    short = name.removeprefix(FOLDER).removesuffix(ENDING)
    phase, _, kind = short.partition("/")
    phases = (SHARED, SPOT, *map(str, Phase))
    if phase not in phases or kind not in list(SegmentKind):
        raise PackError(
            f"no bulletin uses '{name[:80]}'; name it as phase/segment, such as alert/headline. "
            f"The phases are {', '.join(phases)}; the segments {', '.join(SegmentKind)}; "
            f"the tables {', '.join(TABLES)}"
        )
    return f"{FOLDER}{phase}/{kind}{ENDING}"


def short_name(file: str) -> str:
    """Return the short name of a segment or a table.

    >>> short_name("segments/alert/headline.txt.j2"), short_name("glossary.csv")
    ('alert/headline', 'tables/glossary')
    """
    stem = file.removeprefix(FOLDER).partition(".")[0]
    return stem if "/" in stem else f"{TABLE_FOLDER}{stem}"


def typed_text(text: str, *, file: str) -> str:
    """Return a text as it is kept: in one form of Unicode, lines ended in one way.

    Args:
        text: As it was typed or pasted.
        file: Its name in messages.

    Raises:
        TemplateError: It holds what no listener could hear and no reviewer see.
    """
    if len(text) > LONGEST_TEXT:
        raise TemplateError(
            f"{file}, line 1: these are {len(text):,} letters; a segment has at most "
            f"{LONGEST_TEXT:,}"
        )
    plain = _plain(text)
    for number, line in enumerate(plain.split("\n"), 1):
        why = next(chain(_unseen(line), _faults(line)), "")
        if why:
            raise TemplateError(f"{file}, line {number}: {why}")
    return plain.rstrip("\n ") + "\n"


def typed_table(text: str, *, file: str) -> str:
    """Return a table as it is kept: in one form of Unicode, lines ended in one way.

    Raises:
        PackError: It is too long, or holds what no reviewer can see.
    """
    if len(text) > LONGEST_TABLE:
        raise PackError(
            f"{file}, row 1: these are {len(text):,} letters; a table has at most {LONGEST_TABLE:,}"
        )
    plain = _plain(text)
    for number, line in enumerate(plain.split("\n"), 1):
        why = next(_unseen(line), "")
        if why:
            raise PackError(f"{file}, row {number}: {why}")
    return plain.rstrip("\n ") + "\n"


def typed_file(text: str, *, language: str, file: str) -> str:
    """Return a segment or a table as it is kept.

    Args:
        file: In full, as `file_named` gives it.

    Raises:
        LanguageError: It holds what cannot be kept; the message names the line.
    """
    typed: Callable[..., str] = typed_table if file in TABLES else typed_text
    return typed(text, file=f"{language}/{file}")


def read_typed(raw: bytes, *, file: str) -> str:
    """Return what an officer sent as a file.

    Raises:
        LanguageError: It is too large, or not UTF-8; the message names the row.
    """
    if len(raw) > 4 * LONGEST_TABLE:
        raise PackError(f"{file}: {len(raw):,} bytes are too many; send one table of one language")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = raw[: fault.start].count(b"\n") + 1
        raise PackError(
            f"{file}, row {row}: the letters are not stored as UTF-8; save the file again and "
            "choose 'CSV UTF-8'"
        ) from fault


def _plain(text: str) -> str:
    return in_one_form(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\t", " "))


def _unseen(line: str) -> Iterator[str]:
    for sign in line:
        kind = unicodedata.category(sign)
        if kind[0] == "C" or kind in ("Zl", "Zp"):
            yield f"it holds a character that is not seen ({_named(sign)}); type the line again"


def _named(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):04X}").lower()


def _faults(line: str) -> Iterator[str]:
    marks = 0
    for sign in line:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind == "Mn" else 0
        name = _named(sign)
        if kind == "So":
            yield f"'{sign}' ({name}) is a picture, which no voice can read; use words"
        if kind[0] == "L" and not _latin(sign, name):
            yield f"'{sign}' ({name}) is not a letter of this alphabet; type it again"
        if marks > MOST_MARKS:
            yield f"a letter carries too many marks ({name}); type it again"
    if line.lstrip().startswith("{#") and not _whole_note(line.strip()):
        yield "a note stands alone on its line, from {# to #}"


def _latin(sign: str, name: str) -> bool:
    return sign.isascii() or name.startswith(("latin ", "modifier letter "))


def _whole_note(line: str) -> bool:
    return line.endswith("#}") and line.count("#}") == 1
