"""Rain and heat of the next seven days from Open-Meteo: model guidance, no forecast of KMD."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.domain.evidence import Harvest, Observation, Payload
from app.domain.periods import NAIROBI, Clock, Period
from app.sources.county_points import APPROXIMATE, CountyPoint, county_points
from app.sources.fetching import Fetcher
from app.sources.json_answer import JsonNode, read_json

NAME = "Open-Meteo model guidance"
OPEN_METEO_URL = "https://api.open-meteo.com"
OPEN_METEO_HOSTS = ("api.open-meteo.com",)
ATTRIBUTION = "Weather data by Open-Meteo.com (CC BY 4.0)"
FORECAST_RAIN = "forecast-rain-7-days"
FORECAST_HOTTEST = "forecast-temperature-max-7-days"
NOTE = f"model guidance, not a forecast of KMD; {APPROXIMATE}; {ATTRIBUTION}"
DAYS = 7
# The model answers for the middle of its own grid cell.
NEAR_DEGREES = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """A daily figure of the answer, and the variable that its week becomes."""

    key: str
    printed_unit: str
    lowest: float
    highest: float
    variable: str
    unit: str
    summed: bool


FIGURES = (
    _Figure(
        key="precipitation_sum",
        printed_unit="mm",
        lowest=0,
        highest=500,
        variable=FORECAST_RAIN,
        unit="mm",
        summed=True,
    ),
    _Figure(
        key="temperature_2m_max",
        printed_unit="°C",
        lowest=-5,
        highest=55,
        variable=FORECAST_HOTTEST,
        unit="°C",
        summed=False,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeteo:
    """Model guidance from Open-Meteo, live."""

    fetcher: Fetcher
    base_url: str = OPEN_METEO_URL
    points: tuple[CountyPoint, ...] = field(default_factory=county_points)
    name: str = NAME

    def fetch(self, clock: Clock) -> Harvest:
        """Return the rain of the next seven days and their hottest day, for every known point.

        Raises:
            SourceUnavailable: Open-Meteo did not answer; trying again later may help.
            SourceFormatError: The answer is not what was agreed.
        """
        payload = self.fetcher.fetch(self._address(), source=self.name, clock=clock)
        return self.reread(payload, clock)

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Return what an answer of an earlier visit says.

        Raises:
            SourceFormatError: It is not what was agreed.
        """
        return read_forecast(
            payload, points=self.points, today=clock.now().astimezone(NAIROBI).date()
        )

    def _address(self) -> str:
        """Return the address that asks for all points at once; one day to spare for midnight."""
        latitudes = ",".join(f"{each.latitude:g}" for each in self.points)
        longitudes = ",".join(f"{each.longitude:g}" for each in self.points)
        return (
            f"{self.base_url}/v1/forecast?latitude={latitudes}&longitude={longitudes}"
            f"&daily={','.join(each.key for each in FIGURES)}"
            f"&timezone=Africa/Nairobi&forecast_days={DAYS + 1}"
        )


def read_forecast(payload: Payload, *, points: tuple[CountyPoint, ...], today: date) -> Harvest:
    """Return what the model says: rain in mm summed, the hottest day in °C, from today on.

    Args:
        payload: The answer as fetched: one object for one point, a list for several.
        points: What was asked, in this order.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The answer is not what was agreed; names place and remedy.
    """
    whole = read_json(payload)
    answers = whole.entries() if isinstance(whole.value, list) else [whole]
    if len(answers) != len(points):
        whole.refuse(f"answers for {len(answers)} points, but {len(points)} were asked")
    observations = [
        observation
        for point, answer in zip(points, answers, strict=True)
        for observation in _observations(answer, point=point, today=today)
    ]
    if not observations:
        whole.refuse("gives no whole week of figures for any point")
    return Harvest(source=payload.source, payloads=(payload,), observations=tuple(observations))


def _observations(answer: JsonNode, *, point: CountyPoint, today: date) -> list[Observation]:
    """Return the figures of one point; a figure with a gap in the week is left out."""
    if answer.has("error"):
        answer.refuse(f"Open-Meteo refused: {str(answer.value)[:200]}")
    _refuse_elsewhere(answer, point=point)
    daily, units = answer.at("daily"), answer.at("daily_units")
    first = _first_day(daily.at("time"), today=today)
    observations = []
    for figure in FIGURES:
        unit = units.at(figure.key)
        if unit.text() != figure.printed_unit:
            unit.refuse(f"is '{unit.text()[:20]}', not {figure.printed_unit}")
        values = _week(daily, figure=figure, first=first)
        if None not in values:
            given = [value for value in values if value is not None]
            value = round(sum(given), 1) if figure.summed else max(given)
            observations.append(
                _observation(daily.at(figure.key), figure, value, county=point.county, today=today)
            )
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


def _first_day(time: JsonNode, *, today: date) -> int:
    """Return the place of today in the list of days; refuse gaps and weeks that are not whole."""
    days = [each.day() for each in time.entries()]
    if not days or any(day != days[0] + timedelta(days=number) for number, day in enumerate(days)):
        time.refuse("is not one day after the other")
    if not days[0] <= today <= days[-1] - timedelta(days=DAYS - 1):
        time.refuse(f"runs from {days[0]} to {days[-1]}, but 7 days from {today} are needed")
    return (today - days[0]).days


def _week(daily: JsonNode, *, figure: _Figure, first: int) -> list[float | None]:
    """Return the seven values from today on."""
    series = daily.at(figure.key)
    entries = series.entries()
    if len(entries) != len(daily.at("time").entries()):
        series.refuse("has another number of values than there are days")
    values = [each.figure(lowest=figure.lowest, highest=figure.highest) for each in entries]
    return values[first : first + DAYS]


def _observation(
    series: JsonNode, figure: _Figure, value: float, *, county: str, today: date
) -> Observation:
    return Observation(
        county=county,
        period=Period(today, today + timedelta(days=DAYS - 1)),
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
