"""Commands that make an edition by hand, and tell when the next one comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.cli.arguments import county_typed, week_named
from app.cli.screen import complain, say, show_bulletins, show_figures, shown_progress
from app.cli.serving import schedule_of
from app.domain.bulletins import Bulletin, Verdict
from app.domain.evidence import SourceFault
from app.domain.periods import NAIROBI, Week
from app.errors import SourceUnavailable
from app.pipeline.newsroom import Newsroom
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import produce
from app.schedule import next_due
from app.settings import read_settings
from app.sources.fetching import Source
from app.sources.local_file import RainfallFile, VegetationFile
from app.sources.replay import ReplaySource
from app.store.officers import EXERCISE, install_mode, set_mode
from app.store.runs import newest_runs
from app.wiring import open_newsroom

making = typer.Typer()


@making.command()
def week(
    name: Annotated[
        str | None, typer.Option("--week", help="Such as 2026-W48; default: this week.")
    ] = None,
    rainfall: Annotated[
        Path | None, typer.Option(help="WFP rainfall table (CSV), instead of the net.")
    ] = None,
    ndvi: Annotated[
        Path | None, typer.Option(help="WFP NDVI table (CSV), instead of the net.")
    ] = None,
    replay: Annotated[
        str | None, typer.Option(help="Embedded evidence pack, such as 2017-04-kitui.")
    ] = None,
    county: Annotated[
        list[str] | None, typer.Option(help="Only this county; may be given again.")
    ] = None,
) -> None:
    """Gather evidence, show every figure, write the drafts, and make what may be made."""
    settings = read_settings()
    wanted = week_named(name)
    sources = _sources(wanted, rainfall=rainfall, ndvi=ndvi, replay=replay)
    with open_newsroom(settings, sources=sources or None) as opened, shown_progress() as report:
        newsroom = replace(opened, report=report)
        if county:
            named = tuple(county_typed(each) for each in county)
            newsroom = replace(newsroom, counties=named)
        chosen = wanted or Week.at(newsroom.clock.now())
        faults, drafts = _make(newsroom, chosen)
    _tell(faults, drafts, by_hand=bool(sources))


@making.command()
def schedule(
    *, show: Annotated[bool, typer.Option("--show", help="The last runs and the next.")] = True
) -> None:
    """Tell when the next edition is due and how the last ones went."""
    _ = show
    settings = read_settings()
    with open_newsroom(settings) as newsroom:
        with newsroom.store.reading() as tx:
            runs = newest_runs(tx, limit=5)
        upcoming = next_due(newsroom, schedule_of(settings)).astimezone(NAIROBI)
    say(f"Next run: {upcoming:%a %d %b %Y %H:%M} Nairobi time")
    if not runs:
        say("Last run: none yet")
    for each in runs:
        due = each.slot.astimezone(NAIROBI)
        say(f"{due:%a %d %b %Y %H:%M}  {each.state:<8} {each.outcome}")


def _sources(
    wanted: Week | None, *, rainfall: Path | None, ndvi: Path | None, replay: str | None
) -> list[Source]:
    before = wanted.monday if wanted else None
    sources: list[Source] = []
    if rainfall:
        sources.append(RainfallFile(path=rainfall, before=before))
    if ndvi:
        sources.append(VegetationFile(path=ndvi, before=before))
    if replay:
        sources.append(ReplaySource(replay))
    return sources


def _make(newsroom: Newsroom, wanted: Week) -> tuple[tuple[SourceFault, ...], list[Bulletin]]:
    with newsroom.store.transaction() as tx:
        if install_mode(tx) is None:
            set_mode(tx, EXERCISE, at=newsroom.clock.now())
    prepared = prepare_week(newsroom, wanted)
    show_figures(prepared.assessments)
    ready = [each for each in prepared.drafts if each.verdict is Verdict.READY]
    made = produce(newsroom, ready)
    ended = {each.id: each for each in (*made.released, *made.failed)}
    return prepared.faults, [ended.get(each.id, each) for each in prepared.drafts]


def _tell(faults: tuple[SourceFault, ...], drafts: list[Bulletin], *, by_hand: bool) -> None:
    """Show where each bulletin stands; a file or pack that was named must be readable."""
    show_bulletins(drafts)
    for fault in faults:
        complain(f"{fault.source}: {fault.reason}")
    if by_hand and faults:
        raise SourceUnavailable(faults[0].source, faults[0].reason)
    broken = [each for each in drafts if each.verdict is Verdict.FAILED]
    for each in broken:
        complain(f"{each.id}: {each.reason}")
    if broken:
        raise typer.Exit(1)
