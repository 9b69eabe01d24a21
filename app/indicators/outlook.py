"""The VCI-3M outlook of a county: 2 to 12 weeks ahead, with an 80 % band, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from app.domain.climatology import GreennessRange
from app.domain.evidence import History
from app.domain.periods import Dekad
from app.indicators import vegetation
from app.indicators.outlook_model import (
    FEWEST_SWINGS,
    SWING_OVER_WEEKS,
    SWING_WEEKS,
    WINDOW_WEEKS,
    Floats,
    OutlookModel,
    rain_term,
    shipped_model,
    state,
    swing,
    terms,
    vci_3m_ahead,
)

FEWEST_WEEKS = SWING_OVER_WEEKS + FEWEST_SWINGS
LONGEST_GAP_WEEKS = 2
# Three-month rain counts once it is final, and for as long as it still describes the season.
RAIN_DELAY_DAYS = 20
RAIN_SHELF_DAYS = 60
WIDEST_SPOKEN_CLASSES = 2
HISTORY_WEEKS = 2 * SWING_WEEKS


@dataclass(frozen=True, slots=True)
class WeeklyVci:
    """VCI of a county or sub-county, week by week.

    Attributes:
        last: Day of the newest value.
        values: VCI in %, seven days apart, the newest last; None where it is missing.
    """

    last: date
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class RainAnomaly:
    """Rain of the three months up to a day.

    Attributes:
        end: Last day of the three months.
        percent: In % of normal.
    """

    end: date
    percent: float


@dataclass(frozen=True, slots=True)
class LeadOutlook:
    """VCI-3M at one lead.

    Attributes:
        lead_weeks: How far ahead.
        on: The day it is foreseen for.
        point: Best estimate, in %.
        low: Lower end of the 80 % band, in %.
        high: Upper end of the 80 % band, in %.
    """

    lead_weeks: int
    on: date
    point: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is foreseen.

    Attributes:
        leads: One for each lead, shortest first.
        rain: The rain it rests on, or None when rain was taken as usual for want of a figure.
    """

    leads: tuple[LeadOutlook, ...]
    rain: RainAnomaly | None


@dataclass(frozen=True, slots=True)
class NoOutlook:
    """Why nothing is foreseen, in one plain sentence."""

    reason: str


def forecast(
    history: WeeklyVci, *, rain: Sequence[RainAnomaly] = (), model: OutlookModel | None = None
) -> Outlook | NoOutlook:
    """Return the VCI-3M for each lead of the model, 2 to 12 weeks, or why there is none.

    Nothing after `history.last` is looked at, nor rain that ended less than 20 days before it.

    Args:
        history: Weekly VCI in %, 24 weeks or more; its last 13 without gaps of over two weeks.
        rain: Three-month rain in % of normal, in any order; the newest usable one is taken.
        model: A fitted model; the shipped one when None.

    Reference: Hoerl and Kennard (1970), Technometrics 12(1), 55-67, for the ridge; the baseline's
    form follows Barrett et al. (2020), Remote Sens. Environ. 248, 111886.
    """
    model = model or shipped_model()
    vci = without_short_gaps(history.values)
    moved = swing(vci, usual=model.usual_swing)
    if reason := _why_silent(vci):
        return NoOutlook(reason)
    if moved is None:
        return NoOutlook("too much VCI is missing in the last half year")
    used = newest_usable_rain(rain, at=history.last)
    leads = tuple(
        _at_lead(vci, lead, model=model, rain=used, last=history.last, moved=moved)
        for lead in sorted(model.leads)
    )
    return Outlook(leads, used)


def _why_silent(vci: Floats) -> str:
    if vci.size < FEWEST_WEEKS:
        return f"only {vci.size} weeks of VCI are known, {FEWEST_WEEKS} are needed"
    if np.isnan(vci[-WINDOW_WEEKS:]).any():
        return f"VCI is missing in the last {WINDOW_WEEKS} weeks"
    return ""


