"""The outlook as it runs, from a county's mean NDVI, on years before its model was fitted."""

import csv
from collections import defaultdict
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np

from app.domain.evidence import History
from app.domain.periods import Dekad
from app.indicators.outlook import NoOutlook, forecast, weekly_vci
from app.indicators.vegetation import dekad_vci, greenness_ranges, mean_vci
from app.indicators.vegetation_outlook import widened
from tests.validation.outlook_series import SHARED

NDVI_FILE = SHARED / "vci_county_dekadal_modis_2001_2020_all47.csv"
SPOKEN_COUNTIES = ("Kitui", "Makueni", "Taita-Taveta")
LAST_YEAR = 2011


class Try(NamedTuple):
    """One forecast and what came: all VCI-3M in %."""

    lead_weeks: int
    point: float
    low: float
    high: float
    came: float
    before: float


@cache
def county_histories():
    """Return dekadal NDVI of every county."""
    found = defaultdict(dict)
    with NDVI_FILE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["ndvi"]:
                dekad = Dekad.of(date.fromisoformat(row["date"]))
                found[row["county"]][dekad.ordinal] = float(row["ndvi"])
    return {county: _history(county, known) for county, known in found.items()}


def _history(county, known):
    first, last = min(known), max(known)
    values = tuple(known.get(ordinal) for ordinal in range(first, last + 1))
    return History(
        county=county,
        variable="NDVI",
        unit="unitless",
        source="MODIS county means",
        payload_sha256="",
        first=Dekad.from_ordinal(first),
        values=values,
    )


@cache
def tries(county):
    """Return every forecast of a county, a dekad apart, with what came on its day."""
    history = county_histories()[county]
    ranges = greenness_ranges(history)
    span = range(history.first.ordinal, history.last.ordinal + 1)
    vci = dekad_vci(history, map(Dekad.from_ordinal, span), ranges=ranges)
    true = {at: mean_vci(vci[: n + 1]) for n, at in enumerate(span)}
    found = []
    for at in map(Dekad.from_ordinal, span):
        made = forecast(weekly_vci(history, at=at, ranges=ranges)) if at.year <= LAST_YEAR else None
        if made is None or isinstance(made, NoOutlook) or true[at.ordinal] is None:
            continue
        for lead in map(widened, made.leads):
            came = _on(true, lead.on)
            if came is not None:
                found.append(
                    Try(lead.lead_weeks, lead.point, lead.low, lead.high, came, true[at.ordinal])
                )
    return found


def _on(true, day):
    """Return VCI-3M on a day, by a straight line between the ends of dekads."""
    within = Dekad.of(day)
    before = Dekad.from_ordinal(within.ordinal - 1)
    low, high = true.get(before.ordinal), true.get(within.ordinal)
    if low is None or high is None:
        return None
    share = (day - before.period.end).days / (within.period.end - before.period.end).days
    return low + (high - low) * share


def skill(counties, lead_weeks):
    """Return (R², R² of persistence, root mean square error, share within the band, tries)."""
    rows = [each for county in counties for each in tries(county) if each.lead_weeks == lead_weeks]
    _, point, low, high, came, before = np.array(rows).T
    spread = ((came - came.mean()) ** 2).sum()
    return (
        1 - ((point - came) ** 2).sum() / spread,
        1 - ((before - came) ** 2).sum() / spread,
        float(np.sqrt(((point - came) ** 2).mean())),
        float(((low <= came) & (came <= high)).mean()),
        len(rows),
    )
