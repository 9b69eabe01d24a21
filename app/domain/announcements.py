"""What partners do in the week to come: where, on which days, from which hour, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.entries import Entry
from app.domain.geography import constituency_named, wards
from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI, Week
from app.domain.places import County, county_named, letters_only
from app.errors import ApprovalError

LONGEST_TEXT, LONGEST_PARTNER, MOST_PLACES = 200, 80, 6
LONGEST_DAYS = 62
FIELDS = (
    "county", "kind", "partner", "places", "first_day", "last_day", "starts", "valid_from",
    "valid_until", "source",
)  # fmt: skip
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
# Kind of the segment in which a bulletin says them.
ANNOUNCEMENTS = "announcements"


class Kind(StrEnum):
    """What it is about."""

    WATER_TRUCKING = "water-trucking"
    VACCINATION = "vaccination"
    FEED = "feed"
    CASH = "cash"
    OTHER = "other"


class AnnouncementState(StrEnum):
    """How far it has come; whether it is over is told by its days."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementWords:
    """Its words in one language.

    Attributes:
        partner: The partner's name as this language says it.
        text: What is done, in a sentence without its full stop; no figures, days or hours.
    """

    partner: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """An announcement of a partner; its facts are said from tables, not from its words.

    Attributes:
        id: Stable name, such as `kitui-7`; empty before it is kept.
        places: Wards or constituencies of the county; none: all of the county.
        starts: Time of day in Nairobi from which it is, or None.
        valid_from: First day on which it may be heard.
        valid_until: Last day on which it may be heard.
        source: Who said so to NDMA, and how: a letter, a telephone call, an address.
        words: By language.
    """

    id: str
    county: str
    kind: Kind
    partner: str
    places: tuple[str, ...]
    first_day: date
    last_day: date
    starts: time | None
    valid_from: date
    valid_until: date
    source: str
    words: Mapping[str, AnnouncementWords]
    offered_by: str
    offered_at: datetime
    state: AnnouncementState = AnnouncementState.OFFERED
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""

    def is_current(self, first: date, last: date) -> bool:
        """Tell whether it may be heard from a first to a last day, and is not over by then."""
        within = self.valid_from <= first and last <= self.valid_until
        return within and self.last_day >= first


def accepted(announcement: Announcement, *, officer: Officer, at: datetime) -> Announcement:
    """Return an announcement as NDMA accepted it.

    Raises:
        ApprovalError: It is not this officer's to accept, or it stands so that it cannot be.
    """
    _refuse(announcement, officer, AnnouncementState.OFFERED)
    if officer.name == announcement.offered_by:
        why = f"{officer.name} entered announcement {announcement.id}; somebody else must accept it"
        raise ApprovalError(f"{why}.")
    if announcement.last_day < at.astimezone(NAIROBI).date():
        raise ApprovalError(f"Announcement {announcement.id} is over.")
    return replace(
        announcement, state=AnnouncementState.ACCEPTED, decided_by=officer.name, decided_at=at
    )


def withdrawn(
    announcement: Announcement, *, officer: Officer, at: datetime, reason: str
) -> Announcement:
    """Return an announcement that is said no more; who entered it may take it back, too.

    Raises:
        ApprovalError: It is not this officer's to withdraw, or it is withdrawn already.
    """
    offered = announcement.state is AnnouncementState.OFFERED
    if not (offered and officer.name == announcement.offered_by):
        _refuse(announcement, officer, AnnouncementState.OFFERED, AnnouncementState.ACCEPTED)
    if not reason.strip():
        raise ApprovalError(f"Say why announcement {announcement.id} is withdrawn.")
    return replace(
        announcement,
        state=AnnouncementState.WITHDRAWN,
        decided_by=officer.name,
        decided_at=at,
        reason=reason.strip(),
    )


def _refuse(announcement: Announcement, officer: Officer, *wanted: AnnouncementState) -> None:
    if not officer.may(Right.SIGN):
        raise ApprovalError(
            f"{officer.name} is {officer.role}; an approver or admin decides about announcements."
        )
    if not officer.covers(county=announcement.county):
        raise ApprovalError(f"{officer.name} does not decide for {announcement.county}.")
    if announcement.state not in wanted:
        raise ApprovalError(f"Announcement {announcement.id} is {announcement.state} already.")


