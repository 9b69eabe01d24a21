"""Whether figures can be trusted: the policies applied, decided upon, and what is left to use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.evidence import Observation
from app.domain.findings import Decision, Effect, Finding, Policy
from app.domain.periods import whole_days
from app.indicators.limits import beyond_limits
from app.indicators.policies import (
    duplicate_findings,
    future_findings,
    implausible_findings,
    plain_day,
    scale_findings,
    step_findings,
    sum_findings,
    unit_findings,
)

SATELLITE_MAX_AGE_DAYS = 14
MONTHLY_MAX_AGE_DAYS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """Observations that may be used, and what the policies found in all of them.

    Attributes:
        kept: Not of the future, plausible, each figure once.
        rejected: Outside the limits of what can be.
    """

    kept: tuple[Observation, ...]
    rejected: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)


def sift(observations: Sequence[Observation], *, as_of: date) -> Sifted:
    """Return a county's observations with every policy applied; nothing is held back yet.

    Args:
        observations: Of one county.
        as_of: Day the evidence is judged on.
    """
    known = [each for each in observations if each.period.end <= as_of]
    rejected = tuple(each for each in known if beyond_limits(each))
    plausible = [each for each in known if not beyond_limits(each)]
    findings = (
        *future_findings(observations, as_of=as_of),
        *implausible_findings(rejected),
        *duplicate_findings(plausible),
        *step_findings(plausible),
        *unit_findings(plausible),
        *sum_findings(plausible),
        *scale_findings(plausible),
    )
    kept = {(each.variable, each.period, each.source): each for each in plausible}
    return Sifted(kept=tuple(kept.values()), rejected=rejected, findings=findings)


def decided(findings: Iterable[Finding], decisions: Mapping[str, Decision]) -> tuple[Finding, ...]:
    """Return the findings with what officers decided about them, by the findings' keys."""
    return tuple(
        replace(each, decision=decisions[each.key]) if each.key in decisions else each
        for each in findings
    )


def usable(sifted: Sifted, findings: Iterable[Finding]) -> Sifted:
    """Return the observations without those that a finding holds back.

    A held variable is left out as a whole: when two figures contradict each other, either may be
    the false one.
    """
    held = {variable for each in findings if each.holds for variable in each.variables}
    gone = tuple(each for each in sifted.kept if each.variable in held)
    return replace(
        sifted,
        kept=tuple(each for each in sifted.kept if each.variable not in held),
        rejected=(*sifted.rejected, *gone),
    )


def stale(
    subject: str,
    newest: date,
    *,
    as_of: date,
    max_age_days: int,
    variables: tuple[str, ...] = (),
    held: Effect = Effect.SENTENCE,
) -> Iterator[Finding]:
    """Yield a finding for evidence older than allowed; it holds when twice as old.

    Args:
        subject: What is judged, as it begins a sentence: `Rain`.
        newest: Last day that the newest evidence describes.
        as_of: Day the evidence is judged on.
        max_age_days: Age in days up to which nothing is said.
        variables: The figures that are this old.
        held: What evidence that is twice as old holds.
    """
    age = whole_days(newest, as_of)
    if age <= max_age_days:
        return
    sentence = f"{subject} is of {plain_day(newest)}, {age} days before {plain_day(as_of)}"
    too_old = age > 2 * max_age_days
    remedy = (
        f": too old (limit {2 * max_age_days} days); get newer." if too_old else "; say its date."
    )
    yield Finding(
        policy=Policy.STALE,
        effect=held if too_old else Effect.NONE,
        text=sentence + remedy,
        variables=variables,
        identity=f"{subject}|{newest}",
        decidable=True,
    )


def missing(*, county: str, wanted: Sequence[str], present: Sequence[str]) -> Iterator[Finding]:
    """Yield a hold when a county has no evidence at all, else a finding for each kind missing.

    Args:
        county: Its name.
        wanted: Kinds of evidence that a bulletin rests on.
        present: Those that are there.
    """
    if not present:
        text = f"There is no evidence for {county}: no source gave a figure."
        yield Finding(policy=Policy.MISSING, effect=Effect.BULLETIN, text=text)
        return
    for kind in wanted:
        if kind not in present:
            text = f"There is no {kind} for {county}."
            yield Finding(policy=Policy.MISSING, effect=Effect.NONE, text=text)
