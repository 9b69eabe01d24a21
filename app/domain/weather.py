"""What the Kenya Meteorological Department forecasts, as an officer copied it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
