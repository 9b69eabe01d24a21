"""What Unicode's Common Locale Data Repository (CLDR) knows of a language, read through Babel."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.core import get_cldr_version

from app.writing.pack_files import APOSTROPHES

COUNTRY = "KE"
DAY_PERIODS = {"am": "before noon", "pm": "after noon"}
LONGEST_SIGN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CldrWords:
    """Words of a language from CLDR.

    Attributes:
        name: The language's name as its speakers write it, or empty.
        english_name: Its English name, or empty.
        version: CLDR's version, as a source in a table.
        dates: Weekdays and months by their key in `dates.csv`.
        day_periods: Words for the halves of the day by CLDR's key, `am` and `pm`.
    """

    name: str = ""
    english_name: str = ""
    version: str = ""
    dates: Mapping[str, str]
    day_periods: Mapping[str, str]

    @property
    def lacking(self) -> tuple[str, ...]:
        """What CLDR does not know of this language, in plain words."""
        wanted = {
            "its name": bool(self.name),
            "weekdays": "weekday-1" in self.dates,
            "months": "month-1" in self.dates,
            "day periods": bool(self.day_periods),
        }
        missing = [what for what, known in wanted.items() if not known]
        # CLDR's number spell-out has none of Kenya's languages but Kiswahili and English.
        return (*missing, "words for numbers", "patterns of dates in words")


def cldr_words(code: str) -> CldrWords:
    """Return what CLDR knows of a language as it is used in Kenya; nothing for an unknown one.

    Only the forms of running text are read: the forms for standing alone reach Babel, for some
    languages, as those of another one.

    >>> cldr_words("ki").dates["weekday-1"], cldr_words("mij").name
    ('Njumatatũ', '')
    """
    locale = _locale(code)
    if locale is None:
        return CldrWords(dates={}, day_periods={})
    return CldrWords(
        name=_plain(locale.get_language_name(code) or ""),
        english_name=locale.get_language_name("en") or "",
        version=f"CLDR {get_cldr_version()}",
        dates=dict(_dates(locale)),
        day_periods=dict(_day_periods(locale)),
    )


def _locale(code: str) -> Locale | None:
    for territory in (COUNTRY, None):
        try:
            return Locale(code, territory=territory)
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _dates(locale: Locale) -> Iterator[tuple[str, str]]:
    """Yield weekdays and months that are the language's own, not the root's stand-ins."""
    root = Locale("root")
    for weekday, words in sorted(locale.days["format"]["wide"].items()):
        if words != root.days["format"]["wide"][weekday]:
            yield f"weekday-{weekday + 1}", _plain(words)
    for month, words in sorted(locale.months["format"]["wide"].items()):
        if words != root.months["format"]["wide"][month]:
            yield f"month-{month}", _plain(words)


def _day_periods(locale: Locale) -> Iterator[tuple[str, str]]:
    """Yield the names of the day's halves; two or three letters are a sign, not a name."""
    forms = locale.day_periods.get("format", {})
    for key in DAY_PERIODS:
        words = forms.get("wide", {}).get(key) or forms.get("abbreviated", {}).get(key, "")
        if len(words) > LONGEST_SIGN:
            yield key, _plain(words)


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", words).translate(APOSTROPHES)
