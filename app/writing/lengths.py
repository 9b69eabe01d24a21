"""How long a bulletin may be, and what is left out first when it would be longer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from app.domain.evidence import Phase
from app.writing.slots import Slot


class Length(StrEnum):
    """A length that a station can ask for.

    A spot is one message of 30 s, the headline and one action; a standard bulletin lasts 90 to
    120 s; a long one about 180 s.
    """

    SPOT = "spot"
    STANDARD = "standard"
    LONG = "long"


# Planned seconds at most: what each length aims at, and a tenth more.
LONGEST_S: Mapping[Length, int] = {Length.SPOT: 33, Length.STANDARD: 132, Length.LONG: 198}
# Optional facts, the least important first. What a slot's own sentences say of it (`milk_below`,
# `rain_age`) goes with it, and a segment whose facts are all gone is not said at all. The phase,
# what it means, rain of three months, a changed phase and the three actions always stay.
ANNOUNCEMENT = "announcement"
LEFT_OUT_FIRST = (
    "milk",
    "rain_amount",
    "goat_price",
    "maize_price",
    "rain_1_month",
    "goat_maize",
    "hotspots",
    "trend_before",
    "rain_change",
    "pasture_before",
    "children_at_risk",
    "announcement_3",
    "outlook",
    "announcement_2",
    "water_distance",
    "greenness",
    "pasture",
    "announcement_1",
)


def longest_s(length: Length, phase: Phase) -> int:
    """Return how many planned seconds a bulletin may last; Emergency may run long.

    >>> longest_s(Length.STANDARD, Phase.ALERT), longest_s(Length.STANDARD, Phase.EMERGENCY)
    (132, 198)
    """
    urgent = phase is Phase.EMERGENCY and length is Length.STANDARD
    return LONGEST_S[Length.LONG if urgent else length]


def planned_s(words: int, *, words_per_minute: int) -> float:
    """Return how many seconds so many words last at the pace of a language.

    >>> planned_s(115, words_per_minute=115)
    60.0
    """
    return 60 * words / words_per_minute


def shorter(slots: Mapping[str, Slot]) -> Iterator[frozenset[str]]:
    """Yield what to leave out of a bulletin that is too long, each time a little more."""
    gone: frozenset[str] = frozenset()
    yield gone
    for name in LEFT_OUT_FIRST:
        gone |= {each for each in slots if each == name or _told_of(each, name)}
        yield gone


def _told_of(slot: str, name: str) -> bool:
    """Tell whether a slot only says something about the figure of another."""
    if name.startswith(ANNOUNCEMENT):
        return slot.startswith(f"{name}_")
    return slot in {f"{name}_{side}" for side in ("below", "above", "usual", "age", "not_back")}
