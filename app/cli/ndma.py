"""Commands for NDMA's county bulletin: read page 1 into a form, show it, keep what is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.arguments import county_typed, month_named
from app.cli.deciding import officer_of
from app.cli.screen import say
from app.domain.evidence import NdmaRecord, Payload
from app.domain.periods import Month
from app.domain.places import County, counties
from app.errors import SettingsError
from app.pipeline.newsroom import Newsroom
from app.settings import read_settings
from app.sources.local_file import file_payload
from app.sources.ndma_bulletin import (
    NdmaForm,
    problems,
    read_csv_form,
    read_pdf_form,
    template_csv,
    to_harvest,
)
from app.store.evidence import add_payload, keep_ndma_record
from app.wiring import open_newsroom

ndma_bulletin = typer.Typer()
SOURCE = "NDMA bulletin"


@ndma_bulletin.command()
def ndma_form() -> None:
    """Print an empty form of NDMA's page 1 as a table (CSV), to fill in and give to `ndma`."""
    typer.echo(template_csv(), nl=False)


@ndma_bulletin.command()
def ndma(
    file: Annotated[Path, typer.Argument(help="NDMA's PDF, or the filled-in form (CSV).")],
    county: str,
    month: Annotated[str | None, typer.Option(help="Month observed, such as 2026-10.")] = None,
    url: Annotated[str, typer.Option(help="Where NDMA published it.")] = "",
    key: Annotated[
        str, typer.Option(envvar="TANGAZO_KEY", help="Your key; asked for on --confirm.")
    ] = "",
    *,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Keep it; without this it is only shown.")
    ] = False,
) -> None:
    """Read page 1 of NDMA's county bulletin, show what was understood, and keep it on --confirm."""
    place = county_typed(county)
    observed = month_named(month) if month else None
    with open_newsroom(read_settings()) as newsroom:
        payload, form = _read(newsroom, file, place, observed, url=url)
        harvest = to_harvest(form, payload)
        for line in _shown(form):
            say(line)
        if not confirm:
            say("\nCompare it with the page. To keep it, give the same command with --confirm.")
            return
        person = officer_of(newsroom, key or typer.prompt("Key", hide_input=True))
        newsroom.payloads.put(payload.body, "raw")
        record = NdmaRecord(
            county=form.county,
            observed_month=form.observed_month,
            phases=harvest.phases,
            figures=harvest.observations,
            words=form.words,
        )
        with newsroom.store.transaction() as tx:
            add_payload(tx, payload)
            keep_ndma_record(tx, record, officer=person.name, at=newsroom.clock.now())
    say(f"\nKept, as confirmed by {person.name}.")


def _read(
    newsroom: Newsroom, file: Path, county: County, month: Month | None, *, url: str
) -> tuple[Payload, NdmaForm]:
    pdf = file.suffix.casefold() == ".pdf"
    payload = file_payload(
        file,
        source=SOURCE,
        clock=newsroom.clock,
        media_type="application/pdf" if pdf else "text/csv",
        url=url,
    )
    if pdf:
        return payload, read_pdf_form(payload, county=county, month=month)
    form = read_csv_form(payload)
    if form.county != county.slug or (month and form.observed_month != month):
        raise SettingsError(
            f"{file.name} is the form of {counties()[form.county].name}, {form.observed_month}"
        )
    return payload, form


def _shown(form: NdmaForm) -> Iterator[str]:
    """Yield the form as lines that can be held beside the printed page."""
    trend = f", {form.trend}" if form.trend else ""
    yield f"[bold]{counties()[form.county].name}, {form.observed_month}[/]: {form.phase}{trend}"
    for zone in form.zones:
        trend = f", {zone.trend}" if zone.trend else ""
        yield f"  {escape(zone.zone)}: {zone.phase}{trend}"
    for each in form.figures:
        usual = each.printed_range or "none printed"
        yield f"  {each.variable:<24} {each.value:>8g} {each.unit:<24} normal: {escape(usual)}"
    for name, words in form.words:
        yield f"  {name:<24} {escape(words)}"
    for problem in problems(form):
        yield f"  [yellow]look again:[/] {escape(problem)}"
    for line in form.unread:
        yield f"  [yellow]not understood:[/] {escape(line)}"
