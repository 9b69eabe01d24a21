"""NDMA's file between two steps of its entry: kept aside until an officer confirms it, or gone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePath

from app.domain.evidence import Harvest, Payload
from app.domain.places import County, counties
from app.errors import SourceFormatError
from app.pipeline.newsroom import Newsroom
from app.sources.ndma_bulletin import NdmaForm, form_csv, read_csv_form, read_pdf_form, to_harvest
from app.store.blobs import Blobs
from app.web.posts import FILE_BYTES, Posted

SOURCE = "NDMA bulletin"
TYPED = "form typed on the desk"
PDF, CSV = "pdf", "csv"
MEDIA_TYPES = {PDF: "application/pdf", CSV: "text/csv"}
_NAME = re.compile(r"([0-9a-f]{64})\.(pdf|csv)")
GONE = "The file is not kept any more; upload it again. What you typed is still here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was read.

    Attributes:
        address: Name of it while it waits for the officer.
    """

    payload: Payload
    form: NdmaForm
    address: str


def read_upload(newsroom: Newsroom, posted: Posted, *, county: County) -> Upload:
    """Return what NDMA's file says, and keep the file aside for an hour.

    Raises:
        SourceFormatError: It is too large, no such file, or about another county; the reason says
            what to do.
    """
    if not posted.file:
        raise SourceFormatError(SOURCE, "Choose a file first: NDMA's PDF, or the filled-in CSV.")
    if len(posted.file) > FILE_BYTES:
        size = f"{len(posted.file) / 1e6:.1f} MB"
        limit = f"{FILE_BYTES / 1e6:.0f} MB"
        raise SourceFormatError(
            SOURCE, f"The file has {size}; {limit} are the most. Fill the form."
        )
    kind = CSV if posted.file_name.casefold().endswith(f".{CSV}") else PDF
    payload = _payload(newsroom, posted.file, kind=kind, url=_plain_name(posted.file_name, kind))
    form = _read(payload, county=county)
    aside = _aside(newsroom)
    # what nobody confirmed within the hour is in nobody's way
    aside.sweep(set(), now=newsroom.clock.now())
    return Upload(payload=payload, form=form, address=f"{aside.put(posted.file, kind)}.{kind}")


def kept_upload(newsroom: Newsroom, address: str, *, county: County) -> Upload:
    """Return a file that was uploaded a step before.

    Args:
        address: As `read_upload` named it; a stranger's word until it is checked.

    Raises:
        SourceFormatError: It is not there any more.
    """
    named = _NAME.fullmatch(address)
    path = _aside(newsroom).path(address) if named else None
    body = path.read_bytes() if path else b""
    if named is None or sha256(body).hexdigest() != named[1]:
        raise SourceFormatError(SOURCE, GONE)
    payload = _payload(newsroom, body, kind=named[2], url=address)
    return Upload(payload=payload, form=_read(payload, county=county), address=address)


def confirmed(newsroom: Newsroom, form: NdmaForm, upload: Upload | None) -> Harvest:
    """Return a form as evidence that rests on bytes: on the file, or on the table that was typed.

    Raises:
        SourceFormatError: It cannot be evidence; the reason says why.
    """
    if upload:
        return to_harvest(form, replace(upload.payload, url=form.url or upload.payload.url))
    body = form_csv(form).encode()
    typed = _payload(newsroom, body, kind=CSV, url=form.url or TYPED)
    return to_harvest(read_csv_form(typed), typed)


def _read(payload: Payload, *, county: County) -> NdmaForm:
    if payload.media_type == MEDIA_TYPES[PDF]:
        return read_pdf_form(payload, county=county, month=None)
    form = read_csv_form(payload)
    if form.county != county.slug:
        other = counties()[form.county].name
        reason = f"The file is the form of {other}, not of {county.name}; choose the other file."
        raise SourceFormatError(SOURCE, reason)
    return form


def _payload(newsroom: Newsroom, body: bytes, *, kind: str, url: str) -> Payload:
    return Payload(
        source=SOURCE,
        url=url,
        fetched_at=newsroom.clock.now(),
        sha256=sha256(body).hexdigest(),
        media_type=MEDIA_TYPES[kind],
        body=body,
    )


def _aside(newsroom: Newsroom) -> Blobs:
    return Blobs(newsroom.cache / "uploads")


def _plain_name(file_name: str, kind: str) -> str:
    """Return the name of a file without the folders that some browsers send."""
    return PurePath(file_name.replace("\\", "/")).name[-120:] or f"bulletin.{kind}"
