"""How words are handed to an engine that would say them wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.domain.recordings import Pronunciation

ANY_ENGINE = "*"
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'"))


def spoken_form(sentence: str, *, engine: str, lexicon: Sequence[Pronunciation]) -> str:
    """Return the sentence as the engine must be given it.

    The longest written form wins, words are matched whole, and what was put in is not looked at
    again. A written form in small letters also stands for its capitalised forms; any other is
    matched letter for letter. A written form that ends in a hyphen stands for the beginning of
    every word, so that one row mends a spelling that an engine never gets right.

    Args:
        sentence: As it stands in the script.
        engine: Name of the engine, such as `espeak`.
        lexicon: Rows of the language pack; those of other engines are left out.

    >>> rows = (Pronunciation(written="ng'-", engine="espeak", spoken="[[N]]"),)
    >>> spoken_form("Ng’ombe na king'ora.", engine="espeak", lexicon=rows)
    "[[N]]ombe na king'ora."
    """
    plain = sentence.translate(APOSTROPHES)
    spoken = {
        row.written.translate(APOSTROPHES): row.spoken
        for row in _own_rows_last(lexicon, engine)
        if row.written.strip("-")
    }
    if not spoken:
        return plain
    longest_first = sorted(spoken, key=len, reverse=True)
    pattern = "|".join(f"({_pattern(written)})" for written in longest_first)

    def replaced(found: re.Match[str]) -> str:
        return spoken[longest_first[(found.lastindex or 1) - 1]]

    return re.sub(pattern, replaced, plain)


def _own_rows_last(lexicon: Sequence[Pronunciation], engine: str) -> Iterable[Pronunciation]:
    """Return the rows for any engine, then the engine's own, which overrule them."""
    yield from (row for row in lexicon if row.engine == ANY_ENGINE)
    yield from (row for row in lexicon if row.engine == engine)


def _pattern(written: str) -> str:
    """Return the expression that finds a written form as whole words, or at their beginning."""
    form = re.escape(written.removesuffix("-"))
    if written == written.lower():
        form = f"(?i:{form})"
    # A word goes on over an apostrophe, so that "ng" is not found in "ng'ombe".
    end = r"(?=\w)" if written.endswith("-") else r"(?!'?\w)"
    return rf"(?<!\w)(?<!\w'){form}{end}"
