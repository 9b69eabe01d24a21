"""Pictures of the tour: the page of each task on a Monday, on a telephone, in both languages.

python -m tests.browser.make_tour
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import app.web
from app.domain.bulletins import SignOff
from app.pipeline.newsroom import Newsroom
from app.pipeline.produce import approve
from app.store.bulletins import the_bulletin
from app.web.desk.help import TOUR
from app.web.interface import LANGUAGES
from tests.browser import a_monday
from tests.browser.conftest import FLAGS
from tests.browser.served import serving
from tests.web.conftest import basic

STATIC = Path(app.web.__file__).parent / "static"
SCREEN = {"width": 390, "height": 780}
ON_AIR, WAITING = "2026-W49-kitui-en-1", "2026-W49-kitui-sw-1"
PAGES = {
    "held": "/desk/evidence/makueni",
    "sentence": "/desk/templates/sw/edit?file=alert/headline",
    "approve": f"/desk/bulletins/{WAITING}",
    "recall": f"/desk/recall/{ON_AIR}",
    "station": "/desk/stations",
    "record": f"/desk/recordings/{WAITING}",
}


def main() -> None:
    """Take every picture anew."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        prepared = a_monday.prepare(Path(folder) / "prepared")
        opened = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with a_monday.opened(prepared, Path(folder) / "home") as newsroom:
            _put_on_air(newsroom)
            with serving(newsroom) as address:
                for language in LANGUAGES:
                    _take(opened, address, language, prepared.asha)
        opened.close()


def _put_on_air(newsroom: Newsroom) -> None:
    with newsroom.store.reading() as tx:
        script = the_bulletin(tx, ON_AIR).script
    assert script is not None
    now = newsroom.clock.now()
    approve(newsroom, ON_AIR, SignOff(officer="Baraka", text_sha256=script.sha256, at=now))


def _take(browser: Browser, address: str, language: str, key: str) -> None:
    context = browser.new_context(
        viewport=SCREEN, locale=language, extra_http_headers=basic("Asha", key)
    )
    page = context.new_page()
    for task in TOUR:
        page.goto(address + PAGES[task.key], wait_until="networkidle")
        page.screenshot(path=STATIC / f"tour-{task.key}-{language}.png")
    context.close()


if __name__ == "__main__":
    main()
