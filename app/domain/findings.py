"""What the quality policies found in the evidence, and what a person decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

KEY_LETTERS = 16


class Policy(StrEnum):
    """The named policies; each finding tells which one speaks."""

    MISSING = "missing"
    STALE = "stale"
    FUTURE = "future date"
    IMPLAUSIBLE = "implausible"
    JUMP = "jump"
    UNIT_CHANGE = "unit change"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    SUMS = "sums disagree"
    PRELIMINARY = "preliminary"
    NOT_COMPUTED = "not computed"
    PHASE_DIFFERS = "phase differs"


class Effect(StrEnum):
    """What a finding keeps off the air for as long as nobody accepts the figure."""

    BULLETIN = "holds the bulletin"
    SENTENCE = "holds its sentence"
    NONE = "for information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an officer decided about a finding.

    Attributes:
        accepted: True: the figures are right and are used. False: they are left out.
        reason: Why, in the officer's words.
    """

    accepted: bool
    reason: str
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that an officer should look at.

    Attributes:
        text: What was found, where, and what to do, in plain words.
        variables: The figures that it is about, all of them left out when it holds.
        identity: What tells this finding from others: the exact figures and days it is about, so
            that a decision holds for them and for nothing else.
        decidable: Whether a person may accept or reject the figures; what cannot be is never
            accepted, and what is missing cannot be decided away.
    """

    policy: Policy
    effect: Effect
    text: str
    variables: tuple[str, ...] = ()
    identity: str = ""
    decidable: bool = False
    decision: Decision | None = None

    @property
    def key(self) -> str:
        """Name of the finding, the same whenever the same figures are found again."""
        told = "|".join((self.policy, *self.variables, self.identity or self.text))
        return sha256(told.encode()).hexdigest()[:KEY_LETTERS]

    @property
    def accepted(self) -> bool:
        """Whether a person said that the figures are right."""
        return self.decidable and self.decision is not None and self.decision.accepted

    @property
    def rejected(self) -> bool:
        """Whether a person said that the figures are to be left out."""
        return self.decidable and self.decision is not None and not self.decision.accepted

    @property
    def holds(self) -> bool:
        """Whether it keeps something off the air."""
        return self.rejected or (self.effect is not Effect.NONE and not self.accepted)

    @property
    def holds_bulletin(self) -> bool:
        """Whether it keeps the whole bulletin off the air."""
        return self.effect is Effect.BULLETIN and not self.accepted

    @property
    def open(self) -> bool:
        """Whether it waits for a person's decision."""
        return self.decidable and self.decision is None
