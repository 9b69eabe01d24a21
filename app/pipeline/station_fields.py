"""Fields of a station's profile, from what somebody typed to what is kept, and back."""

from __future__ import annotations

import re

from app.domain.stations import DAYS, HIGHEST_CART, Contact, LocalSlot, Medium

MOST_SLOTS, MOST_CONTACTS, LONGEST_MAIL = 21, 5, 120
_SLOT = re.compile(r"([a-z]{3})[a-z]* +([0-9]{1,2})[:.]([0-9]{2})")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_TELEGRAM = re.compile(r"@[A-Za-z][A-Za-z0-9_]{4,31}|-?[0-9]{5,15}")
_ABROAD, _HERE = re.compile(r"\+[1-9][0-9]{7,14}"), re.compile(r"0[17][0-9]{8}")
_BETWEEN_DIGITS = re.compile(r"[ ()-]")
_LINES, _WORDS = re.compile(r"[,;\n]"), re.compile(r"[,;\s]+")


def slots_typed(text: str) -> tuple[LocalSlot, ...] | None:
    """Return the slots of a week, in their order; None when one cannot be read.

    >>> [(each.day, each.hour) for each in slots_typed("Thu 18:30, mon 7:00")]
    [('mon', 7), ('thu', 18)]
    >>> slots_typed("xyz 25:99")
    """
    found: set[tuple[int, int, int]] = set()
    for each in _pieces(_LINES, text):
        told = _SLOT.fullmatch(" ".join(each.lower().split()))
        if told is None or told[1] not in DAYS or int(told[2]) > 23 or int(told[3]) > 59:
            return None
        found.add((DAYS.index(told[1]), int(told[2]), int(told[3])))
    if len(found) > MOST_SLOTS:
        return None
    return tuple(
        LocalSlot(day=DAYS[day], hour=hour, minute=minute) for day, hour, minute in sorted(found)
    )


def slots_shown(slots: tuple[LocalSlot, ...]) -> str:
    """Return slots as they are typed, one a line."""
    return "\n".join(f"{each.day} {each.hour:02d}:{each.minute:02d}" for each in slots)


def contacts_typed(medium: Medium, text: str) -> tuple[Contact, ...] | None:
    """Return where people are told through a medium; None when one cannot be read.

    >>> [each.address for each in contacts_typed(Medium.SMS, "0700 000 000; +254 711 111 111")]
    ['+254700000000', '+254711111111']
    >>> contacts_typed(Medium.MAIL, "ask at the gate")
    """
    apart = _LINES if medium in (Medium.SMS, Medium.WHATSAPP) else _WORDS
    found = [_address(medium, each) for each in _pieces(apart, text)]
    if None in found or len(found) > MOST_CONTACTS:
        return None
    addresses = dict.fromkeys(each for each in found if each)
    return tuple(Contact(medium=medium, address=each) for each in addresses)


def contacts_shown(contacts: tuple[Contact, ...], medium: Medium) -> str:
    """Return the addresses of a medium as they are typed."""
    return ", ".join(each.address for each in contacts if each.medium is medium)


def carts_typed(first: str, last: str) -> tuple[int, int] | None:
    """Return the first and last number of a station's carts; None when they cannot be used.

    >>> carts_typed("410000", "410009"), carts_typed("9", "1")
    ((410000, 410009), None)
    """
    if not all(re.fullmatch(r"[0-9]{1,6}", each) for each in (first, last)):
        return None
    low, high = int(first), int(last)
    return (low, high) if 1 <= low <= high <= HIGHEST_CART else None


def _pieces(apart: re.Pattern[str], text: str) -> list[str]:
    return [each.strip() for each in apart.split(text.strip()) if each.strip()]


def _address(medium: Medium, typed: str) -> str | None:
    if medium is Medium.MAIL:
        return typed if len(typed) <= LONGEST_MAIL and _MAIL.fullmatch(typed) else None
    if medium is Medium.TELEGRAM:
        return typed if _TELEGRAM.fullmatch(typed) else None
    number = _BETWEEN_DIGITS.sub("", typed)
    if _HERE.fullmatch(number):
        return f"+254{number[1:]}"
    return number if _ABROAD.fullmatch(number) else None
