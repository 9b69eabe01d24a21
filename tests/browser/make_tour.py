"""Pictures of the tour: the page of each task, on a telephone, in both languages.

python -m tests.browser.make_tour
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import app.web
from app.store.officers import LIVE
from app.web.desk.help import TOUR
from app.web.interface import LANGUAGES
from tests.browser import lived_in
from tests.browser.conftest import FLAGS
from tests.browser.served import serving
from tests.web.conftest import basic
from tests.web.filled import opened_newsroom

STATIC = Path(app.web.__file__).parent / "static"
SCREEN = {"width": 390, "height": 780}


def main() -> None:
    """Take every picture anew."""
    with (
        tempfile.TemporaryDirectory() as home,
        opened_newsroom(Path(home), mode=LIVE) as newsroom,
        sync_playwright() as driver,
    ):
        key = lived_in.add_asha(newsroom)
        lived_in.fill(newsroom, exercise=False)
        opened = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with serving(newsroom) as address:
            for language in LANGUAGES:
                _take(opened, address, language, key)
        opened.close()


def _take(browser: Browser, address: str, language: str, key: str) -> None:
    context = browser.new_context(
        viewport=SCREEN, locale=language, extra_http_headers=basic("Asha", key)
    )
    page = context.new_page()
    for task in TOUR:
        page.goto(address + task.start, wait_until="load")
        page.screenshot(path=STATIC / f"tour-{task.key}-{language}.png")
    context.close()


if __name__ == "__main__":
    main()
