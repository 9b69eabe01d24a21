"""Every page in a real Chromium: no fault that axe finds, and few bytes and requests.

A page is added by one line in `DESK` or `STATION`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.store.officers import LIVE
from app.store.run_steps import note_step
from app.store.runs import claim, finish
from tests.browser import lived_in
from tests.browser.served import serving, shot
from tests.builders import NOW
from tests.web import stationed
from tests.web.conftest import basic
from tests.web.filled import opened_newsroom

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280)
DESK_BYTES, STATION_BYTES = 60_000, 30_000
MOST_REQUESTS = 6
DESK = [
    "/desk",
    "/desk/advice",
    "/desk/advice/announcements/kitui",
    "/desk/advice/contacts",
    "/desk/approve",
    "/desk/audit",
    "/desk/evidence",
    "/desk/evidence/kitui",
    "/desk/forecast/kitui",
    "/desk/heard",
    "/desk/help",
    "/desk/me",
    "/desk/ndma/kitui",
    "/desk/people",
    "/desk/runs",
    "/desk/stations",
    "/desk/stations/mwatu-fm/aired",
    "/desk/templates",
]
# Pages of one station, which its officers see too.
OWN = ["/stations/mwatu-fm", "/stations/mwatu-fm/fit", "/stations/mwatu-fm/as-run"]
STATION = ["/", "/kitui", "/kitui/sw/read", "/kitui/sw/sources", "/kitui/say", "/makueni", *OWN]


@pytest.fixture(scope="module")
def visit(browser, tmp_path_factory):
    """Open a page as Asha, in a language; a live install in the middle of its week."""
    with opened_newsroom(tmp_path_factory.mktemp("axe"), mode=LIVE) as newsroom:
        key = lived_in.add_asha(newsroom)
        lived_in.fill(newsroom, exercise=False)
        stationed.add(newsroom, counties=("kitui", "makueni"), languages=("sw", "en", "kam"))
        with serving(newsroom) as address:
            contexts = {
                language: browser.new_context(
                    locale=language, extra_http_headers=basic("Asha", key)
                )
                for language in ("en", "sw")
            }

            def opened(path, language):
                page = contexts[language].new_page()
                page.said, page.taken = [], []
                page.on("console", lambda message: _keep_faults(page, message))
                page.on("requestfinished", lambda request: page.taken.append(request))
                page.goto(address + path, wait_until="load")
                return page

            opened.newsroom = newsroom
            yield opened
            for each in contexts.values():
                each.close()


def _keep_faults(page, message):
    if message.type in ("error", "warning"):
        page.said.append(message.text)


@pytest.mark.parametrize("path", DESK + STATION)
def test_axe_finds_nothing_and_the_page_is_light(visit, path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(path, "en")
    sizes = [each.sizes()["responseBodySize"] for each in page.taken]
    assert sum(sizes) < (DESK_BYTES if path in DESK else STATION_BYTES), sizes
    assert len(sizes) <= MOST_REQUESTS
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found = axe.run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=shot(path, width), full_page=True)
    assert page.said == []
    page.close()


@pytest.mark.parametrize("path", DESK + STATION)
def test_a_page_in_kiswahili_fits_a_telephone(visit, path):
    page = visit(path, "sw")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.lang") == "sw"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_the_menu_opens_by_keyboard_on_a_telephone(visit):
    page = visit("/desk", "en")
    page.set_viewport_size({"width": 360, "height": 800})
    runs = page.get_by_role("navigation", name="Desk").get_by_role("link", name="Runs")
    assert not runs.is_visible()
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    assert runs.is_visible()
    runs.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/runs")
    page.close()


def test_a_page_that_is_open_sees_how_far_a_run_has_come(visit):
    store, slot = visit.newsroom.store, NOW + timedelta(hours=1)
    times = {"since": slot, "at": slot}
    with store.transaction() as tx:
        held = claim(tx, schedule="weekly", slot=slot, owner="desk:1", at=slot, lease=timedelta(1))
    page = visit("/desk/runs", "en")
    assert page.get_by_text("Running").is_visible()
    with store.transaction() as tx:
        note_step(tx, held, step="Making the audio", done=2, parts=6, **times)
    page.get_by_text("Making the audio 2/6").wait_for(timeout=5000)
    with store.transaction() as tx:
        finish(tx, held, state="done", outcome="Week 48, 2026: 6 released.", at=slot)
    page.get_by_text("Week 48, 2026: 6 released.").wait_for(timeout=5000)
    assert page.said == []
    page.close()


def test_the_menu_lies_open_on_a_wide_screen(visit):
    page = visit("/desk", "en")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.get_by_role("link", name="Runs", exact=True).is_visible()
    assert not page.locator(".menu summary").is_visible()
    page.close()
