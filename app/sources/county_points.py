"""One approximate point a county, and what is agreed of a figure there."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.sources.json_answer import JsonNode

APPROXIMATE = "one approximate point stands for the county"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyPoint:
    """A point near the middle of a county, in decimal degrees."""

    county: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PointFigure:
    """A daily figure of a feed, and the variable that its days become.

    Attributes:
        key: Its name in the answer.
        printed_units: How the answer may name its unit.
        lowest: Smallest figure that can be, in `unit`.
        highest: Largest figure that can be, in `unit`.
        summed: Whether days are summed; if not, the highest one is taken.
    """

    key: str
    printed_units: tuple[str, ...]
    lowest: float
    highest: float
    variable: str
    unit: str
    summed: bool

    def over(self, days: list[float]) -> float:
        """Return the figure of several days, in `unit`."""
        return round(sum(days), 1) if self.summed else max(days)

    def refuse_unit(self, unit: JsonNode) -> None:
        """Refuse a figure in another unit.

        Raises:
            SourceFormatError: The answer names another unit.
        """
        if unit.text() not in self.printed_units:
            unit.refuse(f"is '{unit.text()[:20]}', not {self.printed_units[0]}")


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
