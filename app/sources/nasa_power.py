"""Rain and heat of past dekads at one point a county, from NASA POWER: a filler of gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from app.domain.evidence import Harvest, Observation, Payload
from app.domain.periods import Clock, Dekad
from app.errors import SourceFormatError
from app.sources.county_points import APPROXIMATE, CountyPoint, PointFigure, county_points
from app.sources.deadline import Deadline
from app.sources.feed import day_of
from app.sources.fetching import Fetcher
from app.sources.json_answer import JsonNode, read_json
from app.sources.plain_table import iso_day

NAME = "NASA POWER"
HOSTS = ("power.larc.nasa.gov/api/",)
POWER_RAIN = "rain-gap-filler"
POWER_HOTTEST = "temperature-max-gap-filler"
NOTE = f"filler of gaps, not CHIRPS; {APPROXIMATE}, from a grid of about 60 km"
FILL = -999.0
DAYS_BACK = 45
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
NEAR_DEGREES = 0.01


FIGURES = (
    PointFigure(
        key="PRECTOTCORR",
        printed_units=("mm/day", "mm day-1"),
        lowest=0,
        highest=500,
        variable=POWER_RAIN,
        unit="mm",
        summed=True,
    ),
    PointFigure(
        key="T2M_MAX",
        printed_units=("C", "°C"),
        lowest=-5,
        highest=55,
        variable=POWER_HOTTEST,
        unit="°C",
        summed=False,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NasaPower:
    """Daily figures from NASA POWER, live."""

    fetcher: Fetcher
    base_url: str
    points: tuple[CountyPoint, ...] = field(default_factory=county_points)
    name: str = NAME

    def fetch(self, clock: Clock) -> Harvest:
        """Return rain and the hottest day of the last whole dekads, for every known point.

        Raises:
            SourceUnavailable: NASA did not answer; trying again later may help.
            SourceFormatError: An answer is not what was agreed.
        """
        day = day_of(clock)
        with Deadline(self.fetcher.total_budget_s) as deadline:
            ask = partial(self.fetcher.fetch, source=self.name, clock=clock, deadline=deadline)
            harvests = [
                read_power(ask(self._address(point, today=day)), point=point, today=day)
                for point in self.points
            ]
        return Harvest(
            source=self.name,
            payloads=tuple(each for one in harvests for each in one.payloads),
            observations=tuple(each for one in harvests for each in one.observations),
        )

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Decline: an answer is about one county only, and fills no gap of another week.

        Raises:
            SourceFormatError: Always.
        """
        _ = clock
        raise SourceFormatError(payload.source, "a filler of gaps is asked anew, or left out")

    def _address(self, point: CountyPoint, *, today: date) -> str:
        """Return the address that asks for one point."""
        start, end = today - timedelta(days=DAYS_BACK), today - timedelta(days=1)
        return (
            f"{self.base_url}/api/temporal/daily/point"
            f"?parameters={','.join(each.key for each in FIGURES)}&community=AG"
            f"&latitude={point.latitude:g}&longitude={point.longitude:g}"
            f"&start={start:%Y%m%d}&end={end:%Y%m%d}&format=JSON"
        )


def live(fetcher: Fetcher, *, base_url: str) -> NasaPower:
    """Return rain and heat at every known point as a feed."""
    return NasaPower(fetcher=fetcher, base_url=base_url)


def read_power(payload: Payload, *, point: CountyPoint, today: date) -> Harvest:
    """Return rain in mm summed, and the hottest day in °C, of each dekad without a gap.

    A dekad in which a day is missing, as the newest ones are for some days, is left out; there
    may be none.

    Args:
        payload: The answer as fetched.
        point: What was asked.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The answer is not what was agreed; names place and remedy.
    """
    whole = read_json(payload)
    _refuse_elsewhere(whole, point=point)
    observations = [
        observation
        for figure in FIGURES
        for observation in _observations(whole, figure=figure, point=point, today=today)
    ]
    return Harvest(source=payload.source, payloads=(payload,), observations=tuple(observations))


def _refuse_elsewhere(whole: JsonNode, *, point: CountyPoint) -> None:
    """Refuse an answer for another place than was asked."""
    coordinates = whole.at("geometry").at("coordinates")
    asked = (point.longitude, point.latitude)
    got = [each.figure(lowest=-180, highest=9000) for each in coordinates.entries()[:2]]
    if len(got) != 2 or any(
        value is None or abs(value - wanted) > NEAR_DEGREES
        for value, wanted in zip(got, asked, strict=True)
    ):
        coordinates.refuse(f"is {got}, but {list(asked)} was asked for {point.county}")


def _observations(
    whole: JsonNode, *, figure: PointFigure, point: CountyPoint, today: date
) -> Iterator[Observation]:
    """Yield a figure's dekads, oldest first."""
    if whole.has("parameters"):
        figure.refuse_unit(whole.at("parameters").at(figure.key).at("units"))
    series = whole.at("properties").at("parameter").at(figure.key)
    by_day = _by_day(series, figure=figure, today=today)
    for dekad in sorted({Dekad.of(day) for day in by_day}):
        length = (dekad.period.end - dekad.period.start).days + 1
        values = [value for day, value in by_day.items() if Dekad.of(day) == dekad]
        if len(values) == length:
            yield Observation(
                county=point.county,
                period=dekad.period,
                variable=figure.variable,
                value=figure.over(values),
                unit=figure.unit,
                source=whole.payload.source,
                payload_sha256=whole.payload.sha256,
                row=f"{series.place}, {dekad}",
                url=whole.payload.url,
                preliminary=True,
                note=NOTE,
            )


def _by_day(series: JsonNode, *, figure: PointFigure, today: date) -> dict[date, float]:
    """Return the figures that are given; NASA writes -999 where it has none."""
    by_day = {}
    for key, entry in series.pairs():
        parts = COMPACT_DAY.fullmatch(key)
        day = iso_day("-".join(parts.groups())) if parts else None
        if day is None:
            entry.refuse("is not a day written as 20261123")
        if day > today:
            entry.refuse(f"lies after today ({today}); check the clock of this computer")
        if entry.value is not None and entry.value != FILL:
            value = entry.figure(lowest=figure.lowest, highest=figure.highest)
            by_day[day] = value if value is not None else 0.0
    return by_day
