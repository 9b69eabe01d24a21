"""What somebody gets who is not signed in: a program a challenge, a person the page to sign in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.web.desk.showing import DESK_HEADERS, show_desk
from app.web.posts import MOST_FIELDS, UPLOAD_BYTES, from_own_page, read_form
from app.web.problems import problem
from app.web.tongue import own_path

DESK = "/desk"
SIGN_IN = f"{DESK}/sign-in"
# These are asked for anew, not carried through a page.
SECRETS = frozenset({"key", "code", "password", "password_again"})
# The longest text of the template editor is carried too, and travels on as one field of a form.
CARRIED_BYTES = 160_000
KEPT_BYTES = 3 * CARRIED_BYTES
LONGEST_PATH = 2000


def desk_path_only(told: str) -> str:
    r"""Return a path of the desk to go on to, or the overview for anything else.

    >>> desk_path_only("/desk/runs?week=2026-W48"), desk_path_only("//evil.example/desk")
    ('/desk/runs?week=2026-W48', '/desk')
    """
    path = own_path(told[:LONGEST_PATH])
    within = path == DESK or path.startswith((f"{DESK}/", f"{DESK}?"))
    return path if within and not path.startswith(SIGN_IN) else DESK


async def ask_to_sign_in(request: Request, fault: Exception) -> Response:
    """Answer a request of nobody; what a person typed into a form is carried along."""
    headers = fault.headers if isinstance(fault, HTTPException) else None
    detail = str(fault.detail) if isinstance(fault, HTTPException) else ""
    by_person = "text/html" in request.headers.get("accept", "")
    if not by_person or not request.url.path.startswith(DESK):
        return problem(request, 401, detail, headers=headers)
    if request.method in ("GET", "HEAD"):
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        to = f"{SIGN_IN}?back={quote(asked, safe='/')}"
        return RedirectResponse(to, status_code=303, headers=DESK_HEADERS)
    try:
        from_own_page(request)
        typed, file, _ = await read_form(
            request, max_bytes=UPLOAD_BYTES, max_field_bytes=CARRIED_BYTES
        )
    except HTTPException as broken:
        return problem(request, broken.status_code, str(broken.detail))
    return await run_in_threadpool(_carry, request, typed, had_file=bool(file))


def _carry(request: Request, typed: Mapping[str, str], *, had_file: bool) -> Response:
    kept = {name: text for name, text in typed.items() if name not in SECRETS}
    return show_desk(
        request,
        "sign_in.html",
        status=401,
        visitor=None,
        back=_page_of(request),
        to=request.url.path,
        kept=packed(kept) if kept else "",
        had_file=had_file,
        expired=True,
        name="",
        fault="",
    )


def _page_of(request: Request) -> str:
    """Return the page that a form was on; its own address may be for forms only."""
    told = urlsplit(request.headers.get("referer", ""))
    if told.netloc != request.headers.get("host", ""):
        return DESK
    return desk_path_only(told.path + (f"?{told.query}" if told.query else ""))


def packed(typed: Mapping[str, str]) -> str:
    """Return the fields of a form as one text."""
    return json.dumps(typed, ensure_ascii=False, separators=(",", ":"))


def unpacked(told: str) -> dict[str, str]:
    """Return the fields that `packed` made a text of; nothing when it is none of its.

    >>> unpacked(packed({"reason": "I called"})), unpacked("[1]")
    ({'reason': 'I called'}, {})
    """
    try:
        found = json.loads(told) if told else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or len(found) > MOST_FIELDS:
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str)}
