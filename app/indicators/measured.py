"""Indicators, why others are missing, and how the figures behind an indicator are picked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.climatology import Climatology, GreennessRange, RainFit
from app.domain.evidence import History, IndicatorValue, Observation
from app.domain.periods import Dekad, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Indicators, and what kept others from being computed, a plain sentence each."""

    indicators: tuple[IndicatorValue, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The newest dekads of a history.

    Attributes:
        at: The newest observed dekad.
        span: First to last day of the dekads.
        sources: The observations among them.
        fits: What is stored of the rain of the same source; None to fit the history itself.
        ranges: What is stored of its greenness; None to take it from the history itself.
    """

    history: History
    at: Dekad
    span: Period
    sources: tuple[Observation, ...]
    fits: tuple[RainFit, ...] | None
    ranges: tuple[GreennessRange, ...] | None


def together(parts: Iterable[Measured]) -> Measured:
    """Return what several measures found as one, in order."""
    listed = list(parts)
    return Measured(
        indicators=tuple(each for part in listed for each in part.indicators),
        notes=tuple(note for part in listed for note in part.notes),
    )


def newest(kept: Sequence[Observation], variable: str) -> Observation | None:
    """Return the observation of a variable with the latest end, or None."""
    found = (each for each in kept if each.variable == variable)
    return max(found, key=lambda each: each.period.end, default=None)


def pairs(
    kept: Sequence[Observation], variables: tuple[str, str]
) -> list[tuple[Observation, Observation]]:
    """Return every figure that has its normal for the same days, with it, the newest last.

    Args:
        kept: A county's observations.
        variables: The figure's and its normal's.
    """
    figure, normal = variables
    normals = {(each.period, each.source): each for each in kept if each.variable == normal}
    found = [
        (each, normals[each.period, each.source])
        for each in kept
        if each.variable == figure and (each.period, each.source) in normals
    ]
    return sorted(found, key=lambda pair: pair[0].period.end)


def window(
    kept: Sequence[Observation],
    histories: Sequence[History],
    *,
    variable: str,
    dekads: int,
    climatologies: Sequence[Climatology],
) -> Window | None:
    """Return the newest dekads of a variable, or None without an observation and its history.

    Args:
        kept: A county's observations.
        histories: The county's histories.
        variable: Which one.
        dekads: How many dekads up to the newest observed one.
        climatologies: What is stored; of another source or county they are passed over.
    """
    last = newest(kept, variable)
    same = [each for each in histories if last and each.payload_sha256 == last.payload_sha256]
    history = next((each for each in same if each.variable == variable), None)
    if last is None or history is None:
        return None
    at = Dekad.of(last.period.start)
    since = Dekad.from_ordinal(at.ordinal - dekads + 1).period.start
    rests_on = (each for each in kept if each.variable == variable)
    of_this = (history.county, history.source)
    stored = [each for each in climatologies if (each.county, each.source) == of_this]
    return Window(
        history=history,
        at=at,
        span=Period(since, at.period.end),
        sources=tuple(each for each in rests_on if each.period.start >= since),
        fits=tuple(fit for each in stored for fit in each.rain) or None,
        ranges=tuple(span for each in stored for span in each.greenness) or None,
    )
