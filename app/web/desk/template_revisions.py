"""The revisions of a text or a table: who wrote each, what differs, and the way back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.people import Officer, Right
from app.errors import Conflict, LanguageError, NotFound
from app.pipeline.template_texts import installed_text, language_folder
from app.pipeline.text_saving import roll_back
from app.store.template_history import TemplateRevision, revisions
from app.web.access import SIGNED_IN, needs
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.desk.text_changes import changed_lines
from app.web.desk.text_page import may_write
from app.web.desk.text_paths import TEMPLATES, edit_path, revisions_path, table_path, words_path
from app.web.desk.text_rows import TABLES_SHOWN, Fault, faults_of
from app.web.parameters import LanguageCode
from app.web.posts import PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite
from app.web.wording import language_name
from app.writing.edited_text import TABLES, file_named, short_name

FileName = Annotated[
    str, Query(alias="file", description="Such as `alert/headline` or `tables/glossary`.")
]
Number = Annotated[int | None, Query(description="Number of a revision.", ge=0, le=999_999)]


def routes() -> APIRouter:
    """Return the routes of revisions."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        f"{TEMPLATES}/{{language}}/revisions",
        show_revisions,
        "The revisions of a text, and what differs between two",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    add_post(
        router,
        f"{TEMPLATES}/{{language}}/rollback",
        go_back,
        "Use an older text again, as a new revision",
        access=needs(Right.CHANGE_TEXT),
        fields={"file": "The text or table.", "to": "Revision to go back to; 0 is the folder's."},
        responses=posting_errors(409),
    )
    return router


def show_revisions(
    request: Request,
    site: TheSite,
    visitor: DeskVisitor,
    language: LanguageCode,
    name: FileName,
    old: Number = None,
    new: Number = None,
) -> Response:
    """Every revision of a text, with what differs between two of them."""
    return _page(request, site, language, name, visitor=visitor, old=old, new=new)


def go_back(
    request: Request, site: TheSite, language: LanguageCode, posted: PostedForm
) -> Response:
    """Keep an older text as the newest revision, if it still fits the words of today."""
    told, name = posted.text("to"), posted.text("file")
    if not (told.isascii() and told.isdecimal() and len(told) < 7):
        raise Conflict("The form names no revision; open the page again.")
    try:
        made = roll_back(site.newsroom, language, name, number=int(told), officer=posted.officer)
    except LanguageError as fault:
        found = faults_of(fault, name)
        return _page(
            request, site, language, name, visitor=posted.officer, old=int(told), faults=found
        )
    there = revisions_path(language, short_name(made.revision.file))
    return RedirectResponse(there, status_code=303)


def _page(
    request: Request,
    site: Site,
    language: str,
    name: str,
    *,
    visitor: Officer | None,
    old: int | None = None,
    new: int | None = None,
    faults: tuple[Fault, ...] = (),
) -> Response:
    kept, folder_text = _kept(site, language, name)
    newest = kept[0].number if kept else 0
    after = newest if new is None else new
    before = max(after - 1, 0) if old is None else old
    texts = {0: folder_text, **{each.number: each.text for each in kept}}
    if before not in texts or after not in texts:
        raise NotFound(f"{language}/{name} has no such revision.")
    return show_desk(
        request,
        "template_revisions.html",
        status=422 if faults else 200,
        visitor=visitor,
        kept=kept,
        newest=newest,
        before=before,
        after=after,
        changes=changed_lines(texts[before], texts[after]),
        writes=may_write(visitor, language),
        faults=faults,
        **_of_file(language, file_named(name)),
    )


def _of_file(language: str, file: str) -> dict[str, object]:
    return {
        "language": language,
        "title": language_name(language),
        "name": short_name(file),
        "table": file in TABLES,
        "TABLES_SHOWN": TABLES_SHOWN,
        "edit_path": edit_path,
        "revisions_path": revisions_path,
        "table_path": table_path,
        "words_path": words_path,
    }


def _kept(site: Site, language: str, name: str) -> tuple[tuple[TemplateRevision, ...], str]:
    """Return the revisions of a file, the newest first, and the folder's own text.

    Raises:
        NotFound: There is no such language, or no such text.
    """
    folder = language_folder(site.newsroom, language)
    try:
        file = file_named(name)
    except LanguageError as fault:
        raise NotFound(str(fault)) from fault
    with site.newsroom.store.reading() as tx:
        kept = revisions(tx, language, file)
    return kept, installed_text(folder, file)
