"""What the facts of a script allow to be heard: their figures as rounded, their days and months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time

from app.domain.bulletins import Fact
from app.domain.periods import Month
from app.writing.clock import clock_words
from app.writing.filters import filters_for
from app.writing.hearing import hear
from app.writing.language_pack import LanguagePack
from app.writing.readings import DATE, MONTH, SHARE, TELEPHONE, YEAR, Ear, Reading
from app.writing.rounding import rounded
from app.writing.slots import Slot, SlotType

WORDY = (SlotType.TEXT, SlotType.PHRASE, SlotType.PLACE_LIST, SlotType.CLOCK)
# Shares that are said without a number: nothing, as usual, and twice the usual or more.
NONE, SAME, DOUBLE = 0, 100, 200
# More than are ever said; what lies behind them is the noise of binary fractions.
DECIMALS = 6


def figures_of(facts: Iterable[Fact], pack: LanguagePack, ear: Ear) -> frozenset[Reading]:
    """Return the figures that facts allow to be heard, rounded as their slots say."""
    found: set[Reading] = set()
    for fact in facts:
        slot = pack.slots.get(fact.name)
        found |= _figures(fact, slot, ear) if slot else set()
    return frozenset(found)


def calendar_of(facts: Iterable[Fact], pack: LanguagePack) -> frozenset[Reading]:
    """Return the days, months and years that facts allow to be heard."""
    days = {day for fact in facts for day in _days(fact, pack.slots.get(fact.name))}
    return frozenset(
        reading
        for day in days
        for reading in (
            Reading(DATE, text=f"{day:%m-%d}"),
            Reading(MONTH, day.month),
            Reading(YEAR, day.year),
        )
    )


def says_its_figure(fact: Fact, *, pack: LanguagePack, ear: Ear) -> bool:
    """Tell whether a fact's words say its figure; True for what is no figure.

    Its words are heard as the listener hears them, and must give the figure back.
    """
    slot, figure = pack.slots[fact.name], _figure(fact)
    if slot.type is SlotType.CLOCK:
        at = time.fromisoformat(str(fact.value))
        return fact.words == clock_words(at, dates=pack.dates)
    if figure is None or slot.type is SlotType.FLAG:
        return True
    said = rounded(figure, slot.rounding)
    if slot.share_of and (said in (NONE, SAME) or said >= DOUBLE):
        # "twice" holds a figure in some languages; the phrase as a whole is what says it
        key = "none" if said == NONE else "same" if said == SAME else "double"
        fixed = pack.phrases.get(f"usual-{slot.share_of}-{key}")
        return fact.words == fixed or not hear(fact.words, ear)
    wanted = _readings(said, slot)
    return any(each.readings & wanted for each in hear(fact.words, ear))


def _figure(fact: Fact) -> float | None:
    """Return a fact's figure; yes and no are none."""
    value = fact.value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _readings(said: float, slot: Slot) -> set[Reading]:
    """Return how a rounded figure may be heard; the filter that says it names its kind."""
    kind = filters_for(slot)[0]
    kinds = ("percent", SHARE) if kind == "usual" else (kind,)
    return {Reading(each, round(said, DECIMALS)) for each in kinds}


def _figures(fact: Fact, slot: Slot, ear: Ear) -> set[Reading]:
    figure = _figure(fact)
    if slot.type is SlotType.FLAG:
        return set()
    if figure is not None:
        return _readings(rounded(figure, slot.rounding), slot)
    if slot.type is SlotType.CONTACT:
        return {Reading(TELEPHONE, text="".join(str(fact.value).split()))}
    # What an officer wrote, or the table of phrases holds, is read and approved as it stands; the
    # words of an hour are proven against the hour itself.
    words = fact.words if slot.type in WORDY else ""
    return {reading for each in hear(words, ear) for reading in each.readings}


def _days(fact: Fact, slot: Slot | None) -> Iterator[date]:
    if fact.period:
        yield from (fact.period.start, fact.period.end)
    if slot and slot.type is SlotType.DATE:
        yield date.fromisoformat(str(fact.value))
    if slot and slot.type is SlotType.MONTH:
        yield Month.parse(str(fact.value)).period.end
