"""Kenya's 47 counties as tiles of one size, by rough geography, each with its phase."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.evidence import Assessment, Phase, Trend
from app.domain.places import counties
from app.web.addresses import desk_path

# Our own arrangement, north at the top; no outline of a county was copied from anywhere.
ARRANGEMENT = (
    ("", "", "", "turkana", "", "marsabit", "", "", "mandera"),
    ("", "", "west-pokot", "", "samburu", "", "isiolo", "", "wajir"),
    (
        "",
        "bungoma",
        "trans-nzoia",
        "elgeyo-marakwet",
        "baringo",
        "laikipia",
        "meru",
        "",
        "garissa",
    ),
    (
        "busia",
        "kakamega",
        "uasin-gishu",
        "nandi",
        "nyandarua",
        "nyeri",
        "kirinyaga",
        "tharaka-nithi",
    ),
    ("siaya", "vihiga", "kisumu", "nakuru", "kiambu", "muranga", "embu"),
    (
        "homa-bay",
        "nyamira",
        "kericho",
        "",
        "nairobi",
        "machakos",
        "kitui",
        "tana-river",
        "lamu",
    ),
    ("migori", "kisii", "bomet", "narok", "kajiado", "makueni", "taita-taveta", "kilifi"),
    ("", "", "", "", "", "", "kwale", "mombasa"),
)
TILE, GAP = 46, 4
WIDTH = 9 * (TILE + GAP) - GAP
HEIGHT = len(ARRANGEMENT) * (TILE + GAP) - GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTile:
    """One county: its place in units of the drawing, and NDMA's phase where it is followed.

    Attributes:
        path: Page of its evidence, or empty when it gets no bulletin here.
    """

    name: str
    short: str
    x: int
    y: int
    phase: Phase | None = None
    trend: Trend | None = None
    path: str = ""


def county_tiles(made: Mapping[str, Assessment], *, followed: Iterable[str]) -> list[MapTile]:
    """Return a tile for each county of Kenya.

    Args:
        made: What was made of the evidence of a week, by county.
        followed: Slugs of the counties that get a bulletin.
    """
    watched = set(followed)
    return [
        _tile(slug, column, row, made.get(slug), watched=slug in watched)
        for row, slugs in enumerate(ARRANGEMENT)
        for column, slug in enumerate(slugs)
        if slug
    ]


def _tile(slug: str, column: int, row: int, made: Assessment | None, *, watched: bool) -> MapTile:
    county = counties()[slug]
    official = made.official if made else None
    return MapTile(
        name=county.name,
        short=county.short,
        x=column * (TILE + GAP),
        y=row * (TILE + GAP),
        phase=official.phase if official else None,
        trend=official.trend if official else None,
        path=desk_path("evidence", slug) if watched else "",
    )


def phase_counts(tiles: Iterable[MapTile]) -> list[tuple[Phase | None, list[str]]]:
    """Return which counties are in which phase, the worst first; those without one come last."""
    found: dict[Phase | None, list[str]] = {}
    for tile in tiles:
        if tile.path or tile.phase:
            found.setdefault(tile.phase, []).append(tile.name)
    order = [*reversed(list(Phase)), None]
    return [(phase, sorted(found[phase])) for phase in order if phase in found]
