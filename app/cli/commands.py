"""The commands, by what a person wants to do."""

from __future__ import annotations

import typer

from app import __version__
from app.cli.auditing import auditing
from app.cli.checking import checking
from app.cli.deciding import deciding
from app.cli.evidence import evidence
from app.cli.language import language
from app.cli.making import making
from app.cli.ndma import ndma_bulletin
from app.cli.screen import say
from app.cli.serving import serving
from app.cli.template import template

commands = typer.Typer(
    name="tangazo",
    help="Turn drought evidence into radio bulletins that community stations can put on air.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (serving, making, deciding, auditing, evidence, ndma_bulletin, checking):
    commands.add_typer(group)
commands.add_typer(language, name="language")
commands.add_typer(template, name="template")


@commands.command()
def version() -> None:
    """Print the version."""
    say(__version__)
