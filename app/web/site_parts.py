"""What every route shares: the site, its pages and its assets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.domain.places import County
from app.domain.recordings import AudioFormat
from app.domain.takes import people_among
from app.errors import NotFound
from app.pipeline.newsroom import Newsroom
from app.store.officers import EXERCISE, LIVE, install_mode
from app.web import word_lists, wording
from app.web.addresses import desk_path, language_path, recall_path, recording_path, sources_path
from app.web.answers import kept_text
from app.web.assets import HERE, Asset, asset_named
from app.web.gateway import Gateway
from app.web.interface import LANGUAGES, Interface, load_interfaces, wanted_language
from app.web.shelf import Shelf

# Filters that say the same in every language of the pages, and those that do not.
PLAIN_FILTERS = (wording.figure, wording.language_name, wording.play_time, wording.size)
SPOKEN_FILTERS = (
    wording.age,
    wording.airtime,
    wording.day,
    wording.day_of,
    wording.days_old,
    wording.full_day,
    wording.moment,
    wording.month_name,
    wording.need,
    wording.span,
    wording.spoken_length,
    wording.stretch,
    wording.usual_range,
)
VARY = "Accept-Encoding, Accept-Language, Cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the routes serve from.

    Attributes:
        public_url: Address that stations reach us at; empty: as requested.
        public_read: Whether everybody may read and hear bulletins, or stations and officers alone.
        next_run: Tells when the next edition is due.
        accel: Where a front server finds recordings for itself; empty: we serve them.
        pages: The page templates, by the language that they are shown in.
        assets: Assets by a name that holds the hash of their bytes.
        shelf: Documents that were made beforehand.
        gateway: Whom SMS and calls of listeners are taken from.
    """

    newsroom: Newsroom
    public_url: str
    public_read: bool
    next_run: Callable[[], datetime]
    pages: Mapping[str, Environment]
    assets: Mapping[str, Asset]
    shelf: Shelf
    accel: str = ""
    gateway: Gateway = field(default_factory=Gateway)

    @property
    def languages(self) -> set[str]:
        """Codes of all languages that bulletins come in."""
        return {code for each in self.newsroom.counties for code in each.languages}

    def county(self, slug: str) -> County:
        """Return the county with this slug.

        Raises:
            NotFound: It gets no bulletin here.
        """
        found = next((each for each in self.newsroom.counties if each.slug == slug), None)
        if found is None:
            raise NotFound(f"There is no county '{slug}' here.")
        return found

    def county_and_language(self, slug: str, language: str) -> County:
        """Return the county if its bulletins come in this language.

        Raises:
            NotFound: There is no such county, or not in this language.
        """
        county = self.county(slug)
        if language not in county.languages:
            spoken = ", ".join(county.languages)
            raise NotFound(f"{county.name} has no bulletins in '{language}'; it has {spoken}.")
        return county

    def asset(self, name: str) -> str:
        """Return the path of an asset by its plain name, such as `tangazo.css`."""
        found = self._hashed(name)
        if not found:
            raise KeyError(name)
        return f"/static/{found}"

    def has_asset(self, name: str) -> bool:
        """Return whether there is an asset with this plain name."""
        return bool(self._hashed(name))

    def _hashed(self, name: str) -> str:
        return asset_named(self.assets, name)


def the_site(request: Request) -> Site:
    """Return the site that a request was made to."""
    site: Site = request.app.state.site
    return site


TheSite = Annotated[Site, Depends(the_site)]


def base_address(request: Request, site: Site) -> str:
    """Return the address that stations reach us at, without a slash at its end."""
    return site.public_url or str(request.base_url).rstrip("/")


def practising(site: Site) -> bool:
    """Return whether this install only holds exercises; one that is not set up yet does."""
    with site.newsroom.store.reading() as tx:
        return install_mode(tx) != LIVE


def mode_word(*, exercise: bool) -> str:
    """Return the mode as addresses and the API write it."""
    return EXERCISE if exercise else LIVE


@cache
def load_pages() -> Mapping[str, Environment]:
    """Return the page templates of every language; whatever they show is escaped."""
    return {code: _pages_in(interface) for code, interface in load_interfaces().items()}


def _pages_in(interface: Interface) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Pages must not change under running code when Tangazo is upgraded in place.
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    pages.policies["ext.i18n.trimmed"] = True
    # `{% trans %}` then leaves filling its places to us, so that they are escaped
    vars(pages)["newstyle_gettext"] = True
    pages.filters.update({each.__name__: each for each in PLAIN_FILTERS})
    pages.filters.update({each.__name__: partial(each, ui=interface) for each in SPOKEN_FILTERS})
    pages.filters["told"] = interface.told
    pages.globals.update(_page_globals(interface))
    return pages


def _page_globals(interface: Interface) -> dict[str, object]:
    return {
        "_": interface.shown,
        "gettext": interface.block,
        "ngettext": interface.counted_block,
        "LANGUAGE": interface.code,
        "LANGUAGES": LANGUAGES,
        "FORMATS": AudioFormat,
        "desk_path": desk_path,
        "recall_path": recall_path,
        "language_path": language_path,
        "recording_path": recording_path,
        "people_among": people_among,
        "sources_path": sources_path,
        "PHASES": word_lists.PHASE_WORDS,
        "TRENDS": word_lists.TREND_WORDS,
        "VERDICTS": word_lists.VERDICT_WORDS,
        "SENTENCES": word_lists.VERDICT_SENTENCES,
        "RUNS": word_lists.RUN_WORDS,
        "SEGMENTS": word_lists.SEGMENTS,
        "WHAT": word_lists.WHAT,
    }


def show(
    request: Request,
    page: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **facts: object,
) -> Response:
    """Return a page."""
    site = the_site(request)
    now = site.newsroom.clock.now()
    pages = site.pages[wanted_language(request)]
    told = {"asset": site.asset, "now": now, "path": request.url.path, **facts}
    body = pages.get_template(page).render(told | {"address": _address(request)})
    headers = {"Vary": VARY, **(headers or {})}
    if status != 200:
        return HTMLResponse(body, status_code=status, headers=headers)
    return kept_text(request, body.encode(), "text/html; charset=utf-8", headers=headers)


def _address(request: Request) -> str:
    """Return the address of a page on this site, to come back to in another language."""
    if request.method not in ("GET", "HEAD"):
        return request.url.path
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
