"""What changed since last week, as a bulletin may say it: what it was, and what it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.domain.bulletins import Bulletin
from app.domain.evidence import Assessment
from app.domain.periods import Week
from app.store.listing import assessment_of
from app.web.site_parts import Site
from app.web.word_lists import PHASE_WORDS, TREND_WORDS, WHAT
from app.web.wording import figure
from app.writing.changes import PASTURE, RAIN, changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed, each in the words of the page."""

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekChanges:
    """What changed; `compared` is false when there is no last week to compare with."""

    compared: bool
    found: tuple[Change, ...] = ()


def week_changes(site: Site, bulletin: Bulletin) -> WeekChanges:
    """Return what changed since the week before a bulletin's own."""
    last = Week.of(bulletin.week.monday - timedelta(days=7))
    with site.newsroom.store.reading() as tx:
        now = assessment_of(tx, bulletin.county, bulletin.week)
        before = assessment_of(tx, bulletin.county, last)
    if now is None or before is None or now.official is None or now.replay_of or before.replay_of:
        return WeekChanges(compared=False)
    names = changes(now, before)
    found = (_change(name, now, before) for name in names)
    return WeekChanges(compared=True, found=tuple(each for each in found if each))


def _change(name: str, now: Assessment, before: Assessment) -> Change | None:
    old, new = before.official, now.official
    if name == "phase_before" and old and new:
        return Change(what=WHAT["phase"], before=PHASE_WORDS[old.phase], now=PHASE_WORDS[new.phase])
    if name == "trend_before" and old and new and old.trend and new.trend:
        return Change(what=WHAT["trend"], before=TREND_WORDS[old.trend], now=TREND_WORDS[new.trend])
    if name == "rain_change":
        return _figures(WHAT["rain_3_month"], RAIN, now, before)
    return _figures(WHAT["pasture"], PASTURE, now, before) if name == "pasture_before" else None


def _figures(what: str, name: str, now: Assessment, before: Assessment) -> Change | None:
    old, new = before.indicator(name), now.indicator(name)
    if old is None or new is None:
        return None
    return Change(
        what=what,
        before=figure(round(old.value, 1), old.unit),
        now=figure(round(new.value, 1), new.unit),
    )
