"""The fitted model of the VCI-3M outlook: its terms, and the coefficients trained to 2020."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

WINDOW_WEEKS = 13
SWING_WEEKS = 26
SWING_OVER_WEEKS = 4
FEWEST_SWINGS = 20
DAYS_A_YEAR = 365.25

TERMS = (
    *("sine", "cosine", "sine_twice", "cosine_twice"),
    *("vci_now", "vci_change_3w", "vci_mean_5w", "vci_mean_13w"),
    *("vci_now_squared", "vci_mean_13w_squared"),
    *("vci_now_x_sine", "vci_now_x_cosine", "vci_now_x_sine_twice", "vci_now_x_cosine_twice"),
    *("change_x_sine", "change_x_cosine", "change_x_sine_twice", "change_x_cosine_twice"),
    "rain_3_month",
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeadModel:
    """What was fitted for one lead.

    Attributes:
        intercept: In % VCI.
        coefficients: One for each of `TERMS`, in % VCI.
        low: Tenth percentile of the error, in multiples of the swing.
        high: Ninetieth percentile of the error, in multiples of the swing.
    """

    intercept: float
    coefficients: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OutlookModel:
    """A fitted outlook.

    Attributes:
        trained_to: Last day whose VCI the fit has seen.
        usual_swing: Root mean square of four-week changes of VCI in training, in %.
        leads: What was fitted for each lead, in weeks.
    """

    trained_to: date
    usual_swing: float
    leads: dict[int, LeadModel]


@cache
def shipped_model() -> OutlookModel:
    """Return the model that comes with Tangazo: trained to 2020, validated on 2021 to 2026."""
    place = files("app.indicators").joinpath("outlook_models/vci_3m_to_2020.json")
    written = json.loads(place.read_text(encoding="utf-8"))
    leads = {
        int(lead): LeadModel(
            intercept=fit["intercept"],
            coefficients=tuple(fit["coefficients"][term] for term in TERMS),
            low=fit["low"],
            high=fit["high"],
        )
        for lead, fit in written["leads"].items()
    }
    return OutlookModel(date.fromisoformat(written["trained_to"]), written["usual_swing"], leads)


def rain_term(percent: float | None) -> float:
    """Return what the model sees of the rain of three months, unitless: 0 is usual or unknown.

    It is twice the logarithm of the ratio, held between a fifth and three times the usual.

    Args:
        percent: Rain of three months in % of its normal.

    >>> rain_term(100.0), rain_term(None), round(rain_term(50.0), 2), rain_term(0.0)
    (0.0, 0.0, -1.39, -3.2)
    """
    if percent is None:
        return 0.0
    return float(2 * np.clip(np.log(max(percent, 1.0) / 100), -1.6, 1.1))


def state(vci: Floats) -> Floats:
    """Return the six figures by which the model knows the vegetation, each of the order of one.

    Args:
        vci: Weekly VCI in %, the newest last, 13 weeks or more, without gaps.
    """
    now, mean_13w = float(vci[-1]), float(vci[-WINDOW_WEEKS:].mean())
    return np.array(
        [
            (now - 45) / 20,
            (now - vci[-4]) / 10,
            (vci[-5:].mean() - 45) / 20,
            (mean_13w - 45) / 20,
            _squared(now),
            _squared(mean_13w),
        ]
    )


def _squared(vci: float) -> float:
    """Return the squared distance from the middle: a deficit and a surplus need not end alike."""
    held = min(max(vci, -10.0), 120.0)
    return ((held - 45) / 20) ** 2 / 2


def terms(states: Floats, *, rain: Floats, day_of_year: Floats, lead_weeks: int) -> Floats:
    """Return the terms of the model, one line a forecast, in the order of `TERMS`.

    Args:
        states: Six figures a forecast, from `state`.
        rain: One figure a forecast, from `rain_term`.
        day_of_year: Day of the year of each forecast, 1 to 366; the season is that of half-way.
        lead_weeks: How far ahead, in weeks.
    """
    angle = 2 * np.pi * (day_of_year + 3.5 * lead_weeks) / DAYS_A_YEAR
    season = np.stack([np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)], axis=1)
    by_season = [states[:, [figure]] * season for figure in (0, 1)]
    return np.concatenate([season, states, *by_season, rain[:, None]], axis=1)


def swing(vci: Floats, *, usual: float) -> float | None:
    """Return how strongly the VCI has moved in four weeks of the last half year, in %.

    Half of its square is the unit's own, half is the usual one, so that a calm half year does not
    promise more than is known. None when fewer than 20 such changes are known.

    Args:
        vci: Weekly VCI in %, the newest last, NaN where unknown.
        usual: Root mean square of the changes in training, in %.
    """
    newest = vci[-(SWING_WEEKS + SWING_OVER_WEEKS) :]
    changes = newest[SWING_OVER_WEEKS:] - newest[:-SWING_OVER_WEEKS]
    known = changes[~np.isnan(changes)]
    if known.size < FEWEST_SWINGS:
        return None
    return float(np.sqrt((np.mean(known**2) + usual**2) / 2))


def vci_3m_ahead(vci: Floats, later_mean: float, *, lead_weeks: int) -> float:
    """Return the VCI-3M some weeks ahead, in %: the known weeks of its 13 and the foreseen ones.

    Args:
        vci: Weekly VCI in %, the newest last, 13 weeks or more.
        later_mean: Foreseen mean VCI of the weeks from now to the lead, in %.
        lead_weeks: 1 to 13 weeks.

    >>> vci_3m_ahead(np.full(13, 40.0), 27.0, lead_weeks=13)
    27.0
    >>> vci_3m_ahead(np.full(13, 40.0), 27.0, lead_weeks=4)
    36.0
    """
    known: Sequence[float] = vci[len(vci) - WINDOW_WEEKS + lead_weeks :].tolist()
    return float((sum(known) + lead_weeks * later_mean) / WINDOW_WEEKS)
