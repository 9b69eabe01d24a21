"""What lies inside a county: constituencies, wards and livelihood zones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.domain.places import counties, known_county, letters_only, table


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Constituency:
    """A constituency; the sub-county that NDMA reports on, too.

    Attributes:
        pcode: COD code, such as `KE015074`.
        name: Name in the COD list, spelled as there.
        iebc_name: The electoral commission's name where it is another one, or empty.
    """

    pcode: str
    name: str
    iebc_name: str

    @property
    def names(self) -> tuple[str, ...]:
        """All names that it goes by."""
        return tuple(filter(None, (self.name, self.iebc_name)))


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Ward:
    """A ward.

    Attributes:
        code: Code in the list of wards, such as `KEW-0331`; no COD code.
        constituency: COD code of its constituency.
    """

    code: str
    constituency: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LivelihoodZone:
    """A livelihood zone of one county.

    Attributes:
        county: Slug.
        people_percent: Share of the county's people in %, or None where none was printed.
        also: Name in other bulletins, or empty.
        source: Where name and share were printed.
    """

    county: str
    name: str
    people_percent: float | None
    also: str
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """All names that it goes by."""
        return tuple(filter(None, (self.name, self.also)))


@cache
def _constituencies() -> dict[str, tuple[Constituency, ...]]:
    rows = table("constituencies.csv")
    return {
        each.slug: tuple(Constituency(**row) for row in rows if row["pcode"][:5] == each.pcode)
        for each in counties().values()
    }


@cache
def _wards() -> dict[str, tuple[Ward, ...]]:
    rows = table("wards.csv")
    return {
        each.slug: tuple(Ward(**row) for row in rows if row["constituency"][:5] == each.pcode)
        for each in counties().values()
    }


@cache
def _zones() -> tuple[LivelihoodZone, ...]:
    return tuple(
        LivelihoodZone(
            county=row["county"],
            name=row["name"],
            people_percent=float(row["people_percent"]) if row["people_percent"] else None,
            also=row["also"],
            source=row["source"],
        )
        for row in table("livelihood_zones.csv")
    )


def constituencies(county: str) -> tuple[Constituency, ...]:
    """Return the constituencies of a county, in the order of their codes.

    Args:
        county: Slug or name, however it is spelled.

    Raises:
        ValueError: There is no such county.

    >>> [each.name for each in constituencies("Taita Taveta")]
    ['Taveta', 'Wundanyi', 'Mwatate', 'Voi']
    """
    return _constituencies()[known_county(county).slug]


def constituency_named(name: str, *, county: str) -> Constituency | None:
    """Return the constituency of a county with this name, the COD's or the IEBC's, or None.

    Raises:
        ValueError: There is no such county.

    >>> constituency_named("Mwingi Central", county="kitui").pcode
    'KE015069'
    """
    wanted = letters_only(name)
    return next(
        (
            each
            for each in constituencies(county)
            if wanted in [letters_only(known) for known in each.names]
        ),
        None,
    )


def wards(county: str, *, constituency: str | None = None) -> tuple[Ward, ...]:
    """Return the wards of a county; none are known here but Kitui's, Makueni's, Taita Taveta's.

    Args:
        county: Slug or name, however it is spelled.
        constituency: COD code, for the wards of one constituency alone.

    Raises:
        ValueError: There is no such county.
    """
    return tuple(
        each
        for each in _wards()[known_county(county).slug]
        if constituency in (None, each.constituency)
    )


def livelihood_zones(county: str) -> tuple[LivelihoodZone, ...]:
    """Return the livelihood zones of a county; empty where none are known here.

    Raises:
        ValueError: There is no such county.
    """
    slug = known_county(county).slug
    return tuple(each for each in _zones() if each.county == slug)


def livelihood_zone_named(name: str, *, county: str) -> LivelihoodZone | None:
    """Return the livelihood zone of a county with this name, or None.

    Args:
        name: As a bulletin prints it; a last word `zone` does not matter.
        county: Slug or name of the county.

    Raises:
        ValueError: There is no such county.

    >>> livelihood_zone_named("FORMAL/URBAN EMPLOYMENT", county="kitui").people_percent
    4.0
    """
    wanted = letters_only(name).removesuffix("zone").removesuffix("livelihood")
    return next(
        (
            each
            for each in livelihood_zones(county)
            if wanted in [letters_only(known) for known in each.names]
        ),
        None,
    )
