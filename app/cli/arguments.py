"""What a person typed, turned into the field's types or refused with the remedy."""

from __future__ import annotations

from app.domain.periods import Month, Week
from app.domain.places import County, counties, county_named
from app.errors import SettingsError


def week_named(text: str | None) -> Week | None:
    """Return the week a person named, or None when none was.

    Raises:
        SettingsError: It is not a week.
    """
    try:
        return Week.parse(text) if text else None
    except ValueError as fault:
        raise SettingsError(str(fault)) from fault


def month_named(text: str) -> Month:
    """Return the month a person named.

    Raises:
        SettingsError: It is not a month.
    """
    try:
        return Month.parse(text)
    except ValueError as fault:
        raise SettingsError(str(fault)) from fault


def county_typed(text: str) -> County:
    """Return the county a person named.

    Raises:
        SettingsError: There is no such county.
    """
    found = county_named(text)
    if found is None:
        raise SettingsError(f"'{text}' is not a county; known are {', '.join(counties())}")
    return found
