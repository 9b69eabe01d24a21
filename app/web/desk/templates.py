"""Every text of every language by phase: its revision, who wrote it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.pipeline.text_standing import WordsStanding, words_standing
from app.store.drafts import TextDraft, drafts_of
from app.web.access import SIGNED_IN
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.desk.text_paths import TEMPLATES, edit_path, words_path
from app.web.desk.text_rows import STATES, TextRow, text_groups
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite
from app.web.wording import language_name
from app.writing.edited_text import short_name


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRow:
    """A language in the list.

    Attributes:
        groups: Its texts by phase, in the order of the air; empty without sentences.
    """

    code: str
    name: str
    standing: WordsStanding
    groups: list[tuple[str, list[TextRow]]]


def routes() -> APIRouter:
    """Return the routes of the list."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        TEMPLATES,
        templates,
        "Texts of every language by phase",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    return router


def templates(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Languages with sentences and their texts by phase; then those that have none yet."""
    rows = [_row(site, code) for code in sorted(site.newsroom.packs)]
    return show_desk(
        request,
        "templates.html",
        visitor=visitor,
        written=[each for each in rows if each.groups],
        unwritten=[each for each in rows if not each.groups],
        drafts=_drafts(site, visitor.name) if visitor else [],
        states=STATES,
        edit_path=edit_path,
        words_path=words_path,
    )


def _row(site: Site, code: str) -> LanguageRow:
    standing = words_standing(site.newsroom, code)
    return LanguageRow(
        code=code,
        name=language_name(code) if language_name(code) != code else standing.pack.name,
        standing=standing,
        groups=text_groups(site.newsroom, code, standing),
    )


def _drafts(site: Site, officer: str) -> list[tuple[str, TextDraft]]:
    with site.newsroom.store.reading() as tx:
        return [(short_name(each.file), each) for each in drafts_of(tx, officer)]
