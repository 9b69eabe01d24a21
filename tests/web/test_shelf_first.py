"""Public documents in memory are sent before any route is asked, to strangers and nobody else."""

from dataclasses import replace

import pytest
from fastapi.responses import Response
from fastapi.testclient import TestClient

from app.store.shelf import put
from app.web.shelf_first import ShelfFirst
from tests.builders import NOW
from tests.web.conftest import client_of
from tests.web.filled import keep_released, opened_newsroom

FEED = "/exercise/kitui/sw/feed.xml"
PUBLIC = (FEED, "/index.json", "/exercise/cap/atom.xml")
HERE, HOUR = "http://testserver", 3600
ROUTED = 418


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory):
    """A client of a site that looks at its shelf once an hour, with everything in memory."""
    with opened_newsroom(tmp_path_factory.mktemp("first")) as opened:
        keep_released(opened, "sw", released_at=NOW)
        client = client_of(opened, look_every_s=HOUR)
        for path in PUBLIC:
            assert client.get(path).status_code == 200
        yield client


@pytest.fixture(scope="module")
def site(whole_site):
    return whole_site.app.state.site


async def routes(scope, receive, send):
    await Response(status_code=ROUTED)(scope, receive, send)


def status_of(site, path=FEED, *, method="GET", **asked):
    return TestClient(ShelfFirst(routes, site)).request(method, path, **asked).status_code


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("packing", ["gzip", "identity", "gzip;q=0"])
def test_what_is_sent_from_memory_is_what_the_route_sends(whole_site, path, packing):
    headers = {"Accept-Encoding": packing}
    at_once = whole_site.get(path, headers=headers)
    by_route = whole_site.get(f"{path}?asked=1", headers=headers)
    assert status_of(whole_site.app.state.site, path) == 200
    assert at_once.content == by_route.content
    assert at_once.headers["vary"] in by_route.headers["vary"]
    told, told_by_route = ({**each.headers, "vary": ""} for each in (at_once, by_route))
    assert told == told_by_route
    assert told["content-security-policy"]


def test_a_copy_that_is_still_good_is_not_sent_again(whole_site):
    held = {"If-None-Match": whole_site.get(FEED).headers["etag"]}
    assert whole_site.get(FEED, headers=held).status_code == 304


@pytest.mark.parametrize(
    "asked",
    [
        {"params": {"key": "tangazo_station_wrong"}},
        {"headers": {"X-Station-Key": "tangazo_station_wrong"}},
        {"headers": {"Authorization": "Basic Og=="}},
        {"method": "HEAD"},
        {"method": "POST"},
        {"headers": {"Host": "elsewhere.example"}},
    ],
    ids=str,
)
def test_everything_else_goes_to_the_routes(site, asked):
    assert status_of(site, **asked) == ROUTED


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/exercise/kitui",
        "/exercise/stations/mwatu-fm/kitui-sw.xml",
        "/stations/mwatu-fm/slots.ics",
        "/exercise/kitui/sw/feed.xml/",
        "/exercise//kitui/sw/feed.xml",
        "/atlantis/sw/feed.xml",
    ],
)
def test_what_is_no_public_document_goes_to_the_routes(site, path):
    assert status_of(site, path) == ROUTED


def test_a_stations_own_document_in_memory_is_for_the_route_to_give(site):
    """Else its key would not be asked for."""
    name = "/exercise/stations/mwatu-fm/kitui-sw.xml"
    with site.newsroom.store.transaction() as tx:
        put(tx, name, body=b"own", media_type="text/xml", at=NOW)
    site.shelf.ready(name, base=HERE)
    assert status_of(site, name) == ROUTED


def test_an_install_for_its_stations_alone_sends_nothing_at_once(site):
    assert status_of(replace(site, public_read=False)) == ROUTED


def test_a_shelf_that_must_be_looked_at_is_not_waited_for(site):
    assert status_of(site) == 200
    site.shelf.look_every_s, kept = 0.0, site.shelf.look_every_s
    assert status_of(site) == ROUTED
    site.shelf.look_every_s = kept
    with site.shelf._lock:
        assert status_of(site) == ROUTED
