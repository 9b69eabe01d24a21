"""How each table of a language pack stands in the translators' table, and how it is read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.errors import PackError
from app.writing.exchange_rows import Entry
from app.writing.needed import needed_keys
from app.writing.pack_files import Row, read_rows
from app.writing.pack_tables import HEADINGS, LEXICON, PHRASE_COLUMNS, WORD_COLUMNS
from app.writing.questions import QUESTIONS
from app.writing.skeleton import table
from app.writing.slots import load_slots

COLUMNS_OF = {**HEADINGS, QUESTIONS: PHRASE_COLUMNS}
SHORT = " (short)"
PLACE = ("phase", "order", "seasons", "sector", "expires")
UNKNOWN = "draft"
BESIDE = " | "


def entries_of(file: str, folder: Path, reference: Path) -> Iterator[Entry]:
    """Yield the rows of a table, then the keys that it lacks."""
    own, beside = _rows(folder / file, file), _rows(reference / file, file)
    english = {row[COLUMNS_OF[file][0]]: row for row in beside}
    known = {row[COLUMNS_OF[file][0]] for row in own}
    for row in own:
        yield from _entries(file, row, english.get(row[COLUMNS_OF[file][0]]))
    for key in _lacking(file, tuple(english), folder):
        if key not in known:
            yield from _unknown(file, key, english.get(key))


def _rows(path: Path, file: str) -> tuple[Row, ...]:
    if file == QUESTIONS and not path.exists():
        return ()
    return read_rows(path, columns=COLUMNS_OF[file], keys=2 if file == LEXICON else 1)


def _lacking(file: str, english: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """Return the keys that any language should have: of a free table, those of English."""
    if file in ("advice.csv", "glossary.csv", QUESTIONS):
        return english
    return needed_keys(file, load_slots(folder.parent / "slots.yaml"))


def _entries(file: str, row: Row, english: Row | None) -> Iterator[Entry]:
    if file == LEXICON:
        key = f"{row['written']}{BESIDE}{row['engine']}"
        yield Entry(file=file, key=key, text=row["spoken"], source=row["checked_by"])
        return
    column = _words(file)
    beside = row["en"] if file == "glossary.csv" else english[column] if english else ""
    yield Entry(
        file=file,
        key=row["key"],
        english=beside,
        text=row[column],
        note=_place(row) if file == "advice.csv" else row.cells.get("note", ""),
        source=row["source"],
        status=row["status"],
    )
    if file == "advice.csv":
        short = english["short"] if english else ""
        yield Entry(file=file, key=row["key"] + SHORT, english=short, text=row["short"])


def _unknown(file: str, key: str, english: Row | None) -> Iterator[Entry]:
    """Yield the rows of a key without words, so that a translator sees what is wanted."""
    if english is None:
        yield Entry(file=file, key=key, status=UNKNOWN)
        return
    for entry in _entries(file, english, english):
        note = entry.note if file == "advice.csv" else ""
        status = UNKNOWN if entry.status else ""
        yield replace(entry, text="", note=note, source="", status=status)


def _words(file: str) -> str:
    return "words" if COLUMNS_OF[file] is WORD_COLUMNS else "text"


def _place(row: Row) -> str:
    """Return when an advice is given: phase, order, seasons, sector and last day."""
    return "; ".join(f"{column}={row[column]}" for column in PLACE)


def table_of(
    file: str, entries: Sequence[Entry], *, keep_unknown: bool, name: str
) -> tuple[str, list[Entry]]:
    """Return a table of the pack as CSV, and which row each of its lines came from.

    Args:
        file: The table, such as `phrases.csv`.
        entries: Its rows, in their order.
        keep_unknown: Whether keys without words are listed too, as a language without sentences
            does.
        name: Name of the translators' table, for messages.

    Raises:
        PackError: A row does not say where it belongs; the message names it.
    """
    shorts = {entry.key: entry for entry in entries if _is_short(entry)}
    kept, lines = [], []
    for entry in entries:
        if _is_short(entry) or not (entry.text.strip() or (keep_unknown and file != LEXICON)):
            continue
        kept.append(entry)
        lines.append(_cells(entry, shorts.pop(entry.key + SHORT, None), name))
    alone = next((each for each in shorts.values() if each.text.strip()), None)
    if alone:
        raise _fault(alone, name, "it has no row in full; give both, or neither")
    heading = COLUMNS_OF[file]
    return table(heading, ([cells.get(each, "") for each in heading] for cells in lines)), kept


def _is_short(entry: Entry) -> bool:
    return entry.file == "advice.csv" and entry.key.endswith(SHORT)


def _cells(entry: Entry, short: Entry | None, name: str) -> Mapping[str, str]:
    """Return an entry as cells by column."""
    if entry.file == LEXICON:
        written, beside, engine = entry.key.partition(BESIDE)
        if not beside:
            raise _fault(entry, name, f"write the key as 'Kitui{BESIDE}espeak'")
        spoken = {"spoken": entry.text, "checked_by": entry.source}
        return {"written": written, "engine": engine, **spoken}
    cells = {
        "key": entry.key,
        _words(entry.file): entry.text,
        "en": entry.english,
        "note": entry.note,
        "source": entry.source,
        "status": entry.status.strip() or UNKNOWN,
    }
    if entry.file == "advice.csv":
        if short is None:
            raise _fault(entry, name, f"its row '{entry.key}{SHORT}' is missing; add it")
        cells |= {"short": short.text, **_placed(entry, name)}
    return cells


def _placed(entry: Entry, name: str) -> Mapping[str, str]:
    parts = [part.partition("=") for part in entry.note.split(";")]
    found = {column.strip(): value.strip() for column, _, value in parts}
    if set(found) != set(PLACE):
        example = "phase=alert; order=1; seasons=MAM OND; sector=livestock; expires="
        raise _fault(entry, name, f"its note must say when it is given, such as '{example}'")
    return found


def _fault(entry: Entry, name: str, why: str) -> PackError:
    return PackError(f"{name}, row {entry.row} ({entry.file}, {entry.key}): {why}")
