"""A county's assessment with a little of everything that an officer may meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.domain.evidence import Assessment, Estimate, IndicatorValue, Phase, Trend
from app.domain.findings import Decision, Effect, Finding, Policy
from app.domain.outlooks import OutlookLead, VegetationOutlook
from app.domain.periods import Month, Period
from app.domain.weather import WeatherForecast
from tests.builders import NOW, WEEK_48, phase_record, rain

OCTOBER = Month(2026, 10).period
AUTUMN = Period(date(2026, 8, 1), date(2026, 10, 31))
LAST_DEKAD = Period(date(2026, 11, 1), date(2026, 11, 10))
PAGE = "NDMA Kitui bulletin, October 2026"
JUMPED = Finding(
    policy=Policy.JUMP,
    effect=Effect.SENTENCE,
    text=(
        f"terms-of-trade of 0.57 kg/goat ({PAGE}, page 1, row 12) was 61 up to 30 September 2026: "
        "too large a step to believe; check both."
    ),
    variables=("terms-of-trade",),
    identity="terms-of-trade|0.57",
    decidable=True,
)
STALE_PHASE = Finding(
    policy=Policy.STALE,
    effect=Effect.BULLETIN,
    text="NDMA's phase is of 31 July 2026, 115 days before 23 November 2026: too old; get newer.",
    identity="NDMA's phase|2026-07-31",
    decidable=True,
)
NO_MILK = Finding(
    policy=Policy.MISSING, effect=Effect.NONE, text="There is no milk figure for Kitui."
)
DIFFERS = Finding(
    policy=Policy.PHASE_DIFFERS,
    effect=Effect.NONE,
    text="NDMA's phase for October 2026 is alert, while the figures suggest alarm.",
)
ACCEPTED = replace(
    JUMPED,
    policy=Policy.SUMS,
    text="Rain of three months is not the sum of its dekads.",
    variables=("rain-3-month",),
    identity="sums",
    decision=Decision(accepted=True, reason="KMD's station says the same", officer="Asha", at=NOW),
)


def found(**changes: Any) -> Finding:
    """Return a finding that an officer may decide."""
    return replace(JUMPED, **changes)


def vegetation(value: float = 31.0) -> IndicatorValue:
    """Return a computed VCI-3M."""
    return IndicatorValue(
        name="VCI-3M",
        value=value,
        unit="%",
        period=Period(date(2026, 8, 11), LAST_DEKAD.end),
        formula="VCI (county NDVI): mean over 9 dekads",
        classified="moderate vegetation deficit",
        sources=(rain(0.31, variable="NDVI", unit="unitless", source="WFP NDVI (HDX)"),),
    )


def rain_percent(name: str, value: float, period: Period) -> IndicatorValue:
    """Return rain in % of its normal."""
    return IndicatorValue(
        name=name,
        value=value,
        unit="%",
        period=period,
        formula="100 * rain / normal",
        classified="below normal",
        sources=(
            rain(34.0, source="WFP rainfall (HDX)", url="https://data.example/rain.csv"),
            rain(79.0, source="WFP rainfall (HDX)", variable="rain-3-month-normal"),
        ),
    )


def outlook() -> VegetationOutlook:
    """Return an outlook whose last leads are too uncertain for a class."""
    leads = (
        (2, 29.0, 25.0, 33.0, "moderate vegetation deficit"),
        (4, 27.5, 21.0, 35.5, "moderate vegetation deficit"),
        (6, 27.0, 18.0, 38.0, ""),
        (8, 28.0, 16.0, 43.0, ""),
        (10, 30.0, 14.5, 48.0, ""),
        (12, 31.5, 13.0, 52.0, ""),
    )
    return VegetationOutlook(
        since=LAST_DEKAD.end,
        source="WFP NDVI (HDX)",
        leads=tuple(
            OutlookLead(
                lead_weeks=weeks,
                on=LAST_DEKAD.end + timedelta(weeks=weeks),
                point=point,
                low=low,
                high=high,
                classified=classified,
            )
            for weeks, point, low, high, classified in leads
        ),
    )


def assessment(**changes: Any) -> Assessment:
    """Return a rich assessment of Kitui in week 48."""
    page = {"source": PAGE, "period": OCTOBER, "url": "https://ndma.example/kitui.pdf"}
    made = Assessment(
        county="kitui",
        week=WEEK_48,
        as_of=WEEK_48.monday,
        official=phase_record(
            trend=Trend.WORSENING,
            published_month=Month(2026, 11),
            source=PAGE,
            source_kind="page-1 table",
            row="page 1, row 6",
        ),
        zones=(
            phase_record(Phase.ALERT, zone="marginal mixed farming", trend=Trend.WORSENING),
            phase_record(Phase.ALARM, zone="mixed farming", trend=Trend.STABLE),
        ),
        estimate=Estimate(
            phase=Phase.ALARM,
            reasons=(
                "VCI-3M is 31 %, below 35 % (environment).",
                "Rain is 43 % of normal over one month and 62 % over three, both below 80 % "
                "(environment).",
                "milk-production is 1.1 litres/household/day, outside its normal range of 1.6 or "
                "more (production).",
                "Nothing is known of utilisation, so it cannot raise the estimate.",
            ),
        ),
        indicators=(
            rain_percent("rain-1-month-percent", 43.0, OCTOBER),
            rain_percent("rain-3-month-percent", 62.0, AUTUMN),
            vegetation(),
        ),
        figures=(
            rain(1.1, variable="milk-production", unit="litres", normal_low=1.6, **page),
            rain(2.7, variable="water-distance", unit="km", normal_high=3.0, **page),
            rain(7.03, variable="coping-strategy-index", unit="index", **page),
        ),
        context=(
            rain(
                71.0,
                variable="maize-price",
                unit="KES/kg",
                source="WFP food prices",
                period=Period(date(2026, 7, 15), date(2026, 7, 15)),
                note="median of three markets, retail",
            ),
            rain(30.0, variable="IPC-phase-3-plus", unit="%", source="IPC area phases"),
            rain(9.0, variable="forecast-rain-7-days", unit="mm", source="Open-Meteo guidance"),
            rain(44.0, variable="rain-gap-filler", unit="mm", source="NASA POWER"),
        ),
        outlook=outlook(),
        findings=(DIFFERS, NO_MILK, ACCEPTED, JUMPED),
        stood_in=("WFP rainfall (HDX)",),
    )
    return replace(made, **changes)


def forecast(**changes: Any) -> WeatherForecast:
    """Return KMD's words as an officer named Asha copied them."""
    made = WeatherForecast(
        county="kitui",
        language="en",
        text="that less rain than usual is likely",
        valid_from=date(2026, 11, 1),
        valid_until=date(2026, 12, 31),
        url="https://meteo.example/outlook",
        officer="Asha",
        at=NOW,
    )
    return replace(made, **changes)
