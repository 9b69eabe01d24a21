"""What a county's bulletins say besides evidence: library advice, whom to call, announcements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.advice import LineState, Offer, Season, fits
from app.domain.announcements import Announcement, AnnouncementState
from app.domain.bulletins import Fact
from app.domain.contacts import Contact, spoken_contact
from app.domain.content import Stage
from app.domain.evidence import Assessment, Phase
from app.domain.periods import Period
from app.domain.places import County
from app.pipeline.library_entry import speaking
from app.pipeline.newsroom import Newsroom
from app.store.advice import offers, stages_of
from app.store.advice_announcements import announcements
from app.store.advice_contacts import contacts
from app.store.officers import LIVE, install_mode
from app.writing.advice import best_of, library_facts, season_of_days
from app.writing.announced import MOST, announcement_facts
from app.writing.language_pack import LanguagePack

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What a county's bulletins of a week say besides evidence.

    Attributes:
        facts: By language and slot; every language says the same.
        unsaid: What stands in the library and is not said, with the reason and the remedy.
    """

    facts: Mapping[str, Facts] = field(default_factory=dict)
    unsaid: tuple[str, ...] = ()

    def of(self, language: str) -> Facts:
        """Return the facts of a language."""
        return self.facts.get(language, {})


NOTHING = Besides()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """Where and when a bulletin is heard.

    Attributes:
        days: From the day it is made to its Sunday.
        season: Season that it advises for.
        languages: Languages that have a bulletin, by code.
    """

    county: County
    phase: Phase
    days: Period
    season: Season
    languages: Mapping[str, LanguagePack]


def besides(newsroom: Newsroom, county: County, assessment: Assessment) -> Besides:
    """Return what a county's bulletins say besides evidence, the same in every language.

    Figures of another time are replayed without contacts and announcements of today.
    """
    if assessment.official is None:
        return NOTHING
    replay = assessment.replay_of is not None
    heard = _Heard(
        county=county,
        phase=assessment.official.phase,
        days=_days_heard(assessment),
        season=_season(county, assessment),
        languages=speaking(newsroom, county),
    )
    with newsroom.store.reading() as tx:
        lines = [each for each in offers(tx, state=LineState.ACCEPTED) if _fits(each, heard)]
        stages = {}
        if install_mode(tx) == LIVE:
            stages = {each.line.key: stages_of(tx, each) for each in lines}
        numbers = contacts(tx, county.slug) if not replay else []
        announced = announcements(tx, county.slug) if not replay else []
    advised = _advice(lines, stages, heard)
    return _together((advised, _contact(numbers, heard), _announcements(announced, heard)))


def _days_heard(assessment: Assessment) -> Period:
    """Return the days from the making of a bulletin to its Sunday; of a replay, the whole week."""
    week = assessment.week
    return Period(min(max(assessment.as_of, week.monday), week.sunday), week.sunday)


def _season(county: County, assessment: Assessment) -> Season:
    """Return the season that a bulletin advises for: its week's, or that of replayed figures."""
    week, as_of = assessment.week, assessment.as_of
    days = Period(week.monday, week.sunday)
    if assessment.replay_of is not None:
        days = Period(as_of, as_of)
    return season_of_days(days, county=county.slug)


def _together(parts: Iterable[Besides]) -> Besides:
    facts: dict[str, dict[str, Fact]] = {}
    unsaid: list[str] = []
    for each in parts:
        unsaid += each.unsaid
        for language, found in each.facts.items():
            facts.setdefault(language, {}).update(found)
    return Besides(facts=facts, unsaid=tuple(unsaid))


def _fits(offer: Offer, heard: _Heard) -> bool:
    """Tell whether a line is for these days, this phase, season and county."""
    here = fits(offer.line, phase=heard.phase, season=heard.season, county=heard.county.slug)
    return here and offer.holds(heard.days.start, heard.days.end)


def _advice(
    lines: Sequence[Offer], stages: Mapping[str, Mapping[str, Stage]], heard: _Heard
) -> Besides:
    """Return the library's lines that go before the packs' own advice.

    Args:
        lines: Accepted lines that fit.
        stages: How far the words of each have come, by language; empty where no review is asked.
        heard: Where and when it is heard.
    """
    why = {each.line.key: _lacking(each, stages.get(each.line.key), heard) for each in lines}
    chosen = best_of([each for each in lines if not why[each.line.key]])
    return Besides(
        facts={
            code: {fact.name: fact for fact in library_facts(chosen, code)}
            for code in heard.languages
        },
        unsaid=tuple(f"advice '{key}' ({lacking})" for key, lacking in why.items() if lacking),
    )


def _lacking(offer: Offer, stages: Mapping[str, Stage] | None, heard: _Heard) -> str:
    """Return why some language of the county cannot say a line; empty when all can."""
    for code, pack in heard.languages.items():
        if code not in offer.words:
            return f"it has no words in {pack.name}"
        if stages is not None and stages[code] is not Stage.APPROVED:
            return f"its words in {pack.name} are {stages[code]}, not approved"
    return ""


def _contact(known: Sequence[Contact], heard: _Heard) -> Besides:
    last = heard.days.end
    silent = {each.name: each.why_silent(last) for each in known}
    found = spoken_contact(known, phase=heard.phase, last=last)
    fact = {"contact": _contact_fact(found)} if found else {}
    return Besides(
        facts=dict.fromkeys(heard.languages, fact),
        unsaid=tuple(f"the number of {name} ({why})" for name, why in silent.items() if why),
    )


def _contact_fact(found: Contact) -> Fact:
    told = f"{found.name}, {found.about}; called on {found.verified_on} by {found.verified_by}"
    return Fact(name="contact", value=found.phone, formula=told)


def _announcements(listed: Sequence[Announcement], heard: _Heard) -> Besides:
    """Return the accepted announcements of the days on which the bulletin is heard."""
    first, last = heard.days.start, heard.days.end
    known = [each for each in listed if _matters(each, first, last)]
    known.sort(key=lambda each: (each.first_day, each.id))
    why = {each.id: _why_silent(each, heard) for each in known}
    fit = [each for each in known if not why[each.id]]
    crowded = [f"announcement {each.id} (there is room for {MOST})" for each in fit[MOST:]]
    return Besides(
        facts={code: announcement_facts(fit, code) for code in heard.languages},
        unsaid=(*(f"announcement {name} ({each})" for name, each in why.items() if each), *crowded),
    )


def _matters(each: Announcement, first: date, last: date) -> bool:
    """Tell whether an announcement is about these days, so that its silence is to be told."""
    open_still = each.state is not AnnouncementState.WITHDRAWN
    return open_still and each.valid_from <= last and each.valid_until >= first <= each.last_day


def _why_silent(each: Announcement, heard: _Heard) -> str:
    if each.state is not AnnouncementState.ACCEPTED:
        return "it is not accepted yet"
    if not each.is_current(heard.days.start, heard.days.end):
        return f"it may be heard from {_day(each.valid_from)} until {_day(each.valid_until)} only"
    without = [pack.name for code, pack in heard.languages.items() if code not in each.words]
    return f"it has no words in {without[0]}" if without else ""


def _day(day: date) -> str:
    return f"{day:%a %d %b}"


def words_unsaid(unsaid: Sequence[str]) -> str:
    """Return what is not said and why, for whoever approves the draft; empty when all is said."""
    return f" Not said: {'; '.join(unsaid)}." if unsaid else ""
