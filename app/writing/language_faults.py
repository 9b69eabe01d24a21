"""What is wrong with a language, file by file and row by row, whether or not it can be loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from app.domain.evidence import Phase
from app.errors import LanguageError
from app.writing import advice as advice_table
from app.writing import dates as date_table
from app.writing import numbers as number_table
from app.writing.advice import Season, advice_of
from app.writing.needed import missing_keys
from app.writing.pack_files import Row, check_fields, read_rows, read_text, unsayable
from app.writing.pack_settings import About, read_about, read_voices
from app.writing.pack_tables import HEADINGS
from app.writing.phrases import fields_of as phrase_fields_of
from app.writing.segments import ALWAYS_SAID, ENDING, SHARED, SPOT, SPOT_SAID, SegmentKind
from app.writing.slots import Slot
from app.writing.templates import parse_lines

FIELDS_OF: Mapping[str, Callable[[str], frozenset[str] | None]] = {
    "phrases.csv": phrase_fields_of,
    "numbers.csv": number_table.fields_of,
    "dates.csv": date_table.fields_of,
}
SPOKEN: Mapping[str, tuple[str, ...]] = {
    "phrases.csv": ("text",),
    "numbers.csv": ("words",),
    "dates.csv": ("words",),
    "advice.csv": ("text", "short"),
}
_CAPITALS = re.compile(r"(?<![\w'-])[^\W\d_]*[A-Z]{2,}[^\W\d_]*(?![\w'-])")
_BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{\w+\}")


def faults_of(folder: Path, slots: Mapping[str, Slot]) -> Iterator[str]:
    """Yield every fault of a language's files, each with its file, its row and the remedy.

    Args:
        folder: The language.
        slots: The catalogue of slots.
    """
    about, faults = _settings(folder)
    yield from faults
    tables: dict[str, tuple[Row, ...]] = {}
    for file in HEADINGS:
        try:
            tables[file] = _rows(folder, file)
        except LanguageError as fault:
            yield str(fault)
    written = {row["written"] for row in tables.get("pronunciation.csv", ())}
    for file, rows in tables.items():
        yield from _of_rows(file, rows)
        for row in rows:
            words = " ".join(row[column] for column in SPOKEN.get(file, ()))
            yield from (f"{row.file}, row {row.line}: {why}" for why in _of(words, about, written))
        yield from _lacking(file, rows, folder, slots)
        yield from _unreviewed(rows)
    yield from _of_segments(folder, slots, about, written)


def _settings(folder: Path) -> tuple[About | None, list[str]]:
    about, faults = None, []
    try:
        about = read_about(folder / "language.yaml")
    except LanguageError as fault:
        faults.append(str(fault))
    try:
        read_voices(folder / "voice.yaml")
    except LanguageError as fault:
        faults.append(str(fault))
    return about, faults


def _rows(folder: Path, file: str) -> tuple[Row, ...]:
    keys = 2 if file == "pronunciation.csv" else 1
    return read_rows(folder / file, columns=HEADINGS[file], keys=keys)


def _of_rows(file: str, rows: tuple[Row, ...]) -> Iterator[str]:
    """Yield what is wrong with the rows that have words."""
    for row in rows:
        columns = SPOKEN.get(file, ())
        if not any(row[column] for column in columns):
            continue
        for column in columns:
            sign = unsayable(row[column])
            if not row[column]:
                yield str(row.fault(f"'{column}' is empty; fill it"))
            elif sign:
                yield str(row.fault(f"'{column}' holds '{sign}', which no voice can read"))
        try:
            _check_row(file, row)
        except LanguageError as fault:
            yield str(fault)


def _check_row(file: str, row: Row) -> None:
    if file == "advice.csv":
        advice_of(row)
        return
    fields = FIELDS_OF[file](row["key"])
    if fields is None:
        raise row.fault(f"nothing asks for '{row['key']}'; check how the key is spelled")
    check_fields(row, SPOKEN[file][0], fields)


def _of(words: str, about: About | None, written: set[str]) -> Iterator[str]:
    """Yield what is wrong with the spelling of some words."""
    plain = _BRACES.sub(" ", words)
    for token in dict.fromkeys(_CAPITALS.findall(plain)):
        if token not in written:
            yield f"no voice knows '{token}'; add it to pronunciation.csv, or write it out"
    for rule in about.spelling if about else ():
        if re.search(rf"(?<!\w){re.escape(rule.wrong)}(?!\w)", plain, re.IGNORECASE):
            yield f"'{rule.wrong}' is spelled '{rule.right}' in this language"


def _lacking(
    file: str, rows: tuple[Row, ...], folder: Path, slots: Mapping[str, Slot]
) -> Iterator[str]:
    """Yield the keys without words, and the advice that is not there."""
    place = f"{folder.name}/{file}"
    if file == "advice.csv":
        yield from (f"{place}: {why}" for why in _advice_lacking(rows))
    elif file in FIELDS_OF:
        known = {row["key"]: row[SPOKEN[file][0]] for row in rows}
        missing = missing_keys(file, known, slots)
        if missing:
            yield f"{place}: no words for {', '.join(missing)}"


def _advice_lacking(rows: tuple[Row, ...]) -> Iterator[str]:
    known = [advice for row in rows if row["text"] for advice in _advice(row)]
    for phase in Phase:
        lacking: dict[str, list[str]] = {}
        for order in advice_table.ORDERS:
            fitting = [each for each in known if (each.phase, each.order) == (phase, order)]
            covered = {season for each in fitting for season in each.seasons}
            seasons = ", ".join(season for season in Season if season not in covered)
            lacking.setdefault(seasons, []).append(str(order))
        for seasons, orders in lacking.items():
            if seasons:
                yield f"no advice number {', '.join(orders)} for {phase} in the season {seasons}"


def _advice(row: Row) -> Iterator[advice_table.Advice]:
    try:
        yield advice_of(row)
    except LanguageError:
        # The row's own fault has been told already.
        return


def _unreviewed(rows: tuple[Row, ...]) -> Iterator[str]:
    spoken = [row for row in rows if any(row.cells.get(name) for name in ("text", "words"))]
    lines = [row.line for row in spoken if row.cells.get("status") != "reviewed"]
    if lines:
        yield f"{spoken[0].file}: {len(lines)} rows are not reviewed: {_runs(lines)}"


def _runs(lines: list[int]) -> str:
    """Return row numbers with runs drawn together.

    >>> _runs([2, 3, 4, 9])
    '2 to 4, 9'
    """
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _of_segments(
    folder: Path, slots: Mapping[str, Slot], about: About | None, written: set[str]
) -> Iterator[str]:
    """Yield what is wrong with the sentences, and those that a bulletin cannot do without."""
    found: set[tuple[str, str]] = set()
    for path in sorted((folder / "segments").rglob(f"*{ENDING}")):
        file = path.relative_to(folder.parent).as_posix()
        found.add((path.parent.name, path.name.removesuffix(ENDING)))
        try:
            text = read_text(path)
            parse_lines(text, file=file, slots=slots)
        except LanguageError as fault:
            yield str(fault)
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield from (f"{file}, line {number}: {why}" for why in _of(line, about, written))
    yield from _segments_lacking(folder.name, found)


def _segments_lacking(code: str, found: set[tuple[str, str]]) -> Iterator[str]:
    for kind in SegmentKind:
        phases = [each for each in Phase if not {(each, kind), (SHARED, kind)} & found]
        if phases and kind in ALWAYS_SAID:
            told = ", ".join(phases)
            yield f"{code}/segments: no '{kind}' for {told}; no bulletin can do without it"
        elif phases:
            yield f"{code}/segments: no '{kind}'; bulletins go without it"
    for kind in SPOT_SAID:
        if (SPOT, kind) not in found:
            yield f"{code}/segments: no '{SPOT}/{kind}'; there are no spots of thirty seconds"
