"""Whom listeners may call: a county's telephone numbers, each checked by somebody not long ago."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.entries import Entry
from app.domain.evidence import Phase
from app.domain.places import county_named

FRESH_DAYS = 90
LONGEST_VALID_DAYS = 400
FIELDS = ("county", "name", "purpose", "about", "phone", "valid_until")
# A listener keeps no more than five digits at a time.
_PHONE = re.compile(r"[0-9]{1,5}(?: [0-9]{1,5})*")
FEWEST_DIGITS, MOST_DIGITS = 3, 13


class Purpose(StrEnum):
    """What a number is given out for."""

    ADVICE = "advice"
    HELP = "help"


# In these phases a number for help goes before one for advice; in others it is not said.
URGENT = frozenset({Phase.ALARM, Phase.EMERGENCY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A telephone number of a county.

    Attributes:
        name: Whose it is, such as `Kitui livestock office`.
        about: What one may ask there.
        phone: Digits, in the groups in which they are said.
        valid_until: Last day that it may be given out.
        added_by: Officer who entered it.
        verified_on: Day that somebody last called it and was answered; None: never.
        verified_by: Officer who did; another one than who entered it.
    """

    county: str
    name: str
    purpose: Purpose
    about: str
    phone: str
    valid_until: date
    added_by: str
    added_at: datetime
    verified_on: date | None = None
    verified_by: str = ""
    retired_at: datetime | None = None

    def why_silent(self, last: date) -> str:
        """Return why it may not be said until a day, in plain words; empty when it may.

        Args:
            last: Last day on which it would be heard.
        """
        if self.valid_until < last:
            return f"it holds until {self.valid_until:%a %d %b} only; add it anew, or retire it"
        if self.verified_on is None:
            return "nobody has called it yet; call it, then mark it as checked"
        if last - self.verified_on > timedelta(days=FRESH_DAYS):
            checked = f"{self.verified_on:%a %d %b %Y}"
            return f"it was last checked on {checked}; call it, then mark it as checked"
        return ""


def spoken_contact(contacts: Sequence[Contact], *, phase: Phase, last: date) -> Contact | None:
    """Return the number that a bulletin gives out, the one checked last; or None.

    Args:
        contacts: The county's numbers that are not retired.
        phase: NDMA's phase.
        last: Last day on which it would be heard.
    """
    wanted = (Purpose.HELP, Purpose.ADVICE) if phase in URGENT else (Purpose.ADVICE,)
    for purpose in wanted:
        fit = [each for each in contacts if each.purpose is purpose and not each.why_silent(last)]
        if fit:
            return max(fit, key=lambda each: (each.verified_on or date.min, each.name))
    return None


def read_contact(
    typed: Mapping[str, str], *, officer: str, at: datetime, today: date
) -> tuple[Contact | None, dict[str, str]]:
    """Return a number as it was typed, or None, with what is wrong by field."""
    entry = Entry(typed)
    place = county_named(entry.text("county", missing="Choose a county."))
    name = entry.text("name", missing="Say whose number it is.", longest=80)
    about = entry.text("about", missing="Say what one may ask there.", longest=120)
    purpose, phone, last = entry.choice("purpose", Purpose), _phone(entry), _last(entry, today)
    if place is None:
        entry.refuse("county", "There is no such county.")
    if entry.faults or not (place and purpose and last):
        return None, entry.faults
    made = Contact(
        county=place.slug,
        name=name,
        purpose=purpose,
        about=about,
        phone=phone,
        valid_until=last,
        added_by=officer,
        added_at=at,
    )
    return made, {}


def _phone(entry: Entry) -> str:
    phone = entry.text("phone", missing="Give the number.", longest=30)
    digits = phone.replace(" ", "")
    if phone and not (_PHONE.fullmatch(phone) and FEWEST_DIGITS <= len(digits) <= MOST_DIGITS):
        entry.refuse("phone", "Write digits in groups as they are said, such as 0800 720 123.")
    return phone


def _last(entry: Entry, today: date) -> date | None:
    last = entry.day("valid_until")
    if last and last < today:
        entry.refuse("valid_until", "It is over already.")
    elif last and last - today > timedelta(days=LONGEST_VALID_DAYS):
        entry.refuse("valid_until", f"A number holds for {LONGEST_VALID_DAYS} days at most.")
    return last
