"""NDMA's four groups of indicators, each judged against its usual range, with reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.evidence import IndicatorValue, Observation, Phase
from app.indicators.precipitation import NORMAL_PERCENT
from app.indicators.vegetation import NORMAL_FROM, VCI_CLASSES

ABOVE_NORMAL_FROM = VCI_CLASSES[0][0]
DRY_BELOW = NORMAL_PERCENT[0]
SPANS = {"rain-1-month-percent": "one month", "rain-3-month-percent": "three months"}
# From these phases the environment is back only when nothing of it falls short any more.
HOLDING = (Phase.ALERT, Phase.ALARM, Phase.EMERGENCY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of NDMA's four groups of indicators, judged.

    Attributes:
        out: Whether the group lies outside its usual range; None when nothing could be judged.
        judged: How many of its figures could be judged.
        reasons: One plain sentence for each.
    """

    name: str
    out: bool | None
    judged: int
    reasons: tuple[str, ...]


def judge_environment(
    indicators: Sequence[IndicatorValue], *, previous: Phase | None = None
) -> Group:
    """Return whether vegetation or rain lies outside its usual range.

    Vegetation does when VCI-3M is below 35 %. Rain does when both the month's and the three
    months' sum are below 80 % of normal and vegetation is not above normal (VCI-3M from 50 %). In
    a dry season rain is not judged. After Alert, Alarm or Emergency the group is back only when
    VCI-3M and every span of rain that has a percentage are within their ranges.

    Args:
        indicators: Computed indicators of the county.
        previous: NDMA's phase before the time that is judged, or None.
    """
    named = {each.name: each.value for each in indicators}
    vci_3m = named.get("VCI-3M")
    rain = {span: named[name] for name, span in SPANS.items() if name in named}
    short = tuple(span for span, percent in rain.items() if percent < DRY_BELOW)
    both = len(rain) == len(SPANS)
    judged = both + (vci_3m is not None)
    if not judged:
        return Group(name="environment", out=None, judged=0, reasons=())
    reasons = _vegetation_reasons(vci_3m) + (_rain_reasons(rain, vci_3m=vci_3m) if both else ())
    low = vci_3m is not None and vci_3m < NORMAL_FROM
    out = low or (len(short) == len(SPANS) and not _above_normal(vci_3m))
    if short and not out and previous in HOLDING:
        out = True
        reasons += (_held(rain, short=short, previous=previous),)
    return Group(name="environment", out=out, judged=judged, reasons=reasons)


def judge_printed(name: str, variables: Sequence[str], figures: Sequence[Observation]) -> Group:
    """Return a group by NDMA's printed ranges; out when half of its judged figures are or more."""
    judged = [
        each for each in figures if each.variable in variables and each.outside_normal is not None
    ]
    out = sum(each.outside_normal is True for each in judged)
    return Group(
        name=name,
        out=2 * out >= len(judged) if judged else None,
        judged=len(judged),
        reasons=tuple(_printed_reason(each, group=name) for each in judged),
    )


def _above_normal(vci_3m: float | None) -> bool:
    return vci_3m is not None and vci_3m >= ABOVE_NORMAL_FROM


def _vegetation_reasons(vci_3m: float | None) -> tuple[str, ...]:
    if vci_3m is None:
        return ()
    side = "below" if vci_3m < NORMAL_FROM else "not below"
    return (f"VCI-3M is {vci_3m:g} %, {side} {NORMAL_FROM:g} % (environment).",)


def _rain_reasons(rain: Mapping[str, float], *, vci_3m: float | None) -> tuple[str, ...]:
    """Return what both spans of rain say."""
    month, season = rain.values()
    dry = max(month, season) < DRY_BELOW
    told = (
        f"Rain is {month:g} % of normal over one month and {season:g} % over three, "
        f"{'both' if dry else 'not both'} below {DRY_BELOW:g} % (environment)."
    )
    if not (dry and _above_normal(vci_3m)):
        return (told,)
    green = (
        f"Vegetation is still above normal (VCI-3M from {ABOVE_NORMAL_FROM:g} %), so the rain "
        "alone does not count (environment)."
    )
    return told, green


def _held(rain: Mapping[str, float], *, short: Sequence[str], previous: Phase) -> str:
    """Return why the environment is not back yet."""
    said = " and ".join(f"{rain[span]:g} % of normal over {span}" for span in short)
    return (
        f"NDMA's phase before was {previous.value}, and rain is {said}, below {DRY_BELOW:g} %: "
        "the environment is not fully back (environment)."
    )


def _printed_reason(figure: Observation, *, group: str) -> str:
    """Return a figure and its printed range as a sentence."""
    low, high = figure.normal_low, figure.normal_high
    if high is None:
        usual = f"{low:g} or more"
    elif low is None:
        usual = f"{high:g} or less"
    else:
        usual = f"{low:g} to {high:g}"
    side = "outside" if figure.outside_normal else "within"
    return (
        f"{figure.variable} is {figure.value:g} {figure.unit}, {side} its normal range of "
        f"{usual} ({group})."
    )