def place_named(name: str, *, county: str) -> str:
    """Return the name of a ward or constituency of a county as it is listed, or empty.

    Of a constituency's two names it is the one that was asked for.

    >>> place_named("MUTOMO", county="kitui"), place_named("Voi", county="kitui")
    ('Mutomo', '')
    """
    wanted, unit = letters_only(name), constituency_named(name, county=county)
    listed = (*(each.name for each in wards(county)), *(unit.names if unit else ()))
    return next((each for each in listed if letters_only(each) == wanted), "")


def read_announcement(
    typed: Mapping[str, str],
    words: Mapping[str, AnnouncementWords],
    *,
    officer: str,
    at: datetime,
    today: date,
) -> tuple[Announcement | None, dict[str, str]]:
    """Return an announcement as it was typed, or None, with what is wrong by field."""
    entry = Entry(typed)
    county = county_named(entry.text("county", missing="Choose a county."))
    if county is None:
        entry.refuse("county", "There is no such county.")
    kind, starts, places = entry.choice("kind", Kind), _starts(entry), _places(entry, county)
    missing = "Say which partner does it."
    partner = entry.text("partner", missing=missing, longest=LONGEST_PARTNER)
    source = entry.text("source", missing="Say who told NDMA, and how: a letter, a call.")
    first, last = entry.day("first_day"), entry.day("last_day", default=entry.day("first_day"))
    begins, ends = _validity(entry, last, today)
    _check_days(entry, first, last, today)
    if entry.faults or not (county and kind and first and last and begins and ends):
        return None, entry.faults
    made = Announcement(
        id="",
        county=county.slug,
        kind=kind,
        partner=partner,
        places=places,
        first_day=first,
        last_day=last,
        starts=starts,
        valid_from=begins,
        valid_until=ends,
        source=source,
        words=words,
        offered_by=officer,
        offered_at=at,
    )
    return made, {}


def _starts(entry: Entry) -> time | None:
    said = entry.text("starts")
    if said and not _HOUR.fullmatch(said):
        entry.refuse("starts", "Give the hour as 07:30, or leave it empty.")
        return None
    return time.fromisoformat(said) if said else None


def _places(entry: Entry, county: County | None) -> tuple[str, ...]:
    """Return the places as they are listed; the county's own name stands for all of it."""
    found = []
    for each in entry.several("places") if county else ():
        name = place_named(each, county=county.slug) if county else ""
        if name:
            found.append(name)
        elif county and letters_only(each) not in (letters_only(county.name), "county"):
            why = f"'{each}' is no ward or constituency of {county.name} that is known here."
            entry.refuse("places", why)
    if len(found) > MOST_PLACES:
        entry.refuse("places", f"A listener keeps {MOST_PLACES} places at most; make it two.")
    return tuple(dict.fromkeys(found))


def _validity(entry: Entry, last: date | None, today: date) -> tuple[date | None, date | None]:
    """Return from when until when it may be heard; until the Sunday of its last day as a rule."""
    sunday = Week.of(last).sunday if last else None
    begins = entry.day("valid_from", default=today)
    ends = entry.day("valid_until", default=sunday) if last else None
    if begins and ends and ends < begins:
        entry.refuse("valid_until", "It ends before it begins; correct one of the days.")
    elif last and ends and ends > last + timedelta(days=7):
        entry.refuse("valid_until", "It would be heard more than a week after its last day.")
    return begins, ends


def _check_days(entry: Entry, first: date | None, last: date | None, today: date) -> None:
    if last and last < today:
        entry.refuse("last_day", "It is over already.")
    elif first and last and last < first:
        entry.refuse("last_day", "It ends before it begins; correct one of the days.")
    elif first and last and last - first > timedelta(days=LONGEST_DAYS):
        entry.refuse("last_day", f"It would last longer than {LONGEST_DAYS} days.")
