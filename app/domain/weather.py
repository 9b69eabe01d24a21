"""What the Kenya Meteorological Department forecasts, as an officer copied it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

LONGEST_TEXT = 300
LONGEST_VALID_DAYS = 120
UNSPOKEN = "%/\\<>{}[]|_=+*#@&~^$\n\t\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherForecast:
    """KMD's forecast for a county, in one language, ready to follow "the Department says".

    KMD is the mandated voice: no model guidance takes the place of its words.

    Attributes:
        text: The words, without the full stop: `that less rain than usual is likely`.
        valid_from: First day that it is about.
        valid_until: Last day on which it may be said.
        url: Where KMD published it, or a note such as a bulletin's number.
        officer: Who entered it.
    """

    county: str
    language: str
    text: str
    valid_from: date
    valid_until: date
    url: str
    officer: str
    at: datetime


def unspeakable_forecast(entered: WeatherForecast) -> str:
    """Return why a forecast cannot be said as it was entered, and the remedy; empty when it can."""
    if not entered.text.strip():
        return "The forecast is empty: write what follows 'the Department says'."
    if len(entered.text) > LONGEST_TEXT:
        return f"The forecast is longer than {LONGEST_TEXT} letters: say the main point only."
    unspoken = next((sign for sign in entered.text if sign.isdigit() or sign in UNSPOKEN), "")
    if unspoken or "://" in entered.text or "www." in entered.text:
        return f"'{unspoken or 'An address'}' cannot be spoken: write numbers and signs as words."
    days = (entered.valid_until - entered.valid_from).days
    if not 0 <= days <= LONGEST_VALID_DAYS:
        return f"Its last day must come within {LONGEST_VALID_DAYS} days of its first day."
    return ""
