"""Seven steps from evidence to air: how far a bulletin has come, and what would take it further."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.bulletins import Verdict
from app.domain.evidence import Assessment
from app.store.listing import Standing
from app.web.addresses import county_path, desk_bulletin_path, desk_path, takes_path

STEPS = ("Evidence", "Words", "Approved", "Spoken", "Released", "Taken", "Aired")
EVIDENCE, WORDS, APPROVED, SPOKEN, RELEASED, TAKEN, AIRED = range(len(STEPS))
DONE, STOPPED, OPEN, NOT_NEEDED = "done", "stopped", "open", "not-needed"
STATE_WORDS = {
    DONE: "done",
    STOPPED: "stopped here",
    OPEN: "not yet",
    NOT_NEEDED: "not needed for an exercise",
}
STATE_MARKS = {DONE: "●", STOPPED: "▲", OPEN: "·", NOT_NEEDED: "–"}
NOTHING_MADE = "Nothing has been made for this week."
ACTIONS = {
    "decide": "Decide about the evidence",
    "enter": "Enter NDMA’s bulletin",
    "words": "Mend the words",
    "approve": "Approve",
    "record": "Record it",
    "again": "Try again",
    "listen": "Listen",
}
# By bulletin: stations that took it, that aired it, and that were expected to.
Heard = Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a bulletin; `count` is how many stations of all, such as `3/4`."""

    state: str
    count: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What an officer can do next, and the page to do it on."""

    words: str
    path: str


def steps_of(standing: Standing, *, practising: bool, heard: Heard) -> tuple[Step, ...]:
    """Return how far a bulletin has come: each of `STEPS` done, stopped here, or still open.

    An install that only holds exercises needs no approval.
    """
    stopped_at = _stopped_at(standing)
    states = [
        DONE if place < stopped_at else STOPPED if place == stopped_at else OPEN
        for place in range(TAKEN)
    ]
    if practising and states[APPROVED] == DONE:
        states[APPROVED] = NOT_NEEDED
    on_air = standing.verdict is Verdict.RELEASED
    taken, aired, expected = heard.get(standing.id, (0, 0, 0)) if on_air else (0, 0, 0)
    return (
        *(Step(state=state) for state in states),
        _of_stations(taken, expected),
        _of_stations(aired, expected),
    )


def _of_stations(count: int, expected: int) -> Step:
    if not expected:
        return Step(state=OPEN)
    return Step(state=DONE if count >= expected else OPEN, count=f"{count}/{expected}")


def _stopped_at(standing: Standing) -> int:
    """Return the step that is not done; the number of a bulletin's own steps when all are."""
    if standing.verdict is Verdict.RELEASED:
        return TAKEN
    if standing.verdict is Verdict.HELD_EVIDENCE:
        return EVIDENCE
    if not standing.has_script:
        return WORDS
    if standing.verdict in (Verdict.HELD_APPROVAL, Verdict.EXPIRED):
        return APPROVED
    if standing.verdict in (Verdict.SUPERSEDED, Verdict.WITHDRAWN):
        return RELEASED
    return SPOKEN


def next_action(standing: Standing, made: Assessment | None) -> Action | None:
    """Return what takes a bulletin further, or None when its story has ended."""
    found = _ACTIONS.get(standing.verdict)
    return found(standing, made) if found else None


def evidence_action(standing: Standing, made: Assessment | None) -> Action:
    """Return where the evidence of a county is mended."""
    if made is not None and made.official is None:
        return Action(words=ACTIONS["enter"], path=desk_path("ndma", standing.county))
    path = desk_path("evidence", standing.county, week=standing.week)
    return Action(words=ACTIONS["decide"], path=f"{path}#findings")


def _approve(standing: Standing, made: Assessment | None) -> Action:
    _ = made
    return Action(words=ACTIONS["approve"], path=desk_bulletin_path(standing.id))


def _record(standing: Standing, made: Assessment | None) -> Action:
    _ = made
    if not standing.has_script:
        return _words(standing, made)
    return Action(words=ACTIONS["record"], path=takes_path(standing.id))


def _words(standing: Standing, made: Assessment | None) -> Action:
    _ = standing, made
    return Action(words=ACTIONS["words"], path="/desk/templates")


def _again(standing: Standing, made: Assessment | None) -> Action:
    _ = standing, made
    return Action(words=ACTIONS["again"], path="/desk/runs")


def _listen(standing: Standing, made: Assessment | None) -> Action:
    _ = made
    path = county_path(standing.county, exercise=standing.exercise)
    return Action(words=ACTIONS["listen"], path=path)


_ACTIONS: Mapping[Verdict, Callable[[Standing, Assessment | None], Action]] = {
    Verdict.HELD_EVIDENCE: evidence_action,
    Verdict.HELD_APPROVAL: _approve,
    Verdict.NO_VOICE: _record,
    Verdict.REFUSED: _words,
    Verdict.FAILED: _again,
    Verdict.RELEASED: _listen,
}
