"""What the pages of template texts show: where each text stands, its faults, its slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.content import Origin, Stage
from app.domain.evidence import Phase
from app.errors import TangazoError
from app.pipeline.newsroom import Newsroom
from app.pipeline.template_texts import TemplateFile, template_files
from app.pipeline.text_standing import WordsStanding
from app.web.word_lists import PHASE_WORDS
from app.writing.edited_text import short_name
from app.writing.filters import filters_for
from app.writing.segments import SHARED, SPOT, SegmentKind
from app.writing.slots import Slot

INSTALLED = "as installed"
# States of a text in the words of the page; `reviewed` and `approved` are of the whole language.
STATES = {
    Stage.DRAFT: "draft",
    Stage.REVIEWED: "reviewed",
    Stage.APPROVED: "approved",
    Stage.RETIRED: "retired",
}
GROUPS: Mapping[str, str] = {
    SHARED: "Every phase",
    **{str(phase): words for phase, words in PHASE_WORDS.items()},
    SPOT: "Spot of 30 seconds",
}
# Tables in the words of the page, by their short names.
TABLES_SHOWN: Mapping[str, str] = {
    "tables/glossary": "Glossary",
    "tables/phrases": "Phrases",
    "tables/numbers": "Numbers",
    "tables/dates": "Days and months",
    "tables/pronunciation": "Pronunciation",
}
# Files and lines stand before a fault; the reader sees the file already.
_PLACED = re.compile(r"(?:\S+?)/(?P<file>\S+), (?:line|row) (?P<line>\d+): (?P<why>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a text; line 0 is the text as a whole."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A text in the list.

    Attributes:
        name: Short, such as `alert/headline`.
        kind: Its segment.
        number: Newest revision; 0 for the folder's text.
        by: Who wrote it, or empty.
        waits: Whether no approved pack has held this revision yet.
        machine: Whether a machine wrote it.
    """

    name: str
    kind: str
    number: int
    by: str
    at: datetime | None
    waits: bool
    machine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """A slot as the editor offers it."""

    name: str
    meaning: str
    example: str
    filters: tuple[str, ...]
    required: bool


def text_groups(
    newsroom: Newsroom, language: str, standing: WordsStanding
) -> list[tuple[str, list[TextRow]]]:
    """Return the texts of a language by phase, each phase under its words on the page."""
    found: dict[str, list[TextRow]] = {}
    for each in template_files(newsroom, language):
        row = text_row(each, standing)
        found.setdefault(row.name.partition("/")[0], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: list(SegmentKind).index(SegmentKind(row.kind)))
    return [(words, found[phase]) for phase, words in GROUPS.items() if phase in found]


def text_row(each: TemplateFile, standing: WordsStanding) -> TextRow:
    """Return a text as a list shows it."""
    made = each.revision
    return TextRow(
        name=short_name(each.file),
        kind=short_name(each.file).partition("/")[2],
        number=each.number,
        by=made.edited_by if made else "",
        at=made.at if made else None,
        waits=standing.waits(each.file),
        machine=made is not None and made.origin is Origin.MACHINE,
    )


def faults_of(fault: TangazoError, file: str) -> tuple[Fault, ...]:
    """Return what is wrong, each thing at its line of a file.

    >>> from app.errors import TemplateError
    >>> faults_of(TemplateError("sw/glossary.csv, row 3: it is empty"), "glossary.csv")
    (Fault(line=3, message='it is empty'),)
    """
    return tuple(_fault(each, file) for each in str(fault).split("\n") if each.strip())


def _fault(told: str, file: str) -> Fault:
    found = _PLACED.fullmatch(told)
    if found and found["file"] == file:
        return Fault(line=int(found["line"]), message=found["why"])
    return Fault(line=0, message=told)


def slot_rows(slots: Mapping[str, Slot]) -> list[SlotRow]:
    """Return the catalogue of slots as the editor offers it."""
    return [
        SlotRow(
            name=each.name,
            meaning=" ".join(each.meaning.split()),
            example=each.example,
            filters=filters_for(each),
            required=each.required,
        )
        for each in slots.values()
    ]


def phase_of(name: str) -> Phase | None:
    """Return the phase that a text is of; None for those of every phase, and for spots.

    >>> phase_of("alert/headline"), phase_of("shared/rain")
    (<Phase.ALERT: 'alert'>, None)
    """
    first = name.partition("/")[0]
    return Phase(first) if first in list(Phase) else None
