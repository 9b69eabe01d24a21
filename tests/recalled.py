"""A bulletin that is taken back while stations take it: when each road to the studio shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx

from app.domain.bulletins import Bulletin, SignOff
from app.domain.evidence import Phase
from app.pipeline.newsroom import Newsroom
from app.pipeline.publish import publish
from app.pipeline.recall import withdraw
from app.schedule import Schedule, ticking
from app.store.changes import withdrawal_sha256
from app.store.database import open_store
from app.store.officers import the_officer
from app.store.recordings import recordings_of
from app.store.stations import new_station_key
from tests.browser.served import serving
from tests.builders import NOW
from tests.pushed import SLUG, add_target, pushing_newsroom
from tests.web.filled import keep_released

WEEKLY = Schedule(day="mon", hour=5, minute=0, lease=timedelta(minutes=1))
REASON = "The rain figure was wrong."
LOOK_S = 0.25
# Between two requests of one client.
PAUSE_S = 0.5
Shows = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAir:
    """A live install that is served, with a bulletin on air and a station that is pushed to.

    Attributes:
        client: Asks with the station's key.
        folder: What the station is pushed.
        sha256: Of the MP3.
    """

    newsroom: Newsroom
    client: httpx.Client
    folder: Path
    told: Bulletin
    sha256: str

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def roads(self) -> dict[str, Shows]:
        """Return, for every road, what tells whether the recall has come through on it."""
        return {
            "recording": lambda: self._status(f"/api/v1/recordings/{self.sha256}.mp3", 410),
            "dated": lambda: self._status("/d/kitui/en/2026W48.mp3", 410),
            "fixed name": lambda: self._status(f"/now/{SLUG}/bulletin.mp3", 404, 410),
            "script": lambda: self._status(f"/api/v1/bulletins/{self.told.id}/script.txt", 410),
            "county feed": lambda: self._is_silent("/kitui/en/feed.xml"),
            "station feed": lambda: self._is_silent(f"/stations/{SLUG}/kitui-en.xml"),
            "playlist": lambda: ".mp3" not in self.get(f"/now/{SLUG}/playlist.m3u").text,
            "CAP": lambda: "Cancel</msgType>" in self.get("/cap/kitui.xml").text,
            "revocation list": lambda: self._revoked("/revoked.json"),
            "manifest": lambda: self._revoked("/manifest.json"),
            "station's manifest": lambda: self._revoked(f"/now/{SLUG}/manifest.json"),
            "county page": lambda: "Do not play" in self.get("/kitui").text,
            "station page": lambda: "Do not play" in self.get(f"/stations/{SLUG}").text,
            "pushed file": lambda: not list(self.folder.glob("*.mp3")),
        }

    def _status(self, path: str, *wanted: int) -> bool:
        return self.get(path).status_code in wanted

    def _is_silent(self, path: str) -> bool:
        return self.sha256 not in self.get(path).text

    def _revoked(self, path: str) -> bool:
        return any(each["id"] == self.told.id for each in self.get(path).json()["revoked"])


@contextmanager
def on_air(home: Path) -> Iterator[OnAir]:
    """Serve a live install whose bulletin warns of an alarm and has reached its station."""
    with ExitStack() as open_now:
        newsroom = open_now.enter_context(pushing_newsroom(home))
        folder = newsroom.outward.folders / "studio"
        folder.mkdir()
        told = keep_released(newsroom, exercise=False, phase=Phase.ALARM)
        add_target(newsroom, "folder", folder="studio")
        publish(newsroom)
        with newsroom.store.transaction() as tx:
            keeper = the_officer(tx, "Asha")
            key = new_station_key(tx, SLUG, officer=keeper, at=NOW)
            files = recordings_of(tx, [told.id])[told.id]
        open_now.enter_context(ticking(newsroom, WEEKLY))
        address = open_now.enter_context(serving(newsroom))
        sha256 = next(
            each.sha256 for each in files if each.file_name.endswith("_v1_valid-20261129.mp3")
        )
        asking = httpx.Client(base_url=address, headers={"X-Station-Key": key}, timeout=20)
        client = open_now.enter_context(asking)
        yield OnAir(
            newsroom=newsroom,
            client=client,
            folder=folder,
            told=told,
            sha256=sha256,
        )


def take_back(here: OnAir) -> None:
    """Have two people take the bulletin back, over a way to the database of its own."""
    store = open_store(str(here.newsroom.store.engine.url))
    elsewhere = replace(here.newsroom, store=store)
    notice = withdrawal_sha256(here.told, REASON)
    for name in ("Ndanu", "Wanza"):
        given = SignOff(officer=name, text_sha256=notice, at=NOW, reauthenticated_at=NOW)
        withdraw(elsewhere, here.told.id, given, reason=REASON)
    store.engine.dispose()


def seconds_until_shown(
    here: OnAir, roads: dict[str, Shows], patience_s: float
) -> dict[str, float]:
    """Take the bulletin back; return for each road how many seconds passed until it shows there.

    They count from before the first of the two signatures. A road on which it does not show in
    time is left out.
    """
    began = time.monotonic()

    def wait_for(shows: Shows) -> float | None:
        while not shows():
            if time.monotonic() - began > patience_s:
                return None
            time.sleep(LOOK_S)
        return time.monotonic() - began

    with ThreadPoolExecutor(len(roads)) as lookers:
        waiting = lookers.map(wait_for, roads.values())
        take_back(here)
        found = zip(roads, waiting, strict=True)
        return {name: seconds for name, seconds in found if seconds is not None}


@contextmanager
def load(here: OnAir, *, clients: int) -> Iterator[list[int]]:
    """Have clients take the bulletin over and over; give how often each status was answered."""
    over, answers = threading.Event(), list[int]()

    def take() -> None:
        paths = (f"/api/v1/recordings/{here.sha256}.mp3", "/kitui/en/feed.xml", "/index.json")
        while not over.is_set():
            for path in paths:
                answers.append(here.get(path).status_code)
                over.wait(PAUSE_S)

    threads = [threading.Thread(target=take, daemon=True) for _ in range(clients)]
    for each in threads:
        each.start()
    try:
        yield answers
    finally:
        over.set()
        for each in threads:
            each.join(30)
