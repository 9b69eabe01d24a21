"""One approximate point a county, for feeds that answer for a point."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

APPROXIMATE = "one approximate point stands for the county"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyPoint:
    """A point near the middle of a county, in decimal degrees."""

    county: str
    latitude: float
    longitude: float


@cache
def county_points() -> tuple[CountyPoint, ...]:
    """Return the points that are known, in the order of the file.

    >>> [each.county for each in county_points()]
    ['kitui', 'makueni', 'taita-taveta']
    """
    with files("app.sources").joinpath("county_points.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return tuple(
        CountyPoint(
            county=row["slug"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in rows
    )
