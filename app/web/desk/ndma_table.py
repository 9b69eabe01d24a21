"""NDMA's page 1 as the officers' form lays it out: groups, zones, and what was typed into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.evidence import NdmaRecord, Phase, PhaseRecord, Trend
from app.domain.geography import livelihood_zones
from app.domain.places import County
from app.sources.ndma_fields import TITLES
from app.sources.ndma_indicators import (
    ACCESS,
    BIOPHYSICAL,
    INDICATORS,
    PRODUCTION,
    UTILISATION,
)
from app.sources.ndma_labels import WORDS
from app.sources.ndma_phases import phase_word, trend_word
from app.sources.ndma_posted import CLASS, FIGURE, MOST_ZONES, RANGE, zone_fields

LEAST_ZONES = 3
PHASE_CHOICES = tuple(phase_word(each) for each in Phase)
TREND_CHOICES = tuple(trend_word(each) for each in Trend)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the indicator table; `range_name` is empty where a class is printed in words."""

    title: str
    unit: str
    name: str
    range_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of NDMA's groups, with its lines in the order of the page."""

    name: str
    lines: tuple[Line, ...]


def groups() -> list[Group]:
    """Return the indicator table, group by group."""
    return [
        Group(name=name, lines=tuple(_lines(name)))
        for name in (BIOPHYSICAL, PRODUCTION, ACCESS, UTILISATION)
    ]


def _lines(group: str) -> Iterator[Line]:
    for each in INDICATORS:
        if each.group == group:
            names = f"{FIGURE}{each.variable}", f"{RANGE}{each.variable}"
            yield Line(title=each.title, unit=each.unit, name=names[0], range_name=names[1])
    for name, _ in WORDS:
        if group == (BIOPHYSICAL if name == "vegetation-condition" else PRODUCTION):
            field = f"{CLASS}{name}"
            yield Line(title=TITLES[field], unit="in words", name=field)


def empty_fields(county: County) -> dict[str, str]:
    """Return an empty form of a county; its livelihood zones are named where they are known."""
    said = dict.fromkeys(TITLES, "") | {"county": county.slug}
    for number, zone in enumerate(livelihood_zones(county.slug)[:MOST_ZONES], start=1):
        said[zone_fields(number)[0]] = zone.name.casefold()
    return said


def typed_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, every field of the form at hand, and nothing that is none of it."""
    return {name: fields.get(name, "").strip() for name in TITLES}


def without_unsaid_zones(fields: Mapping[str, str], county: County) -> dict[str, str]:
    """Return the fields without the zones that we named beforehand and the page says nothing of."""
    said = dict(fields)
    ours = {zone.name.casefold() for zone in livelihood_zones(county.slug)}
    for names in map(zone_fields, range(1, MOST_ZONES + 1)):
        name, phase, trend = (said.get(each, "") for each in names)
        if name.casefold() in ours and not phase and not trend:
            said |= dict.fromkeys(names, "")
    return said


def shown_zones(fields: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the fields of the zones to show: those with a name, and room for one more."""
    filled = [
        number
        for number in range(1, MOST_ZONES + 1)
        if any(fields.get(name) for name in zone_fields(number))
    ]
    count = min(MOST_ZONES, max([LEAST_ZONES, *(each + 1 for each in filled)]))
    return [zone_fields(number) for number in range(1, count + 1)]


def whole_phase(record: NdmaRecord) -> PhaseRecord | None:
    """Return the phase of the whole county on a record, or None."""
    return next((each for each in record.phases if each.zone is None), None)
