"""JSON of template texts: what an officer's program reads and sends."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.domain.content import Origin, Stage
from app.domain.evidence import Phase
from app.writing.edited_text import LONGEST_TABLE, LONGEST_TEXT


class RevisionShape(BaseModel):
    """A text as an officer kept it; it never changes."""

    number: int
    sha256: str
    origin: Origin
    edited_by: str
    at: datetime
    pack_sha256: str = Field(description="Hash of the whole pack that it made.")
    text: str


class TemplateBrief(BaseModel):
    """A text of a language, without its words."""

    file: str = Field(description="File in the language's folder.")
    number: int = Field(description="Newest revision; 0 is the text as installed.")
    origin: Origin
    edited_by: str | None
    url: str


class LanguageBrief(BaseModel):
    """A language, and where its texts are."""

    language: str
    url: str


class LanguageShape(BaseModel):
    """The texts of a language, and whether its words may go on air."""

    language: str
    pack_sha256: str = Field(description="Hash of the newest words; a yes is to exactly these.")
    approved: bool
    on_air_sha256: str = Field(description="Hash of the words that drafts are made from.")
    fault: str = Field(description="What is wrong with the newest words; empty when nothing is.")
    templates: list[TemplateBrief]
    tables: list[TemplateBrief]


class TemplateShape(BaseModel):
    """A text of a language with every revision; its ETag is its number, for `If-Match`."""

    language: str
    file: str
    number: int
    text: str
    revisions: list[RevisionShape] = Field(description="The newest first.")


class SecondsShape(BaseModel):
    """How long the standard bulletin of a phase lasts over all samples, planned."""

    phase: Phase
    shortest_s: int
    longest_s: int


class SavedShape(BaseModel):
    """A text that was kept, and how it did when every phase was tried with it."""

    revision: RevisionShape
    seconds: list[SecondsShape]
    doubts: list[str] = Field(description="Figures heard that no fact holds; look at them.")
    untried: str = Field(description="Why nothing was tried; empty when all was.")


class PreviewShape(BaseModel):
    """A bulletin tried out; always an exercise."""

    title: str
    text: str
    evidence: str
    seconds: int
    findings: list[str]


class StandShape(BaseModel):
    """Where the words of a language stand after a yes."""

    language: str
    pack_sha256: str
    stage: Stage


class Sent(BaseModel):
    """What is sent; an unknown field is refused, as it would do nothing."""

    model_config = ConfigDict(extra="forbid")


class NewText(Sent):
    """A new text of a file."""

    text: str = Field(
        max_length=LONGEST_TABLE,
        description=f"A segment has at most {LONGEST_TEXT} letters, a table {LONGEST_TABLE}.",
    )
    origin: Origin = Origin.HUMAN


class PreviewOf(Sent):
    """What is to be tried; `file` and `text` together try a text without keeping it."""

    phase: Phase
    county: str = Field(max_length=40)
    file: str = Field(default="", max_length=80)
    text: str = Field(default="", max_length=LONGEST_TEXT)


class YesTo(Sent):
    """A yes to the words of a language, exactly as they were read."""

    pack_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
