"""Commands that look at things from outside: does each source work now?"""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.screen import complain, say
from app.errors import SettingsError, SourceError
from app.settings import read_settings
from app.sources.fetching import Source
from app.wiring import SystemClock, known_sources

checking = typer.Typer()


@checking.command()
def sources(
    name: Annotated[
        str | None, typer.Argument(help="Only this one, such as 'HDX rainfall'.")
    ] = None,
) -> None:
    """Ask every source now, and tell in one line each whether it works."""
    known = known_sources(read_settings())
    wanted = [each for each in known if name is None or each.name.casefold() == name.casefold()]
    if not wanted:
        names = ", ".join(each.name for each in known)
        raise SettingsError(f"'{name}' is not a source; known are {names}")
    if not all([_works(each) for each in wanted]):
        raise typer.Exit(1)


def _works(source: Source) -> bool:
    try:
        harvest = source.fetch(SystemClock())
    except SourceError as fault:
        complain(f"{source.name}: does not work: {fault.reason}")
        return False
    newest = max((each.period.end for each in harvest.observations), default=None)
    places = len({each.county for each in harvest.observations})
    say(f"{source.name}: works; {places} counties, newest figure {newest or 'none'}")
    return True
