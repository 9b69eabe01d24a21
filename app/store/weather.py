"""KMD's forecasts as officers entered them; the newest entry of a county and language stands."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert, select

from app.domain.weather import WeatherForecast
from app.store.audit import Deed, add_entry
from app.store.tables import weather_forecast


def keep_forecast(tx: Connection, entered: WeatherForecast) -> None:
    """Keep a forecast; an earlier one of the county and language is no longer said."""
    tx.execute(
        insert(weather_forecast).values(
            county=entered.county,
            language=entered.language,
            at=entered.at,
            text=entered.text,
            valid_from=entered.valid_from.isoformat(),
            valid_until=entered.valid_until.isoformat(),
            url=entered.url,
            officer=entered.officer,
        )
    )
    facts = {
        "language": entered.language,
        "text": entered.text,
        "from": entered.valid_from.isoformat(),
        "until": entered.valid_until.isoformat(),
        "url": entered.url,
    }
    add_entry(
        tx,
        Deed.FORECAST_KEPT,
        at=entered.at,
        actor=entered.officer,
        subject=entered.county,
        facts=facts,
    )


def forecasts_of(tx: Connection, county: str) -> dict[str, WeatherForecast]:
    """Return the newest forecast of a county by language, whether or not it is still valid."""
    mine = select(weather_forecast).where(weather_forecast.c.county == county)
    return {
        row.language: WeatherForecast(
            county=row.county,
            language=row.language,
            text=row.text,
            valid_from=date.fromisoformat(row.valid_from),
            valid_until=date.fromisoformat(row.valid_until),
            url=row.url,
            officer=row.officer,
            at=row.at,
        )
        for row in tx.execute(mine.order_by(weather_forecast.c.at))
    }


def forecast_on(
    tx: Connection, county: str, language: str, *, first: date, last: date
) -> WeatherForecast | None:
    """Return the forecast that may be said from a first to a last day, or None."""
    found = forecasts_of(tx, county).get(language)
    if found is None or first < found.valid_from:
        return None
    return found if last <= found.valid_until else None
