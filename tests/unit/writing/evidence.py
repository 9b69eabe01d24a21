"""Builders of assessments for the tests of writing, with the figures of real bulletins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from app.domain.evidence import (
    Assessment,
    Estimate,
    IndicatorValue,
    Observation,
    Phase,
    PhaseRecord,
    Trend,
)
from app.domain.periods import Month, Period, Week
from app.domain.places import counties
from app.writing.language_pack import load_packs

ROOT = Path(__file__).parents[3] / "bulletin_templates"
PACKS = load_packs(ROOT)
FEBRUARY = Month(2026, 2)
MARCH_3 = Period(date(2025, 12, 1), date(2026, 2, 28))
WEEK_12 = Week(2026, 12)
NEXT_ISSUE = date(2026, 11, 30)
PHASES = tuple(Phase)


def observation(variable, value, unit, *, month=FEBRUARY, county="kitui", low=None, high=None):
    return Observation(
        county=county,
        period=month.period,
        variable=variable,
        value=value,
        unit=unit,
        source="NDMA county bulletin",
        payload_sha256="a" * 64,
        row="page 1, row 3",
        normal_low=low,
        normal_high=high,
    )


def indicator(name, value, unit="%", *, classified="", period=MARCH_3, county="kitui"):
    return IndicatorValue(
        name=name,
        value=value,
        unit=unit,
        period=period,
        formula="as computed",
        classified=classified,
        sources=(observation(name, value, unit, county=county),),
    )


def declared(phase, trend=None, *, month=FEBRUARY, county="kitui"):
    return PhaseRecord(
        county=county,
        observed_month=month,
        published_month=None,
        phase=phase,
        trend=trend,
        zone=None,
        source="NDMA county bulletin",
        source_kind="page-1 table",
        url="https://example.org/bulletin.pdf",
        payload_sha256="b" * 64,
        row="page 1, row 1",
    )


def assessment(
    official,
    *,
    indicators=(),
    figures=(),
    county="kitui",
    as_of=date(2026, 3, 12),
    week=WEEK_12,
    replay_of=None,
):
    return Assessment(
        county=county,
        week=week,
        as_of=as_of,
        official=official,
        estimate=Estimate(phase=Phase.EMERGENCY, reasons=("the estimate is never spoken",)),
        indicators=tuple(indicators),
        figures=tuple(figures),
        replay_of=replay_of,
    )


def kitui_february_2026(**changes):
    return replace(
        assessment(
            declared(Phase.ALERT),
            indicators=(
                indicator("rain-3-month-percent", 58.0),
                indicator("rain-1-month-percent", 46.0, period=FEBRUARY.period),
                indicator("SPI-1", -1.2, "unitless"),
                indicator("SPI-3", -1.4, "unitless"),
                indicator("NDVI-percent", 79.0, period=FEBRUARY.period),
                indicator("NDVI-anomaly", -0.08, "unitless"),
            ),
        ),
        **changes,
    )


def makueni_february_2026():
    return assessment(
        declared(Phase.NORMAL, county="makueni"),
        county="makueni",
        indicators=(
            indicator("rain-3-month-percent", 87.0, county="makueni"),
            indicator("VCI-3M", 43.1, classified="normal vegetation greenness", county="makueni"),
        ),
    )


def taita_taveta_february_2026():
    return assessment(
        declared(Phase.ALERT, county="taita-taveta"),
        county="taita-taveta",
        indicators=(
            indicator("rain-3-month-percent", 47.2, county="taita-taveta"),
            indicator(
                "VCI-3M", 22.5, classified="moderate vegetation deficit", county="taita-taveta"
            ),
        ),
    )


def kitui_april_2017(**changes):
    """The figures that NDMA printed for Kitui in April 2017."""
    april = Month(2017, 4)
    three = Period(date(2017, 2, 1), date(2017, 4, 30))
    made = assessment(
        declared(Phase.ALARM, Trend.IMPROVING, month=april),
        indicators=(
            indicator("VCI-3M", 9.72, classified="extreme vegetation deficit", period=three),
        ),
        figures=(
            observation("terms-of-trade", 57.0, "kg/goat", month=april, low=83.0),
            observation("water-distance", 2.7, "km", month=april, high=3.0),
            observation("milk-production", 1.1, "litres/household/day", month=april, low=1.6),
            observation("MUAC-at-risk", 8.6, "%", month=april, high=8.0),
        ),
        as_of=date(2017, 5, 8),
        week=Week(2026, 48),
        replay_of=april,
    )
    return replace(made, **changes)


def full(phase, trend=Trend.WORSENING, *, replay_of=None, vci_class="severe vegetation deficit"):
    """Everything that can be known of a county."""
    return assessment(
        declared(phase, trend),
        indicators=(
            indicator("rain-3-month-percent", 58.0),
            indicator("rain-1-month-percent", 112.0, period=FEBRUARY.period),
            indicator("SPI-3", -1.4, "unitless"),
            indicator("VCI-3M", 17.3, classified=vci_class),
        ),
        figures=(
            observation("terms-of-trade", 57.0, "kg/goat", low=83.0),
            observation("water-distance", 6.2, "km", high=5.0),
            observation("milk-production", 1.6, "litres/household/day", low=1.5),
            observation("MUAC-at-risk", 12.4, "%", high=8.0),
        ),
        replay_of=replay_of,
    )


def sparse(phase, trend=None, *, replay_of=None):
    """Nothing but NDMA's phase."""
    return assessment(declared(phase, trend), replay_of=replay_of)


def county(slug="kitui"):
    return counties()[slug]
