"""What the forms of template texts send: long texts with any letter in them, read with care."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from fastapi import Depends, Request
from python_multipart.exceptions import FormParserError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.web.posts import BROKEN, NO_LENGTH, DeskOfficer, OwnPage, Posted
from app.writing.edited_text import LONGEST_TEXT

# The longest text in letters of four bytes, each of which travels as twelve.
MOST_BYTES = 12 * LONGEST_TEXT + 10_000
MOST_FIELDS = 20
TOO_LONG = (
    "This is {size:.1f} MB. A segment has at most {most:,} letters, about 10 KB of words, so "
    "nothing of it was kept. Go back: what you wrote before is in your draft."
)
UNSEEN = "\ufffd"


async def posted_text(request: Request, own: OwnPage, officer: DeskOfficer) -> Posted:
    """Return a form whose field `text` holds whatever was typed, whole.

    What no reviewer could see in it is not refused here but told on the page, at its line.

    Raises:
        HTTPException: 400, 411 or 413.
    """
    _ = own
    told = request.headers.get("content-length", "")
    if not (told.isascii() and told.isdecimal()):
        raise HTTPException(411, NO_LENGTH)
    if int(told[:20]) > MOST_BYTES:
        size = int(told[:20]) / 1e6
        raise HTTPException(413, TOO_LONG.format(size=size, most=LONGEST_TEXT))
    try:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            found = {name: value for name, value in form.items() if isinstance(value, str)}
    except (FormParserError, ClientDisconnect) as fault:
        raise HTTPException(400, BROKEN) from fault
    fields = {name: text if name == "text" else showable(text) for name, text in found.items()}
    return Posted(officer=officer, fields=fields)


PostedText = Annotated[Posted, Depends(posted_text)]


def typed_text_of(posted: Posted) -> str:
    """Return the text as it was typed, with lines ended in one way."""
    return posted.fields.get("text", "").replace("\r\n", "\n")


def showable(text: str) -> str:
    r"""Return a text with a sign in the place of each letter that cannot be kept.

    >>> showable("a\x00b")
    'a\ufffdb'
    """
    return "".join(UNSEEN if _lost(each) else each for each in text)


def _lost(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\r\n"
