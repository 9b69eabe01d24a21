"""An officer's whole Monday in a browser, from a broken feed to the station that aired it."""

from __future__ import annotations

import pytest

from app.store.bulletins import the_bulletin
from tests.browser import a_monday
from tests.browser.served import KEPT, serving

pytestmark = pytest.mark.browser
SHOTS = KEPT / "monday"
SIZES = {"telephone": (360, 780), "desktop": (1280, 900)}
# Each pair of size, language and script is there; all eight together take twice as long.
WAYS = [
    pytest.param("telephone", "en", True, id="telephone, English, with JavaScript"),
    pytest.param("telephone", "sw", False, id="telephone, Kiswahili, without JavaScript"),
    pytest.param("desktop", "en", False, id="desktop, English, without JavaScript"),
    pytest.param("desktop", "sw", True, id="desktop, Kiswahili, with JavaScript"),
]
KISWAHILI = "2026-W49-kitui-sw-1"
# What Chromium advises about forms is no fault.
ADVICE = "[DOM]"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return a_monday.prepare(tmp_path_factory.mktemp("monday") / "home")


class Person:
    """Somebody at a browser."""

    def __init__(self, browser, address, *, size, language, script, shots):
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            java_script_enabled=script,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.said = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.address, self.width, self.script, self.shots = address, width, script, shots

    def goes(self, path):
        self.page.goto(self.address + path, wait_until="load")

    def looks(self, name):
        """Look at the page: nothing sticks out at the side; the picture is kept."""
        if self.script:
            assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        self.shots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)

    def signs_in(self, name, key):
        self.goes("/desk")
        self.page.fill("input[name=name]", name)
        self.page.fill("input[type=password]", key)
        self.looks("00-sign-in")
        self.page.press("input[type=password]", "Enter")
        self.page.wait_for_url(f"{self.address}/desk")

    def opens(self, part):
        """Open the menu's link to a part of the desk, as a hand does on a small screen too."""
        link = self.page.locator(f"nav a[href='/desk/{part}']").first
        if not link.is_visible():
            self.page.locator(".menu summary").first.click()
        link.click()
        self.page.wait_for_url(f"**/desk/{part}")

    def text(self):
        return self.page.locator("main").inner_text()


@pytest.mark.parametrize(("size", "language", "script"), WAYS)
def test_a_whole_monday(browser, prepared, tmp_path, size, language, script):
    shots = SHOTS / f"{size}-{language}-{'js' if script else 'plain'}"
    way = {"size": size, "language": language, "script": script, "shots": shots}
    with a_monday.opened(prepared, tmp_path / "home") as newsroom, serving(newsroom) as address:
        asha = Person(browser, address, **way)
        asha.signs_in("Asha", prepared.asha)
        sees_the_broken_feed(asha)
        changes_a_sentence(asha)
        baraka = Person(browser, address, **way)
        baraka.signs_in("Baraka", prepared.baraka)
        signs(baraka, prepared.baraka)
        with newsroom.store.reading() as tx:
            assert the_bulletin(tx, KISWAHILI).released_at is not None
        radio = Person(browser, address, **way)
        takes_and_airs(radio, prepared.station)
        sees_that_it_went_out(asha)
        said = asha.said + baraka.said + radio.said
        assert [each for each in said if not each.startswith(ADVICE)] == []
        for each in (asha, baraka, radio):
            each.context.close()


def sees_the_broken_feed(asha):
    asha.looks("01-overview")
    assert a_monday.BROKEN in asha.text()
    asha.goes("/desk/evidence/kitui")
    assert a_monday.BROKEN in asha.text()
    asha.looks("02-evidence")


def changes_a_sentence(asha):
    """Asha changes a sentence of the Kiswahili bulletin by hand; she may then not sign it."""
    asha.opens("approve")
    asha.looks("03-approve")
    asha.page.locator(f"a[href='/desk/bulletins/{KISWAHILI}']").first.click()
    asha.looks("04-bulletin")
    asha.page.locator("details:has(textarea[name=words]) summary").click()
    words = asha.page.locator("textarea[name=words]")
    before = words.input_value()
    first = before.splitlines()[0]
    words.fill(before.replace(first, f"{first}\nTusikilizane kwa makini.", 1))
    asha.page.locator("form:has(textarea[name=words]) button").click()
    assert "Tusikilizane kwa makini." in asha.text()
    assert asha.page.locator("form[action*='/sign#']").count() == 0
    asha.looks("05-changed")


def signs(baraka, key):
    """Baraka hears a part, signs with his key given anew, and waits until it is spoken."""
    baraka.goes(f"/desk/bulletins/{KISWAHILI}")
    sound = baraka.page.locator("article audio").first.get_attribute("src")
    heard = baraka.context.request.get(baraka.address + sound)
    assert (heard.status, heard.headers["content-type"].split("/")[0]) == (200, "audio")
    baraka.page.fill("form[action*='/sign#'] input[name=key]", key)
    baraka.page.locator("form[action*='/sign#'] button").click()
    for _ in range(20):
        if baraka.page.locator("a[href='/kitui']").count():
            break
        baraka.page.wait_for_timeout(500)
        baraka.goes(f"/desk/bulletins/{KISWAHILI}")
    baraka.looks("06-released")


def takes_and_airs(radio, key):
    """The station opens its page, downloads the file, and says that it was on air."""
    radio.goes(f"/kitui?key={key}")
    radio.looks("07-station")
    file = radio.page.locator("#sw a.button[download]").get_attribute("href")
    taken = radio.context.request.get(radio.address + file)
    assert taken.headers["content-type"] == "audio/mpeg"
    assert len(taken.body()) > 10_000
    radio.page.locator("form[action*='/aired'] button").first.click()
    radio.page.wait_for_load_state()
    radio.looks("08-aired")


def sees_that_it_went_out(asha):
    asha.goes("/desk")
    row = asha.page.locator("tr", has=asha.page.locator(f"a[href*='{KISWAHILI}']")).first
    counts = [each.split()[:1] for each in row.locator("td.step .sr").all_text_contents()]
    assert counts[-2:] == [["1/1"], ["1/1"]]
    asha.looks("09-went-out")
    asha.opens("stations")
    assert "Mwingi FM" in asha.text()
    asha.looks("10-stations")
