"""What an assessment says, as the rows of the officers' evidence page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.evidence import Assessment, Estimate, IndicatorValue, Observation
from app.domain.findings import Finding, Policy
from app.domain.outlooks import OutlookLead
from app.domain.periods import Period, whole_days
from app.domain.variables import MAIZE_PRICE
from app.sources.ndma_indicators import INDICATORS, indicator_of
from app.web.desk.evidence_words import (
    CAUTIONS,
    CONTEXT_TITLES,
    INDICATOR_TITLES,
    POLICY_WORDS,
    closed_words,
    holds_words,
)
from app.web.evidence_table import opened
from app.web.wording import figure
from app.writing.facts import PRICE_FRESH_DAYS

GROUPS = ("environment", "production", "access", "utilisation")
_GROUP = re.compile(rf" \(({'|'.join(GROUPS)})\)\.$")
INSIDE, OUTSIDE, NO_RANGE = "● inside", "▲ outside", "– no range"
PRICE_TOO_OLD = f"Too old to be spoken (limit {PRICE_FRESH_DAYS} days)."
PRICE_FRESH = f"May be spoken until it is {PRICE_FRESH_DAYS} days old."
NOTHING_SAYABLE = "None: the band spans three classes or more"
IN_SUM = "In sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGroup:
    """The reasons of an estimate that speak of one group of indicators."""

    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding, and what an officer can do about it.

    Attributes:
        closed: Why there is nothing to decide, or empty.
    """

    finding: Finding
    policy: str
    holds: str
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure with its age and where it comes from.

    Attributes:
        low: Lower end of its printed normal range; `high` is the upper one.
        mark: How it lies against its normal range; or a caution about it; or its class.
        url: Where it was published, or empty when there is no page to open.
        made: How it was computed and what to know of it, a sentence each.
    """

    title: str
    shown: str
    period: Period
    source: str
    url: str
    low: float | None = None
    high: float | None = None
    mark: str = ""
    made: tuple[str, ...] = ()


def reason_groups(estimate: Estimate) -> list[ReasonGroup]:
    """Return the reasons group by group; those about the whole come last."""
    told: dict[str, list[str]] = {}
    for reason in estimate.reasons:
        found = _GROUP.search(reason)
        name = found[1].capitalize() if found else IN_SUM
        told.setdefault(name, []).append(_GROUP.sub(".", reason))
    order = [*(each.capitalize() for each in GROUPS), IN_SUM]
    return [ReasonGroup(name=name, reasons=tuple(told[name])) for name in order if name in told]


def finding_rows(findings: Iterable[Finding]) -> list[FindingRow]:
    """Return the findings: what holds the bulletin, what waits for a decision, the rest."""
    return [
        FindingRow(
            finding=each,
            policy=POLICY_WORDS.get(each.policy, each.policy),
            holds=holds_words(each),
            closed=closed_words(each),
        )
        for each in sorted(findings, key=_urgency)
    ]


def _urgency(finding: Finding) -> tuple[bool, bool, bool]:
    return (not finding.holds_bulletin, not (finding.open and finding.holds), not finding.holds)


def disagreement_of(assessment: Assessment) -> str:
    """Return how the estimate differs from NDMA's phase, or empty."""
    differs = (e.text for e in assessment.findings if e.policy is Policy.PHASE_DIFFERS)
    return next(differs, "")


def indicator_rows(assessment: Assessment) -> list[FigureRow]:
    """Return the computed indicators."""
    return [_of_indicator(each) for each in assessment.indicators]


def _of_indicator(value: IndicatorValue) -> FigureRow:
    names = dict.fromkeys(each.source for each in value.sources)
    notes = dict.fromkeys(each.note for each in value.sources if each.note)
    first = value.sources[0] if value.sources else None
    return FigureRow(
        title=INDICATOR_TITLES.get(value.name, value.name),
        shown=figure(value.value, value.unit),
        mark=value.classified,
        period=value.period,
        source=", ".join(names),
        url=opened(first.url) if first else "",
        made=(value.formula, *notes),
    )


def printed_rows(assessment: Assessment) -> list[FigureRow]:
    """Return NDMA's printed figures against their printed ranges, in the order of its page 1."""
    places = {each.variable: place for place, each in enumerate(INDICATORS)}
    in_order = sorted(assessment.figures, key=lambda e: places.get(e.variable, len(places)))
    return [_of_printed(each) for each in in_order]


def _of_printed(seen: Observation) -> FigureRow:
    known = indicator_of(seen.variable)
    outside = seen.outside_normal
    return FigureRow(
        title=known.title if known else seen.variable,
        shown=figure(seen.value, seen.unit),
        low=seen.normal_low,
        high=seen.normal_high,
        mark=NO_RANGE if outside is None else OUTSIDE if outside else INSIDE,
        period=seen.period,
        source=seen.source,
        url=opened(seen.url),
    )


def context_rows(assessment: Assessment) -> list[FigureRow]:
    """Return the newest figure of every other source."""
    order = list(CONTEXT_TITLES)
    places = {name: place for place, name in enumerate(order)}
    in_order = sorted(assessment.context, key=lambda e: places.get(e.variable, len(places)))
    return [_of_context(each, as_of=assessment.as_of) for each in in_order]


def _of_context(seen: Observation, *, as_of: date) -> FigureRow:
    return FigureRow(
        title=CONTEXT_TITLES.get(seen.variable, seen.variable.replace("-", " ").capitalize()),
        shown=figure(seen.value, seen.unit),
        mark=_caution(seen, as_of=as_of),
        period=seen.period,
        source=seen.source,
        url=opened(seen.url),
        made=(seen.note,) if seen.note else (),
    )


def _caution(seen: Observation, *, as_of: date) -> str:
    if seen.variable != MAIZE_PRICE:
        return CAUTIONS.get(seen.variable, "")
    if whole_days(seen.period.end, as_of) > PRICE_FRESH_DAYS:
        return PRICE_TOO_OLD
    return PRICE_FRESH


def sayable_words(lead: OutlookLead) -> str:
    """Return which class of a lead may be said."""
    return lead.classified or NOTHING_SAYABLE
