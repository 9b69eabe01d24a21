"""JSON of the library: advice with its words, telephone numbers, announcements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import BaseModel, Field

from app.domain.advice import LineState, Offer, Sector
from app.domain.announcements import Announcement, AnnouncementState, Kind
from app.domain.contacts import Contact, Purpose
from app.domain.content import Stage
from app.domain.evidence import Phase


class AdviceWordsShape(BaseModel):
    """A line's words in one language."""

    language: str
    text: str
    short: str
    sha256: str = Field(description="Hash of the words; a yes is to exactly these.")
    stage: Stage
    edited_by: str


class AdviceShape(BaseModel):
    """A line of the advice library."""

    key: str
    phase: Phase
    place: int = Field(description="Which of the three actions it is said as.")
    sector: Sector
    seasons: list[str]
    zones: list[str] = Field(description="Livelihood zones; none: all.")
    contributor: str
    source: str
    document: str
    dated: date
    valid_from: date
    valid_until: date
    state: LineState
    expired: bool
    offered_by: str
    decided_by: str
    reason: str
    words: list[AdviceWordsShape]


class ContactShape(BaseModel):
    """A telephone number of a county."""

    county: str
    name: str
    purpose: Purpose
    about: str
    phone: str
    valid_until: date
    verified_on: date | None
    verified_by: str
    why_silent: str = Field(description="Why it is not said this week; empty when it may be.")


class AnnouncedShape(BaseModel):
    """An announcement's words in one language."""

    language: str
    partner: str
    text: str


class AnnouncementShape(BaseModel):
    """What a partner does, where and when."""

    id: str
    county: str
    kind: Kind
    partner: str
    places: list[str] = Field(description="Wards or constituencies; none: all of the county.")
    first_day: date
    last_day: date
    starts: str = Field(description="Time of day in Nairobi, such as 07:30; or empty.")
    valid_from: date
    valid_until: date
    source: str
    state: AnnouncementState
    offered_by: str
    offered_at: datetime
    decided_by: str
    reason: str
    words: list[AnnouncedShape]


def advice_shape(offer: Offer, stages: Mapping[str, Stage], *, today: date) -> AdviceShape:
    """Return a line in the API's form.

    Args:
        offer: The line.
        stages: How far its words have come, by language.
        today: The day in Nairobi.
    """
    line = offer.line
    words = [
        AdviceWordsShape(
            language=code,
            text=each.text,
            short=each.short,
            sha256=each.sha256,
            stage=stages[code],
            edited_by=each.edited_by,
        )
        for code, each in sorted(offer.words.items())
    ]
    told = {name: getattr(line, name) for name in line.__dataclass_fields__}
    return AdviceShape(
        **told | {"seasons": sorted(line.seasons), "zones": list(line.zones)},
        state=offer.state,
        expired=offer.is_over(today),
        offered_by=offer.offered_by,
        decided_by=offer.decided_by,
        reason=offer.reason,
        words=words,
    )


def contact_shape(kept: Contact, *, last: date) -> ContactShape:
    """Return a number in the API's form.

    Args:
        last: Last day on which this week's bulletins are heard.
    """
    told = {name: getattr(kept, name) for name in ContactShape.model_fields if name != "why_silent"}
    return ContactShape(**told, why_silent=kept.why_silent(last))


def announcement_shape(kept: Announcement) -> AnnouncementShape:
    """Return an announcement in the API's form."""
    told = {name: getattr(kept, name) for name in AnnouncementShape.model_fields}
    words = [
        AnnouncedShape(language=code, partner=each.partner, text=each.text)
        for code, each in sorted(kept.words.items())
    ]
    starts = f"{kept.starts:%H:%M}" if kept.starts else ""
    return AnnouncementShape(
        **told | {"places": list(kept.places), "starts": starts, "words": words}
    )
