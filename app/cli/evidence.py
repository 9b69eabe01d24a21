"""Commands of officers about the evidence: findings, decisions on them, KMD's forecast."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from app.cli.arguments import county_typed, week_named
from app.cli.deciding import Key, officer_of
from app.cli.screen import say, show_bulletins
from app.domain.evidence import Assessment
from app.domain.findings import Decision, Finding
from app.domain.periods import NAIROBI, Week
from app.domain.weather import WeatherForecast
from app.errors import NotFound, SettingsError
from app.pipeline.newsroom import Newsroom
from app.pipeline.reassess import reassess
from app.settings import read_settings
from app.store.evidence import assessments_of_week
from app.store.findings import add_decision
from app.store.weather import keep_forecast
from app.wiring import open_newsroom
from app.writing.forecast_checks import FROM, SOURCE, TEXT, UNTIL, check_forecast

evidence = typer.Typer()
SHORTEST_REASON = 5


@evidence.command()
def findings(
    county: Annotated[str | None, typer.Argument(help="Only this county.")] = None,
    name: Annotated[str | None, typer.Option("--week", help="Such as 2026-W48.")] = None,
) -> None:
    """List what the quality checks found, what it holds back, and what was decided."""
    only = county_typed(county).slug if county else None
    with open_newsroom(read_settings()) as newsroom:
        week = week_named(name) or Week.at(newsroom.clock.now())
        with newsroom.store.reading() as tx:
            made = assessments_of_week(tx, week)
    shown = {slug: each for slug, each in made.items() if only in (None, slug)}
    if not shown:
        raise NotFound(f"No evidence has been assessed for {week}; first: tangazo week")
    for slug, assessment in shown.items():
        say(f"\n[bold]{slug}[/]")
        for each in assessment.findings:
            _show(each)


def _show(found: Finding) -> None:
    held = f"[yellow]{found.effect}[/]" if found.holds else "for information"
    say(f"  {found.key}  {found.policy}, {held}: {escape(found.text)}")
    if found.decision:
        word = "accepted" if found.decision.accepted else "left out"
        told = f"{word} by {found.decision.officer}: {found.decision.reason}"
        say(f"  {'':16}  {escape(told)}")


@evidence.command()
def decide(
    county: str,
    finding: Annotated[str, typer.Argument(help="Its name, as `tangazo findings` shows it.")],
    key: Key,
    reason: Annotated[str, typer.Option(help="Why; kept for good with your name.")],
    *,
    accept: Annotated[
        bool, typer.Option("--accept/--reject", help="Use the figures, or leave them out.")
    ],
) -> None:
    """Decide about a finding of this week; the drafts are written anew at once."""
    place = county_typed(county)
    if len(reason.strip()) < SHORTEST_REASON:
        raise SettingsError("Give a reason that a colleague will understand next year.")
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        now = newsroom.clock.now()
        week = Week.at(now)
        _decidable(newsroom, week, place.slug, finding)
        given = Decision(accepted=accept, reason=reason.strip(), officer=person.name, at=now)
        with newsroom.store.transaction() as tx:
            add_decision(tx, place.slug, finding, given)
        show_bulletins(reassess(newsroom, week).drafts)


def _decidable(newsroom: Newsroom, week: Week, county: str, finding: str) -> None:
    with newsroom.store.reading() as tx:
        made: Assessment | None = assessments_of_week(tx, week).get(county)
    found = {each.key: each for each in made.findings} if made else {}
    if finding not in found:
        raise NotFound(f"There is no finding '{finding}' for {county} in {week}.")
    if not found[finding].decidable:
        raise SettingsError(f"Nothing can be decided about it: {found[finding].text}")


@evidence.command()
def forecast(
    county: str,
    language: str,
    text: Annotated[str, typer.Argument(help="What follows 'the Department says'.")],
    key: Key,
    until: Annotated[str, typer.Option(help="Last day it may be said, such as 2026-12-31.")],
    source: Annotated[str, typer.Option(help="Where KMD published it.")],
    since: Annotated[str | None, typer.Option(help="First day; default: today.")] = None,
) -> None:
    """Enter the Kenya Meteorological Department's forecast in the words of one language."""
    place = county_typed(county)
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        if language not in newsroom.packs:
            raise NotFound(f"There is no language pack '{language}'.")
        now = newsroom.clock.now()
        monday = Week.at(now).monday
        typed = {TEXT: text, SOURCE: source, FROM: since or str(monday), UNTIL: until}
        checked = check_forecast(typed, today=now.astimezone(NAIROBI).date())
        if checked.faults:
            raise SettingsError(" ".join(checked.faults.values()))
        entered = WeatherForecast(
            county=place.slug,
            language=language,
            text=checked.text,
            valid_from=checked.valid_from,
            valid_until=checked.valid_until,
            url=checked.source,
            officer=person.name,
            at=now,
        )
        with newsroom.store.transaction() as tx:
            keep_forecast(tx, entered)
        show_bulletins(reassess(newsroom, Week.at(now)).drafts)
