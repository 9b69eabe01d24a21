"""What listeners tell: understood, acted, or in need of help, and in which words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

LONGEST_TEXT = 500


class Answer(IntEnum):
    """What a listener answers to a bulletin, as the keys of a telephone."""

    UNDERSTOOD = 1
    ACTED = 2
    NEEDS_HELP = 3


class Channel(StrEnum):
    """How a listener told it."""

    FORM = "form"
    SMS = "sms"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one listener told on one day about one county's bulletin.

    Attributes:
        county: Slug; empty when it is not known.
        language: Code; empty when it is not known.
        answer: None for a message that answers nothing.
        number: Its number on the desk; 0 before it is kept.
        answered_by: The officer who has dealt with it, or None.
    """

    county: str
    language: str
    answer: Answer | None
    text: str
    channel: Channel
    at: datetime
    number: int = 0
    answered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many listeners told what about a county's bulletin of a week, in one language."""

    county: str
    language: str
    understood: int = 0
    acted: int = 0
    needs_help: int = 0
    messages: int = 0

    @property
    def answers(self) -> int:
        """How many answered; a message without an answer is none."""
        return self.understood + self.acted + self.needs_help


def plain_text(text: str) -> str:
    r"""Return what a listener wrote as one short line without marks that steer a screen.

    >>> plain_text("  Maji\n\u202ehakuna\u202c \x00")
    'Maji hakuna'
    """
    odd = ("Cc", "Cf", "Cs", "Co", "Cn")
    kept = (" " if unicodedata.category(each) in odd else each for each in text[: 4 * LONGEST_TEXT])
    return " ".join("".join(kept).split())[:LONGEST_TEXT]
