"""The drought phases: their order and their meaning, from `phases.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.domain.places import letters_only, table


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMeaning:
    """A phase as it is ordered and explained.

    Attributes:
        phase: Its word, such as `pre-alert`.
        severity: Its place in the order; 0 is the mildest.
        meaning: What it means, in one plain sentence of ours; NDMA's own words are not on record.
        source: Where its name, or the sense of the sentence, comes from.
    """

    phase: str
    severity: int
    meaning: str
    source: str


@cache
def phase_meanings() -> tuple[PhaseMeaning, ...]:
    """Return every phase, the mildest first.

    >>> [each.phase for each in phase_meanings()][:3]
    ['normal', 'pre-alert', 'alert']
    """
    return tuple(
        PhaseMeaning(
            phase=row["phase"],
            severity=int(row["severity"]),
            meaning=row["meaning"],
            source=row["source"],
        )
        for row in table("phases.csv")
    )


def severity(phase: str) -> int:
    """Return the place of a phase in the order of severity, 0 being the mildest.

    Args:
        phase: Its word, however it is spelled.

    Raises:
        ValueError: It is no phase; names those that are known.

    >>> severity("Pre-Alert") < severity("alarm")
    True
    """
    return _named(phase).severity


def steps_between(before: str, after: str) -> int:
    """Return how many steps lie between two phases, up or down.

    Steps are those of NDMA's official phases: Pre-Alert, seen in 2026 only, is a shade of Normal,
    so that Normal to Alert is one step; Recovery stands beside Alert.

    Raises:
        ValueError: One of them is no phase.

    >>> steps_between("normal", "alert"), steps_between("alarm", "normal")
    (1, 2)
    """
    mildest = severity("pre-alert")
    return abs(max(severity(before), mildest) - max(severity(after), mildest))


def meaning(phase: str) -> str:
    """Return what a phase means, in one plain sentence.

    Args:
        phase: Its word, however it is spelled.

    Raises:
        ValueError: It is no phase; names those that are known.
    """
    return _named(phase).meaning


def _named(phase: str) -> PhaseMeaning:
    wanted = letters_only(phase)
    found = next((each for each in phase_meanings() if letters_only(each.phase) == wanted), None)
    if found is None:
        known = ", ".join(each.phase for each in phase_meanings())
        raise ValueError(f"'{phase}' is no phase; known are {known}")
    return found
