"""The six tasks of the tour, done as its words say, by somebody who has only read them."""

from __future__ import annotations

import time

import numpy as np
import pytest
import soundfile

from app.store.bulletins import the_bulletin
from tests.browser import a_monday
from tests.browser.served import KEPT, serving, shot, sign_in

pytestmark = pytest.mark.browser
SHOTS = KEPT / "tour"
LONGEST_S = 180
SWAHILI, ENGLISH = "2026-W49-kitui-sw-1", "2026-W49-kitui-en-1"


class Desk:
    """The newsroom, and the pages of Asha and Baraka, who are signed in."""

    def __init__(self, newsroom, asha, baraka, keys):
        self.newsroom, self.asha, self.baraka = newsroom, asha, baraka
        self.asha_key, self.baraka_key = keys

    def verdict(self, name):
        with self.newsroom.store.reading() as tx:
            return the_bulletin(tx, name).verdict

    def wait_for(self, name, verdict):
        deadline = time.monotonic() + 30
        while self.verdict(name) != verdict:
            assert time.monotonic() < deadline, f"{name} is {self.verdict(name)}"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tour")
    prepared = a_monday.prepare(folder / "prepared")
    with a_monday.opened(prepared, folder / "home") as newsroom, serving(newsroom) as address:
        pages = []
        for name, key in (("Asha", prepared.asha), ("Baraka", prepared.baraka)):
            context = browser.new_context(base_url=address, locale="en")
            context.set_default_timeout(30_000)
            pages.append(context.new_page())
            sign_in(pages[-1], address, name, key)
        yield Desk(newsroom, *pages, (prepared.asha, prepared.baraka))
        for page in pages:
            page.context.close()


@pytest.fixture(autouse=True)
def in_three_minutes(request, desk):
    """Each task takes three minutes at most; how its page looked is kept."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < LONGEST_S
    SHOTS.mkdir(parents=True, exist_ok=True)
    desk.asha.screenshot(path=SHOTS / f"{request.node.name.replace('/', '-')}.png", full_page=True)


def opens(page, name):
    page.goto("/desk")
    page.get_by_role("navigation", name="Desk").get_by_role("link", name=name, exact=True).click()


def signs(page, key, button):
    form = page.locator("form", has=page.get_by_role("button", name=button))
    form.locator("input[type=password]").last.fill(key)
    form.get_by_role("button", name=button).click()


def test_find_out_why_makueni_is_held(desk):
    opens(desk.asha, "Overview")
    line = desk.asha.locator("tbody", has_text="Makueni").locator("tr").first
    assert "▲" in line.inner_text()
    line.get_by_role("link", name="Enter NDMA’s bulletin").click()
    assert desk.asha.url.endswith("/desk/ndma/makueni")
    desk.asha.get_by_role("link", name="Evidence", exact=True).last.click()
    assert "There is no NDMA phase on record" in desk.asha.locator("main").inner_text()


def test_change_one_kiswahili_sentence_and_hear_it(desk):
    page = desk.asha
    opens(page, "Templates")
    row = page.locator("#sw tr", has_text="Alert").first
    row.get_by_role("link").first.click()
    text = page.locator("textarea[name=text]")
    before = text.input_value()
    page.locator(".cm-content").fill(f"{before.rstrip()}\nTunza maji yako.\n")
    page.locator("#previewed .script", has_text="Tunza maji yako.").wait_for()
    page.get_by_role("button", name="Hear it").click()
    page.locator("#previewed audio").wait_for()
    sound = page.locator("#previewed audio").get_attribute("src")
    assert page.request.get(sound).headers["content-type"] == "audio/mpeg"
    page.get_by_role("button", name="Save as a new revision").click()
    assert "Revision 1 is kept." in page.locator("main").inner_text()


def test_approve_with_a_colleague(desk):
    opens(desk.asha, "Approve")
    desk.asha.locator(f"a[href='/desk/bulletins/{ENGLISH}']").first.click()
    desk.asha.get_by_role("group").get_by_text("Change them by hand").click()
    words = desk.asha.locator("textarea[name=words]")
    first = words.input_value().splitlines()[0]
    words.fill(words.input_value().replace(first, f"{first}\nListen carefully.", 1))
    desk.asha.get_by_role("button", name="Save the words").click()
    desk.baraka.goto(f"/desk/bulletins/{ENGLISH}")
    assert "Listen carefully." in desk.baraka.locator("main").inner_text()
    signs(desk.baraka, desk.baraka_key, "I have read these words: sign")
    desk.wait_for(ENGLISH, "released")


def test_add_a_station(desk):
    page = desk.asha
    opens(page, "Stations")
    page.get_by_label("Name", exact=True).fill("Sauti ya Kitui")
    page.get_by_label("Whom to ask for").fill("The presenter")
    page.get_by_label("Telephone").fill("+254 700 000 002")
    page.get_by_label("Kitui", exact=True).check()
    page.get_by_label("Kiswahili", exact=True).check()
    page.locator("form[action^='/desk/stations'] button").last.click()
    assert "tangazo_station_" in page.locator("main").inner_text()


def test_put_a_recorded_part_on_air(desk, tmp_path):
    spoken = tmp_path / "headline.wav"
    page = desk.asha
    page.goto(f"/desk/bulletins/{SWAHILI}")
    page.get_by_role("link", name="Have it recorded by a person").click()
    part = page.locator("section.part").nth(1)
    seconds = max(3, len(part.locator(".large").inner_text().split()) / 2)
    soundfile.write(spoken, murmur(seconds), 16_000)
    part.locator("summary").first.click()
    part.locator("input[type=file]").set_input_files(spoken)
    part.get_by_label("Who speaks?").fill("Wanza")
    part.get_by_label("The speaker agrees").check()
    part.get_by_role("button", name="Send the recording").click()
    assert "Waits for a second person" in page.locator("main").inner_text()
    desk.baraka.goto(page.url)
    desk.baraka.get_by_role("button", name="I heard it: it matches the words").click()
    desk.baraka.goto(f"/desk/bulletins/{SWAHILI}")
    signs(desk.baraka, desk.baraka_key, "I have read these words: sign")
    desk.wait_for(SWAHILI, "released")
    page.goto("/kitui")
    assert "Wanza" in page.locator("#sw").inner_text()


def murmur(seconds, rate_hz=16_000):
    """Something like speech: syllables of noise and hum, with pauses between."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    syllables = np.clip(np.sin(2 * np.pi * 3 * t), 0, 1)
    noise = np.random.default_rng(5).normal(0, 0.03, t.size)
    return syllables * (0.25 * np.sin(2 * np.pi * 160 * t) + noise) + noise * 0.02


