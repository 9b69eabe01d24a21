"""Observations and histories of a county, said in one line each."""

import math
from datetime import date
from pathlib import Path

import pytest

from app.domain.evidence import History, Observation
from app.domain.periods import Dekad, Period

SHARED = Path(__file__).parents[4] / "shared" / "data"
LAST = Dekad(2026, 11, 2)
AS_OF = date(2026, 11, 23)
SHA = "c" * 64


def shared(name):
    """Return a file that lies beside the checkout, or skip the test and say so."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    return path


def days(dekads=1, last=LAST):
    return Period(Dekad.from_ordinal(last.ordinal - dekads + 1).period.start, last.period.end)


def observed(variable, value, **changes):
    """Return an observation of Kitui's newest dekad."""
    given = {
        "county": "kitui",
        "period": days(),
        "variable": variable,
        "value": value,
        "unit": "",
        "source": "test feed",
        "payload_sha256": SHA,
        "row": "row 2",
    }
    return Observation(**given | changes)


def history(values, variable="rain", last=LAST, county="kitui"):
    """Return a history that ends with a dekad."""
    values = tuple(values)
    return History(
        county=county,
        variable=variable,
        unit="mm" if variable == "rain" else "unitless",
        source="test feed",
        payload_sha256=SHA,
        first=Dekad.from_ordinal(last.ordinal - len(values) + 1),
        values=values,
    )


def rain_of(years, seed=0.0):
    """Return a rain history with two seasons a year, never the same in two years."""
    return [
        (20 + 15 * math.sin(slot / 36 * 4 * math.pi)) * (1 + 0.5 * math.sin(year * 1.7 + seed))
        for year in range(years)
        for slot in range(36)
    ]


def ndvi_of(years, seed=0.0):
    """Return an NDVI history, never the same in two years."""
    return [
        0.4 + 0.1 * math.sin(slot / 36 * 4 * math.pi) + 0.05 * math.sin(year * 1.3 + seed)
        for year in range(years)
        for slot in range(36)
    ]
