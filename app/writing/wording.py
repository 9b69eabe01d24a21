"""What a pack says things with on a given day, and a fact on its way into a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.bulletins import Fact
from app.errors import EvidenceError, NoWords
from app.writing.dates import Dates
from app.writing.numbers import Numbers
from app.writing.rounding import rounded
from app.writing.slots import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a pack says things with, on a given day.

    Attributes:
        language: Name of the language, for messages.
        phrases: Words by key of `phrases.csv`.
        as_of: Day the evidence is judged on; months long before it are said with their year.
    """

    language: str
    numbers: Numbers
    dates: Dates
    phrases: Mapping[str, str]
    as_of: date

    def phrase(self, key: str) -> str:
        """Return the words of a key.

        Raises:
            NoWords: The table has no such row.
        """
        try:
            return self.phrases[key]
        except KeyError:
            raise NoWords(
                f"{self.language} has no words for '{key}' yet; add a row to its phrases.csv"
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A fact on its way into a sentence."""

    fact: Fact
    slot: Slot
    wording: Wording

    def __str__(self) -> str:
        return str(self.fact.value)

    @property
    def figure(self) -> float:
        """The figure as it is said, rounded.

        Raises:
            EvidenceError: The fact is no figure.
        """
        value = self.fact.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise EvidenceError(f"'{self.slot.name}' must be a number, not {value!r}")
        return rounded(value, self.slot.rounding)
