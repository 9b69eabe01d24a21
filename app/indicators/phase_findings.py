"""Findings about NDMA's phase: whether it is on record, recent, and rests on sound figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.domain.evidence import Observation, PhaseRecord
from app.domain.findings import Effect, Finding, Policy
from app.domain.places import County
from app.domain.variables import VCI_3M
from app.indicators.policies import plain_day
from app.indicators.quality import MONTHLY_MAX_AGE_DAYS, stale


def phase_findings(
    county: County,
    official: PhaseRecord | None,
    *,
    records: Sequence[PhaseRecord],
    as_of: date,
) -> Iterator[Finding]:
    """Yield whether NDMA's phase is missing, old, or on record twice; the bulletin rests on it."""
    if official is None:
        text = (
            f"There is no NDMA phase on record for {county.name} up to {plain_day(as_of)}: "
            "enter it from NDMA's newest bulletin."
        )
        yield Finding(policy=Policy.MISSING, effect=Effect.BULLETIN, text=text)
        return
    month = official.observed_month
    # a month that is not over yet is as new as evidence can be
    last = min(month.period.end, as_of)
    yield from stale(
        "NDMA's phase",
        last,
        as_of=as_of,
        max_age_days=MONTHLY_MAX_AGE_DAYS,
        held=Effect.BULLETIN,
    )
    phases = {each.phase for each in records if not each.zone and each.observed_month == month}
    if len(phases) > 1:
        both = " and ".join(sorted(phases))
        text = (
            f"NDMA's phase for {county.name} in {month} is on record as {both}; the later entry "
            "is used: check which one holds."
        )
        yield Finding(policy=Policy.CONFLICT, effect=Effect.NONE, text=text)


def resting(
    findings: Iterable[Finding],
    *,
    official: PhaseRecord | None,
    observations: Iterable[Observation],
) -> Iterator[Finding]:
    """Yield the findings; one about the VCI-3M of the page that gave the phase holds the bulletin.

    A page whose VCI-3M cannot be right may have been misread as a whole, its phase included.
    """
    page = official.payload_sha256 if official else ""
    same_page = {each.variable for each in observations if page and each.payload_sha256 == page}
    for each in findings:
        doubtful = each.effect is Effect.SENTENCE and VCI_3M in each.variables
        if doubtful and VCI_3M in same_page:
            yield replace(each, effect=Effect.BULLETIN)
        else:
            yield each
