"""The command that lays files at stations' servers now, or tries whether it could."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.screen import say, shown_progress
from app.domain.deliveries import PushTarget
from app.domain.trouble import TROUBLE_WORDS, Trouble
from app.errors import NotFound, TangazoError
from app.pipeline.deliver import deliver_all
from app.pipeline.newsroom import Newsroom
from app.pipeline.push_visit import try_target
from app.settings import read_settings
from app.store.push_targets import progress_of, targets
from app.store.stations import the_station
from app.wiring import open_newsroom

pushing = typer.Typer()


@pushing.command()
def push(
    check: Annotated[
        str | None,
        typer.Option(help="Only try this station's servers, with a small file that is removed."),
    ] = None,
) -> None:
    """Bring what lies at stations' servers up to date now, without waiting for the next try."""
    with open_newsroom(read_settings()) as newsroom:
        if check is not None:
            _check(newsroom, check)
            return
        with newsroom.store.reading() as tx:
            chosen = targets(tx, is_on=True)
        if not chosen:
            raise NotFound("No station has a server to push to; see: tangazo station target add")
        with shown_progress() as report:
            deliver_all(replace(newsroom, report=report), chosen)
        with newsroom.store.reading() as tx:
            known = progress_of(tx)
        for each in chosen:
            ended = known[each.number]
            say(_line(each, ended.trouble, ended.said))
        _fail_with(sum(known[each.number].trouble is not Trouble.NONE for each in chosen))


def _check(newsroom: Newsroom, station: str) -> None:
    with newsroom.store.reading() as tx:
        name = the_station(tx, station).name
        chosen = targets(tx, station=station)
    if not chosen:
        raise NotFound(f"{name} has no server to push to.")
    told = [(each, try_target(newsroom, each)) for each in chosen]
    for target, tried in told:
        say(_line(target, tried.trouble, tried.said))
    _fail_with(sum(not tried.ok for _, tried in told))


def _line(target: PushTarget, trouble: Trouble, said: str) -> str:
    mark = "[green]all well[/]" if trouble is Trouble.NONE else "[red]not done[/]"
    words = " ".join(each for each in (TROUBLE_WORDS[trouble], said) if each)
    return (
        f"{target.number}  {escape(f'{target.station}: {target.where}')}  {mark}  {escape(words)}"
    )


def _fail_with(count: int) -> None:
    if count:
        raise TangazoError(f"{count} of the servers did not take everything; see above.")
