"""A site on a port of this machine, for a browser to visit."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Page

from app.pipeline.newsroom import Newsroom
from app.web.site import create_site
from tests.builders import NOW

# Pictures of pages, for people to look at after a run.
KEPT = Path(__file__).parents[2] / "ci-artefacts"


def shot(path: str, width: int) -> Path:
    """Return where the picture of a page at a width is kept."""
    plain = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "front"
    return KEPT / "pages" / f"{plain}-{width}.png"


@contextmanager
def serving(newsroom: Newsroom, **settings: Any) -> Iterator[str]:
    """Give the address of a site while it is served."""
    site = create_site(newsroom, next_run=lambda: NOW + timedelta(days=7), **settings)
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def sign_in(page: Page, address: str, name: str, key: str) -> None:
    """Sign an officer in, as a hand does on the page."""
    page.goto(f"{address}/desk")
    page.fill("input[name=name]", name)
    page.fill("input[type=password]", key)
    page.press("input[type=password]", "Enter")
    page.wait_for_url(f"{address}/desk")
