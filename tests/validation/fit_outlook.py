"""Fit the shipped outlook on the years to 2020: `python -m tests.validation.fit_outlook` writes it.

Each lead is a ridge of scikit-learn on the terms of `outlook_model`. The penalties were chosen, and
the band is taken, from time-ordered folds within 2012 to 2020: each fold foresees one year with a
fit that has seen only targets before it. No figure of 2021 or later enters.
"""

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.indicators import outlook_model
from app.indicators.outlook import FEWEST_WEEKS, newest_usable_rain, without_short_gaps
from app.indicators.outlook_model import TERMS, WINDOW_WEEKS, LeadModel, OutlookModel
from tests.validation.outlook_series import RAIN_FILE, VCI_FILE, all_series, target_day

LEADS = range(2, 13)
TRAINED_TO = date(2020, 12, 31)
FOLDS = tuple(range(2015, 2021))
CHECKED_FOLDS = FOLDS[2:]
COVERAGE = 0.8
SHIPPED = Path(outlook_model.__file__).parent / "outlook_models" / "vci_3m_to_2020.json"

# Ridge penalties by group of terms, chosen on the folds; a larger one holds the term nearer to 0.
PENALTIES = np.array([3.0] * 4 + [0.1] * 6 + [1.0] * 8 + [0.05])


class Row(NamedTuple):
    """What was known at one origin in one sub-county, and how it went on."""

    series: object
    at: int
    vci: np.ndarray
    state: np.ndarray
    rain: float
    swing: float


def origins(subcounties, usual):
    """Return every origin to 2020 that the forecast would accept."""
    rows = []
    for series in subcounties:
        for at in range(len(series.days)):
            if series.days[at] > TRAINED_TO:
                break
            history = series.history(at)
            vci = without_short_gaps(history.values)
            if vci.size < FEWEST_WEEKS or np.isnan(vci[-WINDOW_WEEKS:]).any():
                continue
            moved = outlook_model.swing(vci, usual=usual)
            rain = newest_usable_rain(series.rain, at=history.last)
            seen = outlook_model.rain_term(rain.percent if rain else None)
            if moved is not None:
                rows.append(Row(series, at, vci, outlook_model.state(vci), seen, moved))
    return rows


def usual_swing(subcounties):
    """Return the root mean square of four-week changes of VCI to 2020, in %."""
    changes = []
    for series in subcounties:
        known = series.vci[np.array(series.days) <= TRAINED_TO]
        changes.append(known[4:] - known[:-4])
    return round(float(np.sqrt(np.nanmean(np.concatenate(changes) ** 2))), 2)


class Lead:
    """The rows of one lead whose target lies within the training years."""

    def __init__(self, rows, lead):
        kept = [row for row in rows if target_day(row.series, row.at, lead) <= TRAINED_TO]
        later = np.array([row.series.vci[row.at + 1 : row.at + 1 + lead].mean() for row in kept])
        now = np.array([row.vci[-1] for row in kept])
        kept = [row for row, mean in zip(kept, later, strict=True) if not np.isnan(mean)]
        self.change = (later - now)[~np.isnan(later)]
        days = [row.series.days[row.at] for row in kept]
        self.lead = lead
        self.year = np.array([day.year for day in days])
        self.target_year = np.array([target_day(row.series, row.at, lead).year for row in kept])
        self.swing = np.array([row.swing for row in kept])
        self.terms = outlook_model.terms(
            np.stack([row.state for row in kept]),
            rain=np.array([row.rain for row in kept]),
            day_of_year=np.array([float(day.timetuple().tm_yday) for day in days]),
            lead_weeks=lead,
        )

    def fit(self, before):
        """Return intercept and coefficients from targets before a year."""
        # only the fit needs scikit-learn: without it, these modules can still be collected
        from sklearn.linear_model import Ridge

        seen = self.target_year < before
        scale = np.sqrt(PENALTIES)
        ridge = Ridge(alpha=int(seen.sum())).fit(self.terms[seen] / scale, self.change[seen])
        return float(ridge.intercept_), ridge.coef_ / scale

    def fold_errors(self):
        """Return errors of VCI-3M in swings, and their years, each year foreseen from before it."""
        errors, years = [], []
        for year in FOLDS:
            intercept, coefficients = self.fit(year)
            here = self.year == year
            missed = self.change[here] - intercept - self.terms[here] @ coefficients
            errors.append(self.lead / WINDOW_WEEKS * missed / self.swing[here])
            years.append(self.year[here])
        return np.concatenate(errors), np.concatenate(years)

    def band(self):
        """Return the 10 and 90 % errors, widened until earlier folds' bands hold 80 % of later."""
        errors, years = self.fold_errors()
        low, high = np.quantile(errors, [0.1, 0.9])
        for widened in np.arange(1.0, 3.0, 0.01):
            if _held(errors, years, widened) >= COVERAGE:
                return widened * low, widened * high
        raise AssertionError("no band holds")


def _held(errors, years, widened):
    """Return the share of each later fold inside the band of the folds before it, averaged."""
    shares = []
    for year in CHECKED_FOLDS:
        low, high = widened * np.quantile(errors[years < year], [0.1, 0.9])
        here = errors[years == year]
        shares.append(np.mean((here >= low) & (here <= high)))
    return np.mean(shares)


def fitted(subcounties):
    """Return the model, as shipped before rounding."""
    usual = usual_swing(subcounties)
    rows = origins(subcounties, usual)
    model = OutlookModel(TRAINED_TO, usual, {})
    leads = {}
    for lead in LEADS:
        ours = Lead(rows, lead)
        intercept, coefficients = ours.fit(TRAINED_TO.year + 1)
        leads[lead] = LeadModel(
            intercept, tuple(map(float, coefficients)), *map(float, ours.band())
        )
    return replace(model, leads=leads)


def _as_written(model):
    return {
        "what": "VCI-3M outlook: ridge on the mean VCI of the coming weeks, 49 sub-counties pooled",
        "fitted_by": "tests/validation/fit_outlook.py",
        "trained_to": model.trained_to.isoformat(),
        "usual_swing": model.usual_swing,
        "penalties": dict(zip(TERMS, PENALTIES.tolist(), strict=True)),
        "files_sha256": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (VCI_FILE, RAIN_FILE)
        },
        "leads": {
            str(lead): {
                "intercept": round(fit.intercept, 5),
                "coefficients": {
                    term: round(c, 5) for term, c in zip(TERMS, fit.coefficients, strict=True)
                },
                "low": round(fit.low, 4),
                "high": round(fit.high, 4),
            }
            for lead, fit in model.leads.items()
        },
    }


if __name__ == "__main__":
    SHIPPED.write_text(
        json.dumps(_as_written(fitted(all_series())), indent=1) + "\n", encoding="utf-8"
    )
    print(f"wrote {SHIPPED}")
