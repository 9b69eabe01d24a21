"""What a station page shows: a card a language, and the weeks before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from app.domain.bulletins import Bulletin
from app.domain.periods import Week
from app.domain.places import County
from app.domain.recordings import AudioFormat, Recording
from app.store.listing import Standing
from app.web.addresses import feed_path, read_path

LISTED_WEEKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCard:
    """One language of a station page.

    Attributes:
        newest: Where the newest edition stands, or None when the week has none.
        bulletin: What may be played, or None.
        recordings: Its renditions; empty when there is nothing to play.
    """

    code: str
    newest: Standing | None
    bulletin: Bulletin | None
    recordings: dict[str, Recording]
    feed: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierWeek:
    """A past week: what stood, and its main recordings by language."""

    week: Week
    standing: Standing
    recordings: dict[str, Recording]


def language_card(
    county: County,
    code: str,
    editions: list[Standing],
    playable: list[Bulletin],
    recordings: dict[str, tuple[Recording, ...]],
    *,
    exercise: bool,
) -> LanguageCard:
    """Return what a station sees of one language this week.

    Args:
        editions: Where the newest editions of the week stand.
        playable: Released bulletins whose week is not over.
    """
    bulletin = next((each for each in playable if each.language == code), None)
    return LanguageCard(
        code=code,
        newest=next((each for each in editions if each.language == code), None),
        bulletin=bulletin,
        recordings={each.format: each for each in recordings[bulletin.id]} if bulletin else {},
        feed=feed_path(county.slug, code, exercise=exercise),
        read=read_path(county.slug, code, exercise=exercise),
    )


def earlier_weeks(
    county: County,
    past: list[Standing],
    recordings: dict[str, tuple[Recording, ...]],
    playable: list[Bulletin],
) -> list[EarlierWeek]:
    """Return the past weeks, newest first, without what is playable now."""
    playing = {each.id for each in playable}
    weeks = groupby((each for each in past if each.id not in playing), key=lambda each: each.week)
    rows = [_earlier_week(county, week, list(group), recordings) for week, group in weeks]
    return rows[:LISTED_WEEKS]


def _earlier_week(
    county: County,
    week: Week,
    standings: list[Standing],
    recordings: dict[str, tuple[Recording, ...]],
) -> EarlierWeek:
    main = {
        each.language: recording
        for each in standings
        for recording in recordings[each.id]
        if recording.format is AudioFormat.MP3_128
    }
    in_order = {code: main[code] for code in county.languages if code in main}
    return EarlierWeek(week=week, standing=standings[0], recordings=in_order)
