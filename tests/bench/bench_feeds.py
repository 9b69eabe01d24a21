"""Feeds and indices: bytes from the shelf against routes that write the same bytes anew.

Every request goes through the whole site in this process, middleware and all; no network is
measured. The routes to compare with have all facts in memory: no key and no database is asked.

python -m tests.bench.bench_feeds
"""

import asyncio
import json
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from fastapi import Request

from app.domain.people import Role
from app.domain.periods import Week
from app.domain.places import counties
from app.pipeline import feed_makers
from app.pipeline.shelf import restock
from app.publishing.channels import addressed
from app.store.audit import Deed, add_entry
from app.store.officers import LIVE, the_officer
from app.store.shelf import hashes
from app.store.stations import add_station
from app.web.answers import kept_text
from app.web.site import create_site
from tests.bench.bench_desk import LANGUAGES, fill
from tests.builders import NOW, add_people
from tests.web.filled import keep_released, opened_newsroom
from tests.web.test_station_feeds import MWATU

BASE = "http://127.0.0.1"
FEED, INDEX = "/kitui/sw/feed.xml", "/index.json"
WEEKS, ROUNDS, REQUESTS, STATIONS = 8, 5, 200, 60


def on_air(newsroom):
    """Put eight weeks of three counties in all their languages on air."""
    for back in range(WEEKS):
        for county in newsroom.counties:
            for language in county.languages:
                keep_released(
                    newsroom,
                    language,
                    county=county.slug,
                    week=Week(2026, 48 - back),
                    exercise=False,
                    released_at=NOW - timedelta(weeks=back),
                )


def feed_facts(newsroom):
    """Return the channel and entries that the feed is written from."""
    held = []
    real = feed_makers.feed

    def keep(channel, entries):
        held.append((channel, entries))
        return real(channel, entries)

    feed_makers.feed = keep
    with newsroom.store.reading() as tx:
        list(feed_makers.county_feeds(newsroom, tx, newsroom.clock.now()))
    feed_makers.feed = real
    return next(each for each in held if each[0].feed_url.endswith(FEED) and not each[0].exercise)


def add_writers(app, newsroom):
    """Add routes that write the same bodies for every request."""
    channel, entries = feed_facts(newsroom)
    told = json.loads(app.state.site.shelf.ready(INDEX, base=BASE).body)

    def write_feed(request: Request):
        body = addressed(feed_makers.feed(channel, entries), name=FEED, base=BASE)
        return kept_text(request, body, "application/rss+xml")

    def write_index():
        return told

    app.router.add_api_route("/written/feed", write_feed)
    app.router.add_api_route("/written/index", write_index)


async def ask(app, path, *, packed):
    """Return the status and size of an answer."""
    accepts = b"gzip" if packed else b"identity"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", accepts)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    told = {"status": 0, "size": 0}

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        told["status"] = message.get("status", told["status"])
        told["size"] += len(message.get("body", b""))

    await app(scope, receive, send)
    assert told["status"] == 200, (path, told)
    return told["size"]


async def rate(app, path, *, packed):
    """Return answers a second, one after the other."""
    start = time.perf_counter()
    for _ in range(REQUESTS):
        await ask(app, path, packed=packed)
    return REQUESTS / (time.perf_counter() - start)


async def compare(app):
    for name, shelved, written in (
        ("feed", FEED, "/written/feed"),
        ("index", INDEX, "/written/index"),
    ):
        for packed in (False, True):
            size = await ask(app, shelved, packed=packed)
            pairs = [
                (await rate(app, shelved, packed=packed), await rate(app, written, packed=packed))
                for _ in range(ROUNDS)
            ]
            ours, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
            ratio = statistics.median(one / other for one, other in pairs)
            how = "gzip" if packed else "plain"
            print(
                f"{name:6}{how:6}{size / 1000:7.1f} kB  shelf {ours:7.0f}/s  "
                f"written anew {theirs:7.0f}/s  ratio {ratio:5.1f}"
            )


def stationed(newsroom):
    """Add stations that take three languages of two counties each."""
    slugs = [each.slug for each in newsroom.counties]
    with newsroom.store.transaction() as tx:
        add_people(tx, ("Asha", Role.ADMIN))
        asha = the_officer(tx, "Asha")
        for number in range(STATIONS):
            both = {slugs[number % len(slugs)], slugs[(7 * number + 3) % len(slugs)]}
            made = replace(
                MWATU,
                slug=f"station-{number}",
                name=f"Station {number}",
                counties=tuple(sorted(both)),
                languages=LANGUAGES[:3],
            )
            add_station(tx, made, officer=asha, at=NOW)


def idle(newsroom, name):
    """Print what making everything costs, then after a decision, and when nothing has changed."""
    start = time.perf_counter()
    restock(newsroom)
    whole = time.perf_counter() - start
    with newsroom.store.transaction() as tx:
        add_entry(tx, Deed.STATION_CHANGED, at=NOW, actor="Asha", subject="station station-1")
    start = time.perf_counter()
    restock(newsroom)
    again = time.perf_counter() - start
    taken = []
    for _ in range(50):
        start = time.perf_counter()
        assert not restock(newsroom)
        taken.append(1000 * (time.perf_counter() - start))
    middle = statistics.median(taken)
    print(
        f"{name}: {made_of(newsroom)} documents {1000 * whole:.0f} ms, "
        f"after a decision {1000 * again:.0f} ms, nothing changed {middle:.2f} ms"
    )


def made_of(newsroom):
    with newsroom.store.reading() as tx:
        return len(hashes(tx))


def main():
    with tempfile.TemporaryDirectory() as home, opened_newsroom(Path(home), mode=LIVE) as newsroom:
        on_air(newsroom)
        idle(newsroom, "3 counties, 8 weeks")
        app = create_site(newsroom, next_run=lambda: NOW)
        add_writers(app, newsroom)
        asyncio.run(compare(app))
    with tempfile.TemporaryDirectory() as home, opened_newsroom(Path(home), mode=LIVE) as opened:
        every = tuple(replace(each, languages=LANGUAGES) for each in counties().values())
        nation = replace(opened, counties=every)
        fill(nation)
        stationed(nation)
        idle(nation, f"47 counties, 52 weeks, {STATIONS} stations")


if __name__ == "__main__":
    main()
