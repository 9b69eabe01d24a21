"""The words for policies, figures and sources on the officers' evidence page."""

from __future__ import annotations

from app.domain.findings import Effect, Finding, Policy
from app.domain.variables import (
    MAIZE_PRICE,
    NDVI,
    NDVI_NORMAL,
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
    VCI_3M,
)
from app.sources.fao_asis import VCI_ASIS
from app.sources.fews_net import AREA_PHASE, AREA_PHASE_PROJECTED
from app.sources.food_security import CRISIS_SHARE, CRISIS_SHARE_PROJECTED
from app.sources.nasa_power import POWER_HOTTEST, POWER_RAIN
from app.sources.ndma_indicators import indicator_of
from app.sources.open_meteo import FORECAST_HOTTEST, FORECAST_RAIN, FORECAST_RAIN_DAY

POLICY_WORDS = {
    Policy.MISSING: "Missing",
    Policy.STALE: "Too old, or getting old",
    Policy.FUTURE: "Of days to come",
    Policy.IMPLAUSIBLE: "Cannot be",
    Policy.JUMP: "Too large a step",
    Policy.UNIT_CHANGE: "Unit may have changed",
    Policy.DUPLICATE: "Given twice",
    Policy.CONFLICT: "Given twice, not the same",
    Policy.SUMS: "Sums do not agree",
    Policy.PRELIMINARY: "Preliminary",
    Policy.NOT_COMPUTED: "Not computed",
    Policy.PHASE_DIFFERS: "Estimate differs from NDMA",
}
# Why there is nothing to decide about a finding that cannot be decided.
CLOSED = {
    Policy.MISSING: "What is missing cannot be decided away: enter it, or wait for its source.",
    Policy.FUTURE: "Left out by rule; it counts once its days have come.",
    Policy.IMPLAUSIBLE: "A figure that cannot be is never used; ask its source to correct it.",
    Policy.DUPLICATE: "It counts once; nothing is lost.",
    Policy.CONFLICT: "Enter NDMA’s bulletin again if the other entry holds.",
    Policy.PRELIMINARY: "Used as it is; its source will revise it.",
    Policy.NOT_COMPUTED: "Nothing to decide: it is not said.",
    Policy.PHASE_DIFFERS: "NDMA’s phase is what goes on air; only NDMA can change it.",
}
NAMED_SUBJECTS = 3
NOTHING_TO_DECIDE = "For information; nothing to decide."
INDICATOR_TITLES = {
    "rain-1-month-percent": "Rain of one month, of normal",
    "rain-3-month-percent": "Rain of three months, of normal",
    "SPI-1": "SPI-1, rain of one month",
    "SPI-3": "SPI-3, rain of three months",
    "SPI-6": "SPI-6, rain of six months",
    "rain-season-percent": "Rain of the season to date, of normal",
    "dry-spell-days": "Longest dry spell, model guidance",
    "season-onset": "Onset of the rains, model guidance",
    "NDVI-percent": "Greenness (NDVI), of normal",
    "NDVI-anomaly": "Greenness (NDVI), above normal",
    "VCI-3M": "Pasture and browse (VCI-3M)",
}
SUBJECTS = {
    **dict.fromkeys((RAIN, RAIN_1_MONTH, RAIN_3_MONTH), "rain"),
    **dict.fromkeys((RAIN_NORMAL, RAIN_1_MONTH_NORMAL, RAIN_3_MONTH_NORMAL), "normal rain"),
    **dict.fromkeys((NDVI, NDVI_NORMAL), "greenness"),
    VCI_3M: "pasture and browse",
    MAIZE_PRICE: "the price of maize",
}
CONTEXT_TITLES = {
    MAIZE_PRICE: "Maize price",
    CRISIS_SHARE: "People in IPC phase 3 or worse",
    CRISIS_SHARE_PROJECTED: "People in IPC phase 3 or worse, projected",
    AREA_PHASE: "FEWS NET area phase",
    AREA_PHASE_PROJECTED: "FEWS NET area phase, projected",
    VCI_ASIS: "FAO ASIS vegetation (VCI of one dekad)",
    FORECAST_RAIN: "Open-Meteo, rain of 7 days",
    FORECAST_HOTTEST: "Open-Meteo, hottest of 7 days",
    FORECAST_RAIN_DAY: "Open-Meteo, rain of one day",
    POWER_RAIN: "NASA POWER, rain",
    POWER_HOTTEST: "NASA POWER, hottest",
}
GUIDANCE = "Model guidance; KMD’s word goes first."
GAP_FILLER = "Gap filler, for when rain is missing; never mixed into it."
ANALYSIS = "An analysis of food security; not NDMA’s phase."
CAUTIONS = {
    **dict.fromkeys((FORECAST_RAIN, FORECAST_HOTTEST, FORECAST_RAIN_DAY), GUIDANCE),
    **dict.fromkeys((POWER_RAIN, POWER_HOTTEST), GAP_FILLER),
    **dict.fromkeys((CRISIS_SHARE, CRISIS_SHARE_PROJECTED), ANALYSIS),
    **dict.fromkeys((AREA_PHASE, AREA_PHASE_PROJECTED), ANALYSIS),
    VCI_ASIS: "After FAO; not NDMA’s VCI-3M.",
}


def subject(variable: str) -> str:
    """Return a variable as a sentence about it calls it.

    >>> subject("rain-3-month"), subject("milk-production")
    ('rain', 'milk production')
    """
    known = indicator_of(variable)
    title = known.title if known else variable.replace("-", " ")
    return SUBJECTS.get(variable, f"{title[:1].lower()}{title[1:]}")


def holds_words(finding: Finding) -> str:
    """Return what a finding keeps off the air as it stands now."""
    if finding.holds_bulletin:
        return "The whole bulletin"
    if finding.holds:
        return _sentences(list(dict.fromkeys(subject(each) for each in finding.variables)))
    if finding.accepted and finding.effect is not Effect.NONE:
        return "Nothing any more"
    return "Nothing"


def _sentences(subjects: list[str]) -> str:
    if not subjects:
        return "Its sentence"
    named, more = subjects[:NAMED_SUBJECTS], len(subjects) - NAMED_SUBJECTS
    others = f" and {more} more" if more > 0 else ""
    return f"What is said of {', '.join(named)}{others}"


def closed_words(finding: Finding) -> str:
    """Return why there is nothing to decide, or empty when there is."""
    if finding.decidable:
        return ""
    return CLOSED.get(finding.policy, NOTHING_TO_DECIDE)
