"""The indicators of NDMA's page 1: names, units, and how their cells are read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.evidence import (
    COPING_INDEX,
    MILK_CONSUMPTION,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    TERMS_OF_TRADE,
    VCI_3M,
    WATER_DISTANCE,
    WATER_SOURCES,
    Phase,
    Trend,
)

_LITRES = r"( in)?( litres| liters| l| ltrs)?( per| hh| day| household)*"
_KM = r"( in)?( km| kms| kilometres| kilometers)?"
_VCI = r"vci ?3? ?(m|month|months|mth|mths)?"
_NUMBER = r"(\d+(?:\.\d+)?)"
_VALUE = re.compile(rf"{_NUMBER}\s*([a-z%][a-z/ .%]*)?")
_LOWER = re.compile(rf"(?:>|>=|above|over|more than|at least) ?{_NUMBER}")
_UPPER = re.compile(rf"(?:<|<=|below|under|less than|at most) ?{_NUMBER}")
_BETWEEN = re.compile(rf"{_NUMBER} ?(?:-|to) ?{_NUMBER}")
_SIGNS = str.maketrans({"›": ">", "‹": "<", "≥": ">", "≤": "<", "–": "-", "—": "-", "−": "-"})
_UNIT_AFTER = re.compile(r"(?<=[\d.]) ?([a-z%][a-z/ .%]*)$")
NOT_PRINTED = ("", "-", "n/a", "na", "nil")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator that NDMA prints as a figure.

    Attributes:
        variable: Name in `app.domain.evidence`.
        unit: Its unit here.
        label: Pattern of its whole printed label, letters and figures only.
        units: Units that may stand beside the figure; all mean `unit`.
        lowest: Below it the figure cannot be, in `unit`.
        highest: Above it the figure cannot be.
    """

    variable: str
    unit: str
    label: str
    units: tuple[str, ...]
    lowest: float
    highest: float


_LITRE_UNITS = (
    *("l", "ltr", "ltrs", "litre", "litres", "liters", "l/hh/day", "litres/hh/day"),
    *("l/household/day", "litres/household/day"),
)

INDICATORS = (
    Indicator(
        variable=VCI_3M,
        unit="%",
        label=rf"(vegetation condition index )?(vci ?3 ?(m|month|months|mth|mths)?"
        rf"|3 ?(m|month|months|mth|mths) {_VCI})",
        units=("%",),
        lowest=0,
        highest=150,
    ),
    Indicator(
        variable=WATER_SOURCES,
        unit="scale",
        label=r"(state|status|condition) of( main)? water (sources|points)( scale)?",
        units=("scale",),
        lowest=0,
        highest=10,
    ),
    Indicator(
        variable=MILK_PRODUCTION,
        unit="litres/household/day",
        label=rf"(average |household )?milk production{_LITRES}",
        units=_LITRE_UNITS,
        lowest=0,
        highest=10,
    ),
    Indicator(
        variable=TERMS_OF_TRADE,
        unit="kg/goat",
        label=r"(terms of trade( tot)?|tot)( in)?( kgs?( of)?( maize)?( per| for one)?( goat)?)?",
        units=("kg", "kgs", "kg/goat"),
        lowest=5,
        highest=500,
    ),
    Indicator(
        variable=MILK_CONSUMPTION,
        unit="litres/household/day",
        label=rf"(average |household )?milk consumption{_LITRES}",
        units=_LITRE_UNITS,
        lowest=0,
        highest=10,
    ),
    Indicator(
        variable=WATER_DISTANCE,
        unit="km",
        label=r"(households? |hh )?(return )?distances? to( domestic)? water( sources?| points?)?"
        rf"{_KM}",
        units=("km", "kms", "kilometres"),
        lowest=0,
        highest=40,
    ),
    Indicator(
        variable=MUAC_AT_RISK,
        unit="%",
        label=r"(nutrition status )?muac( %| percent)?( of children)?( at risk( of malnutrition)?)?"
        r"( %)?"
        r"|(nutrition status )?(%|percent) of children at risk( of malnutrition)?( muac)?",
        units=("%", "percent"),
        lowest=0,
        highest=60,
    ),
    Indicator(
        variable=COPING_INDEX,
        unit="index",
        label=r"((reduced )?coping strateg(y|ies) index( r?csi)?|r?csi)( index)?",
        units=("index",),
        lowest=0,
        highest=100,
    ),
)

WORDS = (
    ("vegetation-condition", r"vegetation condition"),
    ("livestock-migration", r"livestock migration( patterns?)?"),
    ("livestock-body-condition", r"livestock body conditions?"),
    ("livestock-deaths", r"livestock deaths?( (due to |from )?drought)?|drought livestock deaths?"),
    ("crops-condition", r"crops? conditions?|condition of crops?"),
)


def indicator_of(variable: str) -> Indicator | None:
    """Return the indicator of a variable, or None."""
    return next((each for each in INDICATORS if each.variable == variable), None)


def plain(text: str) -> str:
    """Return a label with letters, figures and % only, one space between words.

    >>> plain("Milk production (litres/HH/day)")
    'milk production litres hh day'
    """
    return " ".join(re.findall(r"[a-z0-9]+|%", text.casefold()))


def indicator_labelled(text: str) -> Indicator | None:
    """Return the indicator whose whole label this is, or None.

    >>> indicator_labelled("Terms of Trade (ToT)").variable
    'terms-of-trade'
    >>> indicator_labelled("Terms of Trade were unfavourable") is None
    True
    """
    label = plain(text)
    return next((each for each in INDICATORS if re.fullmatch(each.label, label)), None)


def words_labelled(text: str) -> str | None:
    """Return the name of the class whose whole label this is, or None."""
    label = plain(text)
    return next((name for name, pattern in WORDS if re.fullmatch(pattern, label)), None)


def read_value(text: str, *, indicator: Indicator) -> float:
    """Return a figure, its unit checked.

    Raises:
        ValueError: It is no plain figure, or its unit is another one.

    >>> read_value("2.7Km", indicator=indicator_of("water-distance"))
    2.7
    """
    found = _VALUE.fullmatch(text.strip().casefold())
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

    >>> read_range("<3.0Km", indicator=indicator_of("water-distance"))
    (None, 3.0)
    """
    said = " ".join(text.translate(_SIGNS).casefold().split())
    if said in NOT_PRINTED:
        return None, None
    said = said.replace(">=", ">").replace("<=", "<")
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
