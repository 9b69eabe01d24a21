"""Skill of an outlook on the test years, beside the baseline ridge and persistence."""

import json
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from app.indicators.outlook import Outlook, forecast, speakable_class
from tests.validation.outlook_series import BASELINE_FILE, WINDOW_WEEKS, all_series

TEST_FROM = date(2021, 1, 1)
DEFICIT = 35
WAYS = ("ours", "ridge", "persistence")
LEADS = tuple(range(2, 13))


class Skill(NamedTuple):
    """How one way of foreseeing did on some rows; R² and shares from 0 to 1, RMSE in % VCI."""

    rows: int
    r2: float
    rmse: float
    hit: float
    false_alarm: float


def baseline_ridge(series, lead):
    """Return the published ridge's forecast at each origin, from its own five features."""
    fit = json.loads(BASELINE_FILE.read_text(encoding="utf-8"))["leads_weeks"][str(lead)]["coef"]
    vci = pd.Series(series.vci)
    known = vci.rolling(WINDOW_WEEKS - lead).sum() / WINDOW_WEEKS if lead < WINDOW_WEEKS else 0
    return (
        fit["intercept"]
        + fit["known_part"] * known
        + fit["vci_now"] * vci
        + fit["vci_change_3w"] * (vci - vci.shift(3))
        + fit["vci_mean_5w"] * vci.rolling(5).mean()
        + fit["vci3m_now"] * series.vci_3m()
    ).to_numpy()


@cache
def rows():
    """Return every forecast of the test years: one line an origin, sub-county and lead."""
    table = pd.DataFrame([line for series in all_series() for line in _rows_of(series)])
    # the baseline's rows: truth and its features are known
    kept = table.dropna(subset=["truth", "ridge", "persistence"])
    assert kept["ours"].notna().all(), "the baseline speaks where we do not: rows would differ"
    return kept


def _rows_of(series):
    vci_3m = series.vci_3m()
    ridge = {lead: baseline_ridge(series, lead) for lead in LEADS}
    for at, day in enumerate(series.days):
        if day < TEST_FROM:
            continue
        found = forecast(series.history(at), rain=series.rain)
        leads = {each.lead_weeks: each for each in found.leads} if _spoke(found) else {}
        for lead in LEADS:
            each = leads.get(lead)
            yield {
                "name": series.name,
                "spoken": series.spoken,
                "day": day,
                "lead": lead,
                "truth": vci_3m[at + lead] if at + lead < len(vci_3m) else np.nan,
                "ours": each.point if each else np.nan,
                "ridge": ridge[lead][at],
                "persistence": vci_3m[at],
                "low": each.low if each else np.nan,
                "high": each.high if each else np.nan,
                "said": bool(each) and speakable_class(each) is not None,
            }


def _spoke(found):
    return isinstance(found, Outlook)


def chosen(lead, *, spoken):
    """Return the rows of a lead: the ten sub-counties that are spoken of, or all 49."""
    table = rows()
    return table[(table["lead"] == lead) & (table["spoken"] | (not spoken))]


def skill(table, way):
    truth, found = table["truth"], table[way]
    deficit = truth < DEFICIT
    squared = (truth - found) ** 2
    return Skill(
        rows=len(table),
        r2=1 - squared.sum() / ((truth - truth.mean()) ** 2).sum(),
        rmse=np.sqrt(squared.mean()),
        hit=(found[deficit] < DEFICIT).mean(),
        false_alarm=(found[~deficit] < DEFICIT).mean(),
    )


def coverage(table):
    """Return the share of truths inside the 80 % band."""
    return table["truth"].between(table["low"], table["high"]).mean()


def printed(*, spoken):
    """Return the table as Markdown."""
    lines = [
        "| weeks | R² ours / ridge / persistence | RMSE | hit < 35 | false alarm < 35 "
        "| in the 80 % band | class may be said | rows |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for lead in LEADS:
        table = chosen(lead, spoken=spoken)
        each = [skill(table, way) for way in WAYS]
        lines.append(
            f"| {lead} | {_three(each, 'r2', 3)} | {_three(each, 'rmse', 1)} | "
            f"{_three(each, 'hit', 2)} | {_three(each, 'false_alarm', 2)} | "
            f"{coverage(table):.2f} | {table['said'].mean():.2f} | {len(table)} |"
        )
    return "\n".join(lines)


def _three(each, figure, places):
    return " / ".join(f"{getattr(one, figure):.{places}f}" for one in each)
