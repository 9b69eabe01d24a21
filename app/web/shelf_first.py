"""Public documents that lie in memory are sent before any route is looked for.

Automation polls them all day. Finding a route and asking the database who may read costs more than
sending the bytes, so a request that any stranger may make is answered at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.shelf import Ready
from app.web.shelf_answers import answer
from app.web.site_parts import Site, base_address

# Documents that everybody may read where an install is open to all readers; their routes say so.
PUBLIC_DOCUMENTS = re.compile(
    r"(/exercise)?(/index\.json|/cap/[A-Za-z0-9-]+\.xml|/[a-z-]+/[a-z]+/feed\.xml)"
)
# Who shows one of these is looked at by the routes: a wrong key is refused and counted.
CREDENTIALS = frozenset({b"authorization", b"x-station-key"})


@dataclass(frozen=True, slots=True)
class ShelfFirst:
    """Middleware that sends what is at hand, and leaves everything else to the routes."""

    app: ASGIApp
    site: Site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        ready = self._at_hand(scope)
        if ready is None:
            await self.app(scope, receive, send)
            return
        await answer(Request(scope).headers, ready)(scope, receive, send)

    def _at_hand(self, scope: Scope) -> Ready | None:
        if scope["type"] != "http" or scope["method"] != "GET" or not self.site.public_read:
            return None
        if scope["query_string"] or PUBLIC_DOCUMENTS.fullmatch(scope["path"]) is None:
            return None
        if any(name in CREDENTIALS for name, _ in scope["headers"]):
            return None
        return self.site.shelf.at_hand(scope["path"], base=base_address(Request(scope), self.site))
