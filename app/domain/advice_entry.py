"""A line of the advice library as a person typed it: read, or refused field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from app.domain.advice import PLACES, AdviceLine, AdviceWords, Season, Sector
from app.domain.entries import Entry
from app.domain.evidence import Phase
from app.domain.geography import livelihood_zone_named
from app.domain.places import counties

LONGEST_TEXT, LONGEST_SHORT, LONGEST_KEY = 200, 60, 60
LONGEST_VALID_DAYS = 400
ANY = "any"
FIELDS = (
    "key", "phase", "place", "sector", "seasons", "zones", "contributor", "source", "document",
    "dated", "valid_from", "valid_until",
)  # fmt: skip
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_line(typed: Mapping[str, str], *, today: date) -> tuple[AdviceLine | None, dict[str, str]]:
    """Return a line as it was typed, or None, with what is wrong by field."""
    entry = Entry(typed)
    first, last, dated = _days(entry, today)
    phase, sector = entry.choice("phase", Phase), entry.choice("sector", Sector)
    seasons, place = _seasons(entry, sector), _place(entry)
    key, zones = _key(entry), _zones(entry)
    who = entry.text("contributor", missing="Say who offers it.", longest=80)
    source = entry.text("source", missing="Say whose advice it is.")
    document = entry.text("document", missing="Give the address or the name of the document.")
    if entry.faults or not (phase and sector and first and last and dated):
        return None, entry.faults
    line = AdviceLine(
        key=key,
        phase=phase,
        place=place,
        sector=sector,
        seasons=seasons,
        zones=zones,
        contributor=who,
        source=source,
        document=document,
        dated=dated,
        valid_from=first,
        valid_until=last,
    )
    return line, {}


def read_words(
    typed: Mapping[str, str], *, officer: str
) -> tuple[AdviceWords | None, dict[str, str]]:
    """Return the words of a line in one language as they were typed, or None, with the faults."""
    entry = Entry(typed)
    text = entry.text("text", missing="Write what to do.", longest=LONGEST_TEXT).rstrip(". ")
    missing = "Write the same in a few words; the close repeats it."
    short = entry.text("short", missing=missing, longest=LONGEST_SHORT).rstrip(". ")
    if entry.faults:
        return None, entry.faults
    return AdviceWords(text=text, short=short, edited_by=officer), {}


def _key(entry: Entry) -> str:
    key = entry.text("key", missing="Give it a short name, such as hay-2026.", longest=LONGEST_KEY)
    if key and not _KEY.fullmatch(key):
        entry.refuse("key", "Use small letters, digits and single hyphens, such as hay-2026.")
    return key


def _place(entry: Entry) -> int:
    said = entry.text("place")
    if said not in {str(each) for each in PLACES}:
        entry.refuse("place", "Choose 1, 2 or 3: which of the three actions it is said as.")
        return 0
    return int(said)


def _seasons(entry: Entry, sector: Sector | None) -> frozenset[Season]:
    said = entry.text("seasons").replace(";", " ").split()
    if said == [ANY]:
        seasons = frozenset(Season)
    elif said and set(said) <= set(Season):
        seasons = frozenset(map(Season, said))
    else:
        entry.refuse("seasons", "Write 'any', or some of MAM OND dry.")
        return frozenset()
    if sector is Sector.PLANTING and Season.DRY in seasons:
        why = "Planting is never advised in the dry season; write MAM, OND or both."
        entry.refuse("seasons", why)
    return seasons


def _zones(entry: Entry) -> tuple[str, ...]:
    zones = entry.several("zones")
    for each in zones:
        if not any(livelihood_zone_named(each, county=slug) for slug in counties()):
            entry.refuse("zones", f"'{each}' is no livelihood zone that is known here.")
    return zones


def _days(entry: Entry, today: date) -> tuple[date | None, date | None, date | None]:
    first, last = entry.day("valid_from", default=today), entry.day("valid_until")
    dated = entry.day("dated")
    if dated and dated > today:
        entry.refuse("dated", "The document cannot be of a day to come.")
    if first and last and last < first:
        entry.refuse("valid_until", "It ends before it begins; correct one of the days.")
    elif last and last < today:
        entry.refuse("valid_until", "It is over already.")
    elif first and last and last - first > timedelta(days=LONGEST_VALID_DAYS):
        entry.refuse("valid_until", f"Advice holds for {LONGEST_VALID_DAYS} days at most.")
    return first, last, dated
