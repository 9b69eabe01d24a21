"""One table from faults to HTTP, told as problem+json (RFC 9457), a page, or nothing at all."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app.errors import (
    ApprovalError,
    Conflict,
    EvidenceError,
    NotFound,
    StorageFull,
    TangazoError,
)
from app.web.answers import SECURITY_HEADERS
from app.web.site_parts import show

LOG = logging.getLogger(__name__)
# What the API description says of the answers of a route, by status.
Documented = dict[int | str, dict[str, Any]]
PROBLEM_JSON = "application/problem+json"
RECORDINGS = "/api/v1/recordings/"
# Where automation takes audio, and nothing else lies.
AUDIO_TREES = (RECORDINGS, "/d/", "/exercise/d/")
# Where it takes audio and lists of audio beside other files.
MIXED_TREES = ("/now/", "/exercise/now/")
AUDIO_ENDINGS = (".mp3", ".opus", ".wav", ".pls", ".m3u", ".zip")
NOT_OURS_TO_TELL = "Tangazo could not do this. The reason is in its log; tell the operator."
STATUS: Mapping[type[TangazoError], int] = {
    NotFound: 404,
    Conflict: 409,
    EvidenceError: 409,
    ApprovalError: 403,
    StorageFull: 507,
    TangazoError: 500,
}
PAGE_TITLES = {
    401: "A key is needed",
    403: "Not from here",
    404: "Nothing here",
    409: "Not any more",
    413: "Too large",
    422: "Please look again",
    500: "Something broke",
}
SAFE_TEXT = {507: "The disk is full. Nothing was lost; free some space, then try again."}


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="Kind of problem; `about:blank` when the status says it all.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.", ge=400, le=599)
    detail: str = Field(description="What happened, and what to do.")
    instance: str = Field(description="The path that was asked for.")
    replacement: str | None = Field(
        default=None, description="For 410: the address of the bulletin that replaced this one."
    )


def add_problem_handlers(app: FastAPI) -> None:
    """Make every fault leave the site in the form that its reader can use."""
    app.add_exception_handler(TangazoError, _tangazo_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    replacement: str | None = None,
) -> Response:
    """Return a fault as JSON, as a page for a browser, or empty where audio was asked for.

    An automation that saves whatever comes would put the words of an error on air.
    """
    path = request.url.path
    if is_for_air(path):
        return Response(status_code=status, headers=headers)
    title = HTTPStatus(status).phrase
    if not path.startswith("/api/") and "text/html" in request.headers.get("accept", ""):
        shown = PAGE_TITLES.get(status, title)
        return show(
            request, "problem.html", status=status, headers=headers, title=shown, detail=detail
        )
    told = Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=detail,
        instance=path,
        replacement=replacement,
    )
    body = told.model_dump(exclude_none=True)
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=PROBLEM_JSON)


def is_for_air(path: str) -> bool:
    """Return whether automation puts on air what it gets at a path, be it an error.

    >>> is_for_air("/now/mwatu-fm/bulletin.mp3"), is_for_air("/now/mwatu-fm/manifest.json")
    (True, False)
    """
    if path.startswith(AUDIO_TREES):
        return True
    return path.startswith(MIXED_TREES) and path.lower().endswith(AUDIO_ENDINGS)


def _tangazo_error(request: Request, fault: Exception) -> Response:
    status = next(STATUS[kind] for kind in type(fault).__mro__ if kind in STATUS)
    if status < 500:
        return problem(request, status, str(fault))
    LOG.error("request_failed", extra={"path": request.url.path, "reason": str(fault)})
    return problem(request, status, SAFE_TEXT.get(status, NOT_OURS_TO_TELL))


def _validation_error(request: Request, fault: Exception) -> Response:
    faults = fault.errors() if isinstance(fault, RequestValidationError) else []
    told = "; ".join(
        f"{each['loc'][-1]}: {each['msg'].removeprefix('Value error, ')}" for each in faults
    )
    return problem(request, 422, told or "The request cannot be read.")


def _http_error(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, HTTPException):
        return _unexpected(request, fault)
    detail = str(fault.detail)
    if fault.status_code == 404 and detail == HTTPStatus(404).phrase:
        detail = "There is nothing at this address."
    return problem(request, fault.status_code, detail, headers=fault.headers)


def _unexpected(request: Request, fault: Exception) -> Response:
    LOG.error("request_broke", extra={"path": request.url.path}, exc_info=fault)
    return problem(request, 500, NOT_OURS_TO_TELL, headers=SECURITY_HEADERS)


_WORDS = {
    304: "Not changed since the copy that you hold.",
    400: "The form came broken.",
    401: "An officer's name and key are needed.",
    403: "The key is no station's, it was sent from another site, or nobody is signed in.",
    404: "There is no such thing, or it is not released.",
    409: "The thing has changed, or evidence is missing.",
    410: "It was taken off the air; the newest edition is named.",
    411: "The request does not say how long it is.",
    413: "The form or its file is too large.",
    415: "It is not JSON.",
    416: "The range lies outside the file.",
    422: "A parameter or field cannot be read; the detail names it.",
    429: "Too many wrong keys came from there; wait as long as Retry-After says.",
    428: "It does not say which revision was edited.",
    500: "Tangazo could not do this; the reason is in its log.",
    503: "Tangazo is not ready to serve.",
}


def errors(*statuses: int) -> Documented:
    """Return the documentation of error answers, the always possible ones with them."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": _WORDS[status], "content": {PROBLEM_JSON: schema}}
        for status in sorted({*statuses, 422, 500})
    }


def posting_errors(*statuses: int) -> Documented:
    """Return the documentation of error answers to a form of the desk."""
    return errors(*statuses, 400, 401, 403, 404, 411, 413)


def empty_errors(*statuses: int) -> Documented:
    """Return the documentation of error answers without a body, for audio."""
    told = sorted({*statuses, 422, 500})
    return {status: {"description": f"{_WORDS[status]} The body is empty."} for status in told}
