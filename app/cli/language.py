"""Commands about languages: begin one, check it, exchange it with translators, print its kit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.screen import say
from app.errors import PackError
from app.settings import read_settings
from app.writing.exchange import export_pack, import_pack
from app.writing.kit import kit_csv, kit_html, reviewers_kit
from app.writing.language_check import check_language
from app.writing.language_pack import load
from app.writing.skeleton import checked_code, write_skeleton

MASTER = "en"
language = typer.Typer(help="Add, check, translate and review a language.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="ISO 639 code, such as sw.")]


@language.command()
def new(
    code: Code,
    into: Annotated[
        Path | None, typer.Option(help="Folder of languages; default: TANGAZO_TEMPLATES.")
    ] = None,
) -> None:
    """Begin a language: its folder with every key, and what CLDR knows; nothing is invented."""
    root = read_settings().templates
    known = write_skeleton(code, into=into or root, reference=root / MASTER)
    say(escape(f"Written: {(into or root) / code}"))
    if known.version:
        say(
            escape(f"From {known.version}, unreviewed: {len(known.dates)} names of days and months")
        )
    say(escape(f"CLDR lacks: {', '.join(known.lacking)}."))
    say(escape(f"Next: tangazo language export {code} {code}.csv, for a translator."))


@language.command()
def check(code: Code) -> None:
    """Tell what a language lacks, row by row, and what it can do today; fails without bulletins."""
    report = check_language(_folder(code))
    for fault in report.faults:
        say(escape(fault))
    say(f"[bold]{escape(report.summary)}[/]")
    if not report.makes_bulletins:
        raise typer.Exit(1)


@language.command("export")
def give(code: Code, file: Annotated[Path, typer.Argument(help="Table to write (CSV).")]) -> None:
    """Write a language as one table for a translator's spreadsheet."""
    folder = _folder(code)
    # A spreadsheet knows by the byte-order mark that the letters are UTF-8.
    _write(file, export_pack(folder, reference=folder.parent / MASTER), encoding="utf-8-sig")
    say(escape(f"Written: {file}"))


@language.command("import")
def take(code: Code, file: Annotated[Path, typer.Argument(help="Table to read (CSV).")]) -> None:
    """Read a translator's table into a language; when any row is wrong, nothing changes."""
    root = read_settings().templates
    try:
        raw = file.read_bytes()
    except OSError as fault:
        raise PackError(f"{file} cannot be read ({fault.strerror})") from fault
    pack = import_pack(raw, name=file.name, code=code, root=root)
    say(escape(f"{pack.name} is {pack.status}. Any review of it has ended with this change."))
    say(escape(f"Next: tangazo language check {code}"))


@language.command()
def kit(
    code: Code,
    out: Annotated[Path, typer.Option(help="Folder for the two files.")] = Path(),
) -> None:
    """Write the reviewer's kit: one page to print, and its samples as a table (CSV)."""
    folder = _folder(code)
    made = reviewers_kit(load(folder), load(folder.parent / MASTER))
    page, samples = out / f"kit-{code}.html", out / f"kit-{code}.csv"
    _write(page, kit_html(made), encoding="utf-8")
    _write(samples, kit_csv(made), encoding="utf-8-sig")
    say(escape(f"Written: {page} and {samples}"))
    if made.why_none:
        say(escape(f"It holds no samples: {made.why_none}"))


def _folder(code: str) -> Path:
    """Return the folder of a language.

    Raises:
        PackError: There is none.
    """
    folder = read_settings().templates / checked_code(code)
    if not folder.is_dir():
        raise PackError(
            f"there is no language '{code}'; begin it with: tangazo language new {code}"
        )
    return folder


def _write(file: Path, text: str, *, encoding: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding=encoding, newline="")
    except OSError as fault:
        raise PackError(f"{file} cannot be written ({fault.strerror})") from fault
