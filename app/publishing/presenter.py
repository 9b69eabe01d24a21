"""A presenter's page: a bulletin as somebody reads it aloud, printed on A4 as PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno
import typst
from babel.dates import format_date

from app.domain.bulletins import Bulletin, Script, Segment
from app.domain.languages import language_name
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.errors import PrintError
from app.publishing.breaths import breaths
from app.publishing.presenter_words import COMPARED, fact_label, labels, page_language

PDF = "application/pdf"
TEMPLATE = Path(__file__).with_name("presenter.typ")
# Several times the longest bulletin; more is no bulletin, and would take long to set.
MOST_LETTERS = 20_000
MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a presenter answers a caller, a sentence a line."""

    question: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a presenter's page is made from.

    Attributes:
        check_number: Six digits that people compare by telephone.
        duration_s: Length of the recording in seconds; 0 when there is none.
        words_per_minute: Pace of the language, for the lengths of its parts.
        before: The script of the week before, or None when there was none.
        answers: What callers ask.
        audio_url: Where it can be heard first; empty: no code is printed.
    """

    bulletin: Bulletin
    script: Script
    county: County
    check_number: str
    duration_s: float
    words_per_minute: int
    before: Script | None = None
    answers: tuple[Answer, ...] = ()
    audio_url: str = ""


def sheet_key(sheet: Sheet, *, one_page: bool = False) -> str:
    """Return the hash of all that a page depends on: the same key, the same bytes."""
    told = _as_json(sheet, one_page=one_page)
    return sha256(f"{_typesetter()}\n{_template()}\n{told}".encode()).hexdigest()


def print_sheet(sheet: Sheet, *, one_page: bool = False) -> bytes:
    """Return the page as PDF; equal sheets give equal bytes.

    Args:
        one_page: Whether only the words are printed, as large as one page allows.

    Raises:
        PrintError: The bulletin is far too long, or cannot be set.
    """
    if len(sheet.script.text) + sum(len(str(each)) for each in sheet.answers) > MOST_LETTERS:
        raise PrintError(f"{sheet.bulletin.id} is far too long for a presenter's page.")
    released = sheet.bulletin.released_at or sheet.bulletin.created_at
    setter = typst.Compiler(
        _template().encode(),
        # The page reads no files; this is all that it could read.
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"told": _as_json(sheet, one_page=one_page)},
    )
    try:
        made = setter.compile(format="pdf", timestamp=int(released.timestamp()))
    except typst.TypstError as fault:
        raise PrintError(f"The page of {sheet.bulletin.id} cannot be set: {fault}") from fault
    if not isinstance(made, bytes):
        raise PrintError(f"The page of {sheet.bulletin.id} came out empty.")
    return made


@cache
def _typesetter() -> str:
    return version("typst")


@cache
def _template() -> str:
    return TEMPLATE.read_text(encoding="utf-8")


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that come with the typesetter: the same letters on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _as_json(sheet: Sheet, *, one_page: bool) -> str:
    told = {**_heading(sheet), "one_page": one_page, "parts": _parts(sheet, whole=one_page)}
    if not one_page:
        told |= {"asked": _asked(sheet), **_changed(sheet)}
    return json.dumps(told, ensure_ascii=True, sort_keys=True)


def _heading(sheet: Sheet) -> dict[str, Any]:
    bulletin, say = sheet.bulletin, labels(sheet.bulletin.language)
    words = _fact_words(sheet.script)
    tongue = language_name(bulletin.language)
    week = f"{say['week'].format(number=bulletin.week.number)} · {_days(bulletin)}"
    check = f"{sheet.check_number[:3]} {sheet.check_number[3:]}"
    phase = words.get("phase") or (str(bulletin.phase) if bulletin.phase else "–")
    return {
        "id": bulletin.id,
        "title": sheet.script.title,
        "language": bulletin.language,
        "labels": say,
        "exercise": bulletin.exercise,
        "mark": say["exercise"],
        "county": sheet.county.name,
        "tongue": tongue,
        "week": week,
        "phase": phase.upper(),
        "trend": words.get("trend", ""),
        "facts": _facts(sheet, say, check),
        "running": f"{sheet.county.name} · {tongue} · {week}",
        "foot": f"NDMA · {say['edition']} {bulletin.edition} · {say['check']} {check}",
        "qr": _code(sheet.audio_url),
    }


def _facts(sheet: Sheet, say: Mapping[str, str], check: str) -> list[tuple[str, str]]:
    seconds = round(sheet.duration_s) or sum(
        _seconds(sheet, each) for each in sheet.script.segments
    )
    minutes, rest = divmod(seconds, 60)
    return [
        (say["until"], _day(sheet.bulletin.valid_until, sheet.bulletin.language)),
        (say["length"], say["minutes"].format(minutes=minutes, seconds=rest)),
        (say["count"], str(sheet.script.words)),
        (say["check"], check),
    ]


def _seconds(sheet: Sheet, segment: Segment) -> int:
    return max(1, round(60 * len(segment.text.split()) / sheet.words_per_minute))


def _parts(sheet: Sheet, *, whole: bool) -> list[dict[str, Any]]:
    say = labels(sheet.bulletin.language)
    return [
        {
            "name": say.get(each.kind, each.kind),
            "seconds": say["about"].format(seconds=_seconds(sheet, each)),
            "sentences": [
                (sentence,) if whole else breaths(sentence) for sentence in each.sentences
            ],
        }
        for each in sheet.script.segments
    ]


def _asked(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {"question": each.question, "answer": each.sentences}
        for each in sheet.answers[:MOST_QUESTIONS]
    ]


def _changed(sheet: Sheet) -> dict[str, Any]:
    """Return what is said otherwise than in the week before: what, then and now."""
    language = sheet.bulletin.language
    say, now = labels(language), _fact_words(sheet.script)
    before = _fact_words(sheet.before) if sheet.before else {}
    changed = [
        (fact_label(each, language), before[each], now[each])
        for each in COMPARED
        if each in now and each in before and now[each] != before[each]
    ]
    unchanged = say["unchanged"] if sheet.before else say["no_before"]
    return {"changed": changed, "unchanged": unchanged}


def _fact_words(script: Script) -> dict[str, str]:
    """Return how the script says each fact; one that was edited out of the text is left out."""
    return {
        fact.name: fact.words
        for segment in script.segments
        for fact in segment.facts
        if fact.words and fact.words.casefold() in segment.text.casefold()
    }


def _days(bulletin: Bulletin) -> str:
    week: Week = bulletin.week
    locale = page_language(bulletin.language)
    first = format_date(week.monday, "d MMM", locale=locale)
    return f"{first} – {format_date(week.sunday, 'd MMM y', locale=locale)}"


def _day(moment: datetime, language: str) -> str:
    day = moment.astimezone(NAIROBI).date()
    return format_date(day, "EEE d MMM", locale=page_language(language))


def _code(address: str) -> str:
    """Return a QR code as SVG, or nothing without an address."""
    if not address:
        return ""
    return segno.make(address, error="m", micro=False).svg_inline(border=2, scale=4)
