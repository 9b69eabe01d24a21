"""Commands about stations' servers: where files are to be laid."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.deciding import Key, officer_of
from app.cli.screen import say
from app.cli.station import Slug
from app.domain.deliveries import Names, PushTarget
from app.domain.people import Right
from app.domain.trouble import TROUBLE_WORDS
from app.pipeline.targets import PushForm, keep_typed_target
from app.settings import read_settings
from app.store.push_targets import (
    Progress,
    forget_host_key,
    progress_of,
    switch_target,
    targets,
)
from app.wiring import open_newsroom

target = typer.Typer(
    help="The servers at which stations want their files laid.", no_args_is_help=True
)
Number = Annotated[int, typer.Argument(help="Number of the server, as listed.")]


@target.command()
def add(
    slug: Slug,
    address: Annotated[str, typer.Argument(help="Such as sftp://192.168.1.20.")],
    key: Key,
    folder: Annotated[str, typer.Option(help="Beneath the address.")] = "",
    user: Annotated[str, typer.Option(help="Whom the server knows us as.")] = "",
    host_key: Annotated[str, typer.Option(help="SHA256:... Default: what it shows first.")] = "",
    names: Annotated[
        Names, typer.Option(help="Readable names, or one that stays the same.")
    ] = Names.READABLE,
    *,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for the password, or read it from a pipe.")
    ] = False,
    exercises: Annotated[
        bool, typer.Option("--exercises", help="It takes exercises, and nothing else.")
    ] = False,
) -> None:
    """Have files laid at a server, or change the one of this address and folder."""
    form = PushForm(
        address=address,
        folder=folder,
        user=user,
        secret=_password() if password else "",
        host_key=host_key,
        names=names,
        exercises=exercises,
    )
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
        now = newsroom.clock.now()
        number = keep_typed_target(newsroom, slug, form, officer=officer, at=now)
    say(f"Server {number} of {slug} is kept. Try it with: tangazo push --check {slug}")


def _password() -> str:
    """Return the password, typed unseen or read from a pipe; never from the command's words."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password of the server", hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")


@target.command("list")
def show_all(slug: Slug) -> None:
    """List a station's servers, and what came of the last visit to each."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.reading() as tx:
        known, progress = targets(tx, station=slug), progress_of(tx)
    for each in known:
        say(escape(_line(each, progress[each.number])))
    if not known:
        say(f"{slug} has none; add one with: tangazo station target add {slug} ADDRESS")


def _line(each: PushTarget, known: Progress) -> str:
    state = TROUBLE_WORDS[known.trouble] if known.trouble else "nothing is wrong"
    kept = "password kept" if each.secret else "no password"
    marks = [kept, "on" if each.is_on else "off", *(["exercises"] if each.exercises else [])]
    return f"{each.number}  {each.where}  {each.user}  ({', '.join(marks)}): {state} {known.said}"


@target.command()
def switch(number: Number, key: Key, *, on: Annotated[bool, typer.Option("--on/--off")]) -> None:
    """Send to a server again, or neither send to it nor remove anything there."""
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
        with newsroom.store.transaction() as tx:
            switch_target(tx, number, is_on=on, officer=officer, at=newsroom.clock.now())
    say(f"Server {number} is {'on' if on else 'off'}.")


@target.command()
def forget(number: Number, key: Key) -> None:
    """Take the next key that a server shows for its own, once the station has said it is right."""
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
        with newsroom.store.transaction() as tx:
            forget_host_key(tx, number, officer=officer, at=newsroom.clock.now())
    say(f"Server {number} will be known by the next key that it shows.")
