"""Which of our bulletins a line of an as-run log names: by file, id, title or cart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from app.domain.bulletins import bulletin_id
from app.domain.languages import LANGUAGE_NAMES
from app.domain.periods import Week
from app.domain.places import counties, county_named, letters_only
from app.store.listing import Standing

# The name of an exercise's file begins so.
_FILE = re.compile(r"(EXERCISE-)?([A-Z]{3})_([a-z]{2,3})_(\d{4})W(\d{2})_drought_v(\d{1,3})", re.I)
_ID = re.compile(
    r"(?<![\w-])(x-)?(\d{4})-W(\d{2})-([a-z-]{3,40})-([a-z]{2,3})-(\d{1,3})(?![\w-])", re.I
)
# Dashes come out of many programs as other signs, so that any will do.
_TITLE = re.compile(
    r"drought bulletin\W{1,8}(\w.{1,40}?)\W{1,8}([^\W\d_]{2,20})\W{1,8}"
    r"(?:wk|week)\W{0,3}(\d{1,2})\W{1,3}(\d{4})",
    re.I,
)
# How a podcast of ours names a bulletin, after county and language.
_FEED = re.compile(r"(?<!\w)(\d{4})W(\d{2})v(\d{1,3})(?!\w)", re.I)
_EXERCISE = re.compile(r"EXERCISE\W{1,8}$", re.I)
_PROGRAMME = re.compile(r"drought bulletin", re.I)
_CART = re.compile(r"0*(\d{1,6})(?:_\d{3})?")
# A cart without a column of that name is only believed with all of its digits.
_WHOLE_CART = re.compile(r"(\d{6})(?:_\d{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Editions of one county and language, of one week or of whichever was on air."""

    county: str
    language: str
    week: Week | None = None
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """One exact edition."""

    id: str


@dataclass(frozen=True, slots=True)
class SomeBulletin:
    """A drought bulletin, but not which one."""


Named = Series | Edition | SomeBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What helps to tell a station's bulletins apart.

    Attributes:
        series: The counties and languages that it broadcasts for.
        carts: The county and language of each of its carts.
    """

    series: tuple[Series, ...]
    carts: Mapping[int, Series]


def named_in(cells: Sequence[str], expected: Expected, *, cart: str | None) -> Named | None:
    """Return what a line names, or None when it is of another programme.

    Args:
        cart: What stands in the column of carts; None when the log has none.
    """
    line = " | ".join(cells)
    programme = _PROGRAMME.search(line)
    named = _exact(line) or (_titled(line, programme.start()) if programme else None)
    if named:
        return named
    if expected.carts:
        found = _by_cart(cells, expected, cart)
        if found:
            return found
    if programme:
        return expected.series[0] if len(expected.series) == 1 else SomeBulletin()
    return None


def _exact(line: str) -> Named | None:
    lower = line.lower()
    if "_drought_v" not in lower and "-w" not in lower:
        return _in_feed(line)
    found = _FILE.search(line)
    if found:
        county = _shorts().get(found[2].upper())
        if county:
            told = (found[1], f"{found[4]}-W{found[5]}", county, found[3], found[6])
            return _edition(*told)
    found = _ID.search(line)
    if found:
        told = (found[1], f"{found[2]}-W{found[3]}", found[4].lower(), found[5], found[6])
        return _edition(*told)
    return None


def _in_feed(line: str) -> Named | None:
    found = _FEED.search(line)
    before = line[max(found.start() - 80, 0) : found.start()].split() if found else []
    if found is None or len(before) < 2:
        return None
    language = _language(before[-1])
    for words in (3, 2, 1):
        county = county_named(" ".join(before[-1 - words : -1]))
        if county and language:
            drill = "EXERCISE" if "EXERCISE" in before[: -1 - words] else None
            week = f"{found[1]}-W{found[2]}"
            return _edition(drill, week, county.slug, language, found[3])
    return None


def _edition(
    exercise: str | None, week: str, county: str, language: str, edition: str
) -> Named | None:
    try:
        of = Week.parse(week)
    except ValueError:
        return None
    name = bulletin_id(
        week=of,
        county=county,
        language=language.lower(),
        edition=int(edition),
        exercise=bool(exercise),
    )
    return Edition(name)


def _titled(line: str, start: int) -> Named | None:
    found = _TITLE.match(line, start)
    if found is None:
        return None
    exercise = _EXERCISE.search(line[:start]) is not None
    county, language = county_named(found[1]), _language(found[2])
    try:
        week = Week.parse(f"{found[4]}-W{int(found[3]):02d}")
    except ValueError:
        return SomeBulletin()
    if county is None or language is None:
        return SomeBulletin()
    return Series(county=county.slug, language=language, week=week, exercise=exercise)


def _by_cart(cells: Sequence[str], expected: Expected, cart: str | None) -> Named | None:
    if cart is not None:
        found = _CART.fullmatch(cart)
        return expected.carts.get(int(found[1])) if found else None
    numbers = (_WHOLE_CART.fullmatch(each) for each in cells)
    known = (expected.carts.get(int(each[1])) for each in numbers if each)
    return next((each for each in known if each), None)


def _language(name: str) -> str | None:
    plain = letters_only(name)
    return next((code for code, own in _languages().items() if plain in (code, own)), None)


@cache
def _languages() -> Mapping[str, str]:
    return {code: letters_only(name) for code, name in LANGUAGE_NAMES.items()}


@cache
def _shorts() -> Mapping[str, str]:
    return {each.short: each.slug for each in counties().values()}


def which(named: Named, known: Sequence[Standing], at: datetime) -> Standing | None:
    """Return the edition that is meant by what was named and was on air at a moment, or None.

    Args:
        known: Editions that were ever released, the oldest first.
    """
    if isinstance(named, SomeBulletin):
        return None
    if isinstance(named, Edition):
        return next((each for each in known if each.id == named.id), None)
    found = [
        each
        for each in known
        if (each.county, each.language) == (named.county, named.language)
        and each.exercise == named.exercise
        and (each.week == named.week if named.week else _about_then(each, at))
    ]
    out = [each for each in found if each.released_at and each.released_at <= at]
    return out[-1] if out else next(iter(found), None)


def _about_then(each: Standing, at: datetime) -> bool:
    """Return whether a station may have had it then: up to a week too long."""
    return each.valid_from <= at <= each.valid_until + timedelta(days=7)
