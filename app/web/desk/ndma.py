"""NDMA's bulletin entered on the desk: typed or uploaded, compared with the page, then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.evidence import Harvest, NdmaRecord
from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI, Month, Week
from app.domain.places import County
from app.errors import SourceFormatError
from app.pipeline.newsroom import Newsroom
from app.pipeline.reassess import reassess
from app.sources.ndma_bulletin import NdmaForm
from app.sources.ndma_fields import TITLES, fields_of, read_fields
from app.store.evidence import add_payload, keep_ndma_record, ndma_records
from app.web.access import SIGNED_IN, needs
from app.web.addresses import desk_path
from app.web.auth import DeskVisitor
from app.web.desk import ndma_table as table
from app.web.desk.ndma_upload import confirmed, kept_upload, read_upload
from app.web.desk.showing import show_desk
from app.web.parameters import CountySlug
from app.web.posts import FILE_BYTES, Posted, PostedUpload
from app.web.problems import errors, posting_errors
from app.web.routing import FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite

PATH = "/desk/ndma/{county}"
READ, COMPARE, CHANGE, KEEP = "read", "compare", "change", "keep"
LISTED_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The form as it stands between two steps.

    Attributes:
        fields: What stands in each field.
        problems: For each field that is wrong, what to do.
        doubts: For each field to be compared with the page again, why.
        unread: Lines of the file that were not understood.
        refusal: Why the file or the form as a whole was refused, or empty.
        file: Name of the file that waits, or empty when everything was typed.
        comparing: Whether the officer is asked to compare and confirm.
    """

    fields: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    refusal: str = ""
    file: str = ""
    comparing: bool = False


def routes() -> APIRouter:
    """Return the routes of NDMA's entry."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PATH,
        ndma_form,
        "NDMA's bulletin, to be entered",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    steps = f"{READ}: read the file; {COMPARE}: check; {CHANGE}: back to the form; {KEEP}: keep."
    add_post(
        router,
        PATH,
        enter,
        "Enter NDMA's bulletin",
        access=needs(Right.ENTER_EVIDENCE),
        fields={
            "step": steps,
            "file": "NDMA's PDF, or the filled-in CSV form, for the step `read`.",
            "waiting": "Name of the file that was read, for the steps after it.",
            **TITLES,
        },
        takes=FORM_WITH_FILE,
        responses=posting_errors(),
    )
    return router


def ndma_form(
    request: Request, site: TheSite, visitor: DeskVisitor, county: CountySlug
) -> Response:
    """NDMA's page 1 as a form, and what is on record."""
    place = site.county(county)
    return _page(request, site, place, Entry(fields=table.empty_fields(place)), visitor=visitor)


def enter(request: Request, site: TheSite, county: CountySlug, posted: PostedUpload) -> Response:
    """Take one step of the entry; only the last one keeps anything."""
    place, step = site.county(county), posted.text("step")
    entry: Entry | None
    if step == READ:
        entry = _read_file(site.newsroom, place, posted)
    elif step == CHANGE:
        entry = Entry(fields=table.typed_fields(posted.fields), file=posted.text("waiting"))
    else:
        entry = _check(site.newsroom, place, posted, keep=step == KEEP)
    if entry is not None:
        return _page(request, site, place, entry, visitor=posted.officer)
    week = Week.at(site.newsroom.clock.now())
    reassess(site.newsroom, week)
    return RedirectResponse(desk_path("evidence", place.slug, week=week), status_code=303)


def _read_file(newsroom: Newsroom, county: County, posted: Posted) -> Entry:
    """Return the form as the file fills it in, or as it was with the reason for the refusal."""
    try:
        found = read_upload(newsroom, posted, county=county)
    except SourceFormatError as fault:
        typed = table.typed_fields(posted.fields)
        fields = typed if any(typed.values()) else table.empty_fields(county)
        return Entry(fields=fields, refusal=fault.reason)
    return Entry(
        fields=fields_of(found.form) | {"county": county.slug},
        unread=found.form.unread,
        file=found.address,
    )


def _check(newsroom: Newsroom, county: County, posted: Posted, *, keep: bool) -> Entry | None:
    """Return the form with what is wrong or to be compared; None when it was kept."""
    typed, waiting = table.typed_fields(posted.fields), posted.text("waiting")
    try:
        upload = kept_upload(newsroom, waiting, county=county) if waiting else None
    except SourceFormatError as fault:
        return Entry(fields=typed, refusal=fault.reason)
    read = read_fields(
        table.without_unsaid_zones(typed, county),
        county=county,
        today=newsroom.clock.now().astimezone(NAIROBI).date(),
        page=upload.form if upload else None,
    )
    if read.form is None:
        return Entry(fields=typed, problems=read.problems, file=waiting)
    try:
        harvest = confirmed(newsroom, read.form, upload)
    except SourceFormatError as fault:
        return Entry(fields=typed, refusal=fault.reason, file=waiting)
    if not keep:
        return Entry(fields=typed, doubts=read.doubts, file=waiting, comparing=True)
    _keep(newsroom, read.form, harvest, officer=posted.officer)
    return None


def _keep(newsroom: Newsroom, form: NdmaForm, harvest: Harvest, *, officer: Officer) -> None:
    """Keep the bytes, and what the officer confirmed of them, both or neither."""
    record = NdmaRecord(
        county=form.county,
        observed_month=form.observed_month,
        phases=harvest.phases,
        figures=harvest.observations,
        words=form.words,
    )
    for payload in harvest.payloads:
        newsroom.payloads.put(payload.body, "raw")
    with newsroom.store.transaction() as tx:
        for payload in harvest.payloads:
            add_payload(tx, payload)
        keep_ndma_record(tx, record, officer=officer.name, at=newsroom.clock.now())


def _page(
    request: Request, site: Site, county: County, entry: Entry, *, visitor: Officer | None
) -> Response:
    with site.newsroom.store.reading() as tx:
        known = [each for each in ndma_records(tx) if each.county == county.slug]
    known.sort(key=lambda each: each.observed_month, reverse=True)
    observed = _month(entry.fields.get("observed_month", ""))
    return show_desk(
        request,
        "ndma.html",
        status=422 if entry.refusal or entry.problems else 200,
        visitor=visitor,
        county=county,
        week=Week.at(site.newsroom.clock.now()),
        entry=entry,
        groups=table.groups(),
        zones=table.shown_zones(entry.fields),
        phases=table.PHASE_CHOICES,
        trends=table.TREND_CHOICES,
        titles=TITLES,
        records=known[:LISTED_MONTHS],
        whole_phase=table.whole_phase,
        filled={name for name, text in entry.fields.items() if text},
        observed=observed,
        published=_month(entry.fields.get("published_month", "")),
        replaces=observed in {each.observed_month for each in known},
        most_bytes=FILE_BYTES,
    )


def _month(text: str) -> Month | None:
    """Return the month that was typed, or None while it is none."""
    try:
        return Month.parse(text)
    except ValueError:
        return None
