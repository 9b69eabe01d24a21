"""A table of a language: read, changed row by row, taken out and brought back as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.content import Origin
from app.domain.people import Officer, Right
from app.errors import Conflict, LanguageError
from app.pipeline.table_rows import Table, read_table, with_row
from app.pipeline.template_texts import TemplateFile, template_file
from app.pipeline.text_saving import Typed, save_text
from app.web.access import SIGNED_IN, needs
from app.web.auth import DeskVisitor
from app.web.desk.showing import DESK_HEADERS, show_desk
from app.web.desk.text_page import may_write
from app.web.desk.text_paths import LANGUAGES, revisions_path, table_path, words_path
from app.web.desk.text_rows import TABLES_SHOWN, Fault, faults_of
from app.web.parameters import LanguageCode
from app.web.posts import Posted, PostedUpload
from app.web.problems import errors, posting_errors
from app.web.routing import FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite
from app.web.wording import language_name
from app.writing.edited_text import LONGEST_TABLE, TABLE_ENDING, TABLES, read_typed

ROW, REMOVE, FILE = "row", "remove", "file"
CELL = "cell-"
STATUS_COLUMN = "status"
NO_FILE = "Choose the table first: a CSV file, as it was taken out here."
TableName = Annotated[
    str,
    Path(
        description="Table, such as `glossary`.",
        pattern=f"^({'|'.join(each.removesuffix(TABLE_ENDING) for each in TABLES)})$",
    ),
]
RowName = Annotated[str | None, Query(alias="row", description="Row to change.", max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a table on its way.

    Attributes:
        row: Name of the row in the form; empty for a new one; None while no row is open.
        cells: What was typed into it.
        faults: Why the change was not kept.
    """

    row: str | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def routes() -> APIRouter:
    """Return the routes of tables."""
    router = APIRouter(tags=["Desk"])
    there = f"{LANGUAGES}/{{language}}/{{table}}"
    add_get(
        router,
        f"{there}.csv",
        table_csv,
        "A table of a language as CSV",
        access=SIGNED_IN,
        response_class=Response,
        responses=errors(401, 404),
    )
    add_get(
        router,
        there,
        show_table,
        "A table of a language",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    steps = f"{ROW}: change or add a row; {REMOVE}: take it out; {FILE}: bring the whole table."
    add_post(
        router,
        there,
        change_table,
        "Change a table of a language",
        access=needs(Right.CHANGE_TEXT),
        fields={
            "step": steps,
            "based_on": "Number of the revision that was edited; 0 for the folder's table.",
            "row": "Name of the row; empty for a new one.",
            "file": "The whole table as CSV, UTF-8.",
            "machine": "1: a machine wrote it.",
        },
        takes=FORM_WITH_FILE,
        responses=posting_errors(409),
    )
    return router


def show_table(
    request: Request,
    site: TheSite,
    visitor: DeskVisitor,
    language: LanguageCode,
    table: TableName,
    row: RowName = None,
) -> Response:
    """A table, with one of its rows in a form."""
    return _page(request, site, language, table, visitor=visitor, change=Change(row=row))


def table_csv(
    site: TheSite, visitor: DeskVisitor, language: LanguageCode, table: TableName
) -> Response:
    """A table as it stands, for a spreadsheet."""
    _ = visitor
    now = template_file(site.newsroom, language, f"{table}{TABLE_ENDING}")
    name = f'attachment; filename="{language}-{table}-{now.number}.csv"'
    # A spreadsheet knows by the byte-order mark that the letters are UTF-8.
    body = ("\ufeff" + now.text.replace("\n", "\r\n")).encode()
    headers = {**DESK_HEADERS, "Content-Disposition": name}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def change_table(
    request: Request, site: TheSite, language: LanguageCode, table: TableName, posted: PostedUpload
) -> Response:
    """Keep a table as the next revision, once the whole language was tried with it."""
    now = template_file(site.newsroom, language, f"{table}{TABLE_ENDING}")
    found = read_table(now.text, now.file)
    by_row = posted.text("step") in (ROW, REMOVE)
    change = Change(
        row=posted.text("row") if by_row else None, cells=_cells(posted, found) if by_row else {}
    )
    status = 422
    try:
        _save(site, posted, now, _new_text(posted, found, now))
    except LanguageError as fault:
        faults = faults_of(fault, now.file)
    except Conflict as fault:
        status, faults = 409, (Fault(line=0, message=str(fault)),)
    else:
        return RedirectResponse(table_path(language, table), status_code=303)
    change = Change(row=change.row, cells=change.cells, faults=faults)
    return _page(
        request, site, language, table, visitor=posted.officer, change=change, status=status
    )


def _new_text(posted: Posted, table: Table, now: TemplateFile) -> str:
    step = posted.text("step")
    if step == ROW:
        return with_row(table, posted.text("row"), _cells(posted, table))
    if step == REMOVE:
        return with_row(table, posted.text("row"), None)
    if not posted.file:
        raise Conflict(NO_FILE)
    return read_typed(posted.file, file=f"{now.language}/{now.file}")


def _cells(posted: Posted, table: Table) -> dict[str, str]:
    return {name: " ".join(posted.text(f"{CELL}{name}").split()) for name in table.columns}


def _save(site: Site, posted: Posted, now: TemplateFile, text: str) -> None:
    told = posted.text("based_on")
    if not (told.isascii() and told.isdecimal() and len(told) < 7):
        raise Conflict("The form does not say which revision it is of; open the page again.")
    typed = Typed(
        language=now.language,
        file=now.file,
        text=text,
        based_on=int(told),
        origin=Origin.MACHINE if posted.text("machine") == "1" else Origin.HUMAN,
    )
    save_text(site.newsroom, typed, officer=posted.officer)


def _page(
    request: Request,
    site: Site,
    language: str,
    name: str,
    *,
    visitor: Officer | None,
    change: Change,
    status: int = 200,
) -> Response:
    now = template_file(site.newsroom, language, f"{name}{TABLE_ENDING}")
    table = read_table(now.text, now.file)
    known = table.row_named(change.row) if change.row else None
    return show_desk(
        request,
        "language_table.html",
        status=status,
        visitor=visitor,
        language=language,
        title=language_name(language),
        name=name,
        now=now,
        table=table,
        change=change,
        cells=change.cells or known or {},
        writes=may_write(visitor, language),
        TABLES_SHOWN=TABLES_SHOWN,
        most=LONGEST_TABLE,
        table_path=table_path,
        words_path=words_path,
        revisions_path=revisions_path,
    )
