"""The figures of the samples: round ones that fit each phase; they were measured nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.evidence import Phase, Trend
from app.domain.periods import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A county of the samples, and the week, trend and further facts it is told with."""

    week: Week
    trend: Trend
    wards: tuple[str, ...]
    extra: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures that fit a phase, and where NDMA's normal range would lie."""

    rain_3: float
    rain_1: float
    vegetation: str
    goat_kg: float
    water_km: float
    milk: float
    at_risk: float


# One county a season: short rains, the dry season, long rains.
PLACES: Mapping[str, Place] = {
    "kitui": Place(
        week=Week(2026, 46),
        trend=Trend.WORSENING,
        wards=("Mutomo", "Ikutha"),
        extra={"goat_price": 4_480},
    ),
    "makueni": Place(
        week=Week(2026, 32),
        trend=Trend.STABLE,
        wards=("Makindu",),
        extra={"maize_price": 62},
    ),
    "taita-taveta": Place(
        week=Week(2026, 19),
        trend=Trend.IMPROVING,
        wards=("Kasigau", "Mbololo", "Bura"),
        extra={"rain_amount": 43},
    ),
}
UNITS = {"goat_price": "KSh", "maize_price": "KSh", "rain_amount": "mm"}
SAMPLE_PHONE = "0800 000 000"
# What KMD expects is written by an officer in each language; these two are samples.
OUTLOOK: Mapping[str, str] = {
    "en": "that less rain than usual is likely",
    "sw": "kwamba huenda mvua ikawa chini ya kawaida",
}
FITTING: Mapping[Phase, Figures] = {
    Phase.NORMAL: Figures(
        rain_3=98,
        rain_1=205,
        vegetation="above normal vegetation greenness",
        goat_kg=120,
        water_km=2.5,
        milk=2.4,
        at_risk=4.0,
    ),
    Phase.PRE_ALERT: Figures(
        rain_3=76,
        rain_1=66,
        vegetation="normal vegetation greenness",
        goat_kg=95,
        water_km=3.0,
        milk=2.0,
        at_risk=6.0,
    ),
    Phase.ALERT: Figures(
        rain_3=58,
        rain_1=46,
        vegetation="moderate vegetation deficit",
        goat_kg=80,
        water_km=5.6,
        milk=1.6,
        at_risk=9.0,
    ),
    Phase.ALARM: Figures(
        rain_3=42,
        rain_1=25,
        vegetation="severe vegetation deficit",
        goat_kg=57,
        water_km=8.2,
        milk=1.1,
        at_risk=14.0,
    ),
    Phase.EMERGENCY: Figures(
        rain_3=24,
        rain_1=0,
        vegetation="extreme vegetation deficit",
        goat_kg=30,
        water_km=14.0,
        milk=0.4,
        at_risk=27.0,
    ),
    Phase.RECOVERY: Figures(
        rain_3=104,
        rain_1=120,
        vegetation="moderate vegetation deficit",
        goat_kg=70,
        water_km=4.0,
        milk=1.4,
        at_risk=12.0,
    ),
}
# From better to worse; Recovery comes after Alarm.
ORDER = (Phase.NORMAL, Phase.PRE_ALERT, Phase.ALERT, Phase.ALARM, Phase.EMERGENCY)
STALE_MONTHS = 4
# At this pace no sample is too long, so that no sentence is left unread.
UNHURRIED_WPM = 300
USUAL = {"goat": (83.0, 110.0), "water": (3.0, 5.0), "milk": (1.5, 2.2), "at_risk": (5.0, 8.0)}
