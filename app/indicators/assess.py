"""From everything the sources gave to one county's assessment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from app.domain.climatology import Climatology
from app.domain.evidence import (
    Assessment,
    Estimate,
    Harvest,
    IndicatorValue,
    Observation,
    PhaseRecord,
)
from app.domain.findings import Decision, Effect, Finding, Policy
from app.domain.periods import Week, whole_days
from app.domain.places import County
from app.domain.variables import (
    FORECAST_RAIN_DAY,
    NDVI,
    NDVI_NORMAL,
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
    VCI_3M,
    WATER_SOURCES,
)
from app.indicators.county_indicators import measure
from app.indicators.dry_spells import daily_indicators
from app.indicators.measured import Measured, newest
from app.indicators.phase import (
    ACCESS,
    PRODUCTION,
    UTILISATION,
    disagreement,
    estimate_phase,
    official_for,
    phase_before,
)
from app.indicators.phase_findings import phase_findings, resting
from app.indicators.policies import plain_day
from app.indicators.quality import (
    MONTHLY_MAX_AGE_DAYS,
    SATELLITE_MAX_AGE_DAYS,
    Sifted,
    decided,
    missing,
    sift,
    stale,
    usable,
)
from app.indicators.vegetation_outlook import vegetation_outlook

PRINTED = (WATER_SOURCES, *PRODUCTION, *ACCESS, *UTILISATION)
RAINFALL, VEGETATION, FIGURES = "rainfall", "vegetation figure", "figure printed by NDMA"
KINDS = {
    RAINFALL: (RAIN, RAIN_1_MONTH, RAIN_3_MONTH),
    VEGETATION: (NDVI, VCI_3M),
    FIGURES: PRINTED,
}
NORMALS = (RAIN_NORMAL, RAIN_1_MONTH_NORMAL, RAIN_3_MONTH_NORMAL, NDVI_NORMAL)
# What is watched for its age: how it begins a sentence, its variables, its limit in days.
AGES = (
    ("Rain", (RAIN, RAIN_1_MONTH, RAIN_3_MONTH), SATELLITE_MAX_AGE_DAYS),
    ("NDVI", (NDVI,), SATELLITE_MAX_AGE_DAYS),
    ("VCI-3M as given", (VCI_3M,), MONTHLY_MAX_AGE_DAYS),
    ("NDMA's newest printed figure", PRINTED, MONTHLY_MAX_AGE_DAYS),
)
NO_DECISIONS: Mapping[str, Decision] = MappingProxyType({})


def assess(
    county: County,
    week: Week,
    *,
    as_of: date,
    harvests: Sequence[Harvest],
    decisions: Mapping[str, Decision] = NO_DECISIONS,
    stood_in: Sequence[str] = (),
    climatologies: Sequence[Climatology] = (),
) -> Assessment:
    """Return all that is known of a county for one week.

    Args:
        as_of: Day the evidence is judged on; the past for a replay.
        decisions: What officers decided about findings of this county, by the findings' keys.
        stood_in: Sources that failed, and whose last good figures are among the harvests.
        climatologies: What is usual, as stored, of any county and source.
    """
    own = _only(county, harvests)
    usual = [each for each in climatologies if each.county == county.slug]
    official = official_for(own.phases, county=county, as_of=as_of)
    judged, findings = _judged(county, own, official, as_of=as_of, decisions=decisions)
    measured = measure(judged, own.histories, as_of=as_of, climatologies=usual)
    figures = _figures(judged.kept)
    estimate = _estimate(county, own, measured, figures, as_of=as_of)
    return Assessment(
        county=county.slug,
        week=week,
        as_of=as_of,
        official=official,
        zones=_zones(own.phases, official),
        estimate=estimate,
        indicators=(*measured.indicators, *_daily(own)),
        figures=figures,
        context=_context(judged.kept, own),
        outlook=vegetation_outlook(judged.kept, own.histories, climatologies=usual),
        findings=(*findings, *_notes(measured.notes, official, estimate)),
        stood_in=tuple(stood_in),
        replay_of=own.replay_of,
    )


def _judged(
    county: County,
    own: Harvest,
    official: PhaseRecord | None,
    *,
    as_of: date,
    decisions: Mapping[str, Decision],
) -> tuple[Sifted, tuple[Finding, ...]]:
    """Return the observations that may be used, and every finding that decided it."""
    sifted = sift([each for each in own.observations if not each.looks_ahead], as_of=as_of)
    everything = (*sifted.kept, *sifted.rejected)
    findings = decided(
        (
            *phase_findings(county, official, records=own.phases, as_of=as_of),
            *_presence(county, sifted.kept),
            *resting(sifted.findings, official=official, observations=everything),
            *_ages(sifted.kept, as_of=as_of),
        ),
        decisions,
    )
    return usable(sifted, findings), findings


def _only(county: County, harvests: Sequence[Harvest]) -> Harvest:
    """Return what all sources gave for one county, as one harvest."""
    slug = county.slug
    return Harvest(
        source=county.name,
        observations=tuple(o for each in harvests for o in each.observations if o.county == slug),
        histories=tuple(h for each in harvests for h in each.histories if h.county == slug),
        phases=tuple(p for each in harvests for p in each.phases if p.county == slug),
        replay_of=next((each.replay_of for each in harvests if each.replay_of), None),
    )


def _zones(records: Sequence[PhaseRecord], official: PhaseRecord | None) -> tuple[PhaseRecord, ...]:
    """Return NDMA's phases by livelihood zone in the month of the county's phase."""
    if official is None:
        return ()
    month = official.observed_month
    own = {each.zone: each for each in records if each.zone and each.observed_month == month}
    return tuple(own[zone] for zone in sorted(own, key=str))


def _figures(kept: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return NDMA's newest printed figure of each variable, without those of older bulletins."""
    found = [each for each in (newest(kept, name) for name in PRINTED) if each]
    last = max((each.period.end for each in found), default=None)
    return tuple(
        each for each in found if last and whole_days(each.period.end, last) <= MONTHLY_MAX_AGE_DAYS
    )


