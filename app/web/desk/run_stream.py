"""Runs as server-sent events: a page that watches a run sees each step as it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from app.web.desk.run_rows import run_rows
from app.web.interface import wanted_language
from app.web.site_parts import Site

EVERY_S = 1.0
# A stream ends by itself, so that a server that stops waits for none; browsers ask again.
LONGEST_S = 10
ASK_AGAIN_MS = 3000
MEDIA_TYPE = "text/event-stream"

Look = Callable[[], tuple[str, bool]]


def streamed(request: Request, site: Site, *, retrying: bool) -> Response:
    """Return the list of runs now, and whenever it changes while a run goes on.

    Args:
        retrying: Whether the reader may try a failed run again.
    """
    headers = {"Cache-Control": "no-store"}
    if request.method == "HEAD":
        return Response(media_type=MEDIA_TYPE, headers=headers)
    pages = site.pages[wanted_language(request)]
    part = pages.get_template("_runs.html")

    def look() -> tuple[str, bool]:
        rows = run_rows(site.newsroom)
        going = any(each.run.state == "running" for each in rows)
        return part.render(rows=rows, retrying=retrying), going

    return StreamingResponse(_events(look), media_type=MEDIA_TYPE, headers=headers)


async def _events(look: Look) -> AsyncIterator[str]:
    yield f"retry: {ASK_AGAIN_MS}\n\n"
    sent = ""
    for _ in range(LONGEST_S):
        shown, going = await run_in_threadpool(look)
        if shown != sent:
            yield "".join(f"data: {line}\n" for line in shown.splitlines()) + "\n"
            sent = shown
        if not going:
            return
        await asyncio.sleep(EVERY_S)
