"""A station as somebody typed it, checked field by field before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.recordings import AudioFormat
from app.domain.stations import LONGEST_NAME, Station, is_phone, station_slug
from app.errors import Conflict
from app.pipeline.newsroom import Newsroom

FAULTS = {
    "name": "Give the station's name, with letters or digits in it, 80 at most.",
    "counties": "Choose the counties that its listeners live in.",
    "languages": "Choose languages that these counties have bulletins in.",
    "formats": "Choose what its equipment can play.",
    "person": "Give the name of whom to ask for, 80 letters at most.",
    "phone": "Give a telephone number, such as +254 700 000 000.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A station as it was typed."""

    name: str
    counties: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[AudioFormat, ...]
    person: str
    phone: str


def station_of(newsroom: Newsroom, form: Form, *, at: datetime) -> Station:
    """Return the station that was typed.

    Raises:
        Conflict: A field cannot be used; the first one is told.
    """
    told = faults(newsroom, form)
    if told:
        raise Conflict(next(iter(told.values())))
    return Station(
        slug=station_slug(form.name),
        name=" ".join(form.name.split()),
        counties=form.counties,
        languages=form.languages,
        formats=form.formats,
        person=" ".join(form.person.split()),
        phone=" ".join(form.phone.split()),
        since=at,
    )


def faults(newsroom: Newsroom, form: Form) -> Mapping[str, str]:
    """Return what is wrong with each field, in plain words; nothing when all is well."""
    here = {each.slug: each.languages for each in newsroom.counties}
    spoken = {code for slug in form.counties for code in here.get(slug, ())}
    wrong = {
        "name": not station_slug(form.name) or len(form.name) > LONGEST_NAME,
        "counties": not form.counties or not set(form.counties) <= set(here),
        "languages": not form.languages or not set(form.languages) <= spoken,
        "formats": not form.formats,
        "person": not form.person.strip() or len(form.person) > LONGEST_NAME,
        "phone": not is_phone(" ".join(form.phone.split())),
    }
    return {field: FAULTS[field] for field, is_wrong in wrong.items() if is_wrong}
