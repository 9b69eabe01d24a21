"""The phase: which one NDMA declared, what the figures suggest, and whether they differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.evidence import Estimate, IndicatorValue, Observation, Phase, PhaseRecord
from app.domain.periods import Month, whole_days
from app.domain.places import County
from app.domain.variables import (
    COPING_CRISIS,
    COPING_EMERGENCY,
    COPING_INDEX,
    COPING_STRESS,
    FCS_ACCEPTABLE,
    FCS_BORDERLINE,
    FCS_POOR,
    GOAT_PRICE,
    LIVESTOCK_WATER_DISTANCE,
    MAIZE_PRICE_NDMA,
    MILK_CONSUMPTION,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    RCSI,
    TERMS_OF_TRADE,
    WATER_COST,
    WATER_DISTANCE,
)
from app.indicators.phase_groups import Group, judge_environment, judge_printed
from app.indicators.quality import MONTHLY_MAX_AGE_DAYS

PRODUCTION = (MILK_PRODUCTION,)
ACCESS = (
    *(TERMS_OF_TRADE, MILK_CONSUMPTION, WATER_DISTANCE, LIVESTOCK_WATER_DISTANCE),
    *(WATER_COST, GOAT_PRICE, MAIZE_PRICE_NDMA),
)
UTILISATION = (
    *(MUAC_AT_RISK, COPING_INDEX, RCSI, FCS_ACCEPTABLE, FCS_BORDERLINE, FCS_POOR),
    *(COPING_STRESS, COPING_CRISIS, COPING_EMERGENCY),
)
# Kitui, April 2017: NDMA declared Alarm though its only judged figure of utilisation was outside
# its range, so one figure alone does not carry the step to Emergency.
EMERGENCY_NEEDS = 2
GRAVE = (Phase.ALARM, Phase.EMERGENCY)
AFTER = (*GRAVE, Phase.RECOVERY)


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


def phase_before(records: Sequence[PhaseRecord], *, county: County, as_of: date) -> Phase | None:
    """Return the phase that NDMA declared for a month before the one a day lies in, or None.

    An estimate may rest on it; on the phase of its own month it would only be an echo. A phase
    whose month ended more than 45 days before says nothing any more.

    Args:
        records: Phases on record, of any county and zone.
        county: The county that is asked for.
        as_of: Day the evidence is judged on.
    """
    own = Month.of(as_of)
    earlier = [each for each in records if each.observed_month < own]
    last = official_for(earlier, county=county, as_of=as_of)
    if last is None:
        return None
    age_days = whole_days(last.observed_month.period.end, as_of)
    return last.phase if age_days <= MONTHLY_MAX_AGE_DAYS else None


def estimate_phase(
    indicators: Sequence[IndicatorValue],
    figures: Sequence[Observation],
    *,
    previous: Phase | None,
) -> Estimate:
    """Return what the figures suggest, with a reason for each; never spoken as official.

    Environment (VCI-3M, rain) alone outside its usual range: Alert. With production: Alarm. With
    access and utilisation too: Emergency. Environment back while others are not, after Alarm or
    Emergency: Recovery. What has no figures cannot raise the estimate above NDMA's phase before,
    and does not lower it while the environment is out.

    Args:
        indicators: Computed indicators of the county.
        figures: NDMA's printed figures of the county, with their normal ranges.
        previous: NDMA's phase before the time that is judged, or None; see `phase_before`.

    Reference: NDMA's bulletins, which give no formula; the phase itself is NDMA's judgement.
    """
    environment = judge_environment(indicators, previous=previous)
    others = (
        judge_printed("production", PRODUCTION, figures),
        judge_printed("access", ACCESS, figures),
        judge_printed("utilisation", UTILISATION, figures),
    )
    reasons = [reason for group in (environment, *others) for reason in group.reasons]
    reasons += _limits(environment, *others, previous=previous)
    return Estimate(
        phase=_suggested(environment, *others, previous=previous), reasons=tuple(reasons)
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
        f"suggest {estimate.phase.value}: what goes on air is NDMA's phase; see the reasons."
    )


def _limits(
    environment: Group,
    production: Group,
    access: Group,
    utilisation: Group,
    *,
    previous: Phase | None,
) -> list[str]:
    """Return what keeps the estimate from going further, or holds it where it was."""
    if environment.out is None:
        return ["Neither VCI-3M nor rain could be judged, so there is no estimate."]
    missing = [each.name for each in (production, access, utilisation) if each.out is None]
    nothing = f"No figures of {', '.join(missing)}"
    if missing and environment.out and previous in GRAVE:
        return [f"{nothing}: taken as they were in NDMA's phase before, {previous.value}."]
    if production.out is None:
        return [f"{nothing}: cannot estimate beyond Alert."]
    if missing:
        return [f"{nothing}: cannot estimate beyond Alarm."]
    thin = [each.name for each in (access, utilisation) if each.judged < EMERGENCY_NEEDS]
    if thin and previous is not Phase.EMERGENCY:
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
    if not _out_or_unjudged_since(production, before=previous in GRAVE):
        return Phase.ALERT
    return Phase.EMERGENCY if _people_are_out(people, previous=previous) else Phase.ALARM


def _out_or_unjudged_since(group: Group, *, before: bool) -> bool:
    """Return whether a group is out; without figures, whether it was in NDMA's phase before."""
    return before if group.out is None else group.out


def _people_are_out(people: Sequence[Group], *, previous: Phase | None) -> bool:
    """Return whether access and utilisation are out, firmly enough for Emergency."""
    if previous is Phase.EMERGENCY:
        return all(_out_or_unjudged_since(each, before=True) for each in people)
    return all(each.out and each.judged >= EMERGENCY_NEEDS for each in people)
