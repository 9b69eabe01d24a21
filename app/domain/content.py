"""How words become usable: drafted, reviewed by two people, approved by a third, retired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.people import Role
from app.errors import ApprovalError

REVIEWS = frozenset({Role.REVIEWER, Role.SECTOR_OFFICER})
APPROVES = frozenset({Role.APPROVER, Role.ADMIN})


class Origin(StrEnum):
    """Who made the words."""

    HUMAN = "human"
    MACHINE = "machine"


class Stage(StrEnum):
    """How far words have come; only approved ones may go on air."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's yes to exact words, in one role."""

    officer: str
    role: Role
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentState:
    """A revision of words and where it stands.

    Attributes:
        kind: What it is, such as `language` for a whole pack.
        name: Which one, such as `sw`.
        sha256: Hash of the words.
        editor: Who wrote this revision, or None when not known, as for a folder as installed.
        reviews: Who said yes, in order.
    """

    kind: str
    name: str
    sha256: str
    origin: Origin = Origin.HUMAN
    editor: str | None = None
    reviews: tuple[Review, ...] = ()
    retired: bool = False

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        roles = {each.role for each in self.reviews}
        if self.retired:
            return Stage.RETIRED
        if roles & APPROVES:
            return Stage.APPROVED
        return Stage.REVIEWED if roles >= REVIEWS else Stage.DRAFT


def edited(state: ContentState, *, sha256: str, origin: Origin, editor: str) -> ContentState:
    """Return the draft that an edit makes; no yes to the words before it counts for it.

    Raises:
        ApprovalError: The words are the same, so that a new origin or editor would be a pretence.
    """
    if sha256 == state.sha256:
        raise ApprovalError(f"Nothing was changed in {state.kind} {state.name}.")
    return replace(state, sha256=sha256, origin=origin, editor=editor, reviews=(), retired=False)


def reviewed(state: ContentState, given: Review) -> ContentState:
    """Return the state after a native reviewer or a sector officer said yes.

    Raises:
        ApprovalError: This person may not say so, or not of these words.
    """
    if given.role not in REVIEWS:
        raise ApprovalError(
            f"Words are reviewed by a native reviewer and a sector officer; {given.officer} is "
            f"neither, but {given.role}."
        )
    _refuse(state, given)
    if any(each.role == given.role for each in state.reviews):
        raise ApprovalError(f"A {given.role} has reviewed exactly these words already.")
    return replace(state, reviews=(*state.reviews, given))


def approved(state: ContentState, given: Review) -> ContentState:
    """Return the state after the county's lead or deputy approved reviewed words.

    Raises:
        ApprovalError: The words are not reviewed, or made by a machine, or it is not this
            person's to approve them.
    """
    if given.role not in APPROVES:
        raise ApprovalError(f"Words are approved by an approver; {given.officer} is {given.role}.")
    _refuse(state, given)
    if state.stage is not Stage.REVIEWED:
        raise ApprovalError(
            f"{state.kind} {state.name} is {state.stage}: a native reviewer and a sector officer "
            "review it first, then it is approved once."
        )
    return replace(state, reviews=(*state.reviews, given))


def agreed(state: ContentState, given: Review) -> ContentState:
    """Return the state after a person said yes in whatever role that person has.

    Raises:
        ApprovalError: This person may not say so, or not of these words, or not yet.
    """
    return (approved if given.role in APPROVES else reviewed)(state, given)


def retired(state: ContentState) -> ContentState:
    """Return the state of words that are used no more.

    Raises:
        ApprovalError: They are retired already.
    """
    if state.retired:
        raise ApprovalError(f"{state.kind} {state.name} is retired already.")
    return replace(state, retired=True)


def _refuse(state: ContentState, given: Review) -> None:
    """Refuse what no role may do."""
    named = f"{state.kind} {state.name}"
    if given.sha256 != state.sha256:
        raise ApprovalError(f"{named} has changed since it was read; read it again.")
    if state.retired:
        raise ApprovalError(f"{named} is retired.")
    if state.origin is Origin.MACHINE:
        raise ApprovalError(f"{named} was written by a machine: a person must write it anew first.")
    if given.officer == state.editor:
        raise ApprovalError(f"{given.officer} wrote this revision; somebody else must say yes.")
    if any(each.officer == given.officer for each in state.reviews):
        raise ApprovalError(f"{given.officer} has said yes to these words; another person must.")


def replayed(state: ContentState, reviews: Iterable[Review]) -> ContentState:
    """Return the state after reviews as they were kept; what could not happen does not count."""
    for given in sorted(reviews, key=lambda each: (each.role in APPROVES, each.at)):
        try:
            state = agreed(state, given)
        except ApprovalError:
            continue
    return state
