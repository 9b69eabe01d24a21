"""How the cells of NDMA's page 1 are read: figures, normal ranges, phases and trends."""

from __future__ import annotations

import re
from decimal import Decimal

from app.domain.evidence import Phase, Trend
from app.sources.ndma_indicators import Indicator

# Twelve digits are more than any figure of a bulletin has; endless ones would become infinite.
_NUMBER = r"(\d{1,12}(?:\.\d{1,20})?)"
_VALUE = re.compile(rf"{_NUMBER}\s*([a-z%][a-z/ .%]*)?")
_LOWER = re.compile(rf"(?:>|>=|above|over|more than|at least) ?{_NUMBER}")
_UPPER = re.compile(rf"(?:<|<=|below|under|less than|at most) ?{_NUMBER}")
_BETWEEN = re.compile(rf"{_NUMBER} ?(?:-|to) ?{_NUMBER}")
_SIGNS = str.maketrans({"›": ">", "‹": "<", "≥": ">", "≤": "<", "–": "-", "—": "-", "−": "-"})
_UNIT_AFTER = re.compile(r"(?<=[\d.]) ?([a-z%][a-z/ .%]*)$")
_SHILLINGS = re.compile(r"\b(?:kshs?|kes|shs?)\b\.? ?(?=\d)|(?<=\d)/[=-]")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:,\d{3})+)(?![\d,])")
NOT_PRINTED = ("", "-", "n/a", "na", "nil")


def plain_number(value: float) -> str:
    """Return a figure in digits, as it is written into a form.

    >>> plain_number(57.0), plain_number(0.00001)
    ('57', '0.00001')
    """
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def read_value(text: str, *, indicator: Indicator) -> float:
    """Return a figure, its unit checked.

    Raises:
        ValueError: It is no plain figure, or its unit is another one.

    >>> from app.sources.ndma_indicators import indicator_of
    >>> read_value("2.7Km", indicator=indicator_of("water-distance"))
    2.7
    >>> read_value("Ksh. 4,500", indicator=indicator_of("goat-price"))
    4500.0
    """
    found = _VALUE.fullmatch(_without_money(text.strip().casefold(), indicator=indicator))
    if not found:
        raise ValueError(f"'{text}' is not a figure such as 1.6")
    unit = (found[2] or "").strip()
    if unit and unit not in indicator.units:
        raise ValueError(f"'{unit}' is not the unit {indicator.unit}")
    return float(found[1])


def read_range(text: str, *, indicator: Indicator) -> tuple[float | None, float | None]:
    """Return the ends of a printed normal range; None where it has none.

    Raises:
        ValueError: It cannot be understood.

    >>> from app.sources.ndma_indicators import indicator_of
    >>> read_range("<3.0Km", indicator=indicator_of("water-distance"))
    (None, 3.0)
    """
    said = " ".join(text.translate(_SIGNS).casefold().split())
    if said in NOT_PRINTED:
        return None, None
    said = said.replace(">=", ">").replace("<=", "<")
    said = _without_money(said, indicator=indicator)
    bare = _UNIT_AFTER.sub("", said)
    if (unit := _UNIT_AFTER.search(said)) and unit[1].strip() not in indicator.units:
        raise ValueError(f"normal range '{text}' is not in {indicator.unit}")
    if found := _LOWER.fullmatch(bare):
        return float(found[1]), None
    if found := _UPPER.fullmatch(bare):
        return None, float(found[1])
    found = _BETWEEN.fullmatch(bare)
    if not found or float(found[1]) > float(found[2]):
        raise ValueError(f"normal range '{text}' is not one such as >35, <8.0, 5-6 or N/A")
    return float(found[1]), float(found[2])


def _without_money(said: str, *, indicator: Indicator) -> str:
    """Return a price without the shillings before it and the commas in its thousands."""
    if not indicator.unit.startswith("KES"):
        return said
    bare = _SHILLINGS.sub("", said)
    return _THOUSANDS.sub(lambda found: found[1] + found[2].replace(",", ""), bare)


def read_phase(text: str) -> tuple[Phase | None, Trend | None]:
    """Return the phase and the trend that a cell names; None for what it does not name.

    >>> read_phase("Alarm/Deteriorating")
    (<Phase.ALARM: 'alarm'>, <Trend.WORSENING: 'worsening'>)
    """
    said = re.sub(r"\bpre[ -]?alert\b", "prealert", text.casefold())
    said = said.replace("deteriorating", Trend.WORSENING)
    words = [
        Phase.PRE_ALERT if each == "prealert" else each for each in re.findall(r"[^\W_]+", said)
    ]
    phases = [each for each in Phase if each in words]
    trends = [each for each in Trend if each in words]
    if len(words) != len(phases) + len(trends) or max(len(phases), len(trends)) > 1:
        return None, None
    return next(iter(phases), None), next(iter(trends), None)
