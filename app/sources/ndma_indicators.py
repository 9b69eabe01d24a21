"""The indicators of NDMA's page 1: names, units, limits, and which side is bad."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.variables import (
    COPING_CRISIS,
    COPING_EMERGENCY,
    COPING_INDEX,
    COPING_STRESS,
    FCS_ACCEPTABLE,
    FCS_BORDERLINE,
    FCS_POOR,
    GOAT_PRICE,
    LIVESTOCK_WATER_DISTANCE,
    MAIZE_PRICE_NDMA,
    MILK_CONSUMPTION,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    RCSI,
    TERMS_OF_TRADE,
    VCI_3M,
    WATER_COST,
    WATER_DISTANCE,
    WATER_SOURCES,
)

BIOPHYSICAL, PRODUCTION, ACCESS, UTILISATION = "Biophysical", "Production", "Access", "Utilisation"
LOW, HIGH = "low", "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator that NDMA prints as a figure.

    Attributes:
        variable: Name in `app.domain.variables`.
        group: Group of the table that it stands in.
        title: Its name for people, without the unit.
        unit: Its unit here.
        units: Units that may stand beside the figure; all mean `unit`.
        lowest: Below it the figure cannot be, in `unit`.
        highest: Above it the figure cannot be.
        bad: The side of its normal range on which it is worse: `low` or `high`.
    """

    variable: str
    group: str
    title: str
    unit: str
    units: tuple[str, ...]
    lowest: float
    highest: float
    bad: str


_LITRE_UNITS = (
    *("l", "ltr", "ltrs", "litre", "litres", "liters", "l/hh/day", "litres/hh/day"),
    *("l/household/day", "litres/household/day"),
)
_KM_UNITS = ("km", "kms", "kilometres")
_SHILLING_UNITS = ("ksh", "kshs", "kes", "sh", "shs", "shillings")


def _fcs(variable: str, *, consumption: str, bad: str) -> Indicator:
    """Return the share of households in one class of the Food Consumption Score."""
    return Indicator(
        variable=variable,
        group=UTILISATION,
        title=f"Households with {consumption} food consumption score",
        unit="%",
        units=("%", "percent"),
        lowest=0,
        highest=100,
        bad=bad,
    )


def _coping(variable: str, *, kind: str) -> Indicator:
    """Return the share of households that use one kind of livelihood coping strategies."""
    return Indicator(
        variable=variable,
        group=UTILISATION,
        title=f"Households using {kind} coping strategies",
        unit="%",
        units=("%", "percent"),
        lowest=0,
        highest=100,
        bad=HIGH,
    )


INDICATORS = (
    Indicator(
        variable=VCI_3M,
        group=BIOPHYSICAL,
        title="Vegetation condition over three months (VCI-3M)",
        unit="%",
        units=("%",),
        lowest=0,
        highest=150,
        bad=LOW,
    ),
    Indicator(
        variable=WATER_SOURCES,
        group=BIOPHYSICAL,
        title="State of water sources",
        unit="scale",
        units=("scale",),
        lowest=0,
        highest=10,
        bad=LOW,
    ),
    Indicator(
        variable=MILK_PRODUCTION,
        group=PRODUCTION,
        title="Milk production",
        unit="litres/household/day",
        units=_LITRE_UNITS,
        lowest=0,
        highest=10,
        bad=LOW,
    ),
    Indicator(
        variable=TERMS_OF_TRADE,
        group=ACCESS,
        title="Terms of trade, maize for a goat",
        unit="kg/goat",
        units=("kg", "kgs", "kg/goat"),
        lowest=5,
        highest=500,
        bad=LOW,
    ),
    Indicator(
        variable=MILK_CONSUMPTION,
        group=ACCESS,
        title="Milk consumption",
        unit="litres/household/day",
        units=_LITRE_UNITS,
        lowest=0,
        highest=10,
        bad=LOW,
    ),
    Indicator(
        variable=WATER_DISTANCE,
        group=ACCESS,
        title="Return distance to water for households",
        unit="km",
        units=_KM_UNITS,
        lowest=0,
        highest=40,
        bad=HIGH,
    ),
    Indicator(
        variable=MUAC_AT_RISK,
        group=UTILISATION,
        title="Children at risk of malnutrition (MUAC)",
        unit="%",
        units=("%", "percent"),
        lowest=0,
        highest=60,
        bad=HIGH,
    ),
    Indicator(
        variable=COPING_INDEX,
        group=UTILISATION,
        title="Coping strategy index (CSI)",
        unit="index",
        units=("index",),
        lowest=0,
        highest=100,
        bad=HIGH,
    ),
    Indicator(
        variable=RCSI,
        group=UTILISATION,
        title="Reduced coping strategy index (rCSI)",
        unit="index",
        units=("index",),
        lowest=0,
        highest=56,
        bad=HIGH,
    ),
    _fcs(FCS_ACCEPTABLE, consumption="acceptable", bad=LOW),
    _fcs(FCS_BORDERLINE, consumption="borderline", bad=HIGH),
    _fcs(FCS_POOR, consumption="poor", bad=HIGH),
    _coping(COPING_STRESS, kind="stress"),
    _coping(COPING_CRISIS, kind="crisis"),
    _coping(COPING_EMERGENCY, kind="emergency"),
    Indicator(
        variable=LIVESTOCK_WATER_DISTANCE,
        group=ACCESS,
        title="Return distance to water for livestock",
        unit="km",
        units=_KM_UNITS,
        lowest=0,
        highest=60,
        bad=HIGH,
    ),
    Indicator(
        variable=WATER_COST,
        group=ACCESS,
        title="Cost of water",
        unit="KES/20 litres",
        units=_SHILLING_UNITS,
        lowest=0,
        highest=100,
        bad=HIGH,
    ),
    Indicator(
        variable=GOAT_PRICE,
        group=ACCESS,
        title="Price of a goat",
        unit="KES/goat",
        units=(*_SHILLING_UNITS, "ksh/goat", "ksh/head"),
        lowest=500,
        highest=20_000,
        bad=LOW,
    ),
    Indicator(
        variable=MAIZE_PRICE_NDMA,
        group=ACCESS,
        title="Price of maize",
        unit="KES/kg",
        units=(*_SHILLING_UNITS, "ksh/kg", "kes/kg"),
        lowest=5,
        highest=300,
        bad=HIGH,
    ),
)


def indicator_of(variable: str) -> Indicator | None:
    """Return the indicator of a variable, or None."""
    return next((each for each in INDICATORS if each.variable == variable), None)
