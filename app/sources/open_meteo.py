"""Rain and heat of the days behind and ahead from Open-Meteo: model guidance, not KMD's word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from app.domain.evidence import Harvest, Observation, Payload
from app.domain.periods import NAIROBI, Period, whole_days
from app.sources.county_points import APPROXIMATE, CountyPoint, PointFigure, county_points
from app.sources.feed import Ask, Feed
from app.sources.fetching import Fetcher
from app.sources.json_answer import JsonNode, read_json

NAME = "Open-Meteo model guidance"
HOSTS = ("api.open-meteo.com",)
ATTRIBUTION = "Weather data by Open-Meteo.com (CC BY 4.0)"
FORECAST_RAIN = "forecast-rain-7-days"
FORECAST_HOTTEST = "forecast-temperature-max-7-days"
FORECAST_RAIN_DAY = "forecast-rain-day"
NOTE = f"model guidance, not a forecast of KMD; {APPROXIMATE}; {ATTRIBUTION}"
PAST_NOTE = f"model guidance for a past day, not an observation; {APPROXIMATE}; {ATTRIBUTION}"
DAYS = 7
# A dry spell is judged from the days behind and ahead; more than 92 and 16 are not to be had.
PAST_DAYS, FORECAST_DAYS = 31, 16
# What is repeated after a failure must still be about this week.
OLDEST_DAYS = 2
# The model answers for the middle of its own grid cell.
NEAR_DEGREES = 0.3


FIGURES = (
    PointFigure(
        key="precipitation_sum",
        printed_units=("mm",),
        lowest=0,
        highest=500,
        variable=FORECAST_RAIN,
        unit="mm",
        summed=True,
    ),
    PointFigure(
        key="temperature_2m_max",
        printed_units=("°C",),
        lowest=-5,
        highest=55,
        variable=FORECAST_HOTTEST,
        unit="°C",
        summed=False,
    ),
)


def live(fetcher: Fetcher, *, base_url: str, points: tuple[CountyPoint, ...] | None = None) -> Feed:
    """Return model guidance for every known point as a feed; all points are asked at once."""
    points = points or county_points()
    latitudes = ",".join(f"{each.latitude:g}" for each in points)
    longitudes = ",".join(f"{each.longitude:g}" for each in points)

    def newest(ask: Ask, today: date) -> str:
        _ = ask, today
        return (
            f"{base_url}/v1/forecast?latitude={latitudes}&longitude={longitudes}"
            f"&daily={','.join(each.key for each in FIGURES)}"
            f"&timezone=Africa/Nairobi&past_days={PAST_DAYS}&forecast_days={FORECAST_DAYS}"
        )

    read = partial(read_forecast, points=points)
    return Feed(name=NAME, fetcher=fetcher, locate=newest, read=read)


def read_forecast(payload: Payload, *, points: tuple[CountyPoint, ...], today: date) -> Harvest:
    """Return what the model says: the next seven days, and the rain of each day it knows.

    Rain in mm, summed over the week, and the hottest day in °C, from today on; rain in mm of
    every single day, past days after the model's own analysis.

    Args:
        payload: The answer as fetched: one object for one point, a list for several.
        points: What was asked, in this order.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The answer is not what was agreed, or too old; names place and remedy.
    """
    whole = read_json(payload)
    answers = whole.entries() if isinstance(whole.value, list) else [whole]
    if len(answers) != len(points):
        whole.refuse(f"answers for {len(answers)} points, but {len(points)} were asked")
    made = payload.fetched_at.astimezone(NAIROBI).date()
    if whole_days(made, today) > OLDEST_DAYS:
        whole.refuse(f"is guidance of {made}, too old to be used on {today}")
    observations = [
        observation
        for point, answer in zip(points, answers, strict=True)
        for observation in _observations(answer, point=point, today=today)
    ]
    if all(each.variable == FORECAST_RAIN_DAY for each in observations):
        whole.refuse("gives no whole week of figures for any point")
    return Harvest(source=payload.source, payloads=(payload,), observations=tuple(observations))


def _observations(answer: JsonNode, *, point: CountyPoint, today: date) -> list[Observation]:
    """Return the figures of one point; a week with a gap, or a day without figure, is left out."""
    if answer.has("error"):
        answer.refuse(f"Open-Meteo refused: {str(answer.value)[:200]}")
    _refuse_elsewhere(answer, point=point)
    daily, units = answer.at("daily"), answer.at("daily_units")
    days = _days(daily.at("time"), today=today)
    week = Period(today, today + timedelta(days=DAYS - 1))
    first = days.index(today)
    observations = []
    for figure in FIGURES:
        figure.refuse_unit(units.at(figure.key))
        series = daily.at(figure.key)
        values = _values(series, figure=figure, days=len(days))
        given = [each for each in values[first : first + DAYS] if each is not None]
        if len(given) == DAYS:
            value = figure.over(given)
            observations.append(_observation(series, figure, value, point=point, period=week))
        if figure.summed:
            by_day = dict(zip(days, values, strict=True))
            observations += _each_day(series, figure, by_day, point=point, today=today)
    return observations


def _refuse_elsewhere(answer: JsonNode, *, point: CountyPoint) -> None:
    """Refuse an answer for another place than was asked, or in another time."""
    for key, asked in (("latitude", point.latitude), ("longitude", point.longitude)):
        got = answer.at(key).figure(lowest=-180, highest=180)
        if got is None or abs(got - asked) > NEAR_DEGREES:
            answer.at(key).refuse(f"is {got}, but {asked:g} was asked for {point.county}")
    zone = answer.at("timezone")
    if zone.text() != "Africa/Nairobi":
        zone.refuse(f"is '{zone.text()[:40]}', not Africa/Nairobi")


def _days(time: JsonNode, *, today: date) -> list[date]:
    """Return the days of the answer; refuse gaps, and weeks that are not whole."""
    days = [each.day() for each in time.entries()]
    if not days or any(whole_days(days[0], day) != number for number, day in enumerate(days)):
        time.refuse("is not one day after the other")
    if days[0] > today or whole_days(today, days[-1]) < DAYS - 1:
        time.refuse(f"runs from {days[0]} to {days[-1]}, but 7 days from {today} are needed")
    return days


def _values(series: JsonNode, *, figure: PointFigure, days: int) -> list[float | None]:
    """Return a value a day."""
    entries = series.entries()
    if len(entries) != days:
        series.refuse("has another number of values than there are days")
    return [each.figure(lowest=figure.lowest, highest=figure.highest) for each in entries]


def _each_day(
    series: JsonNode,
    figure: PointFigure,
    by_day: Mapping[date, float | None],
    *,
    point: CountyPoint,
    today: date,
) -> Iterator[Observation]:
    """Yield the rain of every day that has a figure."""
    for number, (day, value) in enumerate(by_day.items()):
        if value is not None:
            yield replace(
                _observation(series, figure, value, point=point, period=Period(day, day)),
                variable=FORECAST_RAIN_DAY,
                row=f"{series.place}[{number}]",
                note=PAST_NOTE if day < today else NOTE,
            )


def _observation(
    series: JsonNode, figure: PointFigure, value: float, *, point: CountyPoint, period: Period
) -> Observation:
    return Observation(
        county=point.county,
        period=period,
        variable=figure.variable,
        value=value,
        unit=figure.unit,
        source=series.payload.source,
        payload_sha256=series.payload.sha256,
        row=series.place,
        url=series.payload.url,
        preliminary=True,
        note=NOTE,
    )
