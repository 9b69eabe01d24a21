"""Commands about stations: add, list, give a new key, take a key back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from app.cli.arguments import county_typed
from app.cli.deciding import Key, officer_of
from app.cli.screen import say
from app.domain.people import Right
from app.domain.periods import NAIROBI
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.pipeline.stations import Form, station_of
from app.settings import read_settings
from app.store.station_traces import LastSeen, last_seen
from app.store.stations import (
    add_station,
    new_station_key,
    revoke_station_key,
    stations,
)
from app.wiring import open_newsroom

station = typer.Typer(
    help="The stations that take bulletins, and their keys.", no_args_is_help=True
)
Slug = Annotated[str, typer.Argument(help="Name in addresses, as listed, such as mwatu-fm.")]


@station.command()
def add(
    name: str,
    key: Key,
    county: Annotated[list[str], typer.Option(help="Where its listeners live; may be repeated.")],
    language: Annotated[list[str], typer.Option(help="What it speaks; may be repeated.")],
    person: Annotated[str, typer.Option(help="Whom to ask for.")],
    phone: Annotated[str, typer.Option(help="The number that answers when it is on air.")],
    audio_format: Annotated[
        list[AudioFormat] | None, typer.Option("--format", help="What it plays; default: MP3.")
    ] = None,
) -> None:
    """Add a station; prints its key once."""
    form = Form(
        name=name,
        counties=tuple(county_typed(each).slug for each in county),
        languages=tuple(language),
        formats=tuple(audio_format or (AudioFormat.MP3_128,)),
        person=person,
        phone=phone,
    )
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
        now = newsroom.clock.now()
        made = station_of(newsroom, form, at=now)
        with newsroom.store.transaction() as tx:
            secret = add_station(tx, made, officer=officer, at=now)
    say(f"{escape(made.name)} is '{made.slug}'. Its key is shown only now:\n\n  {secret}\n")


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
        f"took {taken}, aired {aired}, {seen.waiting} messages wait"
    )


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
