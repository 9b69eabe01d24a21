"""The log of decisions, for officers: searched, taken along as a table, and checked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.domain.periods import NAIROBI
from app.store.audit import AuditEntry, Deed
from app.store.audit_search import Wanted, check_log, keep_check, last_check, search
from app.web.access import SIGNED_IN
from app.web.auth import DeskVisitor
from app.web.desk.showing import DESK_HEADERS, show_desk
from app.web.posts import PostedForm
from app.web.problems import Documented, errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import TheSite

AUDIT = "/desk/audit"
PAGE_ENTRIES, CSV_ENTRIES = 50, 10_000
ODD_DAY = "A day cannot be read; write it as 2026-11-23."
COLUMNS = ("number", "at", "person", "act", "subject", "facts", "sha256")
# What makes spreadsheets take a text for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Below = Annotated[int | None, Query(ge=1, le=2**53, description="Only entries before this one.")]


def asked_for(
    person: Annotated[str, Query(max_length=120, description="Part of a name.")] = "",
    act: Annotated[str, Query(max_length=120, description="What was done.")] = "",
    subject: Annotated[str, Query(max_length=120, description="Part of what it is about.")] = "",
    first: Annotated[str, Query(max_length=10, description="First day, as 2026-11-23.")] = "",
    last: Annotated[str, Query(max_length=10, description="Last day, as 2026-11-23.")] = "",
) -> dict[str, str]:
    """Return what the form asks for, as typed."""
    told = {"person": person, "act": act, "subject": subject, "first": first, "last": last}
    return {name: text.strip() for name, text in told.items() if text.strip()}


NOTHING_ASKED = dict.fromkeys(("person", "act", "subject", "first", "last"), "")
AskedFor = Annotated[dict[str, str], Depends(asked_for)]


def routes() -> APIRouter:
    """Return the routes of the log."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        AUDIT,
        audit,
        "What was decided, by whom",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    table: Documented = {
        200: {"description": "The entries as a table.", "content": {"text/csv": {}}}
    }
    add_get(
        router,
        f"{AUDIT}.csv",
        audit_csv,
        "The same, as a table for a spreadsheet",
        access=SIGNED_IN,
        response_class=Response,
        responses={**table, **errors(401, 422)},
    )
    add_post(
        router,
        f"{AUDIT}/check",
        check,
        "Check every entry of the log",
        access=SIGNED_IN,
        fields={},
        responses=posting_errors(),
    )
    return router


def audit(
    request: Request, site: TheSite, visitor: DeskVisitor, asked: AskedFor, below: Below = None
) -> Response:
    """Entries, the newest first, and how far the log is as it was written."""
    wanted, fault = _wanted(asked)
    with site.newsroom.store.reading() as tx:
        found = search(tx, wanted, limit=PAGE_ENTRIES + 1, below=below)
        newest = search(tx, Wanted(), limit=1)
        checked = last_check(tx)
    shown = found[:PAGE_ENTRIES]
    older = {**asked, "below": str(shown[-1].number)} if len(found) > PAGE_ENTRIES else {}
    return show_desk(
        request,
        "audit.html",
        status=422 if fault else 200,
        visitor=visitor,
        entries=[(each, _facts(each)) for each in shown],
        asked={**NOTHING_ASKED, **asked},
        fault=fault,
        acts=sorted(Deed),
        count=newest[0].number if newest else 0,
        checked=checked,
        older=f"{AUDIT}?{urlencode(older)}" if older else "",
        table=f"{AUDIT}.csv?{urlencode(asked)}" if asked else f"{AUDIT}.csv",
        most=CSV_ENTRIES,
    )


def audit_csv(site: TheSite, asked: AskedFor) -> Response:
    """The newest 10,000 of them."""
    wanted, fault = _wanted(asked)
    if fault:
        raise HTTPException(422, fault)
    with site.newsroom.store.reading() as tx:
        found = search(tx, wanted, limit=CSV_ENTRIES)
    named = {**DESK_HEADERS, "Content-Disposition": 'attachment; filename="tangazo-audit.csv"'}
    return Response(_table(found), media_type="text/csv; charset=utf-8", headers=named)


def check(site: TheSite, posted: PostedForm) -> Response:
    """Look at every entry of the log, and keep how that ended."""
    with site.newsroom.store.reading() as tx:
        done = check_log(tx, officer=posted.officer.name, at=site.newsroom.clock.now())
    with site.newsroom.store.transaction() as tx:
        keep_check(tx, done)
    return RedirectResponse(f"{AUDIT}#chain", status_code=303)


def _wanted(asked: dict[str, str]) -> tuple[Wanted, str]:
    """Return what is looked for, and which day cannot be read, in words."""
    try:
        first = date.fromisoformat(asked["first"]) if "first" in asked else None
        last = date.fromisoformat(asked["last"]) if "last" in asked else None
        wanted = Wanted(
            person=asked.get("person", ""),
            act=asked.get("act", ""),
            subject=asked.get("subject", ""),
            since=_morning(first) if first else None,
            before=_morning(last + timedelta(days=1)) if last else None,
        )
    except (ValueError, OverflowError):
        return Wanted(), ODD_DAY
    return wanted, ""


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, NAIROBI)


def _facts(entry: AuditEntry) -> str:
    """Return what else was decided, in one line."""
    told = (
        f"{name.replace('_', ' ')}: {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in entry.facts.items()
        if value not in ("", None, [], {})
    )
    return "; ".join(told)


def _table(found: Iterable[AuditEntry]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for each in found:
        at = each.at.astimezone(NAIROBI).isoformat(timespec="seconds")
        facts = json.dumps(each.facts, ensure_ascii=False, sort_keys=True)
        told = (at, each.actor, each.act, each.subject, facts, each.sha256)
        writer.writerow((each.number, *(_safe(text) for text in told)))
    return file.getvalue()


def _safe(text: str) -> str:
    r"""Return a text that no spreadsheet takes for a formula.

    >>> _safe("=HYPERLINK(1)"), _safe("Asha")
    ("'=HYPERLINK(1)", 'Asha')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
