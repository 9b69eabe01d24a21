"""KMD's forecast for a county, language by language, as an officer copies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.domain.weather import WeatherForecast
from app.pipeline.reassess import reassess
from app.store.weather import forecasts_of, keep_forecast
from app.web.access import SIGNED_IN, needs
from app.web.addresses import desk_path
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.parameters import CountySlug
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite
from app.writing.forecast_checks import (
    FROM,
    LONGEST_SOURCE,
    LONGEST_TEXT,
    LONGEST_VALID_DAYS,
    SOURCE,
    TEXT,
    UNTIL,
    Checked,
    check_forecast,
)

PATH = "/desk/forecast/{county}"


FIELDS = (TEXT, FROM, UNTIL, SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageForm:
    """The form of one language: what stands in each field, and what is wrong with it."""

    code: str
    entered: WeatherForecast | None
    typed: Mapping[str, str]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A forecast that was not kept: what was typed, and what is wrong, by field."""

    language: str
    typed: Mapping[str, str]
    faults: Mapping[str, str]


def routes() -> APIRouter:
    """Return the routes of the forecast page."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PATH,
        forecast,
        "KMD's forecast for a county",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    add_post(
        router,
        PATH,
        enter,
        "Enter KMD's forecast",
        access=needs(Right.ENTER_EVIDENCE),
        fields={
            "language": "Code of the language that the words are in.",
            "text": f"KMD's words, without figures, {LONGEST_TEXT} letters at most.",
            "valid_from": "First day that it is about, such as 2026-11-23.",
            "valid_until": f"Last day it may be said, {LONGEST_VALID_DAYS} days later at most.",
            "source": f"Where KMD published it, {LONGEST_SOURCE} letters at most.",
        },
        responses=posting_errors(),
    )
    return router


def forecast(request: Request, site: TheSite, visitor: DeskVisitor, county: CountySlug) -> Response:
    """What KMD says, as entered so far, with a form a language."""
    return _page(request, site, site.county(county), visitor=visitor)


def enter(request: Request, site: TheSite, county: CountySlug, posted: PostedForm) -> Response:
    """Keep KMD's words, make the week anew with them, and go to the evidence."""
    language = posted.text("language")
    place = site.county_and_language(county, language)
    now = site.newsroom.clock.now()
    checked = check_forecast(posted.fields, today=now.astimezone(NAIROBI).date())
    if checked.faults:
        refused = Refused(language=language, typed=posted.fields, faults=checked.faults)
        return _page(request, site, place, visitor=posted.officer, refused=refused)
    with site.newsroom.store.transaction() as tx:
        keep_forecast(tx, _entered(site, place, language, posted, checked))
    week = Week.at(now)
    reassess(site.newsroom, week)
    there = desk_path("evidence", place.slug, week=week)
    return RedirectResponse(f"{there}#forecast", status_code=303)


def _entered(
    site: Site, county: County, language: str, posted: Posted, checked: Checked
) -> WeatherForecast:
    return WeatherForecast(
        county=county.slug,
        language=language,
        text=checked.text,
        valid_from=checked.valid_from,
        valid_until=checked.valid_until,
        url=checked.source,
        officer=posted.officer.name,
        at=site.newsroom.clock.now(),
    )


def _page(
    request: Request,
    site: Site,
    county: County,
    *,
    visitor: Officer | None,
    refused: Refused | None = None,
) -> Response:
    with site.newsroom.store.reading() as tx:
        entered = forecasts_of(tx, county.slug)
    return show_desk(
        request,
        "forecast.html",
        status=422 if refused else 200,
        visitor=visitor,
        county=county,
        week=Week.at(site.newsroom.clock.now()),
        today=site.newsroom.clock.now().astimezone(NAIROBI).date(),
        forms=[_form(code, entered.get(code), refused) for code in county.languages],
        longest=LONGEST_TEXT,
        longest_source=LONGEST_SOURCE,
        longest_days=LONGEST_VALID_DAYS,
    )


def _form(code: str, entered: WeatherForecast | None, refused: Refused | None) -> LanguageForm:
    mine = refused if refused and refused.language == code else None
    return LanguageForm(
        code=code,
        entered=entered,
        typed={name: mine.typed.get(name, "") if mine else "" for name in FIELDS},
        faults={name: mine.faults.get(name, "") if mine else "" for name in FIELDS},
    )
