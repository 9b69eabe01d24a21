"""JSON answers, read strictly: every step names its place, so that a refusal says where."""

from __future__ import annotations

import json
import reprlib
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from app.domain.evidence import Payload
from app.sources.plain_table import FIRST_YEAR, iso_day
from app.sources.refusal import refuse, text_of

# Lists and objects take up to forty times the room of their text: what no provider needs is
# refused before it fills the memory.
MOST_VALUES = 500_000
BEGINS_VALUE = ("[", "{", ",")


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonNode:
    """A value in a JSON answer.

    Attributes:
        payload: The answer as fetched.
        value: The value, as Python reads it.
        place: Where it stands, such as `daily.time[3]`.
    """

    payload: Payload
    value: object
    place: str = ""

    def refuse(self, reason: str) -> NoReturn:
        """Raise with file, place and remedy."""
        refuse(self.payload, reason, place=self.place)

    def has(self, key: str) -> bool:
        """Return whether this is an object with this key."""
        return isinstance(self.value, dict) and key in self.value

    def at(self, key: str) -> JsonNode:
        """Return the value under a key.

        Raises:
            SourceFormatError: There is no such key.
        """
        if not isinstance(self.value, dict) or key not in self.value:
            found = ", ".join(self.value) if isinstance(self.value, dict) else "no object"
            self.refuse(
                f"'{key}' is missing; found: {found[:300]}; the provider may have renamed it"
            )
        place = f"{self.place}.{key}" if self.place else key
        return JsonNode(payload=self.payload, value=self.value[key], place=place)

    def entries(self) -> list[JsonNode]:
        """Return the values of a list.

        Raises:
            SourceFormatError: It is no list.
        """
        if not isinstance(self.value, list):
            self.refuse("is not a list")
        return [
            JsonNode(payload=self.payload, value=each, place=f"{self.place}[{number}]")
            for number, each in enumerate(self.value)
        ]

    def pairs(self) -> list[tuple[str, JsonNode]]:
        """Return the keys and values of an object.

        Raises:
            SourceFormatError: It is no object.
        """
        if not isinstance(self.value, dict):
            self.refuse("is not an object")
        return [(key, self.at(key)) for key in self.value]

    def text(self) -> str:
        """Return a string.

        Raises:
            SourceFormatError: It is no string.
        """
        if not isinstance(self.value, str):
            self.refuse(f"is {shown(self.value)}, not a text")
        return self.value.strip()

    def figure(self, *, lowest: float, highest: float) -> float | None:
        """Return a number, or None where the answer says null.

        Args:
            lowest: Smallest figure that can be, in the unit of the answer.
            highest: Largest figure that can be.

        Raises:
            SourceFormatError: It is no number, or one that cannot be.
        """
        value = self.value
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(f"is {shown(value)}, not a number")
        if not lowest <= value <= highest:
            self.refuse(f"is {shown(value)}, not {lowest:g} to {highest:g}")
        return float(value)

    def day(self) -> date:
        """Return a day written as 2026-11-23.

        Raises:
            SourceFormatError: It is no such day.
        """
        day = iso_day(self.text())
        if day is None:
            self.refuse(
                f"'{shown(self.value)}' is not a day since {FIRST_YEAR} written as 2026-11-23"
            )
        return day


def read_json(payload: Payload) -> JsonNode:
    """Return the whole of a JSON answer.

    Raises:
        SourceFormatError: It is no JSON, is cut short, or says a thing twice.
    """
    text = text_of(payload)
    try:
        value = parsed(text)
    except ValueError as fault:
        refuse(payload, f"is not JSON, or was cut short: {fault}"[:300])
    return JsonNode(payload=payload, value=value)


def parsed(text: str) -> object:
    """Return JSON as Python reads it.

    Raises:
        ValueError: It is no JSON, says a thing twice, nests too deep, or holds too many values.

    >>> parsed('{"a": [1, null]}')
    {'a': [1, None]}
    """
    # how many there may be at most is counted first, without reading them
    if sum(text.count(sign) for sign in BEGINS_VALUE) > MOST_VALUES:
        raise ValueError(f"holds more than {MOST_VALUES:,} values")
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except RecursionError as fault:
        raise ValueError("nests too deep") from fault


def shown(value: object) -> str:
    """Return the beginning of a value, for a message.

    >>> shown(10**50), shown("kitui")
    ('100000000000000000...0000000000000000000', 'kitui')
    """
    return value[:40] if isinstance(value, str) else reprlib.repr(value)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object; refuse a key that stands there twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found
