"""The phase table and the months of page 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month
from app.domain.places import County, county_named
from app.sources.ndma_cells import read_phase
from app.sources.ndma_form import NdmaZone
from app.sources.ndma_labels import plain
from app.sources.ndma_page import PageRefused, Row
from app.sources.ndma_tables import PHASE, TREND, ZONE, Line, headers_of, lines, names_indicator

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_MONTH = rf"({'|'.join(_MONTHS)}),? ?(\d{{4}})"
_OBSERVED = re.compile(rf"bulletin(?: for)?(?: the)?(?: month)?(?: of)?[ :,–-]*{_MONTH}\b")
_PUBLISHED = re.compile(
    rf"(?:published|issued|publication|issue)[a-z :,]*(?:\d{{1,2}}(?:[a-z]{{2}})? )?{_MONTH}\b"
)
MAX_ZONE = 120
_WHOLE = ("county", "whole county", "county phase", "overall", "overall county")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """What the phase table says.

    Attributes:
        whole: The county's phase; its `zone` is empty.
        zones: The livelihood zones' phases.
        unread: Lines that could not be understood.
    """

    whole: NdmaZone
    zones: tuple[NdmaZone, ...]
    unread: tuple[str, ...]


def read_phases(rows: Sequence[Row], *, county: County) -> Phases:
    """Return what the phase table says.

    Raises:
        PageRefused: There is no such table, or no phase, or two phases of the county.
    """
    if not any(header.kind == ZONE for row in rows for header in headers_of(row)):
        raise PageRefused(
            "has no phase table (livelihood zone, phase, trend) on page 1; it may not be a county "
            "bulletin, or its text is garbled: fill in the form"
        )
    found: dict[str, NdmaZone] = {}
    unread = []
    for line in lines(rows, kind=ZONE):
        zone = _zone(line, county=county)
        if zone is None:
            if line.text(ZONE) and line.text(PHASE) and not names_indicator(line.row):
                unread.append(f"{line.row.text}: names no phase that is known")
        elif found.setdefault(zone.zone, zone) != zone:
            raise PageRefused(f"contradicts itself on the phase of '{zone.zone or county.name}'")
    whole = found.pop("", None)
    if whole is None:
        reason = f"names no phase of {county.name} as a whole in its phase table; fill in the form"
        raise PageRefused(reason)
    return Phases(whole=whole, zones=tuple(found.values()), unread=tuple(unread))


def _zone(line: Line, *, county: County) -> NdmaZone | None:
    """Return the zone of a line and its phase, or None when it names none."""
    phase, trend = read_phase(line.text(PHASE))
    printed_trend = line.text(TREND)
    if phase is None or not line.cells[ZONE]:
        return None
    if trend is None and printed_trend:
        other_phase, trend = read_phase(printed_trend)
        if trend is None or other_phase:
            return None
    name = line.cells[ZONE][-1].text
    whole = names_whole_county(name, county=county)
    zone = "" if whole else f"{name} {line.below}".strip().casefold()
    if not whole and (not zone[0].isalnum() or len(zone) > MAX_ZONE):
        return None
    return NdmaZone(zone=zone, phase=phase, trend=trend, row=line.place)


def names_whole_county(name: str, *, county: County) -> bool:
    """Whether a name in the phase table stands for the whole county.

    Raises:
        PageRefused: It is another county's.
    """
    said = plain(name)
    named = county_named(re.sub(r" ?\b(county|overall|phase)\b ?", "", said))
    if named and named != county:
        raise PageRefused(f"gives the phase of {named.name} county, not of {county.name}")
    return named == county or said in _WHOLE


def observed_month(text: str) -> Month | None:
    """Return the month in the bulletin's title, or None when it has none.

    Raises:
        PageRefused: It names two.

    >>> str(observed_month("DROUGHT EARLY WARNING BULLETIN FOR APRIL 2017"))
    '2017-04'
    """
    found = {_month(*each) for each in _OBSERVED.findall(" ".join(text.casefold().split()))}
    if len(found) > 1:
        several = " and ".join(str(each) for each in sorted(found))
        raise PageRefused(f"is titled for {several}; fill in the form")
    return next(iter(found), None)


def published_month(text: str) -> Month | None:
    """Return the month in which the page says that it was published, or None.

    >>> str(published_month("Published: 12 May 2017"))
    '2017-05'
    """
    found = {_month(*each) for each in _PUBLISHED.findall(" ".join(text.casefold().split()))}
    return next(iter(found)) if len(found) == 1 else None


def _month(name: str, year: str) -> Month:
    return Month(int(year), _MONTHS.index(name) + 1)


def trend_word(trend: Trend | None) -> str:
    """Return a trend as it stands in the table, or empty."""
    return trend.value.capitalize() if trend else ""


def phase_word(phase: Phase) -> str:
    """Return a phase as it stands in the table.

    >>> phase_word(Phase.PRE_ALERT)
    'Pre-Alert'
    """
    return phase.value.title()
