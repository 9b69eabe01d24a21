"""The phase: which one NDMA declared, what the figures alone suggest, and whether they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.evidence import (
    COPING_INDEX,
    MILK_CONSUMPTION,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    TERMS_OF_TRADE,
    WATER_DISTANCE,
    Estimate,
    IndicatorValue,
    Observation,
    Phase,
    PhaseRecord,
)
from app.domain.periods import Month
from app.domain.places import County
from app.indicators.precipitation import NORMAL_PERCENT
from app.indicators.vegetation import NORMAL_FROM

PRODUCTION = (MILK_PRODUCTION,)
ACCESS = (TERMS_OF_TRADE, MILK_CONSUMPTION, WATER_DISTANCE)
UTILISATION = (MUAC_AT_RISK, COPING_INDEX)
# Kitui, April 2017: NDMA declared Alarm though its only judged figure of utilisation was outside
# its range, so one figure alone does not carry the step to Emergency.
EMERGENCY_NEEDS = 2
AFTER = (Phase.ALARM, Phase.EMERGENCY, Phase.RECOVERY)


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


def official_for(
    records: Sequence[PhaseRecord], *, county: County, as_of: date
) -> PhaseRecord | None:
    """Return NDMA's newest phase for the whole county that describes no month after a day.

    Args:
        records: Phases on record, of any county and zone.
        county: The county that is asked for.
        as_of: Day the evidence is judged on.
    """
    latest = Month.of(as_of)
    own = [each for each in records if each.county == county.slug and each.zone is None]
    known = [each for each in own if each.observed_month <= latest]
    # of two for one month the later entry is the correction
    return max(reversed(known), key=lambda each: each.observed_month, default=None)


def estimate_phase(
    indicators: Sequence[IndicatorValue],
    figures: Sequence[Observation],
    *,
    previous: Phase | None,
) -> Estimate:
    """Return what the figures alone suggest, with a reason for each; never spoken as official.

    Environment (VCI-3M, rain) alone outside its usual range: Alert. With production: Alarm. With
    access and utilisation too: Emergency. Environment back while others are not, after Alarm or
    Emergency: Recovery. What has no figures cannot raise the estimate.

    Args:
        indicators: Computed indicators of the county.
        figures: NDMA's printed figures of the county, with their normal ranges.
        previous: NDMA's newest phase of the county, or None.

    Reference: NDMA's bulletins, which give no formula; the phase itself is NDMA's judgement.
    """
    environment = judge_environment(indicators)
    others = (
        _judge("production", PRODUCTION, figures),
        _judge("access", ACCESS, figures),
        _judge("utilisation", UTILISATION, figures),
    )
    reasons = [reason for group in (environment, *others) for reason in group.reasons]
    reasons += _limits(environment, *others)
    return Estimate(
        phase=_suggested(environment, *others, previous=previous), reasons=tuple(reasons)
    )


def judge_environment(indicators: Sequence[IndicatorValue]) -> Group:
    """Return whether vegetation or rain lies outside its usual range.

    Vegetation does when VCI-3M is below 35 %. Rain does when both the month's and the three
    months' sum are below 80 % of normal; in a dry season neither is judged.
    """
    named = {each.name: each for each in indicators}
    reasons, out = [], []
    if vci_3m := named.get("VCI-3M"):
        out.append(vci_3m.value < NORMAL_FROM)
        side = "below" if out[-1] else "not below"
        reasons.append(f"VCI-3M is {vci_3m.value:g} %, {side} {NORMAL_FROM:g} % (environment).")
    month, season = named.get("rain-1-month-percent"), named.get("rain-3-month-percent")
    if month and season:
        least = NORMAL_PERCENT[0]
        out.append(month.value < least and season.value < least)
        both = "both" if out[-1] else "not both"
        reasons.append(
            f"Rain is {month.value:g} % of normal over one month and {season.value:g} % over "
            f"three, {both} below {least:g} % (environment)."
        )
    return Group(
        name="environment",
        out=any(out) if out else None,
        judged=len(out),
        reasons=tuple(reasons),
    )


def disagreement(official: PhaseRecord | None, estimate: Estimate) -> str | None:
    """Return a sentence for officers when the figures suggest another phase than NDMA's, or None.

    It is shown beside the official phase, and never spoken.
    """
    if official is None or estimate.phase in (None, official.phase):
        return None
    month = f"{official.observed_month.period.start:%B %Y}"
    return (
        f"NDMA's phase for {month} is {official.phase.value}, while the figures "
        f"alone suggest {estimate.phase.value}: what goes on air is NDMA's phase; see the reasons."
    )


def _judge(name: str, variables: Sequence[str], figures: Sequence[Observation]) -> Group:
    """Return a group by NDMA's printed ranges; out when half of its judged figures are or more."""
    judged = [
        each for each in figures if each.variable in variables and each.outside_normal is not None
    ]
    out = sum(each.outside_normal is True for each in judged)
    return Group(
        name=name,
        out=2 * out >= len(judged) if judged else None,
        judged=len(judged),
        reasons=tuple(_reason(each, group=name) for each in judged),
    )


def _reason(figure: Observation, *, group: str) -> str:
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


def _limits(environment: Group, production: Group, access: Group, utilisation: Group) -> list[str]:
    """Return what keeps the estimate from going further."""
    if environment.out is None:
        return ["Neither VCI-3M nor rain could be judged, so there is no estimate."]
    missing = [each.name for each in (production, access, utilisation) if each.out is None]
    if production.out is None:
        return [f"No figures of {', '.join(missing)}: cannot estimate beyond Alert."]
    if missing:
        return [f"No figures of {', '.join(missing)}: cannot estimate beyond Alarm."]
    thin = [each.name for each in (access, utilisation) if each.judged < EMERGENCY_NEEDS]
    if thin:
        return [f"Only one figure of {', '.join(thin)}: cannot estimate beyond Alarm."]
    return []


def _suggested(
    environment: Group,
    production: Group,
    access: Group,
    utilisation: Group,
    *,
    previous: Phase | None,
) -> Phase | None:
    if environment.out is None:
        return None
    people = (access, utilisation)
    if not environment.out:
        if not any(each.out for each in (production, *people)):
            return Phase.NORMAL
        return Phase.RECOVERY if previous in AFTER else Phase.ALERT
    if not production.out:
        return Phase.ALERT
    if all(each.out and each.judged >= EMERGENCY_NEEDS for each in people):
        return Phase.EMERGENCY
    return Phase.ALARM
