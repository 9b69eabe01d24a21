"""Figures made false on purpose: none of them may be spoken, and none may cross a county."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.evidence import Harvest, Observation, Phase
from app.domain.periods import Dekad, Month, Period, Week
from app.domain.places import counties
from app.indicators.assess import assess
from app.indicators.climatology import fit_climatology
from app.writing.compose import compose
from tests.builders import phase_record
from tests.unit.indicators.conftest import history, ndvi_of, rain_of
from tests.unit.writing.evidence import PACKS

LAST = Dekad(2026, 11, 2)
AS_OF = date(2026, 11, 23)
WEEK = Week.of(AS_OF)
PAGE = {"source": "NDMA record", "payload_sha256": "d" * 64}
FEED = {"source": "test feed", "payload_sha256": "c" * 64}
# What NDMA printed: figure, the month before, unit, normal range.
PRINTED = {
    "VCI-3M": (28.0, 31.0, "%", (35.0, None)),
    "milk-production": (1.1, 1.3, "litres/household/day", (1.6, None)),
    "milk-consumption": (1.0, 1.1, "litres/household/day", (1.4, None)),
    "terms-of-trade": (57.0, 60.0, "kg/goat", (83.0, None)),
    "water-distance": (2.7, 2.5, "km", (None, 3.0)),
    "MUAC-at-risk": (8.6, 8.0, "%", (None, 8.0)),
    "water-sources": (4.0, 5.0, "scale", (5.0, 6.0)),
}
UNITS = {"×100": 100, "÷100": 0.01, "×90": 90, "÷90": 1 / 90}
NO_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, "1e9": 1e9, "-1": -1.0}


def seen(county, variable, value, period, **more):
    given = {"county": county, "variable": variable, "value": value, "period": period, "unit": ""}
    return Observation(**given | {"row": f"row of {county}"} | FEED | more)


def satellite(slug, rain, ndvi):
    dekads = [Dekad.from_ordinal(LAST.ordinal - 17 + n).period for n in range(18)]
    month, season = (Period(dekads[-n].start, LAST.period.end) for n in (3, 9))
    sums = {"rain-1-month": (3, month), "rain-3-month": (9, season)}
    normals = [value * 1.6 for value in rain[-18:]]
    yield from (
        seen(slug, "rain", value, at, unit="mm")
        for value, at in zip(rain[-18:], dekads, strict=True)
    )
    yield from (
        seen(slug, "rain-normal", value, at, unit="mm")
        for value, at in zip(normals, dekads, strict=True)
    )
    for name, (count, period) in sums.items():
        yield seen(slug, name, sum(rain[-count:]), period, unit="mm")
        yield seen(slug, f"{name}-normal", sum(normals[-count:]), period, unit="mm")
    yield from (seen(slug, "NDVI", value, at) for value, at in zip(ndvi[-18:], dekads, strict=True))
    yield seen(slug, "NDVI-normal", 0.45, dekads[-1])


def printed(slug, number):
    for name, (value, before, unit, (low, high)) in PRINTED.items():
        own = value * (1 + number / 1000)
        more = PAGE | {"unit": unit, "normal_low": low, "normal_high": high}
        yield seen(slug, name, own, Month(2026, 10).period, **more)
        yield seen(slug, name, before, Month(2026, 9).period, **more)
    yield seen(slug, "maize-price", 62.0 + number / 10, Month(2026, 10).period, unit="KES/kg")


@pytest.fixture(scope="module")
def evidence():
    """Sound evidence of 47 counties, each with figures of its own, and what is usual there."""
    made, usual = {}, []
    for number, slug in enumerate(counties()):
        rain = rain_of(46, seed=number)[: 45 * 36 + LAST.slot + 1]
        ndvi = ndvi_of(24, seed=number)[: 23 * 36 + LAST.slot + 1]
        long = (
            history(rain, county=slug, last=LAST),
            history(ndvi, "NDVI", county=slug, last=LAST),
        )
        usual.append(fit_climatology(long, county=slug))
        made[slug] = Harvest(
            source="test",
            observations=(*satellite(slug, rain, ndvi), *printed(slug, number)),
            histories=tuple(
                history(each.values[-72:], each.variable, county=slug, last=LAST) for each in long
            ),
            phases=(phase_record(Phase.ALERT, county=slug, payload_sha256=PAGE["payload_sha256"]),),
        )
    return made, tuple(each for each in usual if each)


def facts_said(evidence, slug, observations):
    """Return the facts that the script of a county says; none when the bulletin is held."""
    made, usual = evidence
    county = counties()[slug]
    assessed = assess(
        county,
        WEEK,
        as_of=AS_OF,
        harvests=[replace(made[slug], observations=tuple(observations))],
        climatologies=[each for each in usual if each.county == slug],
    )
    if assessed.held:
        return []
    script = compose(
        assessed, PACKS["en"], county=county, exercise=False, next_issue=AS_OF + timedelta(days=7)
    )
    return [fact for segment in script.segments for fact in segment.facts]


def mutants(observations, other):
    """Yield (name, false observations, observations with them in place of the sound ones)."""
    newest = {each.variable: each for each in sorted(observations, key=lambda o: o.period.end)}
    for variable, sound in newest.items():
        rest = [each for each in observations if each is not sound]
        for name, factor in UNITS.items():
            false = replace(sound, value=sound.value * factor)
            yield f"{variable} {name}", [false], [*rest, false]
            series = [
                replace(o, value=o.value * factor) for o in observations if o.variable == variable
            ]
            others = [o for o in observations if o.variable != variable]
            yield f"all of {variable} {name}", series, [*others, *series]
        for name, value in NO_NUMBERS.items():
            false = replace(sound, value=value)
            yield f"{variable} {name}", [false], [*rest, false]
        twin = replace(sound, value=sound.value * 1.1, row="another row")
        yield f"{variable} twice", [twin, sound], [*observations, twin]
        ahead = Period(AS_OF, AS_OF + timedelta(days=9))
        late = replace(sound, period=ahead, value=sound.value * 0.9)
        yield f"{variable} of the future", [late], [*observations, late]
        yield f"{variable} of {other}", [], [*rest, replace(sound, county=other)]


def counted(evidence):
    made, _ = evidence
    return sum(len(list(mutants(each.observations, "other"))) for each in made.values())


def test_there_are_ten_thousand_mutants(evidence):
    assert counted(evidence) >= 10_000


def test_sound_evidence_is_spoken(evidence):
    made, _ = evidence
    names = {fact.name for fact in facts_said(evidence, "kitui", made["kitui"].observations)}
    assert {
        "rain_3_month",
        "rain_1_month",
        "pasture",
        "milk",
        "goat_maize",
        "water_distance",
        "children_at_risk",
        "maize_price",
    } <= names


@pytest.mark.parametrize("slug", counties())
def test_no_false_figure_is_spoken_and_none_crosses_counties(evidence, slug):
    made, _ = evidence
    slugs = list(counties())
    other = slugs[(slugs.index(slug) + 1) % len(slugs)]
    spoken = []
    for name, false, observations in mutants(made[slug].observations, other):
        for fact in facts_said(evidence, slug, observations):
            wrong = [each for each in fact.sources if any(each is it for it in false)]
            foreign = [each for each in fact.sources if each.county != slug]
            spoken += [f"{name}: {fact.name}"] if wrong or foreign else []
    assert spoken == []
