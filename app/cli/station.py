"""Commands about stations: add, change, list, give a new key, take a key back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer
from rich.markup import escape

from app.cli import station_options as opt
from app.cli.deciding import Key, officer_of
from app.cli.screen import say
from app.domain.people import Right
from app.domain.periods import NAIROBI
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.errors import SettingsError
from app.pipeline.publish import publish
from app.pipeline.station_fields import slots_shown
from app.pipeline.stations import form_of, keep_changed, keep_tune, station_of
from app.settings import read_settings
from app.store.station_traces import LastSeen, last_seen
from app.store.stations import (
    add_station,
    new_station_key,
    revoke_station_key,
    stations,
    the_station,
)
from app.wiring import open_newsroom

station = typer.Typer(
    help="The stations that take bulletins, and their keys.", no_args_is_help=True
)
Slug = opt.Slug


@station.command()
def add(
    name: str,
    key: Key,
    county: opt.Counties,
    language: opt.Languages,
    person: opt.Person,
    phone: opt.Phone,
    audio_format: opt.Formats = None,
) -> None:
    """Add a station; prints its key once. Loudness, tune, carts and more: station change."""
    form = opt.form_with(
        opt.EMPTY,
        {
            "name": name,
            "counties": county,
            "languages": language,
            "formats": audio_format or [AudioFormat.MP3_128],
            "person": person,
            "phone": phone,
        },
    )
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
        now = newsroom.clock.now()
        made = station_of(newsroom, form, at=now)
        with newsroom.store.transaction() as tx:
            secret = add_station(tx, made, officer=officer, at=now)
        say(f"{escape(made.name)} is '{made.slug}'. Its key is shown only now:\n\n  {secret}\n")
        publish(newsroom)


@station.command()
def change(
    slug: opt.Slug,
    key: Key,
    *,
    name: opt.Name = None,
    county: opt.NewCounties = None,
    language: opt.NewLanguages = None,
    person: opt.NewPerson = None,
    phone: opt.NewPhone = None,
    audio_format: opt.Formats = None,
    loudness: opt.Loudness = None,
    first_cart: opt.FirstCart = None,
    last_cart: opt.LastCart = None,
    slot: opt.Slots = None,
    mail: opt.Mail = None,
    sms: opt.Sms = None,
    whatsapp: opt.Whatsapp = None,
    telegram: opt.Telegram = None,
    when_expired: opt.Expired = None,
    key_scope: opt.KeyScope = None,
    tune: opt.Tune = None,
    no_tune: opt.NoTune = False,
) -> None:
    """Change a station; what you leave out stays, and its own files are made anew."""
    typed = {"name": name, "counties": county, "languages": language, "formats": audio_format}
    typed |= {"person": person, "phone": phone, "loudness": loudness, "slots": slot}
    typed |= {"first_cart": first_cart, "last_cart": last_cart, "mail": mail, "sms": sms}
    typed |= {"whatsapp": whatsapp, "telegram": telegram, "when_expired": when_expired}
    typed["key_scope"] = key_scope
    sound = _read(tune) if tune is not None else None
    _change(slug, key, typed, sound=sound, no_tune=no_tune)


def _change(
    slug: str, key: str, typed: Mapping[str, object], *, sound: bytes | None, no_tune: bool
) -> None:
    with open_newsroom(read_settings()) as newsroom:
        officer, now = officer_of(newsroom, key, right=Right.KEEP_STATIONS), newsroom.clock.now()
        with newsroom.store.reading() as tx:
            before = form_of(the_station(tx, slug))
        form = opt.form_with(before, typed)
        changed = keep_changed(newsroom, slug, form, officer=officer, at=now)
        if sound is not None or no_tune:
            changed |= keep_tune(newsroom, slug, sound, officer=officer, at=now)
        if changed:
            publish(newsroom)
    say(f"{slug} is changed." if changed else f"{slug} is so already; nothing was changed.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise SettingsError(f"{path} cannot be read: {fault.strerror}.") from fault


@station.command("list")
def show_all() -> None:
    """List the stations, with whom to call and what was last heard of them."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.reading() as tx:
        known, seen = stations(tx), last_seen(tx)
    for each in known:
        say(escape(_line(each, seen.get(each.slug, LastSeen()))))
    if not known:
        say("There are no stations yet; add one with: tangazo station add")


def _line(each: Station, seen: LastSeen) -> str:
    taken = "never"
    if seen.taken_at is not None:
        taken = f"{seen.taken_at.astimezone(NAIROBI):%a %d %b at %H:%M}"
    aired = f"{seen.aired_on:%a %d %b}" if seen.aired_on else "never"
    return (
        f"{each.slug}: {each.name}, {' '.join(each.counties)}, {' '.join(each.languages)}; "
        f"{each.person} {each.phone}; {'has a key' if each.key_since else 'has no key'}; "
        f"took {taken}, aired {aired}, {seen.waiting} messages wait\n  {_profile(each)}"
    )


def _profile(each: Station) -> str:
    """Return how a station wants its bulletins."""
    told = [" ".join(each.formats), f"{each.loudness_lufs:g} LUFS"]
    if each.tune_sha256:
        told.append("after its tune")
    if each.first_cart:
        told.append(f"carts {each.first_cart} to {each.last_cart}")
    if each.slots:
        told.append("airs " + slots_shown(each.slots).replace("\n", ", "))
    told += [f"{one.medium} {one.address}" for one in each.contacts]
    told += [f"key {each.key_scope}", f"expired: {each.when_expired}"]
    return "; ".join(told)


@station.command("key")
def give_key(slug: Slug, key: Key) -> None:
    """Give a station a new key, printed once; the one before stops at once."""
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
        with newsroom.store.transaction() as tx:
            secret = new_station_key(tx, slug, officer=officer, at=newsroom.clock.now())
    say(f"The new key of {slug} is shown only now:\n\n  {secret}\n")


@station.command()
def revoke(slug: Slug, key: Key) -> None:
    """Take a station's key back; what is public it may still read."""
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
        with newsroom.store.transaction() as tx:
            revoke_station_key(tx, slug, officer=officer, at=newsroom.clock.now())
    say(f"The key of {slug} has stopped.")
