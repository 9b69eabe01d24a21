"""Made-up announcements for the reviewer's kit and for trying a language; no partner's plans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from app.domain.announcements import Announcement, AnnouncementWords, Kind
from app.domain.bulletins import Fact
from app.writing.announced import announcement_facts
from app.writing.kit_figures import PLACES

SOURCE = "made-up sample"
# What partners do is written by an officer in each language; these are samples.
WORDS: Mapping[str, tuple[AnnouncementWords, AnnouncementWords, AnnouncementWords]] = {
    "en": (
        AnnouncementWords(
            partner="the county veterinary office", text="goats and sheep are vaccinated"
        ),
        AnnouncementWords(partner="the Kenya Red Cross", text="water is brought by truck"),
        AnnouncementWords(partner="the drought office", text="hay is sold at half its price"),
    ),
    "sw": (
        AnnouncementWords(partner="ofisi ya mifugo ya kaunti", text="mbuzi na kondoo watachanjwa"),
        AnnouncementWords(partner="Msalaba Mwekundu", text="maji yataletwa kwa malori"),
        AnnouncementWords(partner="ofisi ya ukame", text="nyasi kavu zinauzwa kwa nusu ya bei"),
    ),
}


def sample_announcements(county: str, language: str) -> dict[str, Fact]:
    """Return announcements that use every sentence there is for them, by slot.

    A language without sample words has none.
    """
    if language not in WORDS:
        return {}
    wards = PLACES[county].wards
    vaccination, water, hay = WORDS[language]
    said = (
        _sample(county, language, vaccination, places=wards, more_days=0, starts=time(7, 30)),
        _sample(county, language, water, places=(), more_days=2, starts=None),
        _sample(county, language, hay, places=wards[:1], more_days=0, starts=time(14)),
    )
    return announcement_facts(said, language)


def _sample(
    county: str,
    language: str,
    words: AnnouncementWords,
    *,
    places: tuple[str, ...],
    more_days: int,
    starts: time | None,
) -> Announcement:
    week = PLACES[county].week
    first = week.monday + timedelta(days=2)
    return Announcement(
        id="sample",
        county=county,
        kind=Kind.OTHER,
        partner=SOURCE,
        places=places,
        first_day=first,
        last_day=first + timedelta(days=more_days),
        starts=starts,
        valid_from=week.monday,
        valid_until=week.sunday,
        source=SOURCE,
        words={language: words},
        offered_by=SOURCE,
        offered_at=datetime.combine(week.monday, time(6), tzinfo=UTC),
    )
