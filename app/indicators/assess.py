"""From everything the sources gave to one county's assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.domain.evidence import (
    NDVI,
    RAIN,
    RAIN_1_MONTH,
    RAIN_3_MONTH,
    VCI_3M,
    WATER_SOURCES,
    Assessment,
    Harvest,
    Observation,
    PhaseRecord,
)
from app.domain.periods import Week, whole_days
from app.domain.places import County
from app.indicators.county_indicators import measure, newest
from app.indicators.phase import (
    ACCESS,
    PRODUCTION,
    UTILISATION,
    disagreement,
    estimate_phase,
    official_for,
)
from app.indicators.quality import (
    MONTHLY_MAX_AGE_DAYS,
    SATELLITE_MAX_AGE_DAYS,
    Verdicts,
    missing,
    plain_day,
    sift,
    stale,
    together,
)

PRINTED = (WATER_SOURCES, *PRODUCTION, *ACCESS, *UTILISATION)
RAINFALL, VEGETATION, FIGURES = "rainfall", "vegetation figure", "figure printed by NDMA"
KINDS = {
    RAINFALL: (RAIN, RAIN_1_MONTH, RAIN_3_MONTH),
    VEGETATION: (NDVI, VCI_3M),
    FIGURES: PRINTED,
}
# What is watched for its age: how it begins a sentence, its variables, its limit in days.
AGES = (
    ("Rain", (RAIN, RAIN_1_MONTH, RAIN_3_MONTH), SATELLITE_MAX_AGE_DAYS),
    ("NDVI", (NDVI,), SATELLITE_MAX_AGE_DAYS),
    ("VCI-3M as given", (VCI_3M,), MONTHLY_MAX_AGE_DAYS),
    ("NDMA's newest printed figure", PRINTED, MONTHLY_MAX_AGE_DAYS),
)


def assess(county: County, week: Week, *, as_of: date, harvests: Sequence[Harvest]) -> Assessment:
    """Return all that is known of a county for one week.

    Args:
        county: The county; evidence of others is passed over.
        week: The week that the bulletin is for.
        as_of: Day the evidence is judged on; the past for a replay.
        harvests: What the sources gave, of any county.
    """
    own = _only(county, harvests)
    sifted = sift(own.observations, as_of=as_of)
    measured = measure(sifted, own.histories, as_of=as_of)
    figures = _figures(sifted.kept)
    official = official_for(own.phases, county=county, as_of=as_of)
    previous = official.phase if official else None
    estimate = estimate_phase(measured.indicators, figures, previous=previous)
    differs = disagreement(official, estimate)
    verdicts = together(
        (
            _phase_verdicts(county, official, records=own.phases, as_of=as_of),
            _presence(county, sifted.kept),
            sifted.verdicts,
            measured.verdicts,
            *_ages(sifted.kept, as_of=as_of),
            Verdicts(findings=(differs,) if differs else ()),
        )
    )
    return Assessment(
        county=county.slug,
        week=week,
        as_of=as_of,
        official=official,
        estimate=estimate,
        indicators=measured.indicators,
        figures=figures,
        held=verdicts.held,
        findings=verdicts.findings,
        replay_of=own.replay_of,
    )


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


def _figures(kept: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return NDMA's newest printed figure of each variable, without those of older bulletins."""
    found = [each for each in (newest(kept, name) for name in PRINTED) if each]
    last = max((each.period.end for each in found), default=None)
    return tuple(
        each for each in found if last and whole_days(each.period.end, last) <= MONTHLY_MAX_AGE_DAYS
    )


def _presence(county: County, kept: Sequence[Observation]) -> Verdicts:
    """Return what is missing, and what the provider will replace."""
    variables = {each.variable for each in kept}
    present = [kind for kind, names in KINDS.items() if variables.intersection(names)]
    absence = missing(county=county.name, wanted=tuple(KINDS), present=present)
    rain = newest(kept, RAIN)
    if rain is None or not rain.preliminary:
        return absence
    sentence = f"Rain up to {plain_day(rain.period.end)} is preliminary; its source will revise it."
    return together((absence, Verdicts(findings=(sentence,))))


def _ages(kept: Sequence[Observation], *, as_of: date) -> Iterator[Verdicts]:
    """Yield a verdict on the age of each kind of evidence that is there."""
    for subject, variables, max_age_days in AGES:
        ends = [each.period.end for each in kept if each.variable in variables]
        if ends:
            yield stale(subject, max(ends), as_of=as_of, max_age_days=max_age_days)


def _phase_verdicts(
    county: County,
    official: PhaseRecord | None,
    *,
    records: Sequence[PhaseRecord],
    as_of: date,
) -> Verdicts:
    """Return whether NDMA's phase is on record, recent, and the same wherever it stands."""
    if official is None:
        sentence = (
            f"There is no NDMA phase on record for {county.name} up to {plain_day(as_of)}: "
            "enter it from NDMA's newest bulletin."
        )
        return Verdicts(held=(sentence,))
    month = official.observed_month
    phases = {
        each.phase.value for each in records if each.zone is None and each.observed_month == month
    }
    twice = (
        f"NDMA's phase for {county.name} in {month} is on record as {' and '.join(sorted(phases))}"
    )
    findings = (f"{twice}; the later entry is used: check which one holds.",)
    # a month that is not over yet is as new as evidence can be
    last = min(month.period.end, as_of)
    age = stale("NDMA's phase", last, as_of=as_of, max_age_days=MONTHLY_MAX_AGE_DAYS)
    return together((age, Verdicts(findings=findings if len(phases) > 1 else ())))
