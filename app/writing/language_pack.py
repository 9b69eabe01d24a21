"""Language packs: a folder of tables and templates becomes one checked, frozen pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.evidence import Phase
from app.domain.recordings import Pronunciation, VoicePlan
from app.errors import PackError
from app.writing import advice as advice_table
from app.writing import dates as date_table
from app.writing import numbers as number_table
from app.writing.advice import Advice
from app.writing.dates import Dates
from app.writing.numbers import Numbers
from app.writing.pack_files import NO_OVERLAY, Row, check_fields, pack_sha256, read_rows
from app.writing.pack_settings import About, PackStatus, Voices, read_about, read_voices
from app.writing.phrases import fields_of as phrase_fields_of
from app.writing.phrases import missing_phrase
from app.writing.segments import (
    SegmentKind,
    Segments,
    check_always_said,
    load_segments,
    segment_of,
)
from app.writing.slots import Slot, load_slots
from app.writing.templates import SegmentTemplate

WORD_COLUMNS = ("key", "words", "source", "status")
PHRASE_COLUMNS = ("key", "text", "note", "source", "status")
GLOSSARY_COLUMNS = ("key", "en", "text", "note", "source", "status")
LEXICON_COLUMNS = ("written", "engine", "spoken", "checked_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the field in this language, and where it was seen."""

    key: str
    english: str
    text: str
    note: str
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePack:
    """All that Tangazo knows of a language.

    Attributes:
        sha256: Hash of every file of the folder and of the slots; a review is of exactly this.
        slots: The catalogue of slots, shared by all languages.
        phrases: Words by key.
        segments: Templates by phase (or `shared`) and kind.
        overlay: Texts that officers wrote over files of the folder.
    """

    about: About
    sha256: str
    slots: Mapping[str, Slot]
    numbers: Numbers
    dates: Dates
    phrases: Mapping[str, str]
    glossary: tuple[Term, ...]
    lexicon: tuple[Pronunciation, ...]
    voices: Voices
    advice: tuple[Advice, ...]
    segments: Segments
    overlay: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """ISO 639 code."""
        return self.about.code

    @property
    def name(self) -> str:
        """The language's name as listeners write it."""
        return self.about.name

    @property
    def status(self) -> PackStatus:
        """How far the language has come."""
        return self.about.status

    def voice_plan(self, *, online: bool = False) -> VoicePlan:
        """Return how the language is spoken; online voices only where an operator allows them."""
        ladder = (*self.voices.online, *self.voices.ladder) if online else self.voices.ladder
        return VoicePlan(language=self.code, ladder=ladder, lexicon=self.lexicon)

    def template(self, phase: Phase, kind: SegmentKind) -> SegmentTemplate | None:
        """Return the template of a segment: the phase's own, else the shared one, else None."""
        return segment_of(self.segments, phase, kind)


def load_packs(root: Path) -> dict[str, LanguagePack]:
    """Return every language pack below a folder, by language code.

    Args:
        root: Folder that holds `slots.yaml` and one folder a language.

    Raises:
        PackError: A file is missing or wrong; the message names file, row and remedy.
        TemplateError: A template is wrong; the message names file, line and slot.
    """
    folders = sorted(path.parent for path in root.glob("*/language.yaml"))
    if not folders:
        raise PackError(f"{root} holds no language; a language is a folder with a language.yaml")
    return {folder.name: load(folder) for folder in folders}


def load(folder: Path, *, overlay: Mapping[str, str] = NO_OVERLAY) -> LanguagePack:
    """Return the language pack of a folder, with every file checked.

    Args:
        folder: The folder, beside the catalogue of slots.
        overlay: Segment texts by file in the folder, as officers wrote them over it.

    Raises:
        PackError: A file is missing or wrong; the message names file, row and remedy.
        TemplateError: A template is wrong; the message names file, line and slot.
    """
    about = read_about(folder / "language.yaml")
    catalogue = folder.parent / "slots.yaml"
    slots = load_slots(catalogue)
    status = about.status
    words = _patterns(folder / "numbers.csv", "words", number_table.fields_of, status)
    numbers = Numbers(language=about.english_name, words=words)
    days = _patterns(folder / "dates.csv", "words", date_table.fields_of, status)
    pack = LanguagePack(
        about=about,
        sha256=pack_sha256(folder, slots=catalogue, overlay=overlay),
        overlay=overlay,
        slots=slots,
        numbers=numbers,
        dates=Dates(language=about.english_name, words=days, numbers=numbers),
        phrases=_patterns(folder / "phrases.csv", "text", phrase_fields_of, status),
        glossary=_glossary(folder / "glossary.csv", status),
        lexicon=_lexicon(folder / "pronunciation.csv"),
        voices=read_voices(folder / "voice.yaml"),
        advice=_advice(folder / "advice.csv", status),
        segments=load_segments(folder, slots, overlay=overlay),
    )
    if about.status is not PackStatus.EMPTY:
        _check_whole(pack, folder)
    return pack


def _patterns(
    path: Path,
    column: str,
    fields_of: Callable[[str], frozenset[str] | None],
    status: PackStatus,
) -> Mapping[str, str]:
    columns = PHRASE_COLUMNS if column == "text" else WORD_COLUMNS
    rows = read_rows(path, columns=columns, spoken=(column,), unknown=_unknown(column, status))
    for row in rows:
        fields = fields_of(row["key"])
        if fields is None:
            raise row.fault(f"nothing asks for '{row['key']}'; check how the key is spelled")
        check_fields(row, column, fields)
    _check_reviewed(rows, status)
    return {row["key"]: row[column] for row in rows}


def _unknown(column: str, status: PackStatus) -> str:
    """Return the column that may be empty: a language without sentences lists what it lacks."""
    return column if status is PackStatus.EMPTY else ""


def _check_reviewed(rows: tuple[Row, ...], status: PackStatus) -> None:
    for row in rows:
        if status is PackStatus.REVIEWED and row["status"] != "reviewed":
            raise row.fault(
                f"the language is marked as reviewed, but this row is {row['status']}; "
                "have it reviewed, or mark the language as a draft"
            )


def _glossary(path: Path, status: PackStatus) -> tuple[Term, ...]:
    unknown = _unknown("text", status)
    return tuple(
        Term(
            key=row["key"],
            english=row["en"],
            text=row["text"],
            note=row["note"],
            source=row["source"],
            status=row["status"],
        )
        for row in read_rows(path, columns=GLOSSARY_COLUMNS, filled=("en", "text"), unknown=unknown)
    )


def _lexicon(path: Path) -> tuple[Pronunciation, ...]:
    rows = read_rows(path, columns=LEXICON_COLUMNS, keys=2, filled=("spoken",))
    return tuple(
        Pronunciation(written=row["written"], engine=row["engine"], spoken=row["spoken"])
        for row in rows
    )


def _advice(path: Path, status: PackStatus) -> tuple[Advice, ...]:
    unknown = _unknown("text", status)
    rows = read_rows(path, columns=advice_table.COLUMNS, spoken=("text", "short"), unknown=unknown)
    for row in rows:
        check_fields(row, "text", frozenset())
    _check_reviewed(rows, status)
    return tuple(advice_table.advice_of(row) for row in rows)


def _check_whole(pack: LanguagePack, folder: Path) -> None:
    """Make sure that a language with sentences can say all five phases, and every choice."""
    key = missing_phrase(pack.phrases, pack.slots)
    if key:
        raise PackError(f"{folder.name}/phrases.csv: the row '{key}' is missing; add it")
    check_always_said(pack.segments, folder)
