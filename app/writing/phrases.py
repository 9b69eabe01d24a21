"""The fixed phrases of a language: which keys there must be, and what fills their braces."""

from __future__ import annotations

from collections.abc import Mapping

from app.writing.slots import Slot

EXERCISE_ONLY = "exercise-only"
EXERCISE_NOT_REAL = "exercise-not-real"
EXERCISE_REPLAY = "exercise-replay"
CORRECTION = "correction"
CORRECTION_REPLACES = "correction-replaces"
LIST_LAST = "list-last"
# Said alone where a station has nothing to play; a language may go without it.
NOTHING_NOW = "nothing-now"
FIELDS: Mapping[str, frozenset[str]] = {
    EXERCISE_ONLY: frozenset(),
    EXERCISE_NOT_REAL: frozenset(),
    EXERCISE_REPLAY: frozenset({"month"}),
    CORRECTION: frozenset(),
    CORRECTION_REPLACES: frozenset(),
    LIST_LAST: frozenset({"names", "last"}),
}
SHARE_PHRASES = ("share", "same", "double", "none")
_SHARE = frozenset({"share"})


def fields_of(key: str) -> frozenset[str]:
    """Return what the phrase of a key is filled with."""
    if key in FIELDS:
        return FIELDS[key]
    return _SHARE if key.startswith("usual-") and key.endswith("-share") else frozenset()


def needed_phrases(slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """Return the keys that some script may need, each once, in the order of the catalogue."""
    needed = [*FIELDS]
    for slot in slots.values():
        needed += slot.choices
        if slot.share_of:
            needed += [f"usual-{slot.share_of}-{each}" for each in SHARE_PHRASES]
    return tuple(dict.fromkeys(needed))


def missing_phrase(phrases: Mapping[str, str], slots: Mapping[str, Slot]) -> str:
    """Return the first key that some script may need and that has no words, or an empty string."""
    return next((key for key in needed_phrases(slots) if key not in phrases), "")
