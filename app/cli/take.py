"""Commands about recordings by people: list what there is to read, send, match."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.deciding import Key, officer_of
from app.cli.screen import say, show_bulletins
from app.domain.bulletins import Bulletin, Verdict
from app.domain.people import Right
from app.domain.takes import WHOLE, words_sha256
from app.errors import NotFound, SettingsError
from app.pipeline.newsroom import Newsroom
from app.pipeline.produce import produce
from app.pipeline.takes import Sent, expected_s, keep_recording, match_recording, parts_of
from app.settings import read_settings
from app.store.bulletins import the_bulletin
from app.store.takes import takes_of
from app.wiring import open_newsroom

take = typer.Typer(help="Recordings of bulletins by people.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Id of the bulletin.")]


@take.command(name="list")
def show(bulletin: Name) -> None:
    """Show each part to read, how long it should last, and what was recorded of it."""
    with open_newsroom(read_settings()) as newsroom:
        found, words = _found(newsroom, bulletin)
        hashes = {kind: words_sha256(sentences) for kind, sentences in words.items()}
        with newsroom.store.reading() as tx:
            kept = takes_of(
                tx,
                county=found.county,
                language=found.language,
                bulletin=bulletin,
                words=set(hashes.values()),
            )
        for kind, sentences in words.items():
            lasts = expected_s(newsroom, found.language, sentences)
            say(f"[bold]{kind}[/], about {lasts:.0f} s")
            for each in kept:
                if each.text_sha256 == hashes[kind]:
                    state = f"matched by {each.matched_by}" if each.matched_by else "not matched"
                    say(f"  {each.id}  spoken by {escape(each.speaker)}, {escape(state)}")
            if kind != WHOLE:
                for line in sentences:
                    say(f"    {escape(line)}")


@take.command()
def add(
    bulletin: Name,
    file: Annotated[Path, typer.Argument(help="The recording, in any format of a phone.")],
    key: Key,
    speaker: Annotated[str, typer.Option(help="Who speaks; stations read the name.")],
    part: Annotated[str, typer.Option(help="Such as headline; default: all of it.")] = WHOLE,
    *,
    consent: Annotated[
        bool, typer.Option("--consent", help="The speaker agrees to be heard and named.")
    ] = False,
) -> None:
    """Send a recording of a part or of the whole; a second person must match it."""
    body = _read(file)
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.RECORD)
        _, words = _found(newsroom, bulletin)
        sent = Sent(
            file=body,
            part=part,
            text_sha256=words_sha256(words.get(part, ())),
            speaker=speaker,
            consent=consent,
        )
        made = keep_recording(newsroom, bulletin, sent, by=officer)
    say(f"{made.id}: kept, {made.sounding.duration_s:.1f} s. Somebody else must hear and match it:")
    say(f"  tangazo take match {made.id}")


@take.command()
def match(
    name: Annotated[str, typer.Argument(help="Id of the recording, as listed.")], key: Key
) -> None:
    """Say that you heard a recording and that it matches its words, one by one."""
    with open_newsroom(read_settings()) as newsroom:
        officer = officer_of(newsroom, key, right=Right.MATCH)
        after = match_recording(newsroom, name, by=officer)
        if after.verdict is Verdict.READY:
            ended = produce(newsroom, [after])
            after = (*ended.released, *ended.failed)[0]
    say(f"{officer.name} matched {name}.")
    show_bulletins([after])


def _found(newsroom: Newsroom, name: str) -> tuple[Bulletin, dict[str, tuple[str, ...]]]:
    with newsroom.store.reading() as tx:
        found = the_bulletin(tx, name)
    if found.script is None:
        raise NotFound(f"{name} has no words to read: {found.reason}")
    return found, dict(parts_of(newsroom, found))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise SettingsError(f"{file} cannot be read: {fault.strerror}") from fault
