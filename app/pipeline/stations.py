"""A station as somebody typed it, checked field by field before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.domain.people import Officer
from app.domain.recordings import AudioFormat
from app.domain.stations import (
    HIGHEST_CART,
    LONGEST_NAME,
    LOUDNESSES,
    Contact,
    Medium,
    Scope,
    Station,
    WhenExpired,
    is_phone,
    station_slug,
)
from app.errors import Conflict
from app.mastering.tunes import prepared_tune
from app.pipeline.newsroom import Newsroom
from app.pipeline.station_fields import (
    carts_typed,
    contacts_shown,
    contacts_typed,
    slots_shown,
    slots_typed,
)
from app.store.stations import change_station, refuse_officer, the_station

FAULTS = {
    "name": "Give the station's name, with letters or digits in it, 80 at most.",
    "counties": "Choose the counties that its listeners live in.",
    "languages": "Choose languages that these counties have bulletins in.",
    "formats": "Choose what its equipment can play.",
    "person": "Give the name of whom to ask for, 80 letters at most.",
    "phone": "Give a telephone number, such as +254 700 000 000.",
    "key_scope": "Choose what its key may do.",
    "loudness": "Choose the loudness that its desk is set for.",
    "carts": (
        f"Give the first and the last cart number, 1 to {HIGHEST_CART}, with room for one cart for "
        "each county and language; or leave both empty."
    ),
    "slots": "Give each time as a day and a time, such as mon 07:00, one a line; 21 at most.",
    "mail": "Give mail addresses, such as news@station.example; 5 at most.",
    "sms": "Give mobile numbers, such as +254 700 000 000; 5 at most.",
    "whatsapp": "Give mobile numbers, such as +254 700 000 000; 5 at most.",
    "telegram": "Give names such as @station or the numbers of chats; 5 at most.",
    "when_expired": "Choose what its fixed address answers when nothing may be played.",
}
NO_FILE = "Choose the tune first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A station as it was typed.

    Attributes:
        loudness: In LUFS.
        first_cart: Empty, as `last_cart` then is too, when its automation keeps none for us.
        slots: A day and a time, one a line.
        mail: Addresses with commas between them; so are those of the other media.
    """

    name: str
    counties: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[AudioFormat, ...]
    person: str
    phone: str
    key_scope: str = Scope.READ_AND_TELL
    loudness: str = "-16"
    first_cart: str = ""
    last_cart: str = ""
    slots: str = ""
    mail: str = ""
    sms: str = ""
    whatsapp: str = ""
    telegram: str = ""
    when_expired: str = WhenExpired.NOTHING


def form_of(station: Station) -> Form:
    """Return a station as it would be typed."""
    return Form(
        name=station.name,
        counties=station.counties,
        languages=station.languages,
        formats=station.formats,
        person=station.person,
        phone=station.phone,
        key_scope=station.key_scope,
        loudness=f"{station.loudness_lufs:g}",
        first_cart=str(station.first_cart or ""),
        last_cart=str(station.last_cart or ""),
        slots=slots_shown(station.slots),
        **{each.value: contacts_shown(station.contacts, each) for each in Medium},
        when_expired=station.when_expired,
    )


def station_of(newsroom: Newsroom, form: Form, *, at: datetime) -> Station:
    """Return the station that was typed.

    Raises:
        Conflict: A field cannot be used; the first one is told.
    """
    told = faults(newsroom, form)
    if told:
        raise Conflict(next(iter(told.values())))
    first, last = _carts(form) or (None, None)
    return Station(
        slug=station_slug(form.name),
        name=" ".join(form.name.split()),
        counties=form.counties,
        languages=form.languages,
        formats=form.formats,
        person=" ".join(form.person.split()),
        phone=" ".join(form.phone.split()),
        since=at,
        key_scope=Scope(form.key_scope),
        loudness_lufs=float(form.loudness),
        first_cart=first,
        last_cart=last,
        slots=slots_typed(form.slots) or (),
        contacts=tuple(each for medium in Medium for each in _contacts(form, medium) or ()),
        when_expired=WhenExpired(form.when_expired),
    )


def keep_changed(
    newsroom: Newsroom, slug: str, form: Form, *, officer: Officer, at: datetime
) -> bool:
    """Keep a station as it was typed anew; return False when that changed nothing.

    Its name in addresses, its key and its tune stay.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        Conflict: A field cannot be used, or another station has this name.
        NotFound: There is no such station.
    """
    typed = station_of(newsroom, form, at=at)
    with newsroom.store.transaction() as tx:
        before = the_station(tx, slug)
        changed = replace(
            typed,
            slug=slug,
            since=before.since,
            key_since=before.key_since,
            tune_sha256=before.tune_sha256,
        )
        return change_station(tx, changed, officer=officer, at=at)


def keep_tune(
    newsroom: Newsroom, slug: str, body: bytes | None, *, officer: Officer, at: datetime
) -> bool:
    """Keep a station's tune, or forget it; return False when that changed nothing.

    Args:
        body: A sound file of 15 s at most, from anybody; None forgets the tune.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        NotFound: There is no such station.
        UploadRefused: The file cannot be used; the message says what to do.
    """
    with newsroom.store.reading() as tx:
        refuse_officer(officer, the_station(tx, slug))
    tune = None
    if body is not None:
        made = prepared_tune(body, folder=newsroom.cache / "uploads")
        tune = newsroom.blobs.put(made, "wav")
    with newsroom.store.transaction() as tx:
        changed = replace(the_station(tx, slug), tune_sha256=tune)
        return change_station(tx, changed, officer=officer, at=at)


def tune_path(newsroom: Newsroom, station: Station) -> Path | None:
    """Return the file of a station's tune, or None when it has none."""
    if station.tune_sha256 is None:
        return None
    return newsroom.blobs.path(f"{station.tune_sha256}.wav")


def faults(newsroom: Newsroom, form: Form) -> Mapping[str, str]:
    """Return what is wrong with each field, in plain words; nothing when all is well."""
    here = {each.slug: each.languages for each in newsroom.counties}
    spoken = {code for slug in form.counties for code in here.get(slug, ())}
    wrong = {
        "name": not station_slug(form.name) or not _is_line(form.name),
        "counties": not form.counties or not set(form.counties) <= set(here),
        "languages": not form.languages or not set(form.languages) <= spoken,
        "formats": not form.formats,
        "person": not form.person.strip() or not _is_line(form.person),
        "phone": not is_phone(" ".join(form.phone.split())),
        "key_scope": form.key_scope not in list(Scope),
        "loudness": form.loudness not in {f"{each:g}" for each in LOUDNESSES},
        "carts": bool(form.first_cart or form.last_cart) and _carts(form) is None,
        "slots": slots_typed(form.slots) is None,
        **{each.value: _contacts(form, each) is None for each in Medium},
        "when_expired": form.when_expired not in list(WhenExpired),
    }
    return {field: FAULTS[field] for field, is_wrong in wrong.items() if is_wrong}


def _is_line(text: str) -> bool:
    return len(text) <= LONGEST_NAME and " ".join(text.split()).isprintable()


def _carts(form: Form) -> tuple[int, int] | None:
    found = carts_typed(form.first_cart, form.last_cart)
    needed = len(form.counties) * len(form.languages)
    return found if found and found[1] - found[0] + 1 >= needed else None


def _contacts(form: Form, medium: Medium) -> tuple[Contact, ...] | None:
    typed: str = getattr(form, medium)
    return contacts_typed(medium, typed)
