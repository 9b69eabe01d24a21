"""What the commands of the library share: tables on disk, and faults told field by field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer
from rich.markup import escape

from app.cli.screen import complain, say
from app.errors import PackError
from app.pipeline.newsroom import Newsroom
from app.pipeline.redraft import redraft
from app.writing.exchange_rows import LARGEST_BYTES


def tell_faults(faults: Mapping[str, str]) -> None:
    """Name each field that cannot be taken, and stop if there is one."""
    for name, why in faults.items():
        complain(f"{name.replace('_', ' ')}: {why}")
    if faults:
        raise typer.Exit(1)


def read_table(file: Path) -> bytes:
    """Return a table as it lies on disk, no more of it than a table may have.

    Raises:
        PackError: It cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1)
    except OSError as fault:
        raise PackError(f"{file} cannot be read ({fault.strerror})") from fault


def write_table(file: Path, text: str) -> None:
    """Write a table so that a spreadsheet knows its letters.

    Raises:
        PackError: It cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as fault:
        raise PackError(f"{file} cannot be written ({fault.strerror})") from fault
    say(escape(f"Written: {file}"))


def redrafted(newsroom: Newsroom) -> None:
    """Make the drafts of the running week anew, if they are made at all, and say so."""
    if redraft(newsroom):
        say("This week's drafts were made anew; see them with: tangazo bulletins")
