"""What an officer should compare with the page again before confirming NDMA's figures."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.variables import (
    COPING_CRISIS,
    COPING_EMERGENCY,
    COPING_STRESS,
    FCS_ACCEPTABLE,
    FCS_BORDERLINE,
    FCS_POOR,
)
from app.sources.ndma_form import NdmaFigure, NdmaForm
from app.sources.ndma_indicators import HIGH, LOW, indicator_of

# Shares of all households: the first three make up the whole, the others are parts of it.
_FCS = (FCS_ACCEPTABLE, FCS_BORDERLINE, FCS_POOR)
_COPING = (COPING_STRESS, COPING_CRISIS, COPING_EMERGENCY)
_ROUNDING_PERCENT = 1.0


def problems(form: NdmaForm) -> tuple[str, ...]:
    """Return one sentence for each figure that an officer should compare with the page again.

    Figures that lie outside what can be, ranges printed on the wrong side, and shares of
    households that do not fit together; empty when there are none.
    """
    return tuple(text for _, text in doubts(form))


def doubts(form: NdmaForm) -> Iterator[tuple[str, str]]:
    """Yield the variable of each doubtful figure, and what is doubtful about it."""
    for each in form.figures:
        if found := "; ".join(filter(None, (each.implausible, _wrong_side(each)))):
            yield each.variable, found
    yield from _shares(form)


def _wrong_side(figure: NdmaFigure) -> str:
    """Return what is odd about a range with one end, when that end is on the good side."""
    known = indicator_of(figure.variable)
    low, high = figure.normal_low, figure.normal_high
    if known is None or (low is None) == (high is None):
        return ""
    if (known.bad == LOW and low is not None) or (known.bad == HIGH and high is not None):
        return ""
    sign = ">" if known.bad == LOW else "<"
    return (
        f"the normal range of {figure.variable} is '{figure.printed_range}', but its sign is {sign}"
        f" as a rule: compare it with the page ({figure.row or 'no row'})"
    )


def _shares(form: NdmaForm) -> Iterator[tuple[str, str]]:
    """Yield where shares of households make up more, or less, than all of them."""
    given = {each.variable: each.value for each in form.figures}
    fcs = [given[name] for name in _FCS if name in given]
    coping = [given[name] for name in _COPING if name in given]
    if len(fcs) == len(_FCS) and abs(sum(fcs) - 100) > _ROUNDING_PERCENT:
        yield FCS_ACCEPTABLE, f"the three FCS shares add up to {sum(fcs):g} %, not to 100 %"
    elif sum(fcs) > 100 + _ROUNDING_PERCENT:
        yield FCS_ACCEPTABLE, f"the FCS shares add up to {sum(fcs):g} %, more than all households"
    if sum(coping) > 100 + _ROUNDING_PERCENT:
        yield COPING_STRESS, f"the coping shares add up to {sum(coping):g} %, more than 100 %"
