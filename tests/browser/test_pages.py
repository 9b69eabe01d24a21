"""The pages in a real Chromium: small screens, no JavaScript, little data, sound that plays."""

from __future__ import annotations

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import Estimate, Phase
from app.domain.findings import Effect
from app.domain.periods import Week
from app.store.evidence import add_visit, keep_assessment
from tests.browser.served import serving
from tests.builders import NOW, phase_record
from tests.web.filled import keep_draft, keep_released, opened_newsroom, tone
from tests.web.judged import assessment, found

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/exercise/kitui",
    "/exercise/makueni",
    "/kitui",
    "/exercise/kitui/sw/read",
    "/desk",
    "/desk/evidence/kitui",
    "/desk/ndma/kitui",
    "/desk/forecast/kitui",
    "/nowhere",
]
LONG = "Nobody has recorded Kikamba yet: " + "two people must read and sign the words. " * 3


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Address of a site with a full week, its languages, and weeks before it."""
    with opened_newsroom(tmp_path_factory.mktemp("home")) as newsroom:
        fill(newsroom)
        with serving(newsroom) as at:
            yield at


def fill(newsroom):
    for week in range(40, 49):
        for language in ("sw", "en"):
            keep_released(newsroom, language, week=Week(2026, week), encode=tone)
    keep_draft(newsroom, "kam", script=None, verdict=Verdict.NO_VOICE, reason=LONG)
    made = assessment(
        official=phase_record(trend=None),
        estimate=Estimate(phase=Phase.EMERGENCY, reasons=(LONG,)),
        findings=(found(effect=Effect.BULLETIN, text=LONG), *assessment().findings),
    )
    with newsroom.store.transaction() as tx:
        keep_assessment(tx, made, at=NOW)
        add_visit(tx, "a-source-with-a-very-long-name-without-any-space", at=NOW, fault=LONG)


@pytest.fixture
def open_page(browser, address):
    """Open a path at a width; the page remembers what its console said and what it took."""
    contexts = []

    def open_at(path, *, width=360, scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 780}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.said, page.taken = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("response", lambda answer: page.taken.append(answer))
        page.goto(address + path, wait_until="load")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(open_page, path, width):
    page = open_page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # inside a drawing the widths are those of its own paper
    inside = "document.querySelectorAll('main *:not(svg *)')"
    assert page.evaluate(f"[...{inside}].filter(e => e.scrollWidth > innerWidth).length") == 0


@pytest.mark.parametrize("path", PAGES[:-1])
def test_no_page_breaks_its_own_policy(open_page, path):
    page = open_page(path)
    assert page.said == []
    assert all(each.status == 200 for each in page.taken)


def test_a_station_needs_no_javascript(open_page):
    page = open_page("/", scripts=False)
    page.get_by_role("link", name="Kitui").click()
    card = page.locator("#sw")
    assert card.get_by_text("Play until Sun 29 Nov").is_visible()
    assert card.locator("audio").is_visible()
    with page.expect_download() as started:
        card.get_by_role("link", name="Download MP3").click()
    assert started.value.suggested_filename == (
        "EXERCISE-KTU_sw_2026W48_drought_v1_valid-20261129.mp3"
    )
    card.get_by_role("link", name="Read it aloud").click()
    assert page.get_by_text("Kaunti ya Kitui iko katika awamu ya Tahadhari.").is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_less_than_30_kb(open_page, path):
    page = open_page(path)
    assert sum(each.request.sizes()["responseBodySize"] for each in page.taken) < 30_000
    assert not [each.url for each in page.taken if "/recordings/" in each.url]


@pytest.mark.audio
def test_the_player_gets_sound(open_page):
    page = open_page("/exercise/kitui")
    seconds = page.locator("#sw audio").evaluate(
        """player => new Promise((done, failed) => {
            player.addEventListener('loadedmetadata', () => done(player.duration));
            player.querySelector('source').addEventListener('error', () => failed('no sound'));
            player.load(); player.preload = 'metadata';
        })"""
    )
    assert seconds == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize("path", PAGES)
def test_buttons_are_large_enough_for_a_thumb(open_page, path):
    page = open_page(path)
    heights = page.locator(".button, .tile").evaluate_all(
        "found => found.map(each => each.getBoundingClientRect().height)"
    )
    assert all(height >= 44 for height in heights)


def test_the_keyboard_reaches_the_content_first(open_page):
    page = open_page("/exercise/kitui")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "Skip to the content"
    box = page.locator(".skip").bounding_box()
    assert box["x"] >= 0
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_the_exercise_band_comes_first_on_every_exercise_page(open_page):
    for path in ("/", "/exercise/kitui", "/exercise/kitui/sw/read", "/desk"):
        box = open_page(path).locator(".band").bounding_box()
        assert box["y"] == 0
        assert box["width"] == 360


def test_a_printed_script_leaves_the_site_behind(open_page):
    page = open_page("/exercise/kitui/sw/read", width=1280)
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert page.locator(".band").is_visible()
    assert page.locator(".script").is_visible()
