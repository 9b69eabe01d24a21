"""The command that writes a station's week onto a stick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.screen import say
from app.domain.stations import Station
from app.errors import NotFound, SettingsError
from app.pipeline.newsroom import Newsroom
from app.pipeline.pack import WeekPack, kept_zip, week_pack
from app.publishing.pack_folder import fill_folder
from app.settings import read_settings
from app.store.officers import LIVE, install_mode
from app.store.stations import stations, the_station
from app.wiring import open_newsroom

packing = typer.Typer()


@packing.command()
def pack(
    station: Annotated[str, typer.Argument(help="Name in addresses, such as mwatu-fm.")],
    to: Annotated[Path, typer.Option(help="Folder to write into, such as that of a USB stick.")],
    *,
    unpacked: Annotated[
        bool,
        typer.Option(
            "--unpacked",
            help="Write the files themselves, in place of those of the week before.",
        ),
    ] = False,
    small: Annotated[
        bool, typer.Option("--small", help="The small pack, for WhatsApp: Opus and one page.")
    ] = False,
    exercise: Annotated[
        bool, typer.Option("--exercise", help="Exercises; on a live install they are asked for.")
    ] = False,
) -> None:
    """Write a station's week: sound, words, presenters' pages, the signed list, how to check."""
    if not to.is_dir():
        raise SettingsError(f"{to} is no folder; make it, or put the stick in.")
    with open_newsroom(read_settings()) as newsroom:
        whose, practising = _asked(newsroom, station)
        made = week_pack(
            newsroom,
            whose,
            exercise=exercise or practising,
            small=small,
            base=newsroom.public_url,
        )
        if unpacked:
            gone = fill_folder(made.files, to)
            say(escape(_told(made, to, gone)))
            return
        target = to / made.file_name
        _copy(kept_zip(newsroom, made), target)
    say(f"{escape(str(target))}: {target.stat().st_size / 1e6:.1f} MB. Give it to {whose.name}.")


def _asked(newsroom: Newsroom, slug: str) -> tuple[Station, bool]:
    """Return the station, and whether this install holds exercises only."""
    with newsroom.store.reading() as tx:
        known = ", ".join(each.slug for each in stations(tx))
        try:
            found = the_station(tx, slug)
        except NotFound as fault:
            raise NotFound(f"{fault} Known are: {known or 'none yet'}.") from fault
        return found, install_mode(tx) != LIVE


def _copy(made: Path, target: Path) -> None:
    """Put the zip there whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_bytes(made.read_bytes())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _told(made: WeekPack, to: Path, gone: list[str]) -> str:
    kept = f"{len(made.files)} files are in {to}"
    return f"{kept}; {len(gone)} of the pack before are gone." if gone else f"{kept}."
