"""What a language lacks, and what it can do today, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from app.errors import LanguageError, ScriptRefused
from app.writing.checks import refuse_unspeakable
from app.writing.dates import date_words
from app.writing.kit_samples import samples, script_of
from app.writing.language_faults import faults_of
from app.writing.language_pack import LanguagePack, load
from app.writing.lengths import Length
from app.writing.numbers import UNITS, cardinal, percent, quantity
from app.writing.slots import load_slots

COUNTED_TO = 999
DAYS = tuple(date(2028, 1, 1) + timedelta(days=each) for each in range(366))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found.

    Attributes:
        faults: What is missing or wrong, a line each.
        summary: What the language can do today.
        makes_bulletins: Whether every phase can be told, with full, sparse and stale evidence.
    """

    faults: tuple[str, ...]
    summary: str
    makes_bulletins: bool


def check_language(folder: Path) -> Report:
    """Return what a language lacks, and what it can do today.

    Args:
        folder: The language, beside the catalogue of slots.

    Raises:
        PackError: The catalogue of slots cannot be read.
    """
    slots = load_slots(folder.parent / "slots.yaml")
    faults = tuple(faults_of(folder, slots))
    try:
        pack = load(folder)
    except LanguageError as fault:
        summary = f"{folder.name} cannot be used: {fault}"
        return Report(faults=faults, summary=summary, makes_bulletins=False)
    can = list(_can(pack))
    says = f"{pack.about.english_name} can say {_listed(can)}" if can else "It can say nothing yet"
    why = _why_no_bulletin(pack)
    ending = f"cannot make a bulletin: {why}" if why else "can make a bulletin in every phase."
    return Report(faults=faults, summary=f"{says}; it {ending}", makes_bulletins=not why)


def _can(pack: LanguagePack) -> Iterator[str]:
    """Yield what the language can say, by saying it."""
    if {f"weekday-{day}" for day in range(1, 8)} <= set(pack.dates.words):
        yield "weekdays"
    if {f"month-{month}" for month in range(1, 13)} <= set(pack.dates.words):
        yield "months"
    if all(_says(partial(date_words, day, dates=pack.dates)) for day in DAYS):
        yield "dates"
    yield from _numbers(pack)
    if _says(partial(percent, 35, numbers=pack.numbers)):
        yield "percent"
    units = [unit for unit in UNITS if _says(partial(quantity, 2, unit, numbers=pack.numbers))]
    yield from units


def _numbers(pack: LanguagePack) -> Iterator[str]:
    said = [
        value
        for value in range(COUNTED_TO + 1)
        if _says(partial(cardinal, value, numbers=pack.numbers))
    ]
    if not said:
        return
    first = said[0]
    last = next((value for value in range(first, COUNTED_TO + 2) if value not in said), 0) - 1
    large = _says(partial(cardinal, 123_456, numbers=pack.numbers))
    if last >= COUNTED_TO and large:
        yield "every whole number"
    else:
        yield f"numbers from {first} to {last}"


def _says(say: Callable[[], str]) -> bool:
    try:
        say()
    except LanguageError:
        return False
    return True


def _why_no_bulletin(pack: LanguagePack) -> str:
    """Return the first reason why some bulletin cannot be made, or an empty string."""
    for given in samples():
        try:
            script = script_of(given, pack, length=Length.STANDARD)
            refuse_unspeakable(script, pack)
        except (LanguageError, ScriptRefused) as fault:
            return str(fault)
    return ""


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
