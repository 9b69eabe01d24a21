"""Builders of what the library holds: say only what matters to the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from app.domain.advice import AdviceLine, AdviceWords, LineState, Offer, Season, Sector
from app.domain.announcements import Announcement, AnnouncementWords, Kind
from app.domain.contacts import Contact, Purpose
from app.domain.evidence import Phase
from app.domain.people import Officer, Role
from tests.builders import NOW

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)
HAY = AdviceWords(text="cut grass now and store it as hay", short="store hay", edited_by="Wambua")
NYASI = AdviceWords(text="kata nyasi sasa na uzihifadhi", short="hifadhi nyasi", edited_by="Wambua")
# A form as an officer fills it in, for a county with English and Kiswahili bulletins.
LINE_TYPED = {
    "key": "hay-2026",
    "phase": "alert",
    "place": "1",
    "sector": "livestock",
    "seasons": "any",
    "zones": "",
    "contributor": "Kenya Red Cross",
    "source": "Ministry of Agriculture",
    "document": "https://example.org/hay.pdf",
    "dated": "2026-11-02",
    "valid_from": "2026-11-01",
    "valid_until": "2027-02-28",
}
HAY_TYPED = {"text": HAY.text, "short": HAY.short}
NYASI_TYPED = {"text": NYASI.text, "short": NYASI.short}
ANNOUNCED_TYPED = {
    "county": "kitui",
    "kind": "vaccination",
    "partner": "Kenya Red Cross",
    "places": "mutomo; Kitui East",
    "first_day": "2026-11-25",
    "last_day": "",
    "starts": "07:30",
    "source": "letter of 20 November",
}
ANNOUNCED_WORDS = {
    "en": {
        "text": "goats and sheep are vaccinated free of charge",
        "partner": "the Kenya Red Cross",
    },
    "sw": {
        "text": "mbuzi na kondoo watachanjwa bila malipo",
        "partner": "Shirika la Msalaba Mwekundu",
    },
}
CONTACT_TYPED = {
    "county": "kitui",
    "name": "Kitui livestock office",
    "purpose": "advice",
    "about": "sick animals and feed",
    "phone": "0800 720 123",
    "valid_until": "2027-06-30",
}


def person(name: str, role: Role = Role.APPROVER, **limits: Any) -> Officer:
    return Officer(name=name, role=role, since=NOW, **limits)


def line(**changes: Any) -> AdviceLine:
    made = AdviceLine(
        key="hay-2026",
        phase=Phase.ALERT,
        place=1,
        sector=Sector.LIVESTOCK,
        seasons=frozenset(Season),
        zones=(),
        contributor="Kenya Red Cross",
        source="Ministry of Agriculture",
        document="https://example.org/hay.pdf",
        dated=date(2026, 11, 2),
        valid_from=date(2026, 11, 1),
        valid_until=date(2027, 2, 28),
    )
    return replace(made, **changes)


def offered(state: LineState = LineState.OFFERED, **changes: Any) -> Offer:
    days = changes.pop("after_days", 0)
    return Offer(
        line=line(**changes),
        words={"en": HAY, "sw": NYASI},
        offered_by="Wambua",
        offered_at=NOW + timedelta(days=days),
        state=state,
    )


def number(**changes: Any) -> Contact:
    made = Contact(
        county="kitui",
        name="Kitui livestock office",
        purpose=Purpose.ADVICE,
        about="sick animals and feed",
        phone="0800 720 123",
        valid_until=date(2027, 6, 30),
        added_by="Wambua",
        added_at=NOW,
        verified_on=MONDAY,
        verified_by="Ndanu",
    )
    return replace(made, **changes)


def announced(**changes: Any) -> Announcement:
    made = Announcement(
        id="kitui-1",
        county="kitui",
        kind=Kind.VACCINATION,
        partner="Kenya Red Cross",
        places=("Mutomo",),
        first_day=date(2026, 11, 25),
        last_day=date(2026, 11, 25),
        starts=time(7, 30),
        valid_from=MONDAY,
        valid_until=SUNDAY,
        source="letter of 20 November",
        words={code: AnnouncementWords(**each) for code, each in ANNOUNCED_WORDS.items()},
        offered_by="Wambua",
        offered_at=NOW,
    )
    return replace(made, **changes)
