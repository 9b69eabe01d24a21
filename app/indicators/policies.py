"""The quality policies: each looks at one county's observations and yields its findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from app.domain.evidence import Observation
from app.domain.findings import Effect, Finding, Policy
from app.domain.periods import Dekad, whole_days
from app.domain.variables import (
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
)
from app.indicators.limits import COMPARED_WITHIN_DAYS, beyond_limits, far_from_usual, too_far

RAIN_FAMILY = (RAIN, RAIN_1_MONTH, RAIN_3_MONTH)
# Sums over dekads, what they are sums of, and how many dekads.
SUMS = (
    (RAIN_1_MONTH, RAIN, 3),
    (RAIN_3_MONTH, RAIN, 9),
    (RAIN_1_MONTH_NORMAL, RAIN_NORMAL, 3),
    (RAIN_3_MONTH_NORMAL, RAIN_NORMAL, 9),
)
SUM_SHARE, SUM_MM = 0.10, 3.0
# Rain of three months against its normal, 47 counties, 2015 to 2026, normals of 60 mm or more:
# 0.30 to 3.93 (computed from WFP's table). Beyond these shares a column has another unit.
SCALE_FROM_MM, LOWEST_SHARE, HIGHEST_SHARE = 60.0, 0.05, 8.0


def future_findings(observations: Sequence[Observation], *, as_of: date) -> Iterator[Finding]:
    """Yield how many figures describe days after the one the evidence is judged on."""
    late = sum(each.period.end > as_of for each in observations)
    if late:
        text = f"Left out, as they describe days after {plain_day(as_of)}: {late} of the figures."
        yield Finding(policy=Policy.FUTURE, effect=Effect.NONE, text=text)


def implausible_findings(observations: Iterable[Observation]) -> Iterator[Finding]:
    """Yield each figure that cannot be; nobody can accept it."""
    for figure in observations:
        limits = beyond_limits(figure)
        if limits:
            text = (
                f"{named(figure)} cannot be: expected {limits.lowest:g} to {limits.highest:g}; "
                "check the source and its unit."
            )
            yield _about(Policy.IMPLAUSIBLE, figure, text, decidable=False)


def duplicate_findings(observations: Sequence[Observation]) -> Iterator[Finding]:
    """Yield figures that one source gives twice: the same is merged, another one holds both."""
    by_key: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for each in observations:
        by_key[each.variable, str(each.period), each.source].append(each)
    for figures in by_key.values():
        values = {each.value for each in figures}
        if len(values) > 1:
            both = " and ".join(f"{each.value:g} ({each.row})" for each in figures)
            first = figures[0]
            text = (
                f"{first.variable} of {plain_day(first.period.end)} stands there as {both} in "
                f"{first.source}: ask which one holds."
            )
            yield _about(Policy.CONFLICT, first, text, told=both)
        elif len(figures) > 1:
            text = f"{named(figures[0])} stands there {len(figures)} times; it counts once."
            yield _about(Policy.DUPLICATE, figures[0], text, effect=Effect.NONE, decidable=False)


def step_findings(observations: Iterable[Observation]) -> Iterator[Finding]:
    """Yield each variable whose newest figure is too far from the one before."""
    for figures in _series(observations).values():
        for before, after in list(pairwise(figures))[-1:]:
            near = whole_days(before.period.end, after.period.end) <= COMPARED_WITHIN_DAYS
            if near and too_far(before.value, after.value, variable=after.variable):
                text = (
                    f"{named(after)} was {before.value:g} up to {plain_day(before.period.end)}: "
                    "too large a step to believe; check both."
                )
                yield _about(Policy.JUMP, after, text, told=f"{before.value:g}")


def unit_findings(observations: Iterable[Observation]) -> Iterator[Finding]:
    """Yield each newest figure that lies so far from its printed range that its unit changed."""
    for figures in _series(observations).values():
        figure = figures[-1]
        if far_from_usual(figure):
            usual = " to ".join(
                f"{each:g}" for each in (figure.normal_low, figure.normal_high) if each is not None
            )
            text = (
                f"{named(figure)} is far from the range printed beside it ({usual}), as after a "
                "change of unit; check it against the page."
            )
            yield _about(Policy.UNIT_CHANGE, figure, text)


def sum_findings(observations: Sequence[Observation]) -> Iterator[Finding]:
    """Yield each sum of rain that its own dekads do not give: one column has another unit."""
    for variable, part, dekads in SUMS:
        for whole in _series(observations, only=variable).get(variable, [])[-1:]:
            parts = _dekads_of(observations, part, whole=whole, dekads=dekads)
            found = sum(parts)
            wrong = abs(found - whole.value) > SUM_MM + SUM_SHARE * max(found, whole.value)
            if len(parts) == dekads and wrong:
                text = (
                    f"{named(whole)} is not the sum of its {dekads} dekads, {found:.1f} mm: one "
                    "of them is wrong or has another unit; ask the provider."
                )
                yield _about(Policy.SUMS, whole, text, variables=(*RAIN_FAMILY, variable))


def scale_findings(observations: Sequence[Observation]) -> Iterator[Finding]:
    """Yield rain that is out of all proportion to its own normal."""
    normals = {
        (str(each.period), each.source): each.value
        for each in observations
        if each.variable == RAIN_3_MONTH_NORMAL
    }
    for rain in _series(observations, only=RAIN_3_MONTH).get(RAIN_3_MONTH, [])[-1:]:
        normal = normals.get((str(rain.period), rain.source), 0.0)
        in_scale = LOWEST_SHARE * normal <= rain.value <= HIGHEST_SHARE * normal
        if normal >= SCALE_FROM_MM and not in_scale:
            text = (
                f"{named(rain)} cannot well be beside a normal of {normal:.0f} mm, as after a "
                "change of unit; ask the provider."
            )
            yield _about(Policy.UNIT_CHANGE, rain, text, variables=RAIN_FAMILY)


def _dekads_of(
    observations: Sequence[Observation], part: str, *, whole: Observation, dekads: int
) -> list[float]:
    last = Dekad.of(whole.period.end).ordinal
    wanted = range(last - dekads + 1, last + 1)
    found = {
        Dekad.of(each.period.end).ordinal: each.value
        for each in observations
        if each.variable == part and each.source == whole.source
    }
    return [found[ordinal] for ordinal in wanted if ordinal in found]


def _series(observations: Iterable[Observation], *, only: str = "") -> dict[str, list[Observation]]:
    """Return each variable's figures, oldest first."""
    series: dict[str, list[Observation]] = defaultdict(list)
    for each in sorted(observations, key=lambda each: each.period.end):
        if not only or each.variable == only:
            series[each.variable].append(each)
    return series


def _about(
    policy: Policy,
    figure: Observation,
    text: str,
    *,
    effect: Effect = Effect.SENTENCE,
    decidable: bool = True,
    told: str = "",
    variables: tuple[str, ...] = (),
) -> Finding:
    identity = f"{figure.source}|{figure.period}|{figure.value!r}|{told}"
    return Finding(
        policy=policy,
        effect=effect,
        text=text,
        variables=tuple(dict.fromkeys(variables or (figure.variable,))),
        identity=identity,
        decidable=decidable,
    )


def plain_day(day: date) -> str:
    """Return a day as an officer writes it.

    >>> plain_day(date(2017, 4, 30))
    '30 April 2017'
    """
    return f"{day.day} {day:%B %Y}"


def named(figure: Observation) -> str:
    """Return a figure with where it stands, as a finding names it."""
    return f"{figure.variable} of {figure.value:g} {figure.unit} ({figure.source}, {figure.row})"
