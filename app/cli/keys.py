"""Commands about the keys that sign, and the signer that another user may run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.screen import say
from app.errors import SettingsError, SigningError
from app.pipeline.publish import publish
from app.publishing.signer import answer_everybody, listening
from app.publishing.signing import ENDING, PinnedKeys
from app.settings import Settings, read_settings
from app.wiring import open_newsroom

keys = typer.Typer(help="The keys that sign what stations take.", no_args_is_help=True)
signing = typer.Typer()
Exercise = Annotated[bool, typer.Option(help="The keys of exercises, not of live bulletins.")]
ELSEWHERE = "A signer with keys of its own answers at {}; run this there, with its TANGAZO_KEYS."
NOBODY = "Nothing signs here."
ANEW = "What is on air is signed anew within a minute; a running site does it by itself."


@keys.command()
def new(
    *,
    exercise: Exercise = False,
    stolen: Annotated[
        bool, typer.Option(help="Throw both keys away: somebody may have a copy of them.")
    ] = False,
) -> None:
    """Make both keys; those that are there are kept, unless they were stolen."""
    # Only the process that holds the keys needs the library.
    from app.publishing.keys import KeyFolder

    folder = KeyFolder(_folder(read_settings()))
    if folder.exists(exercise=exercise) and not stolen:
        raise SigningError(
            f"There are keys in {folder.root} already. To change them: tangazo keys rotate. "
            "If they may have been copied: tangazo keys new --stolen"
        )
    _show((folder.replace if stolen else folder.keys)(exercise=exercise))
    if stolen:
        say("No station knows these keys. Give every station the new fingerprints by hand.")
        say(ANEW)


@keys.command()
def show() -> None:
    """Print the public keys, and the fingerprints that people compare."""
    with open_newsroom(read_settings()) as newsroom:
        signer = newsroom.signer
        if signer is None:
            raise SigningError(NOBODY)
        for exercise in (False, True):
            _show(signer.keys(exercise=exercise))


@keys.command()
def rotate(*, exercise: Exercise = False) -> None:
    """Let the next key sign from now on, and make a new next one; the old one is destroyed."""
    from app.publishing.keys import KeyFolder

    settings = read_settings()
    _show(KeyFolder(_folder(settings)).rotate(exercise=exercise))
    say("Give stations the fingerprint of the new next key, by paper or telephone.")
    if settings.signer is not None:
        say(ANEW)
        return
    with open_newsroom(settings) as newsroom:
        publish(newsroom)
    say("What is on air was signed anew.")


@keys.command()
def check(
    file: Annotated[Path, typer.Argument(help="A file; its .minisig lies beside it.")],
) -> None:
    """Tell whether a file is genuine, and what its signature says of it."""
    from app.publishing.genuine import genuine

    with open_newsroom(read_settings()) as newsroom:
        if newsroom.signer is None:
            raise SigningError(NOBODY)
        pinned = [newsroom.signer.keys(exercise=each) for each in (False, True)]
    known = [key for each in pinned for key in (each.current, each.next)]
    signature = file.with_name(file.name + ENDING).read_bytes()
    say(f"Genuine: {escape(genuine(file, signature, known))}")


@signing.command()
def signer() -> None:
    """Hold the keys as a user of its own, and sign for the site at the socket TANGAZO_SIGNER."""
    settings = read_settings()
    if settings.signer is None:
        raise SettingsError("TANGAZO_SIGNER names no socket; see docs/operators.md")
    with listening(settings.signer) as listener:
        say(f"Signs at {escape(str(settings.signer))}. Stop with Ctrl+C.")
        try:
            answer_everybody(listener, settings.keys_folder)
        except KeyboardInterrupt:
            say("Stopped.")


def _folder(settings: Settings) -> Path:
    """Return where the keys lie that sign for this site.

    Raises:
        SettingsError: They are another user's.
    """
    if settings.signer is not None and settings.keys is None:
        raise SettingsError(ELSEWHERE.format(settings.signer))
    return settings.keys_folder


def _show(pinned: PinnedKeys) -> None:
    mode = "exercises" if pinned.exercise else "live bulletins"
    for which, key in (("signs now", pinned.current), ("next", pinned.next)):
        say(f"[bold]{mode}, {which}[/]")
        say(f"  fingerprint  {key.fingerprint}")
        say(f"  public key   {key.text}   (id {key.id})")
