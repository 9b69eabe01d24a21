"""The command that tells which of our bulletins a recording of a station holds."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.deciding import officer_of
from app.cli.screen import say, shown_progress
from app.domain.people import Right
from app.domain.periods import NAIROBI
from app.domain.places import counties
from app.domain.sound_checks import Hearing, Judgement, Match, Progress, SoundCheck
from app.errors import SettingsError, UploadRefused
from app.mastering.long_uploads import sound_of
from app.pipeline.newsroom import Newsroom, Reporter
from app.pipeline.recognise import recognised
from app.pipeline.sound_check import READ, Sent, ask, listen
from app.settings import read_settings
from app.store.fingerprints import the_sound_check
from app.store.listing import standings_of
from app.store.stations import the_station
from app.wiring import open_newsroom

hearing = typer.Typer()
COLOUR = {Judgement.OURS: "green", Judgement.ONE_OF_TWO: "yellow", Judgement.LIKE_OURS: "yellow"}
ALARM = "  [bold red]It is not for air. Telephone the station at once.[/]"


@hearing.command()
def heard(
    file: Annotated[Path, typer.Argument(help="What was on air, in any format of a phone.")],
    station: Annotated[str, typer.Option(help="The station, such as mwatu-fm.")],
    at: Annotated[
        str, typer.Option(help="When the recording begins in Nairobi: '2026-11-23 07:00'.")
    ] = "",
    key: Annotated[
        str, typer.Option(envvar="TANGAZO_KEY", help="Your key, to keep what is found as aired.")
    ] = "",
) -> None:
    """Tell which of our bulletins a recording of a station holds; with a key, keep it as aired."""
    begins = _moment(at)
    if not file.is_file():
        raise SettingsError(f"{file} is not a file.")
    with open_newsroom(read_settings()) as newsroom, shown_progress() as report:
        if key:
            check = _kept(newsroom, file, station=station, begins=begins, key=key, report=report)
        else:
            check = _looked(newsroom, file, station=station, begins=begins, report=report)
        lines = _lines(newsroom, check)
    for line in lines:
        say(line)


def _moment(typed: str) -> datetime | None:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=NAIROBI) if typed else None
    except ValueError as fault:
        raise SettingsError(f"'{typed}' is no time; write it as 2026-11-23 07:00.") from fault


def _kept(
    newsroom: Newsroom,
    file: Path,
    *,
    station: str,
    begins: datetime | None,
    key: str,
    report: Reporter,
) -> SoundCheck:
    """Check a recording as the desk does, and keep what was on air."""
    officer = officer_of(newsroom, key, right=Right.KEEP_STATIONS)
    with TemporaryDirectory(dir=_room(newsroom)) as room:
        copy = Path(room) / "copy"
        shutil.copyfile(file, copy)
        day = _day(newsroom, begins)
        sent = Sent(file=copy, file_name=file.name, day=day, recorded_from=begins)
        made = ask(newsroom, station, sent, by=officer)
    listen(newsroom, made.id, report=report)
    with newsroom.store.reading() as tx:
        done = the_sound_check(tx, made.id)
    if done.progress is Progress.REFUSED:
        raise UploadRefused(done.told)
    return done


def _room(newsroom: Newsroom) -> Path:
    newsroom.cache.mkdir(parents=True, exist_ok=True)
    return newsroom.cache


def _looked(
    newsroom: Newsroom, file: Path, *, station: str, begins: datetime | None, report: Reporter
) -> SoundCheck:
    """Check a recording and keep nothing of it."""
    with newsroom.store.reading() as tx:
        known = the_station(tx, station)
    sound = sound_of(file, report=lambda read_s: report(READ, round(read_s), round(read_s)))
    day, now = _day(newsroom, begins), newsroom.clock.now()
    return SoundCheck(
        id="",
        station=station,
        officer="",
        at=now,
        file_name=file.name,
        day=day,
        recorded_from=begins,
        progress=Progress.DONE,
        since=now,
        length_s=sound.seconds,
        hearings=recognised(newsroom, known, sound, day=day, report=report),
    )


def _day(newsroom: Newsroom, begins: datetime | None) -> date:
    return (begins or newsroom.clock.now()).astimezone(NAIROBI).date()


def _lines(newsroom: Newsroom, check: SoundCheck) -> list[str]:
    lines = [line for each in check.hearings for line in _hearing_lines(newsroom, check, each)]
    return lines or ["Not one of our bulletins."]


def _hearing_lines(newsroom: Newsroom, check: SoundCheck, found: Hearing) -> list[str]:
    best = _named(newsroom, found.best)
    second = _named(newsroom, found.second) if found.second else "no other"
    told = {
        Judgement.OURS: best,
        Judgement.ONE_OF_TWO: f"One of two: {best} or {second}",
        Judgement.LIKE_OURS: f"Like {best}, and not surely it",
    }[found.judgement]
    heard_at = check.heard_at(found.best)
    clock = f"{heard_at.astimezone(NAIROBI):%H:%M:%S}" if heard_at else "second "
    if heard_at is None:
        clock += f"{found.best.starts_s:.0f} of the recording"
    lines = [
        f"[{COLOUR[found.judgement]}]{escape(told)}[/]: heard from {clock} for "
        f"{found.best.covered_s:.0f} of {found.best.lasts_s:.0f} seconds, "
        f"confidence {min(0.99, found.best.confidence):.2f}"
    ]
    if found.judgement is not Judgement.ONE_OF_TWO and found.second:
        lines.append(f"  next likeliest: {escape(second)}")
    if found.outcome == "alarm":
        lines.append(ALARM)
    elif found.outcome:
        lines.append(f"  {escape(found.outcome)}")
    return lines


def _named(newsroom: Newsroom, found: Match) -> str:
    with newsroom.store.reading() as tx:
        bulletin = standings_of(tx, [found.bulletin])[found.bulletin]
    county = counties()[bulletin.county].name
    language = {"en": "English", "sw": "Kiswahili"}.get(bulletin.language, bulletin.language)
    mark = "EXERCISE " if bulletin.exercise else ""
    return f"{mark}{county}, {language}, week {bulletin.week.number}, edition {bulletin.edition}"
