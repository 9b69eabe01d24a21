"""What a form of the desk sends: from our own pages only, small enough, and fit to be kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.domain.people import Officer
from app.web.access import NOBODY
from app.web.auth import DeskVisitor
from app.web.site_parts import the_site

Keep = Callable[[UploadFile], Awaitable[bytes]]

FORM_BYTES = 65_536
FILE_BYTES = 5_000_000
# The fields and the marks between them travel beside the file; a file a little too large is still
# read, so that it can be refused on its own page.
UPLOAD_BYTES = FILE_BYTES + 1_000_000
MOST_FIELDS = 200
OWN_PAGE = ("same-origin", "none")
KEPT_CONTROLS = "\t\r\n"
NOT_OURS = "This was not sent from a page of this desk. Open the page here and send it again."
NO_LENGTH = "The request does not say how long it is; send it with a Content-Length."
BROKEN = "The form came broken. Go back and send it again."
ODD_LETTER = "{field} holds a character that cannot be kept; type it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A form as an officer sent it.

    Attributes:
        fields: What was typed, by field; of two with one name the first.
        file: Bytes of the uploaded file; empty when there was none.
    """

    officer: Officer
    fields: Mapping[str, str]
    file: bytes = b""
    file_name: str = ""

    def text(self, field: str) -> str:
        """Return what was typed into a field, without white space around it; or empty."""
        return self.fields.get(field, "").strip()


def from_own_page(request: Request) -> None:
    """Refuse what another site makes an officer's browser send.

    Raises:
        HTTPException: 403, neither the browser nor the Origin says that it comes from here.
    """
    site_told = request.headers.get("sec-fetch-site")
    if site_told is not None:
        ours = site_told in OWN_PAGE
    else:
        # browsers say Sec-Fetch-Site only over HTTPS and on the machine itself
        ours = request.headers.get("origin", "") in _own_origins(request)
    if not ours:
        raise HTTPException(403, NOT_OURS)


def _own_origins(request: Request) -> set[str]:
    """Return the origins that our pages have: as asked for, and as the settings name it."""
    host = request.headers.get("host", "")
    public = urlsplit(the_site(request).public_url)
    asked = {f"http://{host}", f"https://{host}"} if host else set()
    return asked | ({f"{public.scheme}://{public.netloc}"} if public.netloc else set())


def desk_officer(visitor: DeskVisitor) -> Officer:
    """Return the officer who is signed in; what each may do is declared with the route.

    Raises:
        HTTPException: 403, on an exercise install nobody is.
    """
    if visitor is None:
        raise HTTPException(403, NOBODY)
    return visitor


OwnPage = Annotated[None, Depends(from_own_page)]
DeskOfficer = Annotated[Officer, Depends(desk_officer)]


async def posted_form(request: Request, own: OwnPage, officer: DeskOfficer) -> Posted:
    """Return a form without a file."""
    _ = own
    return await _read(request, officer, max_bytes=FORM_BYTES)


async def posted_upload(request: Request, own: OwnPage, officer: DeskOfficer) -> Posted:
    """Return a form that may bring a file."""
    _ = own
    return await _read(request, officer, max_bytes=UPLOAD_BYTES)


PostedForm = Annotated[Posted, Depends(posted_form)]
PostedUpload = Annotated[Posted, Depends(posted_upload)]


async def _read(request: Request, officer: Officer, *, max_bytes: int) -> Posted:
    """Return the form as an officer's."""
    fields, file, file_name = await read_form(request, max_bytes=max_bytes)
    return Posted(officer=officer, fields=fields, file=file, file_name=file_name)


async def read_form(
    request: Request, *, max_bytes: int, max_field_bytes: int = FORM_BYTES, keep: Keep | None = None
) -> tuple[dict[str, str], bytes, str]:
    """Return the fields of a form, its file, and the file's name.

    Its length is looked at before anything of it is read.

    Args:
        max_field_bytes: Of one field, as it is written in the form.
        keep: Takes the file in place of memory; what it returns stands for it.

    Raises:
        HTTPException: 400, 411, 413 or 422.
    """
    _refuse_length(request.headers.get("content-length", ""), max_bytes=max_bytes)
    try:
        async with request.form(
            max_files=1, max_fields=MOST_FIELDS, max_part_size=max_field_bytes
        ) as form:
            return await _fields(form, keep or UploadFile.read)
    except (FormParserError, ClientDisconnect) as fault:
        raise HTTPException(400, BROKEN) from fault


def _refuse_length(told: str, *, max_bytes: int) -> None:
    if not (told.isascii() and told.isdecimal()):
        raise HTTPException(411, NO_LENGTH)
    if int(told[:20]) > max_bytes:
        raise HTTPException(413, f"This is larger than {max_bytes / 1e6:.1f} MB; send less.")


async def _fields(form: FormData, keep: Keep) -> tuple[dict[str, str], bytes, str]:
    fields: dict[str, str] = {}
    file, file_name = b"", ""
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            file, file_name = await keep(value), value.filename or ""
        else:
            fields.setdefault(name, value)
    for name, text in (*fields.items(), ("The name of the file", file_name)):
        if any(_odd(letter) for letter in (*name, *text)):
            raise HTTPException(422, ODD_LETTER.format(field=_plain(name)))
    return fields, file, file_name


def _odd(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") and letter not in KEPT_CONTROLS


def _plain(name: str) -> str:
    """Return a field's name fit to be shown."""
    return "".join(each for each in name if each.isprintable())[:40] or "A field"
