"""Commands that keep running: make what is due, then serve it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import typer

from app.cli.screen import complain, say, shown_progress
from app.cli.servers import run_site
from app.errors import SettingsError, TangazoError
from app.logs import start_logging
from app.pipeline.newsroom import Newsroom
from app.pipeline.publish import publish
from app.schedule import Schedule, next_due, run_due, ticking
from app.settings import Settings, read_settings
from app.store.officers import EXERCISE, LIVE, install_mode, set_mode
from app.web.gateway import gateway_of
from app.web.site import create_site
from app.wiring import open_newsroom

serving = typer.Typer()
ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - compared with, not bound to


@serving.command()
def up() -> None:
    """Make this week's edition if there is none yet, then serve stations and officers."""
    with _ready() as (settings, newsroom):
        _make_what_is_due(newsroom, schedule_of(settings))
        _serve(newsroom, settings)


@serving.command()
def serve() -> None:
    """Serve what has been released, and make editions as they fall due."""
    with _ready() as (settings, newsroom):
        _serve(newsroom, settings)


def schedule_of(settings: Settings) -> Schedule:
    """Return the weekly schedule that the settings describe."""
    return Schedule(
        day=settings.schedule_day,
        hour=settings.schedule_hour,
        minute=settings.schedule_minute,
        lease=timedelta(seconds=settings.lease_s),
    )


@contextmanager
def _ready() -> Iterator[tuple[Settings, Newsroom]]:
    """Give a newsroom whose mode is decided, on an address that is free."""
    start_logging()
    settings = read_settings()
    _refuse_taken_port(settings)
    with open_newsroom(settings) as newsroom:
        with newsroom.store.transaction() as tx:
            if install_mode(tx) is None:
                set_mode(tx, EXERCISE, at=newsroom.clock.now())
        yield settings, newsroom


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as fault:
            raise SettingsError(
                f"port {settings.port} on {settings.host} cannot be used "
                f"({fault.strerror}); set TANGAZO_PORT to a free one"
            ) from fault


def _make_what_is_due(newsroom: Newsroom, schedule: Schedule) -> None:
    try:
        with shown_progress() as report:
            outcome = run_due(replace(newsroom, report=report), schedule)
    except TangazoError as fault:
        complain(f"this week's edition could not be made: {fault}")
        complain("what was released before is served; the run is tried again every minute")
        return
    say(outcome or "This week's edition has been made before, or another process is making it.")


def _serve(newsroom: Newsroom, settings: Settings) -> None:
    schedule = schedule_of(settings)
    site = create_site(
        newsroom,
        public_url=settings.public_url,
        public_read=settings.public_read,
        gateway=gateway_of(settings.inbound_key.get_secret_value(), settings.inbound_numbers),
        next_run=lambda: next_due(newsroom, schedule),
        accel=settings.accel,
    )
    publish(newsroom)
    with newsroom.store.reading() as tx:
        live = install_mode(tx) == LIVE
    _print_addresses(settings, live=live)
    with ticking(newsroom, schedule):
        run_site(site, settings)


def _print_addresses(settings: Settings, *, live: bool) -> None:
    host = "127.0.0.1" if settings.host == ANY_ADDRESS else settings.host
    base = settings.public_url or f"http://{host}:{settings.port}"
    say(f"\n[bold]Tangazo[/] {'' if live else '(exercise: nothing here is for air) '}serves at")
    say(f"  stations  {base}/")
    say(f"  officers  {base}/desk")
    say(f"  API       {base}/api/v1/bulletins   described at {base}/openapi.json")
    say("Stop with Ctrl+C.\n")
