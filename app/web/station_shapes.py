"""What the API tells of a station, and what it is sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.recordings import AudioFormat
from app.domain.stations import HIGHEST_CART, Medium, Scope, Station, WhenExpired
from app.pipeline.stations import Form
from app.store.station_traces import LastSeen

Contacts = dict[Medium, list[str]]


class StationSent(BaseModel):
    """A station as an officer wants it; what is left out is as usual."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=80)
    counties: list[str] = Field(max_length=47)
    languages: list[str] = Field(max_length=20)
    formats: list[AudioFormat] = Field(min_length=1, max_length=len(AudioFormat))
    person: str = Field(max_length=80, description="Whom to ask for.")
    phone: str = Field(max_length=30, description="The number that answers when it is on air.")
    key_scope: Scope = Scope.READ_AND_TELL
    loudness_lufs: Literal[-16, -18, -23] = Field(
        default=-16, description="What its desk is set for, in LUFS."
    )
    first_cart: int | None = Field(default=None, ge=1, le=HIGHEST_CART)
    last_cart: int | None = Field(default=None, ge=1, le=HIGHEST_CART)
    slots: list[str] = Field(default=[], max_length=21, description="Such as `mon 07:00`.")
    contacts: Contacts = Field(default={}, description="Addresses by medium; five of each.")
    when_expired: WhenExpired = WhenExpired.NOTHING

    def form(self) -> Form:
        """Return the station as it would be typed, to be checked like all others."""
        return Form(
            name=self.name,
            counties=tuple(dict.fromkeys(self.counties)),
            languages=tuple(dict.fromkeys(self.languages)),
            formats=tuple(dict.fromkeys(self.formats)),
            person=self.person,
            phone=self.phone,
            key_scope=self.key_scope,
            loudness=str(self.loudness_lufs),
            first_cart="" if self.first_cart is None else str(self.first_cart),
            last_cart="" if self.last_cart is None else str(self.last_cart),
            slots="\n".join(self.slots),
            **{each.value: "\n".join(self.contacts.get(each, [])) for each in Medium},
            when_expired=self.when_expired,
        )


class StationShape(BaseModel):
    """A station, how it wants its bulletins, and what was last heard of it."""

    station: str = Field(description="Its name in addresses.")
    name: str
    counties: list[str]
    languages: list[str]
    formats: list[AudioFormat]
    person: str = Field(description="Whom to ask for.")
    phone: str
    has_key: bool
    key_scope: Scope
    loudness_lufs: float
    has_tune: bool
    first_cart: int | None
    last_cart: int | None
    slots: list[str]
    contacts: Contacts
    when_expired: WhenExpired
    taken_at: datetime | None = Field(description="When it last took a recording with its key.")
    aired_on: date | None = Field(description="The last day on which it aired a bulletin.")
    messages_waiting: int


class StationAdded(BaseModel):
    """A station that was added."""

    station: str = Field(description="Its name in addresses.")
    key: str = Field(description="Its key, which is told this once.")


def station_shape(known: Station, seen: LastSeen) -> StationShape:
    """Return what officers' programs are told of a station."""
    return StationShape(
        station=known.slug,
        name=known.name,
        counties=list(known.counties),
        languages=list(known.languages),
        formats=list(known.formats),
        person=known.person,
        phone=known.phone,
        has_key=known.key_since is not None,
        key_scope=known.key_scope,
        loudness_lufs=known.loudness_lufs,
        has_tune=known.tune_sha256 is not None,
        first_cart=known.first_cart,
        last_cart=known.last_cart,
        slots=[f"{each.day} {each.hour:02d}:{each.minute:02d}" for each in known.slots],
        contacts={
            medium: [each.address for each in known.contacts if each.medium is medium]
            for medium in dict.fromkeys(each.medium for each in known.contacts)
        },
        when_expired=known.when_expired,
        taken_at=seen.taken_at,
        aired_on=seen.aired_on,
        messages_waiting=seen.waiting,
    )
