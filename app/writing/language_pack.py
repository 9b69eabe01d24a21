"""Language packs: a folder of tables and templates becomes one checked, frozen pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.evidence import Phase
from app.domain.recordings import Pronunciation, VoicePlan
from app.errors import PackError
from app.writing import dates as date_table
from app.writing import numbers as number_table
from app.writing.advice import Advice
from app.writing.dates import Dates
from app.writing.numbers import Numbers
from app.writing.pack_files import NO_OVERLAY, pack_sha256
from app.writing.pack_settings import About, PackStatus, Voices, read_about, read_voices
from app.writing.pack_tables import (
    ADVICE,
    DATES,
    GLOSSARY,
    LEXICON,
    NUMBERS,
    PHRASES,
    Term,
    overlaid_tables,
    read_advice,
    read_glossary,
    read_lexicon,
    read_patterns,
)
from app.writing.phrases import fields_of as phrase_fields_of
from app.writing.phrases import missing_phrase
from app.writing.questions import Question, checked_questions
from app.writing.segments import (
    FOLDER,
    SegmentKind,
    Segments,
    check_always_said,
    load_segments,
    read_segment,
    segment_of,
)
from app.writing.slots import Slot, load_slots
from app.writing.templates import SegmentTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePack:
    """All that Tangazo knows of a language.

    Attributes:
        sha256: Hash of every file of the folder and of the slots; a review is of exactly this.
        slots: The catalogue of slots, shared by all languages.
        phrases: Words by key.
        segments: Templates by phase (or `shared`) and kind.
        questions: What callers ask, for presenters.
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
    questions: tuple[Question, ...] = ()
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
        overlay: Segments and tables by file in the folder, as officers wrote them over it.

    Raises:
        PackError: A file is missing or wrong; the message names file, row and remedy.
        TemplateError: A template is wrong; the message names file, line and slot.
    """
    about = read_about(folder / "language.yaml")
    catalogue = folder.parent / "slots.yaml"
    slots = load_slots(catalogue)
    status = about.status
    over = overlaid_tables(overlay, folder)
    words = read_patterns(folder / NUMBERS, "words", number_table.fields_of, status, over=over)
    numbers = Numbers(language=about.english_name, words=words)
    days = read_patterns(folder / DATES, "words", date_table.fields_of, status, over=over)
    pack = LanguagePack(
        about=about,
        sha256=pack_sha256(folder, slots=catalogue, overlay=overlay),
        overlay=overlay,
        slots=slots,
        numbers=numbers,
        dates=Dates(language=about.english_name, words=days, numbers=numbers),
        phrases=read_patterns(folder / PHRASES, "text", phrase_fields_of, status, over=over),
        glossary=read_glossary(folder / GLOSSARY, status, over=over),
        lexicon=read_lexicon(folder / LEXICON, over=over),
        voices=read_voices(folder / "voice.yaml"),
        advice=read_advice(folder / ADVICE, status, over=over),
        segments=load_segments(folder, slots, overlay=overlay),
        questions=checked_questions(folder, status, slots),
    )
    check_whole(pack, folder)
    return pack


def with_text(pack: LanguagePack, folder: Path, *, file: str, text: str) -> LanguagePack:
    """Return what `load` would with one more text in the overlay; much faster for a segment.

    Raises:
        PackError: The text is refused; the message names file, row and remedy.
        TemplateError: The same, for a sentence.
    """
    overlay = {**pack.overlay, file: text}
    if not file.startswith(FOLDER):
        return load(folder, overlay=overlay)
    tried = replace(
        pack,
        overlay=overlay,
        sha256=pack_sha256(folder, slots=folder.parent / "slots.yaml", overlay=overlay),
        segments={**pack.segments, **read_segment(folder, file, text, pack.slots)},
    )
    check_whole(tried, folder)
    return tried


def check_whole(pack: LanguagePack, folder: Path) -> None:
    """Make sure that a language with sentences can say every phase, and every choice.

    Raises:
        PackError: A phrase or a sentence is missing.
        TemplateError: A sentence is missing, or a guard could take it away.
    """
    if pack.status is PackStatus.EMPTY:
        return
    key = missing_phrase(pack.phrases, pack.slots)
    if key:
        raise PackError(f"{folder.name}/phrases.csv: the row '{key}' is missing; add it")
    check_always_said(pack.segments, folder)
