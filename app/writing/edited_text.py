"""The first gate of a text that somebody typed: what is in it, before anything reads it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from app.domain.evidence import Phase
from app.errors import PackError, TemplateError
from app.writing.pack_files import in_one_form
from app.writing.segments import ENDING, SHARED, SPOT, SegmentKind

LONGEST_TEXT = 20_000
FOLDER = "segments/"
# Marks on one letter; more than two are a trick to spoil the lines around it.
MOST_MARKS = 2


def file_named(name: str) -> str:
    """Return the file of a segment, in full, as it lies in a language's folder.

    Args:
        name: In full, or as short as `alert/headline`.

    Raises:
        PackError: No bulletin uses such a file.

    >>> file_named("alert/headline")
    'segments/alert/headline.txt.j2'
    """
    short = name.removeprefix(FOLDER).removesuffix(ENDING)
    phase, _, kind = short.partition("/")
    phases = (SHARED, SPOT, *map(str, Phase))
    if phase not in phases or kind not in list(SegmentKind):
        raise PackError(
            f"no bulletin uses '{name[:80]}'; name it as phase/segment, such as alert/headline. "
            f"The phases are {', '.join(phases)}; the segments {', '.join(SegmentKind)}"
        )
    return f"{FOLDER}{phase}/{kind}{ENDING}"


def typed_text(text: str, *, file: str) -> str:
    """Return a text as it is kept: in one form of Unicode, lines ended in one way.

    Args:
        text: As it was typed or pasted.
        file: Its name in messages.

    Raises:
        TemplateError: It holds what no listener could hear and no reviewer see.
    """
    if len(text) > LONGEST_TEXT:
        raise TemplateError(f"{file}, line 1: a segment has at most {LONGEST_TEXT} letters")
    plain = in_one_form(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\t", " "))
    for number, line in enumerate(plain.split("\n"), 1):
        why = next(_faults(line), "")
        if why:
            raise TemplateError(f"{file}, line {number}: {why}")
    return plain.rstrip("\n ") + "\n"


def _faults(line: str) -> Iterator[str]:
    marks = 0
    for sign in line:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind == "Mn" else 0
        name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
        if kind[0] == "C" or kind in ("Zl", "Zp"):
            yield f"it holds a character that is not seen ({name}); type the line again"
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
