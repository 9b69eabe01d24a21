"""Charts as places on paper: numbers in, coordinates out; the pages draw them as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.evidence import IndicatorValue
from app.domain.outlooks import OutlookLead, VegetationOutlook
from app.domain.periods import Period
from app.indicators.precipitation import NORMAL_PERCENT
from app.indicators.vegetation import LOWEST_CLASS, VCI_CLASSES

WIDTH = 360.0
# Where the plot of VCI-3M lies; left of it stand the classes, right of it their limits.
LEFT, RIGHT, TOP, BOTTOM = 108.0, 326.0, 10.0, 250.0
OUTLOOK_HEIGHT = 296.0
LEAST_TOP_PERCENT = 70.0
BAR_LEFT, BAR_RIGHT, BAR_TOP, BAR_STEP, BAR_HEIGHT = 76.0, 346.0, 26.0, 40.0, 18.0
LEAST_RAIN_TOP_PERCENT = 160.0
RAIN_SPANS = (("rain-1-month-percent", "1 month"), ("rain-3-month-percent", "3 months"))


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from numbers to places."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a number, in units of the drawing.

        >>> Scale(0, 50, 200, 100).at(25)
        150.0
        """
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassBand:
    """One of NDMA's classes, as a band over the whole width.

    Attributes:
        limit: Its upper end in %, or None for the highest class.
    """

    label: str
    y: float
    height: float
    limit: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDot:
    """The best estimate at one lead; `sayable` when its class may be said."""

    x: float
    y: float
    weeks: int
    sayable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LastValue:
    """The newest VCI-3M that is known."""

    x: float
    y: float
    percent: float
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookChart:
    """VCI-3M now and in the coming weeks.

    Attributes:
        band: Corners of the 80 % band, as SVG writes points.
        line: The best estimates, from the last value on, as SVG writes points.
    """

    width: float
    height: float
    left: float
    right: float
    bottom: float
    bands: tuple[ClassBand, ...]
    last: LastValue | None
    band: str
    line: str
    dots: tuple[LeadDot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RainBar:
    """Rain of one span against its normal."""

    label: str
    y: float
    length: float
    percent: float
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class RainChart:
    """Rain against its normal: a bar a span, the usual range as a band behind them."""

    width: float
    height: float
    left: float
    top: float
    bottom: float
    bar_height: float
    usual_x: float
    usual_width: float
    bars: tuple[RainBar, ...]


def outlook_chart(outlook: VegetationOutlook, *, last: IndicatorValue | None) -> OutlookChart:
    """Return where everything of an outlook is drawn.

    Args:
        outlook: With at least one lead.
        last: VCI-3M as it is known now, or None.
    """
    leads = outlook.leads
    since = last.period.end if last else outlook.since or leads[0].on
    days = Scale(since.toordinal(), leads[-1].on.toordinal(), LEFT + 8, RIGHT - 8)
    percent = _percent_scale(leads, last=last)
    known = _last_value(last, days=days, percent=percent) if last else None
    start = ((known.x, known.y),) if known else ()
    places = [(days.at(each.on.toordinal()), each) for each in leads]
    upper = [(x, percent.at(each.high)) for x, each in places]
    lower = [(x, percent.at(each.low)) for x, each in reversed(places)]
    dots = tuple(
        LeadDot(
            x=x,
            y=percent.at(each.point),
            weeks=each.lead_weeks,
            sayable=bool(each.classified),
        )
        for x, each in places
    )
    return OutlookChart(
        width=WIDTH,
        height=OUTLOOK_HEIGHT,
        left=LEFT,
        right=RIGHT,
        bottom=BOTTOM,
        bands=class_bands(percent),
        last=known,
        band=_points((*start, *upper, *lower)),
        line=_points((*start, *((each.x, each.y) for each in dots))),
        dots=dots,
    )


def rain_chart(indicators: Iterable[IndicatorValue]) -> RainChart | None:
    """Return where rain in % of its normal is drawn, or None when there is none."""
    named = {each.name: each for each in indicators}
    found = [(label, named[name]) for name, label in RAIN_SPANS if name in named]
    if not found:
        return None
    top = max(LEAST_RAIN_TOP_PERCENT, *(_up_to_ten(each.value) for _, each in found))
    across = Scale(0, top, BAR_LEFT, BAR_RIGHT)
    usual = [across.at(each) for each in NORMAL_PERCENT]
    bottom = BAR_TOP + BAR_STEP * len(found)
    return RainChart(
        width=WIDTH,
        height=bottom + 20,
        left=BAR_LEFT,
        top=BAR_TOP,
        bottom=bottom,
        bar_height=BAR_HEIGHT,
        usual_x=usual[0],
        usual_width=round(usual[1] - usual[0], 1),
        bars=tuple(
            RainBar(
                label=label,
                y=BAR_TOP + 4 + BAR_STEP * place,
                length=round(across.at(each.value) - BAR_LEFT, 1),
                percent=each.value,
                period=each.period,
            )
            for place, (label, each) in enumerate(found)
        ),
    )


def class_bands(percent: Scale) -> tuple[ClassBand, ...]:
    """Return NDMA's classes from the highest to the lowest, each as far as the drawing goes."""
    limits = [each for each, _ in VCI_CLASSES]
    names = [name for _, name in VCI_CLASSES]
    tops = [percent.high, *limits]
    floors = [*limits, percent.low]
    return tuple(
        ClassBand(
            label=short_class(name),
            y=percent.at(top),
            height=round(percent.at(floor) - percent.at(top), 1),
            limit=top if place else None,
        )
        for place, (name, top, floor) in enumerate(
            zip([*names, LOWEST_CLASS], tops, floors, strict=True)
        )
    )


def short_class(name: str) -> str:
    """Return NDMA's class without the word that all of them hold.

    >>> short_class("severe vegetation deficit"), short_class("normal vegetation greenness")
    ('severe deficit', 'normal')
    """
    return name.replace(" vegetation", "").replace(" greenness", "")


def _percent_scale(leads: tuple[OutlookLead, ...], *, last: IndicatorValue | None) -> Scale:
    """Return a scale that holds the whole band, from 0 % to 70 % at least."""
    known = [last.value] if last else []
    lowest = min([each.low for each in leads] + known)
    highest = max([each.high for each in leads] + known)
    low = min(0.0, math.floor(lowest / 10) * 10.0)
    return Scale(low, max(LEAST_TOP_PERCENT, _up_to_ten(highest)), BOTTOM, TOP)


def _up_to_ten(value: float) -> float:
    return math.ceil(value / 10) * 10.0


def _last_value(last: IndicatorValue, *, days: Scale, percent: Scale) -> LastValue:
    return LastValue(
        x=days.at(last.period.end.toordinal()),
        y=percent.at(last.value),
        percent=last.value,
        on=last.period.end,
    )


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)
