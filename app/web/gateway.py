"""The gateway that brings SMS and calls of listeners: its key, and which number is whose."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """What is known of the gateway.

    Attributes:
        key: What it must show; empty: there is none, and nothing is taken from anybody.
        numbers: County by the digits of the number that listeners write to or call.
    """

    key: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)

    def is_shown_by(self, key: str) -> bool:
        """Return whether somebody shows the key of this gateway."""
        return bool(self.key) and hmac.compare_digest(key.encode(), self.key.encode())

    def county_of(self, number: str) -> str:
        """Return the county of a number as it was sent, however it is written; or empty."""
        return self.numbers.get(digits_of(number), "")


def gateway_of(key: str, numbers: str) -> Gateway:
    """Return the gateway of the settings.

    Args:
        numbers: Such as `22384=kitui, +254711000000=makueni`.

    >>> gateway_of("k", "22384=kitui").county_of("22384")
    'kitui'
    """
    told = (each.partition("=") for each in numbers.split(",") if "=" in each)
    return Gateway(
        key=key, numbers={digits_of(number): county.strip() for number, _, county in told}
    )


def digits_of(number: str) -> str:
    """Return the digits of a telephone number.

    >>> digits_of("+254 711-000 000")
    '254711000000'
    """
    return "".join(each for each in number[:40] if each.isascii() and each.isdigit())
