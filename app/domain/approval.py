"""What a week's text needs before it goes on air, and whose sign-off counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from app.domain.bulletins import SignOff
from app.domain.evidence import Phase
from app.domain.people import Officer, Right
from app.domain.phases import steps_between

REAUTHENTICATED_WITHIN = timedelta(minutes=10)
STANDING_PHASES = (Phase.NORMAL, Phase.ALERT)
GRAVE_PHASES = (Phase.ALARM, Phase.EMERGENCY)
TWO_STEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a text needs before it may go on air.

    Attributes:
        people: How many different people must sign it; two sign with their key given anew.
        why: Why so many, in plain words.
        standing_allowed: Whether a standing approval may stand in for the person.
    """

    people: int
    why: str
    standing_allowed: bool

    def waiting(self, signed: int) -> str:
        """Return whom the text still waits for, or empty when enough have signed.

        Args:
            signed: How many sign-offs count.

        >>> Demand(people=2, why="the phase is alarm", standing_allowed=False).waiting(1)
        'waits for one more person: the phase is alarm'
        """
        if signed >= self.people:
            return ""
        whom = "one more person" if signed else ("a person", "two people")[self.people - 1]
        return f"waits for {whom}: {self.why}"


def demand(
    phase: Phase | None,
    *,
    before: Phase | None = None,
    edited: bool = False,
    announced: bool = False,
    correction: bool = False,
    cancel: bool = False,
) -> Demand:
    """Return what a bulletin needs before it goes on air, or off it.

    Args:
        phase: The phase that it speaks of.
        before: Phase of the last released bulletin of its county and language, or None.
        edited: Whether a person changed the text by hand.
        announced: Whether it holds a partner's announcement, which no template review has seen.
        correction: Whether it replaces an edition of its week that has been on air.
        cancel: Whether it takes a bulletin back.

    >>> demand(Phase.EMERGENCY, before=Phase.ALARM).people
    2
    >>> demand(Phase.ALERT, before=Phase.ALERT).standing_allowed
    True
    """
    grave = list(_grave(phase, before, correction=correction, cancel=cancel))
    if grave:
        return Demand(people=2, why=", ".join(grave), standing_allowed=False)
    by_hand = "its text was changed by hand" if edited else ""
    why = by_hand or ("it holds an announcement" if announced else f"the phase is {phase}")
    standing = phase in STANDING_PHASES and not edited and not announced
    return Demand(people=1, why=why, standing_allowed=standing)


def _grave(
    phase: Phase | None, before: Phase | None, *, correction: bool, cancel: bool
) -> Iterator[str]:
    if cancel:
        yield "it takes a bulletin back"
    if correction:
        yield "it corrects what has been on air"
    if phase is None:
        yield "no phase is on record"
        return
    if phase in GRAVE_PHASES:
        yield f"the phase is {phase}"
    if before is Phase.EMERGENCY and phase is not Phase.EMERGENCY:
        yield "it ends an emergency"
    elif before is not None and steps_between(before, phase) >= TWO_STEPS:
        yield f"the phase goes from {before} to {phase}, two steps or more"


def objection(
    given: SignOff,
    needed: Demand,
    *,
    text_sha256: str,
    editors: Collection[str],
    officer: Officer | None,
    county: str,
    language: str,
) -> str:
    """Return why a sign-off does not count, in plain words, or empty when it does.

    Args:
        text_sha256: Hash of the text as it stands.
        editors: Everyone who changed this text by hand.
        officer: The person as an officer today; None when not one, or no longer.
    """
    name = given.officer
    if given.text_sha256 != text_sha256:
        return f"{name} signed another text"
    if name in editors:
        return f"{name} changed this text by hand; somebody else must sign it"
    if officer is None or officer.name != name:
        return f"{name} is not an officer"
    if not officer.may(Right.SIGN):
        return f"{name} may not sign for air; an approver or admin may"
    if not officer.covers(county=county, language=language):
        return f"{name} does not sign for {county} in '{language}'"
    if needed.people > 1 and not _fresh(given):
        return f"{name} must give the key again, within ten minutes of signing"
    return ""


def _fresh(given: SignOff) -> bool:
    again = given.reauthenticated_at
    return again is not None and timedelta(0) <= given.at - again <= REAUTHENTICATED_WITHIN
