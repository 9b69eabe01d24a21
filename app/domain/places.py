"""The counties of Kenya: codes, names, and the languages their stations speak."""

from __future__ import annotations

import csv
import unicodedata
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
        watched_part: The part that NDMA watches where it is not the whole, such as `Kieni`.
        cluster: Livelihood cluster, such as `SEMA`; empty where it is not known.
        languages: Languages of its bulletins, in the order of the page.
    """

    slug: str
    name: str
    pcode: str
    short: str
    arid: bool
    watched_part: str
    cluster: str
    languages: tuple[str, ...]


def table(file_name: str) -> list[dict[str, str]]:
    """Return the rows of one of the domain's own tables; lines that begin with # are comments."""
    with files("app.domain").joinpath(file_name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def counties() -> dict[str, County]:
    """Return every county by slug, in the order of their p-codes.

    >>> counties()["kitui"].pcode
    'KE015'
    """
    return {
        row["slug"]: County(
            slug=row["slug"],
            name=row["name"],
            pcode=row["pcode"],
            short=row["short"],
            arid=row["arid"] == "yes",
            watched_part=row["watched_part"],
            cluster=row["cluster"],
            languages=tuple(row["languages"].split()),
        )
        for row in table("counties.csv")
    }


def letters_only(name: str) -> str:
    """Return a place name folded to its letters, so that spellings can be compared.

    Marks on letters, and signs that stand for an apostrophe, are no letters of their own.

    >>> letters_only("Taita-Taveta") == letters_only("TAITA TAVETA")
    True
    >>> letters_only("Kĩtui"), letters_only("Murangʼa")
    ('kitui', 'muranga')
    """
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if letter.isalpha() and unicodedata.category(letter) != "Lm"
    )


def county_named(name: str) -> County | None:
    """Return the county with this name or slug, however it is spelled, or None.

    >>> county_named("Murang'a").slug
    'muranga'
    """
    wanted = letters_only(name)
    return next((each for each in counties().values() if letters_only(each.name) == wanted), None)


def known_county(name: str) -> County:
    """Return the county with this slug or name, however it is spelled.

    Raises:
        ValueError: There is no such county.
    """
    found = counties().get(name) or county_named(name)
    if found is None:
        raise ValueError(f"'{name}' is no county of Kenya")
    return found


def county_of_pcode(pcode: str) -> County | None:
    """Return the county that a COD code lies in, or None.

    >>> county_of_pcode("KE015074").name
    'Kitui'
    """
    return next((each for each in counties().values() if pcode[:5] == each.pcode), None)
