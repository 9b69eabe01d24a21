"""A language pack as one table for translators, and back again: all of it, or nothing."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.errors import LanguageError, PackError
from app.writing.exchange_rows import LINE, TABLES, TEXTS, Entry, by_lines, read, written
from app.writing.exchange_tables import entries_of, table_of
from app.writing.language_pack import LanguagePack, load
from app.writing.segments import ENDING
from app.writing.skeleton import checked_code, write_skeleton

EMPTY = re.compile(r"^status: *empty *$", re.MULTILINE)
_PLACED = re.compile(r"[^/\s]+/(?P<file>\S+), (?:row|line) (?P<line>\d+): (?P<why>.*)", re.DOTALL)


def export_pack(folder: Path, *, reference: Path) -> str:
    """Return a language as one table, with English beside each of its words and sentences.

    Keys, and whole segments, that this language lacks are listed with an empty text.

    Args:
        folder: The language.
        reference: The English pack.

    Raises:
        PackError: A file cannot be read; the message names it.
    """
    entries: list[Entry] = []
    for file in _files(folder, reference):
        if by_lines(file):
            entries += _lines_of(file, folder, reference)
        else:
            entries += entries_of(file, folder, reference)
    return written(entries)


def _files(folder: Path, reference: Path) -> Iterator[str]:
    """Yield what is exchanged: settings, tables, then sentences in the order of their names."""
    settings, notes = TEXTS[:-1], TEXTS[-1:]
    yield from settings
    yield from TABLES[:-2]
    yield from sorted({*_segments(folder), *_segments(reference)})
    yield from TABLES[-2:]
    yield from (name for name in notes if (folder / name).exists())


def _segments(folder: Path) -> Iterator[str]:
    for path in (folder / "segments").rglob(f"*{ENDING}"):
        yield path.relative_to(folder).as_posix()


def _lines_of(file: str, folder: Path, reference: Path) -> Iterator[Entry]:
    english = _lines(reference / file) if (reference / file).exists() else []
    own = _lines(folder / file) if (folder / file).exists() else [""] * len(english)
    for number, text in enumerate(own, 1):
        beside = english[number - 1] if number <= len(english) else ""
        yield Entry(file=file, key=f"line {number}", english=beside, text=text)


def _lines(path: Path) -> list[str]:
    try:
        return unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig")).split("\n")[:-1]
    except (OSError, UnicodeDecodeError) as fault:
        raise PackError(f"{path.parent.name}/{path.name} cannot be read as UTF-8") from fault


def import_pack(raw: bytes, *, name: str, code: str, root: Path) -> LanguagePack:
    """Put a translator's table into a language, new or known, once all of it has been checked.

    Args:
        raw: The table.
        name: Its name, for messages.
        code: ISO 639 code of the language.
        root: Folder of all languages.

    Raises:
        PackError: A row is wrong, and nothing was changed; the message names the row.
        TemplateError: The same, for a sentence.
    """
    entries, folder = read(raw, name=name), root / checked_code(code)
    try:
        with tempfile.TemporaryDirectory(prefix=".import-", dir=root) as room:
            trial = Path(room) / code
            _prepare(trial, root=root)
            placed = _fill(trial, entries, name)
            try:
                pack = load(trial)
            except LanguageError as fault:
                raise _named(fault, placed, name) from fault
            _swap(trial, folder, aside=Path(room) / "before")
    except OSError as fault:
        why = fault.strerror or "see the log"
        raise PackError(f"{folder} cannot be written ({why}); nothing was changed") from fault
    return pack


def _prepare(trial: Path, *, root: Path) -> None:
    shutil.copyfile(root / "slots.yaml", trial.parent / "slots.yaml")
    if (root / trial.name).exists():
        shutil.copytree(root / trial.name, trial)
    else:
        write_skeleton(trial.name, into=trial.parent, reference=root / "en")


def _fill(trial: Path, entries: Sequence[Entry], name: str) -> dict[str, list[Entry]]:
    """Write each file that the table holds, and return where each of its rows came from."""
    by_file: dict[str, list[Entry]] = {}
    for entry in entries:
        by_file.setdefault(entry.file, []).append(entry)
    for file in list(by_file):
        if by_lines(file):
            by_file[file].sort(key=_number)
            if not _write_lines(trial / file, by_file[file]):
                del by_file[file]
    empty = EMPTY.search((trial / "language.yaml").read_text(encoding="utf-8")) is not None
    for file in by_file:
        if not by_lines(file):
            text, by_file[file] = table_of(file, by_file[file], keep_unknown=empty, name=name)
            (trial / file).write_text(text, encoding="utf-8", newline="")
    return by_file


def _number(entry: Entry) -> int:
    found = LINE.fullmatch(entry.key)
    return int(found[1]) if found else 0


def _write_lines(path: Path, entries: Sequence[Entry]) -> bool:
    """Write a file's lines, and tell whether there were any words in them."""
    if not any(each.text.strip() for each in entries):
        path.unlink(missing_ok=True)
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{each.text}\n" for each in entries), encoding="utf-8", newline="")
    return True


def _named(fault: LanguageError, placed: Mapping[str, list[Entry]], name: str) -> LanguageError:
    """Return an error of the trial pack as one of the table's own row, where it can be told."""
    found = _PLACED.fullmatch(str(fault))
    rows = placed.get(found["file"], []) if found else []
    # A table's first line is its heading; other files begin at once.
    first = 1 if found and by_lines(found["file"]) else 2
    place = int(found["line"]) - first if found else -1
    if not found or not 0 <= place < len(rows):
        return type(fault)(f"{name}: {fault}")
    entry = rows[place]
    return type(fault)(f"{name}, row {entry.row} ({entry.file}, {entry.key}): {found['why']}")


def _swap(trial: Path, folder: Path, *, aside: Path) -> None:
    """Put the new folder in the old one's place; a failure puts the old one back."""
    known = folder.exists()
    if known:
        folder.rename(aside)
    try:
        trial.rename(folder)
    except OSError:
        if known:
            aside.rename(folder)
        raise
