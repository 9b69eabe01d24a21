"""Commands that take a bulletin back, and that change its text by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.deciding import Key, officer_of
from app.cli.screen import say, show_bulletins
from app.domain.bulletins import Bulletin, SignOff, Verdict
from app.domain.people import Right
from app.domain.periods import NAIROBI
from app.errors import NotFound, ScriptRefused
from app.pipeline.newsroom import Newsroom
from app.pipeline.recall import change, correct, plain_reason
from app.pipeline.recall import withdraw as take_back
from app.settings import read_settings
from app.store.bulletins import the_bulletin
from app.store.changes import withdrawal_sha256
from app.store.listing import waiting_for_people
from app.store.recalls import ToCall, call_list, notices
from app.wiring import open_newsroom
from app.writing.hand_text import LONGEST_TEXT

recalling = typer.Typer()
# A letter has four bytes at most; what is longer is refused, and need not be read.
MOST_BYTES = 4 * LONGEST_TEXT


@recalling.command()
def withdraw(
    bulletin: str,
    key: Key,
    reason: Annotated[
        str | None, typer.Option(help="What is wrong; stations read it. Default: as asked for.")
    ] = None,
    replacement: Annotated[
        str | None, typer.Option(help="Bulletin on air that is to be played instead.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="First 12 letters of the notice, when a second one signs.")
    ] = None,
) -> None:
    """Take a bulletin back from the air; it needs two people, who sign the same reason.

    The second one gives --text in place of the reason. Without either, what waits is shown.
    """
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.SIGN)
        if reason is None:
            found = _notice(newsroom, bulletin, text)
            if found is None:
                return
            reason, replacement = found
        with newsroom.store.reading() as tx:
            signed = withdrawal_sha256(
                the_bulletin(tx, bulletin), plain_reason(reason), replacement
            )
        # The key was given for this very act, so the person has just proved who signs.
        now = newsroom.clock.now()
        given = SignOff(officer=person.name, text_sha256=signed, at=now, reauthenticated_at=now)
        out = take_back(
            newsroom, bulletin, given, reason=plain_reason(reason), replacement=replacement
        )
        _tell(newsroom, out, signed)


def _notice(newsroom: Newsroom, bulletin: str, text: str | None) -> tuple[str, str | None] | None:
    """Return the reason and replacement that others signed, or show what waits."""
    with newsroom.store.reading() as tx:
        waiting = [each for each in notices(tx, bulletin) if each.done_at is None]
    if not waiting:
        raise NotFound(f"Nobody has asked to take {bulletin} back; give a --reason.")
    if text is None:
        for each in waiting:
            say(f"{each.notice_sha256[:12]}  {escape(each.reason)}")
            say(f"  play instead: {each.replacement or '-'}; signed by {', '.join(each.signed_by)}")
        say(f"To sign it too: tangazo withdraw {bulletin} --text {waiting[0].notice_sha256[:12]}")
        return None
    for each in waiting:
        if len(text) >= 12 and each.notice_sha256.startswith(text):
            return each.reason, each.replacement
    raise NotFound(f"No notice about {bulletin} begins with '{text}'.")


def _tell(newsroom: Newsroom, out: Bulletin, signed: str) -> None:
    if out.verdict is not Verdict.WITHDRAWN:
        say(f"Signed. {out.id} is on air until a second person signs the same, with")
        say(f"  tangazo withdraw {out.id} --text {signed[:12]}")
        return
    show_bulletins([out])
    with newsroom.store.reading() as tx:
        listed = call_list(tx, out.id)
    say("Call these stations now:" if listed else "No station is known to have it.")
    for each in listed:
        say(f"  {escape(_to_call(each))}")


def _to_call(each: ToCall) -> str:
    has = "is not known to have it"
    if each.taken is not None:
        has = f"took it on {each.taken.last_at.astimezone(NAIROBI):%a %d %b at %H:%M}"
    if each.aired:
        has = f"aired it on {each.aired[0].day:%a %d %b}"
    return f"{each.station.name}: {each.station.person}, {each.station.phone}; {has}"


@recalling.command("correct")
def correct_text(
    key: Key,
    bulletin: Annotated[
        str | None, typer.Argument(help="Id; without it, what waits for people is shown.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="File that holds the whole text (UTF-8).")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="What was wrong, for a bulletin that was on air.")
    ] = None,
) -> None:
    """Change a waiting bulletin's text by hand, or correct one that has been on air.

    A correction is a new edition that says so first. Whoever changed a text cannot sign it; without
    --from the text is printed, to be kept in a file and changed.
    """
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.CHANGE_TEXT)
        if bulletin is None:
            _show_waiting(newsroom)
            return
        with newsroom.store.reading() as tx:
            found = the_bulletin(tx, bulletin)
        if source is None:
            typer.echo(found.script.text if found.script else found.reason)
            return
        text = _read(source)
        if found.verdict in (Verdict.RELEASED, Verdict.WITHDRAWN):
            told = plain_reason(reason or "")
            made = correct(newsroom, bulletin, text, reason=told, editor=person)
        else:
            made = change(newsroom, bulletin, text, editor=person)
        show_bulletins([made])


def _show_waiting(newsroom: Newsroom) -> None:
    with newsroom.store.reading() as tx:
        found = [the_bulletin(tx, each.id) for each in waiting_for_people(tx)]
    if not found:
        raise NotFound("No bulletin waits for people.")
    show_bulletins(found)


def _read(source: Path) -> str:
    with source.open("rb") as file:
        body = file.read(MOST_BYTES + 1)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ScriptRefused(f"{source} is not UTF-8; save it as UTF-8 and try again.") from fault
