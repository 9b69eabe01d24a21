"""The counties of Kenya: codes, names, and the languages their stations speak."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class County:
    """A county.

    Attributes:
        slug: Name in addresses, such as `taita-taveta`.
        name: Name as printed and spoken.
        pcode: COD code, such as `KE006`; the first five letters of every unit inside it.
        short: Three letters for file names.
        arid: Whether it is one of the 23 arid and semi-arid counties that NDMA watches.
        languages: Languages of its bulletins, in the order of the page.
    """

    slug: str
    name: str
    pcode: str
    short: str
    arid: bool
    languages: tuple[str, ...]


@cache
def counties() -> dict[str, County]:
    """Return every county by slug, in the order of their p-codes.

    >>> counties()["kitui"].pcode
    'KE015'
    """
    with files("app.domain").joinpath("counties.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {
        row["slug"]: County(
            slug=row["slug"],
            name=row["name"],
            pcode=row["pcode"],
            short=row["short"],
            arid=row["arid"] == "yes",
            languages=tuple(row["languages"].split()),
        )
        for row in rows
    }


def letters_only(name: str) -> str:
    """Return a place name folded to its letters, so that spellings can be compared.

    >>> letters_only("Taita-Taveta") == letters_only("TAITA TAVETA")
    True
    """
    return "".join(letter for letter in name.casefold() if letter.isalpha())


def county_named(name: str) -> County | None:
    """Return the county with this name or slug, however it is spelled, or None.

    >>> county_named("Murang'a").slug
    'muranga'
    """
    wanted = letters_only(name)
    return next((each for each in counties().values() if letters_only(each.name) == wanted), None)


def county_of_pcode(pcode: str) -> County | None:
    """Return the county that a COD code lies in, or None.

    >>> county_of_pcode("KE015074").name
    'Kitui'
    """
    return next((each for each in counties().values() if pcode[:5] == each.pcode), None)
