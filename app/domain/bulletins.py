"""What is said: facts, segments, scripts, and the bulletin's one closed verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from app.domain.evidence import Observation, Phase, PhaseRecord, Trend
from app.domain.periods import Period, Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that a sentence may name.

    Attributes:
        name: The slot's name.
        value: Exact value: a number, a key of the phrase table, a date in ISO form, a name.
        unit: Unit of a number, else empty.
        period: Days that it describes, or None for what has no period, such as a name.
        words: How this script says it; empty before it is written.
        formula: How the value was computed, or empty when it is as recorded.
        sources: The observations it rests on; empty for names, dates and contacts.
        record: NDMA's declaration, for the phase and its trend.
    """

    name: str
    value: float | str | tuple[str, ...] | bool
    unit: str = ""
    period: Period | None = None
    words: str = ""
    formula: str = ""
    sources: tuple[Observation, ...] = ()
    record: PhaseRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of the script: sentences, one breath each, and the facts they name."""

    kind: str
    sentences: tuple[str, ...]
    facts: tuple[Fact, ...] = ()

    @property
    def text(self) -> str:
        """The sentences, one a line."""
        return "\n".join(self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A bulletin's words in one language, ready for a voice or a presenter.

    Attributes:
        title: Short title for lists and tags; may hold digits, and is never spoken.
        pack_sha256: Hash of the language pack that it was written with.
        exercise: Whether its first and last words call it an exercise.
        left_out: Facts that were known and that the time did not allow to say.
    """

    language: str
    title: str
    segments: tuple[Segment, ...]
    pack_sha256: str
    exercise: bool
    left_out: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All sentences, one a line, a blank line between segments."""
        return "\n\n".join(segment.text for segment in self.segments)

    @property
    def sha256(self) -> str:
        """Hash of the text; what a person approves."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def words(self) -> int:
        """How many words are spoken."""
        return len(self.text.split())


class Verdict(StrEnum):
    """Where a bulletin stands; all but READY are final until a person or a new edition acts."""

    READY = "ready"
    RELEASED = "released"
    HELD_APPROVAL = "held-approval"
    HELD_EVIDENCE = "held-evidence"
    NO_VOICE = "no-voice"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """A person's approval of one exact text.

    Attributes:
        text_sha256: Hash of the text that was read.
        reauthenticated_at: When the person gave the key again for this very act, or None.
    """

    officer: str
    text_sha256: str
    at: datetime
    reauthenticated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A county's bulletin for one week in one language.

    Attributes:
        id: Stable name, such as `2026-W48-kitui-sw-1` (exercises begin with `x-`).
        county: Slug.
        edition: Counts up from 1 within county, week and language.
        exercise: True for replays, unreviewed words and drills; never in a live feed.
        inputs_sha256: Hash of all that the script was made from; equal inputs, no new edition.
        reason: Why the verdict is what it is, in plain words.
        script: None when no script could be written.
        edited_by: Who last changed the text by hand; None for a text that was composed.
    """

    id: str
    county: str
    week: Week
    language: str
    edition: int
    exercise: bool
    phase: Phase | None
    trend: Trend | None
    inputs_sha256: str
    script: Script | None
    verdict: Verdict
    reason: str
    created_at: datetime
    valid_from: datetime
    valid_until: datetime
    released_at: datetime | None = None
    sign_offs: tuple[SignOff, ...] = ()
    edited_by: str | None = None


def bulletin_id(*, week: Week, county: str, language: str, edition: int, exercise: bool) -> str:
    """Return the id of a bulletin.

    >>> bulletin_id(week=Week(2026, 48), county="kitui", language="sw", edition=1, exercise=True)
    'x-2026-W48-kitui-sw-1'
    """
    return f"{'x-' if exercise else ''}{week}-{county}-{language}-{edition}"
