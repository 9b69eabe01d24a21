"""Commands about template texts: read, change, compare, try out, agree to, take back."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.arguments import county_typed
from app.cli.deciding import Key, officer_of
from app.cli.screen import complain, say
from app.domain.content import Origin, Stage
from app.domain.evidence import Phase
from app.domain.people import Right
from app.errors import NotFound
from app.pipeline.newsroom import Newsroom
from app.pipeline.preview import Asked, preview_audio
from app.pipeline.preview import preview as previewed
from app.pipeline.template_texts import (
    TemplateFile,
    draft_of,
    table_files,
    template_file,
    template_files,
    text_of,
)
from app.pipeline.text_saving import Saved, Typed, agree_to_words, roll_back, save_text
from app.settings import read_settings
from app.wiring import open_newsroom
from app.writing.edited_text import LONGEST_TABLE, read_typed

# A letter has four bytes at most; what is longer is refused, and need not be read whole.
MOST_BYTES = 4 * LONGEST_TABLE

template = typer.Typer(
    help="Read, change, try out and approve the sentences of a language.", no_args_is_help=True
)
Language = Annotated[str, typer.Argument(help="Code of the language, such as sw.")]
File = Annotated[
    str, typer.Argument(help="Phase and segment, such as alert/headline; or tables/glossary.")
]


@template.command("list")
def show_all(
    language: Annotated[str | None, typer.Argument(help="Code; default: every language.")] = None,
) -> None:
    """List the texts of a language, who changed each, and whether the whole is approved."""
    with open_newsroom(read_settings()) as newsroom:
        for code in [language] if language else newsroom.packs:
            files, found = template_files(newsroom, code), draft_of(newsroom, code)
            tables = [each for each in table_files(newsroom, code) if each.number]
            state = "approved" if found.approved else "not approved"
            say(escape(f"{code}: {len(files)} texts, {state}, pack {found.pack.sha256[:12]}"))
            if found.fault:
                complain(f"{code}: {found.fault} The folder's own texts are used meanwhile.")
            on_air = newsroom.packs[code].sha256
            if on_air != found.pack.sha256:
                say(escape(f"  drafts are made from pack {on_air[:12]} until this is approved"))
            for each in (*(files if language else (one for one in files if one.number)), *tables):
                say(escape(f"  {_line(each)}"))


@template.command()
def show(
    language: Language,
    file: File,
    revision: Annotated[int | None, typer.Option(help="Number; default: the newest.")] = None,
) -> None:
    """Print a text, with its number on standard error, so that it can be kept in a file."""
    with open_newsroom(read_settings()) as newsroom:
        if revision is None:
            newest = template_file(newsroom, language, file)
            number, text = newest.number, newest.text
        else:
            number, text = revision, text_of(newsroom, language, file, revision)
    typer.echo(f"{language} {file}, revision {number}", err=True)
    typer.echo(text, nl=not text.endswith("\n"))


@template.command()
def edit(
    language: Language,
    file: File,
    key: Key,
    source: Annotated[Path, typer.Option("--from", help="File that holds the new text (UTF-8).")],
    based_on: Annotated[
        int | None, typer.Option(help="Revision that you edited; default: the newest.")
    ] = None,
    *,
    machine: Annotated[
        bool, typer.Option("--machine", help="A machine wrote it; it cannot be approved.")
    ] = False,
) -> None:
    """Keep a new text, after every phase was tried with it; it then needs its reviews."""
    text = _read(source)
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.CHANGE_TEXT)
        number = _newest(newsroom, language, file)
        typed = Typed(
            language=language,
            file=file,
            text=text,
            based_on=number if based_on is None else based_on,
            origin=Origin.MACHINE if machine else Origin.HUMAN,
        )
        _tell_saved(save_text(newsroom, typed, officer=person))


@template.command()
def rollback(
    language: Language,
    file: File,
    key: Key,
    to: Annotated[int, typer.Option(help="Revision to go back to; 0 is the folder's text.")],
) -> None:
    """Use an older text again, as a new revision."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.CHANGE_TEXT)
        _tell_saved(roll_back(newsroom, language, file, number=to, officer=person))


@template.command()
def diff(
    language: Language,
    file: File,
    old: Annotated[int, typer.Option(help="Older revision; 0 is the folder's text.")] = 0,
    new: Annotated[int | None, typer.Option(help="Newer revision; default: the newest.")] = None,
) -> None:
    """Show what changed between two revisions."""
    with open_newsroom(read_settings()) as newsroom:
        number = template_file(newsroom, language, file).number if new is None else new
        before = text_of(newsroom, language, file, old).splitlines()
        after = text_of(newsroom, language, file, number).splitlines()
    name = f"{language}/{file} revision"
    lines = list(unified_diff(before, after, f"{name} {old}", f"{name} {number}", lineterm=""))
    typer.echo("\n".join(lines) if lines else "The two are the same.")


@template.command()
def preview(
    language: Language,
    phase: Phase,
    county: Annotated[str, typer.Option(help="County whose evidence is used.")] = "kitui",
    audio: Annotated[Path | None, typer.Option(help="File for the sound (WAV).")] = None,
) -> None:
    """Print a bulletin in the newest words, and speak it; always as an exercise."""
    asked = Asked(language=language, phase=phase, county=county_typed(county))
    with open_newsroom(read_settings()) as newsroom:
        made = previewed(newsroom, asked)
        sound = preview_audio(newsroom, made) if audio else b""
    say(escape(f"{made.script.title}\nFrom {made.evidence}.\n\n{made.script.text}\n"))
    say(f"About {made.seconds} seconds, {made.script.words} words")
    for each in made.findings:
        say(escape(each))
    if audio:
        _write(audio, sound)
        say(escape(f"Written: {audio}"))


@template.command()
def approve(language: Language, key: Key) -> None:
    """Say yes to the newest words of a language, as a whole and in your own role."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=None)
        stands = agree_to_words(newsroom, language, officer=person)
    say(f"{person.name} ({person.role}) said yes to the {language} words {stands.sha256[:12]}.")
    if stands.stage is Stage.APPROVED:
        say("They are approved: the next drafts are made from them.")
    else:
        say(f"They are {stands.stage}: a reviewer, a sector officer, then an approver say yes.")


def _line(each: TemplateFile) -> str:
    made = each.revision
    if made is None:
        return f"{each.file:<40} as installed"
    by = f"by {made.edited_by} on {made.at:%d %B %Y}"
    return f"{each.file:<40} revision {each.number}, {made.origin}, {by}"


def _newest(newsroom: Newsroom, language: str, name: str) -> int:
    """Return the number of the newest revision of a file; 0 when it is only in the folder."""
    try:
        return template_file(newsroom, language, name).number
    except NotFound:
        return 0


def _tell_saved(saved: Saved) -> None:
    made = saved.revision
    say(escape(f"Kept: {made.language}/{made.file}, revision {made.number}."))
    if saved.ran.untried:
        say(escape(f"Not tried: {saved.ran.untried}"))
    for phase, (shortest, longest) in saved.ran.seconds.items():
        say(f"  {phase:<10} {shortest} to {longest} seconds")
    for each in saved.ran.doubts:
        say(escape(f"Look again: {each}"))
    say(escape(f"It goes on air when it is approved: tangazo template approve {made.language}"))


def _read(source: Path) -> str:
    try:
        with source.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise NotFound(f"{source} cannot be read ({fault.strerror})") from fault
    return read_typed(raw, file=str(source))


def _write(target: Path, body: bytes) -> None:
    try:
        target.write_bytes(body)
    except OSError as fault:
        raise NotFound(f"{target} cannot be written ({fault.strerror})") from fault
