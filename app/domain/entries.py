"""What a person types into the fields of a form or the cells of a row, read field by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

SEPARATOR = ";"
LONGEST = 300
Choice = TypeVar("Choice", bound=StrEnum)
# As every page and table of ours writes a day; Python would read other forms, too.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """Fields as they were typed, and what is wrong with each of those that were read.

    Attributes:
        typed: What was typed, by field.
        faults: Why a field cannot be taken and what to do, by field; filled while it is read.
    """

    typed: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def refuse(self, name: str, why: str) -> None:
        """Note what is wrong with a field; the first fault of a field stands."""
        self.faults.setdefault(name, why)

    def text(self, name: str, *, missing: str = "", longest: int = LONGEST) -> str:
        """Return a field in one line and one form of Unicode.

        Args:
            name: The field.
            missing: What to do when nothing was typed; empty: it may be left empty.
            longest: Letters at most.
        """
        said = " ".join(unicodedata.normalize("NFC", self.typed.get(name, "")).split())
        if not said and missing:
            self.refuse(name, missing)
        if len(said) > longest:
            self.refuse(name, f"{len(said)} letters are too many; say it in {longest}.")
        return said

    def day(self, name: str, *, default: date | None = None) -> date | None:
        """Return a day; the default when nothing was typed."""
        said = self.text(name)
        if not said and default is not None:
            return default
        try:
            return date.fromisoformat(said if _DAY.fullmatch(said) else "")
        except ValueError:
            self.refuse(name, "Give a day, such as 2026-11-30.")
            return None

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """Return one of the words of a list."""
        said = self.text(name)
        if said in list(kind):
            return kind(said)
        self.refuse(name, f"Choose one of {', '.join(kind)}.")
        return None

    def several(self, name: str) -> tuple[str, ...]:
        """Return what stands between semicolons, each once; none when nothing was typed."""
        parts = (each.strip() for each in self.text(name, longest=2 * LONGEST).split(SEPARATOR))
        return tuple(dict.fromkeys(each for each in parts if each))