def _at_lead(
    vci: Floats,
    lead: int,
    *,
    model: OutlookModel,
    rain: RainAnomaly | None,
    last: date,
    moved: float,
) -> LeadOutlook:
    fit = model.leads[lead]
    line = terms(
        state(vci)[None, :],
        rain=np.array([rain_term(rain.percent if rain else None)]),
        day_of_year=np.array([float(last.timetuple().tm_yday)]),
        lead_weeks=lead,
    )[0]
    change = fit.intercept + float(line @ np.array(fit.coefficients))
    point = vci_3m_ahead(vci, float(vci[-1]) + change, lead_weeks=lead)
    return LeadOutlook(
        lead_weeks=lead,
        on=last + timedelta(weeks=lead),
        point=round(point, 1),
        low=round(point + fit.low * moved, 1),
        high=round(point + fit.high * moved, 1),
    )


def without_short_gaps(values: Sequence[float | None]) -> Floats:
    """Return the values with gaps of one or two weeks filled by a straight line."""
    vci = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    known = np.flatnonzero(~np.isnan(vci))
    for before, after in pairwise(known):
        if 1 < after - before <= LONGEST_GAP_WEEKS + 1:
            vci[before : after + 1] = np.linspace(vci[before], vci[after], after - before + 1)
    return vci


def newest_usable_rain(rain: Sequence[RainAnomaly], *, at: date) -> RainAnomaly | None:
    """Return the newest three-month rain that was final on a day and is not stale, or None."""
    usable = [each for each in rain if RAIN_DELAY_DAYS <= (at - each.end).days <= RAIN_SHELF_DAYS]
    return max(usable, key=lambda each: each.end, default=None)


def speakable_class(lead: LeadOutlook) -> str | None:
    """Return NDMA's class of the best estimate, or None when the band spans three classes or more.

    >>> day = date(2026, 3, 25)
    >>> speakable_class(LeadOutlook(4, day, point=27.0, low=22.0, high=36.0))
    'moderate vegetation deficit'
    >>> speakable_class(LeadOutlook(10, day, point=27.0, low=17.0, high=36.0)) is None
    True
    """
    if classes_spanned(lead.low, lead.high) > WIDEST_SPOKEN_CLASSES:
        return None
    return vegetation.vci_class(lead.point)


def classes_spanned(low: float, high: float) -> int:
    """Return how many of NDMA's five classes lie between two VCI-3M in %, both included.

    >>> classes_spanned(36.0, 49.9), classes_spanned(19.9, 35.0), classes_spanned(0.0, 60.0)
    (1, 3, 5)
    """
    return 1 + sum(low < least <= high for least, _ in vegetation.VCI_CLASSES)


def weekly_vci(
    history: History,
    *,
    at: Dekad | None = None,
    weeks: int = HISTORY_WEEKS,
    ranges: Sequence[GreennessRange] | None = None,
) -> WeeklyVci:
    """Return weekly VCI in % from a county's dekadal NDVI, by straight lines between dekads.

    Each dekad is taken against the same dekad of 2003 to 2022, as in `vegetation.vci_3m`. The
    newest week ends with the newest dekad. A week beside a missing dekad is None.

    Args:
        history: County mean NDVI, dekad by dekad.
        at: The newest dekad to look at; None for the history's last one.
        weeks: How many weeks to return.
        ranges: As stored, of the same source; None to take them from the history itself.

    Raises:
        EvidenceError: The reference years show no range.
    """
    newest = at or history.last
    last = newest.period.end
    count = 2 + 7 * weeks // 10 + 1
    dekads = [Dekad.from_ordinal(newest.ordinal - back) for back in reversed(range(count))]
    found = vegetation.dekad_vci(history, dekads, ranges=ranges)
    vci = np.array([np.nan if each is None else each for each in found], dtype=np.float64)
    ends = [float(dekad.period.end.toordinal()) for dekad in dekads]
    days = [float((last - timedelta(weeks=back)).toordinal()) for back in reversed(range(weeks))]
    values = np.interp(days, ends, vci)
    return WeeklyVci(last, tuple(None if np.isnan(v) else round(float(v), 1) for v in values))
