"""Settings into a newsroom; the only place that chooses adapters."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.domain.periods import Clock
from app.domain.places import County, counties
from app.domain.stations import Medium
from app.errors import SettingsError
from app.pipeline.memory import PayloadMemory
from app.pipeline.newsroom import Newsroom, Reporter, silent
from app.pipeline.packs import EditedPacks
from app.pipeline.render import HereExecutor
from app.publishing.outward import TO, Outward
from app.publishing.sealed import Seal
from app.publishing.signer import DistantSigner, child_signer, socket_signer
from app.settings import Settings
from app.sources import (
    fao_asis,
    fews_net,
    food_prices,
    food_security,
    hdx_rainfall,
    hdx_vegetation,
    nasa_power,
    open_meteo,
)
from app.sources.fetching import HDX_HOSTS, Fetcher, Source
from app.sources.replay import ReplaySource
from app.speech.espeak import EspeakVoice
from app.speech.voices import Voice
from app.store.blobs import Blobs
from app.store.climatology import has_climatology
from app.store.database import Store, migrate, open_store
from app.store.officers import LIVE, install_mode
from app.writing.language_pack import load_packs
from app.writing.render_child import RenderChild

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
    store = _store(settings)
    memory = PayloadMemory(store=store, payloads=Blobs(settings.payloads), marks={})
    chosen = tuple(sources) if sources is not None else choose_sources(settings, memory)
    with _processes(settings) as (renderer, child, signer):
        yield Newsroom(
            clock=clock or SystemClock(),
            store=store,
            blobs=Blobs(settings.audio),
            payloads=memory.payloads,
            cache=settings.cache,
            counties=watched_counties(),
            sources=chosen,
            packs=_packs(settings, store),
            languages=settings.templates,
            child=child,
            voices=_voices(settings),
            renderer=renderer,
            online_voices=settings.online_voice,
            report=report,
            marks=memory.marks,
            public_url=settings.public_url,
            signer=signer,
            outward=_outward(settings),
        )


def _store(settings: Settings) -> Store:
    store = open_store(settings.database_url)
    migrate(store)
    return store


@contextmanager
def _processes(settings: Settings) -> Iterator[tuple[Executor, RenderChild, DistantSigner]]:
    """Give what works beside this process: who renders, who tries texts, who signs."""
    with (
        _renderer(settings) as renderer,
        closing(RenderChild()) as child,
        closing(_signer(settings)) as signer,
    ):
        yield renderer, child, signer


def _packs(settings: Settings, store: Store) -> EditedPacks:
    return EditedPacks(store, settings.templates, installed=load_packs(settings.templates))


def watched_counties() -> tuple[County, ...]:
    """Return the counties that get a bulletin."""
    return tuple(counties()[slug] for slug in FIRST_COUNTIES)


def choose_sources(settings: Settings, memory: PayloadMemory) -> tuple[Source, ...]:
    """Return the sources that the settings and the install's mode ask for."""
    with memory.store.reading() as tx:
        live = install_mode(tx) == LIVE
    if settings.sources == "replay" or (settings.sources == "auto" and not live):
        return (ReplaySource(settings.replay),)
    return live_sources(settings, memory)


def live_sources(settings: Settings, memory: PayloadMemory) -> tuple[Source, ...]:
    """Return every public feed, in the order of trust; each may ask its own hosts and no others."""

    def fetcher(url: str, *hosts: str) -> Fetcher:
        return _fetcher(settings, memory, url=url, hosts=hosts)

    def unfitted(source: str) -> Callable[[], bool]:
        return lambda: not _is_fitted(memory.store, source)

    hdx, rain, green = settings.hdx_url, hdx_rainfall.NAME, hdx_vegetation.NAME
    weather, asis = settings.open_meteo_url, settings.asis_url
    fews, power = settings.fews_net_url, settings.power_url
    from_hdx = fetcher(hdx, *HDX_HOSTS)
    return (
        hdx_rainfall.live(from_hdx, base_url=hdx, whole=unfitted(rain)),
        hdx_vegetation.live(from_hdx, base_url=hdx, whole=unfitted(green)),
        open_meteo.live(fetcher(weather, *open_meteo.HOSTS), base_url=weather),
        fao_asis.live(fetcher(asis, *fao_asis.HOSTS), base_url=asis),
        food_prices.live(from_hdx, base_url=hdx),
        food_security.live(from_hdx, base_url=hdx),
        fews_net.live(fetcher(fews, *fews_net.HOSTS), base_url=fews),
        nasa_power.live(fetcher(power, *nasa_power.HOSTS), base_url=power),
    )


def _is_fitted(store: Store, source: str) -> bool:
    """Return whether a source's long history has been fitted, so that recent years are enough."""
    with store.reading() as tx:
        return has_climatology(tx, source=source)


def _fetcher(
    settings: Settings, memory: PayloadMemory, *, url: str, hosts: tuple[str, ...]
) -> Fetcher:
    """Return a client that may ask these hosts and no others; and where the operator points."""
    pointed_to = urlsplit(url).hostname or ""
    known = any(pointed_to == each.partition("/")[0] for each in hosts)
    return Fetcher(
        timeout_s=settings.fetch_timeout_s,
        total_budget_s=settings.fetch_budget_s,
        allowed_hosts=hosts if known else (*hosts, pointed_to),
        memory=memory,
    )


def _signer(settings: Settings) -> DistantSigner:
    """Return who signs: it is started, or reached, with the first order."""
    if settings.signer is not None:
        return socket_signer(settings.signer)
    return child_signer(settings.keys_folder)


def _outward(settings: Settings) -> Outward:
    """Return how stations' servers and people are reached."""
    named = {each: getattr(settings, each).get_secret_value().strip() for each in Medium}
    for medium, address in named.items():
        if address and TO not in address:
            raise SettingsError(
                f"TANGAZO_{medium.upper()}: write {TO} where the address of a contact belongs."
            )
    return Outward(
        seal=Seal(settings.push_key),
        folders=settings.push_folders,
        gateways={medium: address for medium, address in named.items() if address},
        exercise_notices=settings.notify_exercises,
    )


def _voices(settings: Settings) -> tuple[Voice, ...]:
    offline: tuple[Voice, ...] = (EspeakVoice(),)
    if not settings.online_voice:
        return offline
    # it brings a whole HTTP library with it, which every other start can do without
    from app.speech.gtts_voice import GttsVoice

    return (GttsVoice(), *offline)


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
