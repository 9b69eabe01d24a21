"""The commands, by what a person wants to do."""

from __future__ import annotations

import typer

from app import __version__
from app.cli.advice import advice
from app.cli.announcement import announcement
from app.cli.auditing import auditing
from app.cli.checking import checking
from app.cli.contact import contact
from app.cli.deciding import deciding
from app.cli.evidence import evidence
from app.cli.heard import hearing
from app.cli.keys import keys, signing
from app.cli.language import language
from app.cli.making import making
from app.cli.ndma import ndma_bulletin
from app.cli.pack import packing
from app.cli.push import pushing
from app.cli.recalling import recalling
from app.cli.screen import say
from app.cli.serving import serving
from app.cli.station import station
from app.cli.station_target import target
from app.cli.take import take
from app.cli.template import template

commands = typer.Typer(
    name="tangazo",
    help="Turn drought evidence into radio bulletins that community stations can put on air.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (serving, making, deciding, recalling, auditing, evidence, ndma_bulletin, checking):
    commands.add_typer(group)
commands.add_typer(pushing)
commands.add_typer(packing)
commands.add_typer(hearing)
commands.add_typer(signing)
commands.add_typer(keys, name="keys")
commands.add_typer(language, name="language")
commands.add_typer(template, name="template")
commands.add_typer(advice, name="advice")
commands.add_typer(contact, name="contact")
commands.add_typer(announcement, name="announcement")
station.add_typer(target, name="target")
commands.add_typer(station, name="station")
commands.add_typer(take, name="take")


@commands.command()
def version() -> None:
    """Print the version."""
    say(__version__)
