"""Commands about the sources: how they did, whether they work now, and fitting them anew."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.screen import complain, say
from app.domain.evidence import Harvest
from app.domain.periods import NAIROBI, whole_days
from app.errors import SettingsError, SourceError
from app.pipeline.gather import visit_all
from app.pipeline.newsroom import Newsroom
from app.settings import read_settings
from app.sources.fetching import Source
from app.store.climatology import forget_climatology
from app.store.evidence import SourceState, source_states
from app.wiring import open_newsroom

sources = typer.Typer(help="How the sources of evidence are doing.")
checking = typer.Typer()
checking.add_typer(sources, name="sources")


@sources.callback(invoke_without_command=True)
def states(context: typer.Context) -> None:
    """Tell how each source did when it was last asked; nothing is asked now."""
    if context.invoked_subcommand:
        return
    with _live_newsroom() as newsroom:
        with newsroom.store.reading() as tx:
            known = {each.source: each for each in source_states(tx)}
        names = [each.name for each in newsroom.sources]
    for name in dict.fromkeys([*names, *known]):
        say(escape(_state(known[name])) if name in known else f"{name}: not asked yet")


@sources.command()
def check(
    name: Annotated[
        str | None, typer.Argument(help="Only this one, such as 'HDX rainfall'.")
    ] = None,
) -> None:
    """Ask every source now, and tell in one line each whether it works."""
    with _live_newsroom() as newsroom:
        feeds = newsroom.sources
        wanted = [each for each in feeds if name is None or each.name.casefold() == name.casefold()]
        if not wanted:
            names = ", ".join(each.name for each in feeds)
            raise SettingsError(f"'{name}' is not a source; known are {names}")
        now = newsroom.clock.now()
        works = [_works(*visited, now=now) for visited in visit_all(wanted, newsroom.clock)]
    if not all(works):
        raise typer.Exit(1)


@sources.command()
def refit() -> None:
    """Forget what was fitted to the past, so that the next run fetches the full history again."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.transaction() as tx:
        forget_climatology(tx)
    say("Forgotten. The next run fetches the full history, once, and fits it anew.")


def _live_newsroom() -> AbstractContextManager[Newsroom]:
    """Return a newsroom with every public feed, whatever the weekly run rests on."""
    return open_newsroom(read_settings().model_copy(update={"sources": "live"}))


def _state(state: SourceState) -> str:
    """Return how a source did, as a line."""
    good = f"last good {_day(state.last_good_at)}" if state.last_good_at else "never good yet"
    if state.fault:
        return f"{state.source}: failed {_day(state.visited_at)}: {state.fault}; {good}"
    return f"{state.source}: worked; {good}"


def _works(source: Source, found: Harvest | SourceError, *, now: datetime) -> bool:
    """Tell whether a source works now."""
    if isinstance(found, SourceError):
        complain(f"{source.name}: does not work: {found.reason}")
        return False
    places = len({each.county for each in found.observations})
    newest = max((each.period.end for each in found.observations), default=None)
    reach = _reach(newest, now.astimezone(NAIROBI).date()) if newest else "no figure yet"
    kept_since = min((each.fetched_at for each in found.payloads), default=now)
    unchanged = f"; unchanged since {_day(kept_since)} (304)" if kept_since < now else ""
    say(escape(f"{source.name}: works; {places} counties, {reach}{unchanged}"))
    return True


def _reach(newest: date, today: date) -> str:
    """Return how far the figures reach."""
    age_days = whole_days(newest, today)
    if age_days < 0:
        return f"figures until {newest}, guidance or projection"
    return f"newest figure {newest}, {age_days} days old"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(NAIROBI):%d %b %Y %H:%M}"
