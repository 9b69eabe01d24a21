"""The form of NDMA's county bulletin: what page 1 says, and how that becomes evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date

from app.domain.evidence import Harvest, Observation, Payload, Phase, PhaseRecord, Trend
from app.domain.periods import NAIROBI, Month, Period
from app.domain.places import counties
from app.domain.variables import VCI_3M
from app.errors import SourceFormatError
from app.sources.ndma_cells import NOT_PRINTED
from app.sources.ndma_indicators import INDICATORS, indicator_of

PAGE_1 = "page-1 table"
BY_HAND = "form"
# NDMA was founded in 2011; bulletins of its forerunners are some years older.
FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True, kw_only=True)
class NdmaZone:
    """The phase of one livelihood zone.

    Attributes:
        zone: Name of the zone as printed, in small letters.
        row: Where it stands, such as `page 1, row 3`.
    """

    zone: str
    phase: Phase
    trend: Trend | None
    row: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NdmaFigure:
    """One figure of the indicator table.

    Attributes:
        variable: One of the names in `app.domain.evidence`.
        value: The figure, in `unit`.
        normal_low: Lower end of the printed normal range, or None.
        normal_high: Upper end of that range, or None.
        printed_range: The normal range as printed, or empty.
        row: Where it stands, such as `page 1, row 3`.
    """

    variable: str
    value: float
    unit: str
    normal_low: float | None
    normal_high: float | None
    printed_range: str
    row: str = field(default="", compare=False)

    @property
    def understood_range(self) -> str:
        """The printed range, or empty where it was not understood; never a formula."""
        understood = self.normal_low is not None or self.normal_high is not None
        named = self.printed_range.casefold() in NOT_PRINTED
        return self.printed_range if understood or named else ""

    @property
    def implausible(self) -> str:
        """What is odd about a figure outside what can be; empty when nothing is."""
        known = indicator_of(self.variable)
        if known is None or known.lowest <= self.value <= known.highest:
            return ""
        return (
            f"{self.variable} is {self.value:g} {self.unit}, but lies between {known.lowest:g} "
            f"and {known.highest:g} as a rule: compare it with the page ({self.row or 'no row'})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NdmaForm:
    """Page 1 of a county bulletin, for an officer to confirm.

    Attributes:
        county: Slug.
        observed_month: Month whose conditions the bulletin describes.
        published_month: Month in which it was published, or None when it is not printed.
        phase: Phase of the whole county.
        trend: Trend of the whole county, or None when none is printed.
        zones: Phases of the livelihood zones, in the order of the page.
        figures: Figures of the indicator table, in the order of `INDICATORS`.
        words: Classes printed instead of figures, such as `("vegetation-condition", "Poor")`.
        url: Where the bulletin was published.
        source_kind: `page-1 table` when read from the page, `form` when entered by hand.
        unread: Lines of the tables that could not be understood; nothing is guessed from them.
        row: Where the county's phase stands.
    """

    county: str
    observed_month: Month
    published_month: Month | None
    phase: Phase
    trend: Trend | None
    zones: tuple[NdmaZone, ...] = ()
    figures: tuple[NdmaFigure, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    url: str = ""
    source_kind: str = BY_HAND
    unread: tuple[str, ...] = ()
    row: str = field(default="", compare=False)


def fault_of_month(month: Month, *, today: date) -> str:
    """Return why a month cannot be that of a bulletin; empty when it can.

    >>> fault_of_month(Month(2072, 1), today=date(2026, 11, 23))
    '2072-01 has not begun yet; correct it'
    """
    if month > Month.of(today):
        return f"{month} has not begun yet; correct it"
    if month.year < FIRST_YEAR:
        return f"{month} is older than any bulletin; correct it"
    return ""


def to_harvest(form: NdmaForm, payload: Payload) -> Harvest:
    """Return the form as evidence.

    Args:
        form: What page 1 says, as an officer confirmed it.
        payload: The PDF or the table that it was read from.

    Raises:
        SourceFormatError: A figure or an end of its range is negative or no number, its variable
            or unit is unknown, or the bulletin was published before the month it describes, or
            describes a month that cannot be.
    """
    today = payload.fetched_at.astimezone(NAIROBI).date()
    for month in (form.observed_month, form.published_month):
        if month and (fault := fault_of_month(month, today=today)):
            raise SourceFormatError(payload.source, fault)
    if form.published_month and form.published_month < form.observed_month:
        reason = f"published in {form.published_month}, before {form.observed_month}: correct one"
        raise SourceFormatError(payload.source, reason)
    for each in form.figures:
        _refuse_figure(each, source=payload.source)
    return Harvest(
        source=payload.source,
        payloads=(payload,),
        observations=tuple(_observation(each, form=form, payload=payload) for each in form.figures),
        phases=_phases(form, payload),
    )


def _refuse_figure(figure: NdmaFigure, *, source: str) -> None:
    place = f"{figure.row}: {figure.variable}" if figure.row else figure.variable
    known = indicator_of(figure.variable)
    if known is None or figure.unit != known.unit:
        raise SourceFormatError(source, f"{place}: '{figure.unit}' is no unit of such a figure")
    for number in (figure.value, figure.normal_low, figure.normal_high):
        if number is not None and (not math.isfinite(number) or number < 0):
            raise SourceFormatError(source, f"{place}: {number} cannot be; look at the page again")
    low, high = figure.normal_low, figure.normal_high
    if low is not None and high is not None and low > high:
        raise SourceFormatError(source, f"{place}: normal range {low} to {high} is upside down")


def _observation(figure: NdmaFigure, *, form: NdmaForm, payload: Payload) -> Observation:
    printed = f"normal range printed as {figure.printed_range}" if figure.printed_range else ""
    return Observation(
        county=form.county,
        period=_period(figure.variable, form.observed_month),
        variable=figure.variable,
        value=figure.value,
        unit=figure.unit,
        source=_source(form),
        payload_sha256=payload.sha256,
        row=figure.row or "form",
        url=form.url,
        normal_low=figure.normal_low,
        normal_high=figure.normal_high,
        note="; ".join(filter(None, ("printed by NDMA", printed, figure.implausible))),
    )


def _period(variable: str, month: Month) -> Period:
    """Return the days that a figure covers; a VCI-3M covers three months."""
    if variable != VCI_3M:
        return month.period
    months = month.year * 12 + month.number - 1 - 2
    return Period(Month(months // 12, months % 12 + 1).period.start, month.period.end)


def _phases(form: NdmaForm, payload: Payload) -> tuple[PhaseRecord, ...]:
    whole = (None, form.phase, form.trend, form.row)
    zones = [(each.zone, each.phase, each.trend, each.row) for each in form.zones]
    return tuple(
        PhaseRecord(
            county=form.county,
            observed_month=form.observed_month,
            published_month=form.published_month,
            phase=phase,
            trend=trend,
            zone=zone,
            source=_source(form),
            source_kind=form.source_kind,
            url=form.url,
            payload_sha256=payload.sha256,
            row=row or "form",
        )
        for zone, phase, trend, row in (whole, *zones)
    )


def _source(form: NdmaForm) -> str:
    month = form.observed_month.period.start.strftime("%B %Y")
    return f"NDMA {counties()[form.county].name} bulletin, {month}"


def in_page_order(figures: list[NdmaFigure]) -> tuple[NdmaFigure, ...]:
    """Return figures in the order of `INDICATORS`, whatever order they were read in."""
    places = {each.variable: place for place, each in enumerate(INDICATORS)}
    return tuple(sorted(figures, key=lambda each: places[each.variable]))
