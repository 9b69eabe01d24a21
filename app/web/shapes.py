"""The shapes of the API's answers."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from app.domain.evidence import Phase, Trend
from app.domain.recordings import AudioFormat


class RecordingShape(BaseModel):
    """One file that a station can take."""

    format: AudioFormat
    url: str = Field(description="Answers GET and HEAD, ranges, If-Range and If-None-Match.")
    file_name: str = Field(description="ASCII, at most 64 characters, last day of use at its end.")
    media_type: str
    sha256: str = Field(description="Of the whole file; also its ETag.")
    size_bytes: int
    duration_s: float
    bit_rate: int = Field(description="Nominal, in bits a second.")
    integrated_lufs: float = Field(description="EBU R 128 integrated loudness of the file.")
    true_peak_dbtp: float
    voices: list[str] = Field(description="Who speaks, such as `espeak/sw`.")


class PeriodShape(BaseModel):
    """A run of whole days, both ends included."""

    start: date
    end: date


class SourceShape(BaseModel):
    """A figure as its source published it."""

    source: str
    url: str = Field(description="Where it was published.")
    row: str = Field(description="Where in the payload, as a person would say it.")
    payload_sha256: str = Field(description="Hash of the payload that is kept byte for byte.")
    variable: str
    value: float
    unit: str
    period: PeriodShape
    preliminary: bool = Field(description="The source will replace it.")
    note: str


class FactShape(BaseModel):
    """A fact that a sentence names, with where it comes from."""

    name: str
    words: str = Field(description="How this script says it.")
    value: bool | float | str | list[str] = Field(description="The exact value.")
    unit: str
    period: PeriodShape | None
    formula: str = Field(description="How it was computed; empty when it is as recorded.")
    sources: list[SourceShape]


class SegmentShape(BaseModel):
    """A part of the script: one sentence a breath."""

    kind: str
    sentences: list[str]
    facts: list[FactShape]


class ScriptShape(BaseModel):
    """The words of a bulletin."""

    title: str
    sha256: str = Field(description="Hash of the text; what was approved.")
    words: int = Field(description="How many words are spoken.")
    text_url: str
    segments: list[SegmentShape]


class ApprovalShape(BaseModel):
    """A person's approval of one exact text."""

    officer: str
    text_sha256: str
    at: datetime


class BulletinBrief(BaseModel):
    """A released bulletin, without its words."""

    id: str
    mode: str = Field(description="`exercise` must never go on air as real; `live` may.")
    county: str
    language: str = Field(description="ISO 639 code.")
    week: str = Field(description="ISO week, such as `2026-W48`.")
    edition: int
    title: str
    phase: Phase | None = Field(description="NDMA's drought phase; never an estimate.")
    trend: Trend | None
    valid_from: datetime
    valid_until: datetime = Field(description="Do not play it after this.")
    released_at: datetime | None
    url: str
    page_url: str
    recordings: list[RecordingShape]


class BulletinWhole(BulletinBrief):
    """A released bulletin with its words, and where every figure comes from."""

    replay_of: str | None = Field(description="Month that is replayed in an exercise, or null.")
    script: ScriptShape | None
    approvals: list[ApprovalShape]


class BulletinPage(BaseModel):
    """A part of the list of released bulletins."""

    mode: str
    total: int = Field(description="How many there are in all.")
    limit: int
    offset: int
    bulletins: list[BulletinBrief]


class NewestBulletin(BaseModel):
    """A language of a county, and its newest released bulletin."""

    language: str
    language_name: str
    week: str | None
    bulletin_url: str | None
    feed_url: str


class CountyShape(BaseModel):
    """A county that gets a bulletin."""

    slug: str
    name: str
    pcode: str = Field(description="COD p-code.")
    mode: str
    languages: list[str]
    page_url: str
    newest: list[NewestBulletin]


class PayloadShape(BaseModel):
    """What a source sent, kept byte for byte."""

    sha256: str
    url: str
    media_type: str
    fetched_at: datetime
    size_bytes: int


class TraceShape(BaseModel):
    """One source of a figure, down to its row."""

    variable: str
    value: float | str = Field(description="As the source gave it.")
    unit: str
    period: PeriodShape
    source: str
    url: str = Field(description="Where it was published.")
    row: str = Field(description="Where in the payload, as a person would say it.")
    note: str
    payload: PayloadShape | None = Field(description="Null when an officer typed it in.")


class FigureShape(BaseModel):
    """A spoken fact, from its words back to its sources; words of a person have only a formula."""

    name: str
    segment: str = Field(description="Part of the script that says it.")
    words: str
    value: bool | float | str | list[str] = Field(description="The exact value.")
    unit: str
    formula: str
    sources: list[TraceShape]


class Provenance(BaseModel):
    """Who says so: every sourced fact of a bulletin."""

    bulletin: str
    mode: str
    script_sha256: str
    figures: list[FigureShape]
