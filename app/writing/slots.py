"""The slots that a sentence may name: one catalogue for all languages, read from `slots.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.errors import PackError
from app.writing.pack_files import named, read_settings, read_text
from app.writing.rounding import ROUNDINGS


class SlotType(StrEnum):
    """What kind of thing fills a slot; it decides which filters may say it."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DISTANCE = "distance"
    DURATION = "duration"
    WEIGHT = "weight"
    VOLUME = "volume"
    RAINFALL = "rainfall"
    PHRASE = "phrase"
    PLACE_LIST = "place_list"
    DATE = "date"
    MONTH = "month"
    CLOCK = "clock"
    CONTACT = "contact"
    FLAG = "flag"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A name that stands for something that changes from week to week.

    Attributes:
        name: As written between the braces.
        type: Kind of thing.
        required: True if no script can do without it; else its sentences are left out.
        meaning: What it is, in plain words.
        example: A value it may have.
        filled_by: Who or what fills it.
        unit: Unit of a figure, else empty.
        rounding: Rule by which a figure is rounded for the ear.
        choices: Keys of the phrase table that a phrase slot may hold.
        share_of: For a share: what it is a share of; names the phrases that say it.
    """

    name: str
    type: SlotType
    required: bool
    meaning: str
    example: str
    filled_by: str
    unit: str = ""
    rounding: str = "none"
    choices: tuple[str, ...] = ()
    share_of: str = ""


TEXT_FIELDS = ("meaning", "example", "filled_by")
FIELDS = {*TEXT_FIELDS, "type", "required", "unit", "rounding", "choices", "share_of"}


def load_slots(path: Path) -> Mapping[str, Slot]:
    """Return the catalogue of slots by name.

    Raises:
        PackError: An entry lacks a field or names an unknown one; the message names the slot.
    """
    return dict(_slots_of(path, read_text(path)))


# Every language of a folder is loaded with the same catalogue, which takes longest to read.
@lru_cache(maxsize=4)
def _slots_of(path: Path, text: str) -> Mapping[str, Slot]:
    """Return the slots of a file, which are read anew when its text has changed."""
    _ = text
    return {name: _slot(name, entry, named(path)) for name, entry in read_settings(path).items()}


def _slot(name: str, entry: object, file: str) -> Slot:
    if not name.isidentifier() or not isinstance(entry, dict):
        raise PackError(f"{file}, slot '{name}': write 'name:' and its fields indented below")
    unknown = set(entry) - FIELDS
    missing = {*TEXT_FIELDS, "type", "required"} - set(entry)
    if unknown or missing:
        what = f"unknown field '{min(unknown)}'" if unknown else f"no field '{min(missing)}'"
        raise PackError(f"{file}, slot '{name}': {what}; the fields are {sorted(FIELDS)}")
    if entry["type"] not in list(SlotType):
        raise PackError(f"{file}, slot '{name}': the type is one of {[str(t) for t in SlotType]}")
    if entry.get("rounding", "none") not in ROUNDINGS:
        raise PackError(f"{file}, slot '{name}': the rounding is one of {sorted(ROUNDINGS)}")
    return Slot(
        name=name,
        type=SlotType(entry["type"]),
        required=entry["required"] is True,
        meaning=str(entry["meaning"]),
        example=str(entry["example"]),
        filled_by=str(entry["filled_by"]),
        unit=str(entry.get("unit", "")),
        rounding=str(entry.get("rounding", "none")),
        choices=tuple(str(each) for each in entry.get("choices", ())),
        share_of=str(entry.get("share_of", "")),
    )
