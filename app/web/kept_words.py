"""Sentences that were kept in English, such as findings and verdicts, in another language.

They are recognised by patterns: entries of the catalogue with the context `kept`, whose places
stand for figures, names and days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel.dates import get_month_names
from babel.messages.catalog import Catalog

CONTEXT = "kept"
MOST_LETTERS = 2000
_PLACE = re.compile(r"%\((\w+)\)s")
_NAMES = "[^;:]+?"
_BETWEEN = re.compile(r"(?<=[.!?]) (?=\S)")


@dataclass(frozen=True, slots=True)
class KeptWords:
    """What recognises kept sentences of one language.

    Attributes:
        patterns: Each English sentence as an expression, with its words in the language.
        names: Words that stand in places, such as phases and months, with theirs.
        months: Those of them that are months; they are also put in the middle of a name.
    """

    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    names: Mapping[str, str] | None = None
    months: frozenset[str] = frozenset()

    def said(self, english: str) -> str | None:
        """Return kept sentences in the language, or None when any of them is not known."""
        if not self.patterns or len(english) > MOST_LETTERS:
            return None
        parts = [self._sentence(each) for each in _BETWEEN.split(english)]
        return " ".join(each for each in parts if each) if all(parts) else None

    def _sentence(self, english: str) -> str | None:
        for pattern, words in self.patterns:
            matched = pattern.fullmatch(english)
            if matched:
                return words % {k: self._named(v) for k, v in matched.groupdict().items()}
        return None

    def _named(self, value: str) -> str:
        """Return what stands in a place: a sentence, a name, or days with their months."""
        names = self.names or {}
        if value in names:
            return names[value]
        listed = value.split(", ")
        if len(listed) > 1:
            return ", ".join(self._named(each) for each in listed)
        count, _, counted = value.partition(" ")
        if count.isdigit() and counted in names:
            return f"{count} {names[counted]}"
        figures = value[:1].isdigit()
        return " ".join(
            names[each] if each in names and (figures or each in self.months) else each
            for each in value.split(" ")
        )


NOTHING_KEPT = KeptWords()


def kept_words(catalogue: Catalog, code: str) -> KeptWords:
    """Return what recognises kept sentences, longest first, so that the closest one is found."""
    told = [each for each in catalogue if each.context == CONTEXT and each.string]
    told.sort(key=lambda each: -len(_PLACE.sub("", str(each.id))))
    patterns = [(_expression(str(each.id)), str(each.string)) for each in told if _is_long(each.id)]
    names = {str(each.id): str(each.string) for each in told if not _is_long(each.id)}
    months = dict(_months(code))
    return KeptWords(tuple(patterns), {**names, **months}, frozenset(months))


def _is_long(told: object) -> bool:
    """Return whether an entry is a sentence, and not a name that stands in one."""
    return str(told).endswith(".") or bool(_PLACE.search(str(told)))


def _expression(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)
    # every second part is the name of a place
    told = [
        f"(?P<{part}>{_NAMES if part == 'names' else '.+?'})"
        if place % 2
        else re.escape(part.replace("%%", "%"))
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(told))


def _months(code: str) -> Iterator[tuple[str, str]]:
    theirs = get_month_names("wide", locale=code)
    for number, english in get_month_names("wide", locale="en").items():
        yield english, theirs[number]
