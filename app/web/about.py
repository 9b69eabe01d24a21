"""What the description of the API begins with, and the application that it describes."""

from __future__ import annotations

from fastapi import FastAPI

from app import __version__
from app.web.booth import booth_life

ABOUT = """Drought bulletins for Kenya's community radio stations: released audio, the words that
are spoken, and the source of every figure.

* Every bulletin says in `mode` whether it is `live` or an `exercise`. An exercise must never go on
  air as real; lists and feeds never mix the two.
* `valid_until` ends a bulletin's use. What was taken off the air answers 410 and is listed in
  `/api/v1/status`.
* Recordings lie under their SHA-256, which is also their ETag, and never change. They answer
  ranges; their errors have no body.
* All other errors are `application/problem+json` (RFC 9457).
* Nothing here asks for a key but the officers' desk and `/api/v1/templates` of a live install
  (HTTP Basic), and what lies below `/stations`, which is one station's own. An install may be set
  to be for its stations alone: audio, words and feeds then need a station's key (`X-Station-Key`,
  or `key` in the address) or an officer.
"""
TAGS = [
    {"name": "API", "description": "Bulletins as JSON."},
    {"name": "Templates", "description": "The sentences of each language, for officers."},
    {"name": "Advice", "description": "Advice, contacts and announcements, for officers."},
    {"name": "Downloads", "description": "Audio and feeds for automation."},
    {"name": "Status", "description": "For people and machines that watch the service."},
    {"name": "Pages", "description": "For stations, in a browser; they need no JavaScript."},
    {"name": "Listeners", "description": "For gateways of SMS and calls, with their key."},
    {"name": "Desk", "description": "For NDMA officers."},
]


def new_application() -> FastAPI:
    """Return an application without routes."""
    return FastAPI(
        title="Tangazo",
        version=__version__,
        summary="Drought bulletins for community radio",
        description=ABOUT,
        openapi_tags=TAGS,
        license_info={"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=booth_life,
    )