def test_take_kitui_off_the_air(desk):
    opens(desk.asha, "Overview")
    desk.asha.locator(f"a[href='/desk/bulletins/{SWAHILI}']").first.click()
    desk.asha.get_by_role("link", name="Take it back").click()
    desk.asha.get_by_label("What is wrong?").fill("The place of the water truck was wrong")
    signs(desk.asha, desk.asha_key, "Sign, and ask a second person")
    desk.baraka.goto(desk.asha.url)
    signs(desk.baraka, desk.baraka_key, "Sign: take it off the air")
    assert desk.verdict(SWAHILI) == "withdrawn"
    told = desk.baraka.locator("main").inner_text()
    assert "Sauti ya Kitui" in told
    assert "+254 700 000 002" in told


PAGES = (
    f"/desk/bulletins/{ENGLISH}",
    "/desk/bulletins/2026-W49-taita-taveta-sw-1",
    f"/desk/recordings/{SWAHILI}",
    "/desk/recordings/2026-W49-taita-taveta-sw-1",
    f"/desk/recall/{SWAHILI}",
    "/desk/stations/mwingi-fm",
    "/desk/templates",
    "/desk/templates/sw/edit?file=alert/headline",
    "/desk/templates/sw/revisions?file=alert/headline",
    "/desk/languages/sw",
    "/desk/languages/sw/glossary",
    "/kitui",
)
# The page of the editor brings the editor.
HEAVIEST_BYTES = {"/desk/templates/sw/edit": 190_000}


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_the_pages_of_the_tour(desk, path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, sizes = desk.asha, []
    page.on("requestfinished", lambda request: sizes.append(request))
    page.goto(path, wait_until="load")
    sent = sum(each.sizes()["responseBodySize"] for each in sizes)
    assert sent < HEAVIEST_BYTES.get(path.partition("?")[0], 60_000)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = axe.run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=shot(path, width), full_page=True)
