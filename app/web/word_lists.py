"""Phases, trends, verdicts, runs and indicators in the words of the pages, in English.

The pages hand each to `_`, which has the words of the reader's language.
"""

from __future__ import annotations

from app.domain.bulletins import Verdict
from app.domain.evidence import Phase, Trend

PHASE_WORDS = {
    Phase.NORMAL: "Normal",
    Phase.PRE_ALERT: "Pre-alert",
    Phase.ALERT: "Alert",
    Phase.ALARM: "Alarm",
    Phase.EMERGENCY: "Emergency",
    Phase.RECOVERY: "Recovery",
}
TREND_WORDS = {
    Trend.IMPROVING: "getting better",
    Trend.STABLE: "no change",
    Trend.WORSENING: "getting worse",
}
VERDICT_WORDS = {
    Verdict.READY: "Being made",
    Verdict.RELEASED: "Released",
    Verdict.HELD_APPROVAL: "Waits for approval",
    Verdict.HELD_EVIDENCE: "Held: evidence",
    Verdict.NO_VOICE: "No voice",
    Verdict.REFUSED: "Refused",
    Verdict.EXPIRED: "Week over",
    Verdict.SUPERSEDED: "Replaced",
    Verdict.WITHDRAWN: "Withdrawn",
    Verdict.FAILED: "Failed",
}
VERDICT_SENTENCES = {
    Verdict.READY: "The audio is being made.",
    Verdict.HELD_APPROVAL: "Not released: an officer has not approved the words yet.",
    Verdict.HELD_EVIDENCE: "Not released: the evidence of this week is not fit for air.",
    Verdict.REFUSED: "Not released: a check refused it, and an officer looks into it.",
    Verdict.EXPIRED: "Its week is over.",
    Verdict.SUPERSEDED: "It was replaced by a newer edition.",
    Verdict.WITHDRAWN: "It was withdrawn. Do not play it.",
    Verdict.FAILED: "Not released: the audio could not be made, and it is tried again.",
}
RUN_WORDS = {"running": "Running", "done": "Done", "failed": "Failed", "missed": "Missed"}
# The parts of a bulletin, by the names that segments have in data.
SEGMENTS = {
    "ident": "Who speaks",
    "headline": "The phase",
    "changed": "What changed",
    "rain": "Rain",
    "pasture": "Pasture",
    "water": "Water",
    "market": "Market",
    "outlook": "Weather to come",
    "actions": "What to do",
    "announcements": "Announcements",
    "close": "Close",
}
WHAT = {
    "phase": "Drought phase",
    "phase_month": "Month of the phase",
    "trend": "Trend",
    "rain_3_month": "Rain of three months, against the usual",
    "rain_1_month": "Rain of one month, against the usual",
    "greenness": "Greenness of plants, against the usual",
    "pasture": "Pasture (VCI-3M)",
    "water_distance": "Distance to water",
    "goat_maize": "Maize that the price of one goat buys",
    "milk": "Milk that a household produces",
    "children_at_risk": "Children at risk (arm measured)",
    "maize_price": "Price of maize",
    "rain_age": "Age of the rain figures",
    "pasture_age": "Age of the pasture figures",
    "outlook": "Forecast of the Kenya Meteorological Department",
    "action_1": "First action",
    "action_2": "Second action",
    "action_3": "Third action",
    "action_1_short": "First action, in short",
    "action_2_short": "Second action, in short",
    "action_3_short": "Third action, in short",
}
