"""What an officer's program sends: short JSON, with a key, and never by another site's page."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from app.domain.people import Officer
from app.web.access import NOBODY
from app.web.auth import DeskVisitor
from app.web.posts import from_own_page

BODY_BYTES = 200_000
Shape = TypeVar("Shape", bound=BaseModel)


async def sent_json(request: Request) -> bytes:
    """Return the body of a request, if it is JSON, short, and not made by another site's page.

    Raises:
        HTTPException: 403, 411, 413 or 415.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "Send application/json.")
    return await sent_body(request, most_bytes=BODY_BYTES)


async def sent_body(request: Request, *, most_bytes: int) -> bytes:
    """Return the body of a program's request, if it is short and not made by another site's page.

    Raises:
        HTTPException: 403, 411 or 413.
    """
    # A program sends neither header; a browser always sends one of them with another site's order.
    if "sec-fetch-site" in request.headers or "origin" in request.headers:
        from_own_page(request)
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        raise HTTPException(411, "Send it with a Content-Length.")
    if int(length[:20]) > most_bytes:
        raise HTTPException(413, f"This is larger than {most_bytes} bytes; send less.")
    return await request.body()


def any_officer(visitor: DeskVisitor) -> Officer:
    """Return the officer who asks, of any role: what each may do is decided where it is done.

    Raises:
        HTTPException: 403, on an exercise install nobody is signed in.
    """
    if visitor is None:
        raise HTTPException(403, NOBODY)
    return visitor


AnyOfficer = Annotated[Officer, Depends(any_officer)]
Body = Annotated[bytes, Depends(sent_json)]


def read_sent(body: bytes, shape: type[Shape]) -> Shape:
    """Return what was sent, in its shape.

    Raises:
        HTTPException: 422, it has another shape; the detail names the field.
    """
    try:
        return shape.model_validate_json(body)
    except ValidationError as fault:
        told = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in fault.errors()
        )
        raise HTTPException(422, told) from fault
