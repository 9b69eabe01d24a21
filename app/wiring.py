"""Settings into a newsroom; the only place that chooses adapters."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.domain.periods import Clock
from app.domain.places import County, counties
from app.pipeline.newsroom import Newsroom, Reporter, silent
from app.pipeline.render import HereExecutor
from app.settings import Settings
from app.sources.fao_asis import ASIS_HOSTS, FaoAsis
from app.sources.fetching import HDX_HOSTS, Fetcher, Source
from app.sources.fews_net import FEWS_NET_HOSTS, FewsNet
from app.sources.food_prices import FoodPrices
from app.sources.food_security import FoodSecurity
from app.sources.hdx_rainfall import HdxRainfall
from app.sources.hdx_vegetation import HdxVegetation
from app.sources.open_meteo import OPEN_METEO_HOSTS, OpenMeteo
from app.sources.replay import ReplaySource
from app.speech.espeak import EspeakVoice
from app.speech.gtts_voice import GttsVoice
from app.speech.voices import Voice
from app.store.blobs import Blobs
from app.store.database import Store, migrate, open_store
from app.store.officers import LIVE, install_mode
from app.writing.language_pack import load_packs

FIRST_COUNTIES = ("kitui", "makueni", "taita-taveta")


@dataclass(frozen=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one clock that others are handed


@contextmanager
def open_newsroom(
    settings: Settings,
    *,
    clock: Clock | None = None,
    report: Reporter = silent,
    sources: Sequence[Source] | None = None,
) -> Iterator[Newsroom]:
    """Give a newsroom over an up-to-date database, and close its renderer afterwards.

    Args:
        sources: Takes the place of the sources that the settings choose.

    Raises:
        PackError: A language pack is damaged.
        StoreError: The database cannot be opened.
    """
    store = open_store(settings.database_url)
    migrate(store)
    chosen = tuple(sources) if sources is not None else choose_sources(settings, store)
    with _renderer(settings) as renderer:
        yield Newsroom(
            clock=clock or SystemClock(),
            store=store,
            blobs=Blobs(settings.audio),
            payloads=Blobs(settings.payloads),
            cache=settings.cache,
            counties=watched_counties(),
            sources=chosen,
            packs=load_packs(settings.templates),
            voices=_voices(settings),
            renderer=renderer,
            online_voices=settings.online_voice,
            report=report,
        )


def watched_counties() -> tuple[County, ...]:
    """Return the counties that get a bulletin."""
    return tuple(counties()[slug] for slug in FIRST_COUNTIES)


def choose_sources(settings: Settings, store: Store) -> tuple[Source, ...]:
    """Return the sources that the settings and the install's mode ask for."""
    with store.reading() as tx:
        live = install_mode(tx) == LIVE
    if settings.sources == "replay" or (settings.sources == "auto" and not live):
        return (ReplaySource(settings.replay),)
    return live_sources(settings)


def live_sources(settings: Settings) -> tuple[Source, ...]:
    """Return the public feeds that a bulletin rests on."""
    fetcher = _fetcher(settings, _hdx_hosts(settings))
    return (
        HdxRainfall(fetcher=fetcher, base_url=settings.hdx_url),
        HdxVegetation(fetcher=fetcher, base_url=settings.hdx_url),
    )


def known_sources(settings: Settings) -> tuple[Source, ...]:
    """Return every public feed that can be read, those first that a bulletin rests on."""
    fetcher = _fetcher(settings, _hdx_hosts(settings))
    return (
        *live_sources(settings),
        FoodPrices(fetcher=fetcher, base_url=settings.hdx_url),
        FoodSecurity(fetcher=fetcher, base_url=settings.hdx_url),
        OpenMeteo(fetcher=_fetcher(settings, OPEN_METEO_HOSTS)),
        FaoAsis(fetcher=_fetcher(settings, ASIS_HOSTS)),
        FewsNet(fetcher=_fetcher(settings, FEWS_NET_HOSTS)),
    )


def _hdx_hosts(settings: Settings) -> tuple[str, ...]:
    return (*HDX_HOSTS, urlsplit(settings.hdx_url).hostname or "")


def _fetcher(settings: Settings, hosts: tuple[str, ...]) -> Fetcher:
    """Return a client that may ask these hosts and no others."""
    return Fetcher(
        timeout_s=settings.fetch_timeout_s,
        total_budget_s=settings.fetch_budget_s,
        allowed_hosts=hosts,
    )


def _voices(settings: Settings) -> tuple[Voice, ...]:
    offline: tuple[Voice, ...] = (EspeakVoice(),)
    return (GttsVoice(), *offline) if settings.online_voice else offline


@contextmanager
def _renderer(settings: Settings) -> Iterator[Executor]:
    if settings.workers == 1:
        yield HereExecutor()
        return
    # Spawned workers share nothing with the web server's threads; they start when first needed.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        settings.workers, mp_context=spawn, initializer=_end_with_parent
    ) as pool:
        yield pool


def _end_with_parent() -> None:
    """Make this worker end when the process that started it is killed."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
