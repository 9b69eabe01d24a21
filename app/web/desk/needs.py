"""What needs an officer now, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.bulletins import Verdict
from app.domain.evidence import Assessment
from app.domain.people import Officer, Right
from app.domain.periods import Week
from app.domain.places import County
from app.domain.stations import Station
from app.store.evidence import SourceState
from app.store.listing import Standing
from app.store.runs import Run
from app.web.addresses import aired_path, desk_path, push_path
from app.web.desk.week_steps import ACTIONS, Action, Heard, next_action

APPROVE = "%(county)s, %(language)s: the words wait for approval."
RECORD = "%(county)s, %(language)s: no voice can speak it."
ENTER = "%(county)s: there is no NDMA phase on record."
DECIDE = "%(county)s: a finding keeps the whole bulletin off the air."
LOOK = "%(county)s: findings keep sentences off the air (%(count)s)."
SOURCE = "The source %(source)s failed."
RUN = "The run of %(slot)s failed."
ALARM = "%(station)s had on air what is not for air."
HELP = "%(county)s: listeners need help and wait for an answer (%(count)s)."
ANYWHERE = "Listeners of a county that is not known need help and wait (%(count)s)."
PUSH = "%(station)s: its files could not be laid on its server."
TOLD = "%(station)s: notices to its people were not sent (%(count)s)."
NEEDS = (APPROVE, RECORD, ENTER, DECIDE, LOOK, SOURCE, RUN, ALARM, HELP, ANYWHERE, PUSH, TOLD)
SEE = {
    "sources": "See the sources",
    "runs": "See the runs",
    "alarm": "Telephone the station",
    "help": "Read what they say",
    "push": "See what it said",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing to do: a sentence with places, what fills them, and where to do it.

    Attributes:
        urgent: Whether it cannot wait for the end of what one is doing.
    """

    words: str
    facts: Mapping[str, object] = field(default_factory=dict)
    action: Action
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What lies on the desk of a week.

    Attributes:
        standings: Where the newest edition of every bulletin stands.
        made: What was made of the evidence, by county.
        runs: Runs, the newest first.
        heard: How many stations took and aired each bulletin.
        alarms: Stations that had on air what is not for air, while nobody has dealt with it.
        helpless: How many listeners need help and wait, by county; empty for an unknown one.
        unreached: Stations whose servers do not take their files.
        untold: Stations whose people were not told something, and how often.
    """

    week: Week
    counties: Sequence[County]
    standings: Sequence[Standing]
    made: Mapping[str, Assessment]
    sources: Sequence[SourceState]
    runs: Sequence[Run]
    heard: Heard
    alarms: Sequence[Station] = ()
    helpless: Mapping[str, int] = field(default_factory=dict)
    unreached: Sequence[Station] = ()
    untold: Sequence[tuple[Station, int]] = ()


def needs_of(desk: Desk, officer: Officer | None) -> list[Need]:
    """Return what needs this officer; everything on an exercise install, where nobody signs in."""
    mine = [c for c in desk.counties if officer is None or officer.covers(county=c.slug)]
    found = [
        *_of_alarms(desk, officer),
        *_of_listeners(desk, mine, officer),
        *_of_roads(desk, officer),
    ]
    if _may(officer, Right.ENTER_EVIDENCE):
        found += [need for each in mine for need in _of_evidence(desk, each)]
    found += [need for each in mine for need in _of_bulletins(desk, each, officer)]
    if officer is None or officer.may(Right.ENTER_EVIDENCE):
        found += [*_of_sources(desk.sources), *_of_runs(desk.runs)]
    return found


def _of_alarms(desk: Desk, officer: Officer | None) -> Iterator[Need]:
    for each in desk.alarms:
        if officer is None or any(officer.covers(county=one) for one in each.counties):
            to = Action(words=SEE["alarm"], path=f"{aired_path(each.slug)}#alarms")
            yield Need(words=ALARM, facts={"station": each.name}, action=to, urgent=True)


def _of_roads(desk: Desk, officer: Officer | None) -> Iterator[Need]:
    """Give stations whose server or whose people are not reached."""
    found: list[tuple[str, Station, str, dict[str, object]]]
    found = [(PUSH, each, "servers", {}) for each in desk.unreached]
    found += [(TOLD, each, "notices", {"count": count}) for each, count in desk.untold]
    for words, each, part, facts in found:
        if officer is None or any(officer.covers(county=one) for one in each.counties):
            to = Action(words=SEE["push"], path=f"{push_path(each.slug)}#{part}")
            yield Need(words=words, facts={"station": each.name, **facts}, action=to)


def _of_listeners(
    desk: Desk, counties: Sequence[County], officer: Officer | None
) -> Iterator[Need]:
    if not _may(officer, Right.ENTER_EVIDENCE):
        return
    to = Action(words=SEE["help"], path="/desk/heard#help")
    for each in counties:
        count = desk.helpless.get(each.slug, 0)
        if count:
            yield Need(words=HELP, facts={"county": each.name, "count": count}, action=to)
    if desk.helpless.get(""):
        yield Need(words=ANYWHERE, facts={"count": desk.helpless[""]}, action=to)


def _may(officer: Officer | None, right: Right) -> bool:
    return officer is None or officer.may(right)


def _of_evidence(desk: Desk, county: County) -> Iterator[Need]:
    made = desk.made.get(county.slug)
    if made is None:
        return
    facts: dict[str, object] = {"county": county.name}
    if made.official is None:
        to = Action(words=ACTIONS["enter"], path=desk_path("ndma", county.slug))
        yield Need(words=ENTER, facts=facts, action=to)
        return
    path = f"{desk_path('evidence', county.slug, week=desk.week)}#findings"
    to = Action(words=ACTIONS["decide"], path=path)
    if any(each.holds_bulletin and each.open for each in made.findings):
        yield Need(words=DECIDE, facts=facts, action=to)
    sentences = sum(e.holds and e.open and not e.holds_bulletin for e in made.findings)
    if sentences:
        yield Need(words=LOOK, facts={**facts, "count": sentences}, action=to)


def _of_bulletins(desk: Desk, county: County, officer: Officer | None) -> Iterator[Need]:
    for each in desk.standings:
        if each.county != county.slug or not (
            officer is None or officer.covers(language=each.language)
        ):
            continue
        words = _WAITING.get(each.verdict)
        to = next_action(each, desk.made.get(each.county))
        signing = each.verdict is Verdict.HELD_APPROVAL
        if words and to and (not signing or _may(officer, Right.SIGN)):
            # the page says the language by its own name
            yield Need(
                words=words, facts={"county": county.name, "language": each.language}, action=to
            )


_WAITING: Mapping[Verdict, str] = {Verdict.HELD_APPROVAL: APPROVE, Verdict.NO_VOICE: RECORD}


def _of_sources(sources: Iterable[SourceState]) -> Iterator[Need]:
    to = Action(words=SEE["sources"], path="#sources")
    for each in sources:
        if each.fault:
            yield Need(words=SOURCE, facts={"source": each.source}, action=to)


def _of_runs(runs: Sequence[Run]) -> Iterator[Need]:
    if runs and runs[0].state == "failed":
        to = Action(words=SEE["runs"], path="/desk/runs")
        yield Need(words=RUN, facts={"slot": runs[0].slot}, action=to)