def _estimate(
    county: County,
    own: Harvest,
    measured: Measured,
    figures: Sequence[Observation],
    *,
    as_of: date,
) -> Estimate:
    before = phase_before(own.phases, county=county, as_of=as_of)
    return estimate_phase(measured.indicators, figures, previous=before)


def _context(kept: Sequence[Observation], own: Harvest) -> tuple[Observation, ...]:
    """Return the newest figure of every variable that no indicator is made of."""
    shown = [*kept, *(each for each in own.observations if each.looks_ahead)]
    watched = {name for names in KINDS.values() for name in names} | {*NORMALS, FORECAST_RAIN_DAY}
    others = dict.fromkeys(each.variable for each in shown if each.variable not in watched)
    return tuple(found for found in (newest(shown, name) for name in others) if found)


def _daily(own: Harvest) -> tuple[IndicatorValue, ...]:
    """Return dry spells and onset as model guidance has them."""
    days = [each for each in own.observations if each.variable == FORECAST_RAIN_DAY]
    return daily_indicators(days, formula="model guidance, not KMD's forecast")


def _presence(county: County, kept: Sequence[Observation]) -> Iterator[Finding]:
    """Yield what is missing, and what the provider will replace."""
    variables = {each.variable for each in kept}
    present = [kind for kind, names in KINDS.items() if variables.intersection(names)]
    yield from missing(county=county.name, wanted=tuple(KINDS), present=present)
    rain = newest(kept, RAIN)
    if rain and rain.preliminary:
        text = f"Rain up to {plain_day(rain.period.end)} is preliminary; its source will revise it."
        yield Finding(policy=Policy.PRELIMINARY, effect=Effect.NONE, text=text)


def _ages(kept: Sequence[Observation], *, as_of: date) -> Iterator[Finding]:
    """Yield a finding on the age of each kind of evidence that is there."""
    for subject, variables, max_age_days in AGES:
        ends = [each.period.end for each in kept if each.variable in variables]
        if ends:
            yield from stale(
                subject, max(ends), as_of=as_of, max_age_days=max_age_days, variables=variables
            )


def _notes(
    notes: Sequence[str], official: PhaseRecord | None, estimate: Estimate
) -> Iterator[Finding]:
    """Yield what could not be computed, and where the figures suggest another phase than NDMA's."""
    for text in notes:
        yield Finding(policy=Policy.NOT_COMPUTED, effect=Effect.NONE, text=text)
    differs = disagreement(official, estimate)
    if differs:
        yield Finding(policy=Policy.PHASE_DIFFERS, effect=Effect.NONE, text=differs)
