"""The languages of the pages themselves: which one a reader wants, and its words for ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from fastapi import Request
from markupsafe import Markup, escape

from app.web.kept_words import NOTHING_KEPT, KeptWords, kept_words

LOCALE = Path(__file__).parent / "locale"
# The language that the pages are written in; a text without a translation is shown in it.
WRITTEN_IN = "en"
LANGUAGES = (WRITTEN_IN, "sw")
COOKIE = "tangazo_ui"
LONGEST_ACCEPT = 500
# What has no two words beside each other, such as a figure with its unit, is in no language.
_WORDS = re.compile(r"[a-z]{2,} [A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Interface:
    """One language of the pages.

    Attributes:
        code: Its code, which is also the name of its locale in CLDR.
        words: Our English texts, each with its words in this language.
        kept: Recognises sentences that were kept in English.
    """

    code: str
    words: NullTranslations
    kept: KeptWords = NOTHING_KEPT

    def text(self, english: str, /, **facts: object) -> str:
        """Return a text in this language, its named places filled; not escaped.

        >>> ENGLISH.text("%(count)s words, 80 %% of them short", count=3)
        '3 words, 80 % of them short'
        """
        told = self.words.gettext(english) if english else ""
        return told % facts if facts else told.replace("%%", "%")

    def counted(self, one: str, many: str, count: int, /, **facts: object) -> str:
        """Return a text about a number of things in this language; `%(num)s` is the number.

        >>> ENGLISH.counted("%(num)s day old", "%(num)s days old", 2)
        '2 days old'
        """
        return self.words.ngettext(one, many, count) % {"num": count, **facts}

    def shown(self, english: object, /, **facts: object) -> Markup:
        """Return a text that python code made, escaped; this is `_` in the pages.

        Only markup among the facts, such as a macro's, stays markup: a text may hold what a
        stranger typed.
        """
        told = escape(self.words.gettext(str(english)) if english else "")
        return told % facts if facts else Markup(told.replace("%%", "%"))  # noqa: S704 - escaped

    def told(self, english: str) -> Markup:
        """Return a sentence that was kept in English; what has no words here is marked as English.

        >>> ENGLISH.told("Rain is 54 % of normal.")
        Markup('Rain is 54 % of normal.')
        """
        words = self.words.gettext(english) if english else ""
        if self.code == WRITTEN_IN or words != english:
            return escape(words)
        known = self.kept.said(english)
        if known is not None or not _WORDS.search(english):
            return escape(english if known is None else known)
        return Markup('<span lang="{}">{}</span>').format(WRITTEN_IN, english)

    def block(self, english: str, /, **facts: object) -> Markup:
        """Return the inside of a `{% trans %}` block; its markup is the page's own."""
        return Markup(self.words.gettext(english)) % facts  # noqa: S704 - from a page of ours

    def counted_block(self, one: str, many: str, count: int, /, **facts: object) -> Markup:
        """Return the inside of a `{% trans %}` block that has a plural."""
        words = self.words.ngettext(one, many, count)
        return Markup(words) % {"num": count, **facts}  # noqa: S704 - from a page of ours


ENGLISH = Interface(WRITTEN_IN, NullTranslations())


def load_interfaces() -> dict[str, Interface]:
    """Return every language of the pages by its code, read from `locale/<code>.po`."""
    others = [code for code in LANGUAGES if code != WRITTEN_IN]
    return {WRITTEN_IN: ENGLISH, **{code: _interface(code) for code in others}}


def _interface(code: str) -> Interface:
    with (LOCALE / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    made = BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    return Interface(code, Translations(made), kept_words(catalogue, code))


def wanted_language(request: Request) -> str:
    """Return the language that a reader has chosen, else the one that the browser asks for."""
    return chosen_language(request.cookies, request.headers.get("accept-language", ""))


def chosen_language(cookies: Mapping[str, str], accept: str) -> str:
    """Return the code of the language to show.

    Args:
        accept: What the browser says as Accept-Language.

    >>> chosen_language({}, "fr, sw-KE;q=0.8, en;q=0.5")
    'sw'
    >>> chosen_language({"tangazo_ui": "en"}, "sw")
    'en'
    """
    if cookies.get(COOKIE) in LANGUAGES:
        return cookies[COOKIE]
    asked = [_weighed(each) for each in accept[:LONGEST_ACCEPT].split(",")]
    known = [(weight, code) for weight, code in asked if code in LANGUAGES and weight > 0]
    return max(known, key=lambda each: each[0])[1] if known else WRITTEN_IN


def _weighed(asked: str) -> tuple[float, str]:
    """Return one language of an Accept-Language with its weight; 0 when it cannot be read."""
    tag, _, weight = asked.partition(";q=")
    try:
        return float(weight or 1), tag.strip().split("-")[0].lower()
    except ValueError:
        return 0, ""
