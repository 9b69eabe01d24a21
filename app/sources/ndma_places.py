"""Whether a page is about the county it was entered for, judged by the places it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from app.domain.geography import constituencies, wards
from app.domain.places import County, counties

_SIDE = re.compile(r" (north|south|east|west|central|rural|town|township)$")
# Names that are also words of a bulletin in English, or are used everywhere.
_WORDS_TOO = ("central", "township", "gem", "soy", "turbo", "kee", "mui", "kwanza", "athi")
_SEVERAL = 2


def folded(text: str) -> str:
    """Return a text with letters only, one space between words, for comparing names.

    >>> folded("TAITA-TAVETA  County")
    'taita taveta county'
    """
    bare = re.sub(r"['’ʼ`]", "", text.casefold())
    return " ".join(re.findall(r"[^\W\d_]+", bare))


@cache
def places() -> dict[str, tuple[str, ...]]:
    """Return the folded names of the places in each county, by the county's slug.

    Constituencies of all counties, the wards where they are known; a name with a side of the
    compass stands with and without it. The county's own name is left out.

    >>> "garsen" in places()["tana-river"]
    True
    """
    of_counties = {folded(each.name) for each in counties().values()}
    return {slug: tuple(sorted(_named_in(slug) - of_counties)) for slug in counties()}


def _named_in(slug: str) -> set[str]:
    """Return the folded names of a county's constituencies and wards, with and without side."""
    printed = [name for each in constituencies(slug) for name in each.names]
    printed += [each.name for each in wards(slug)]
    names = {folded(part) for name in printed for part in name.split("/")}
    return names | {_SIDE.sub("", name) for name in names}


def wrong_county(text: str, *, county: County) -> str:
    """Return why a page is not about a county; empty when it is.

    Args:
        text: All that stands on the page.
        county: The county that it was entered for.
    """
    said = folded(text)
    if title := _titled(said):
        if title != county.slug:
            return f"is about {counties()[title].name} county, not {county.name}"
    elif not _among([folded(county.name)], said):
        return f"does not name {county.name} county; is it the bulletin of another county?"
    named = _own(county, said)
    for slug, other in counties().items():
        strange = [] if slug == county.slug else _strange(slug, county=county, said=said)
        own = [name for name in named if name not in places()[slug]]
        if (len(strange) >= _SEVERAL or (strange and not own)) and len(strange) > len(own):
            found = ", ".join(name.title() for name in strange)
            return (
                f"is entered for {county.name}, but its text names {found} of {other.name} county; "
                "NDMA may have put another county's text under this title"
            )
    return ""


def _titled(said: str) -> str | None:
    """Return the slug of the first county that is named with the word county, or None."""
    first = [
        (at, slug)
        for slug, each in counties().items()
        if (at := f" {said} ".find(f" {folded(each.name)} county ")) >= 0
    ]
    return min(first)[1] if first else None


def _own(county: County, said: str) -> list[str]:
    """Return the county's places that a text names; Taveta in `Taita Taveta` is none of them."""
    name = folded(county.name)
    rest = f" {said} ".replace(f" {name} ", " ")
    parts = [each for each in places()[county.slug] if f" {each} " in f" {name} "]
    whole = [each for each in places()[county.slug] if each not in parts]
    return [*_among(whole, said), *_among(parts, rest)]


def _strange(slug: str, *, county: County, said: str) -> list[str]:
    """Return the places of another county that a text names, without those of the own county."""
    own = (*places()[county.slug], folded(county.name))
    foreign = [name for name in places()[slug] if name not in own and name not in _WORDS_TOO]
    found = _among(foreign, said)
    name = folded(counties()[slug].name)
    return [*found, *_among([name], said)] if found else []


def _among(names: Iterable[str], said: str) -> list[str]:
    """Return the names that a folded text holds as whole words."""
    return [name for name in names if f" {name} " in f" {said} "]
