"""The words of a language as a whole: what changed, who said yes, and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.content import APPROVES, ContentState
from app.domain.people import Officer, Role
from app.errors import ApprovalError, Conflict, LanguageError
from app.pipeline.template_texts import TemplateFile, table_files
from app.pipeline.text_saving import agree_to_words
from app.pipeline.text_standing import ChangedText, objection_to_yes, words_standing
from app.web.access import SIGNED_IN
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.desk.text_paths import LANGUAGES, edit_path, revisions_path, table_path, words_path
from app.web.desk.text_rows import TABLES_SHOWN
from app.web.parameters import LanguageCode
from app.web.posts import PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite
from app.web.wording import language_name
from app.writing.edited_text import TABLES, short_name

# Who says yes, in the order in which it counts.
STEPS = (
    ("A native reviewer", frozenset({Role.REVIEWER})),
    ("A sector officer", frozenset({Role.SECTOR_OFFICER})),
    ("An approver", APPROVES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the people who must say yes, and who did; `by` is empty while nobody has."""

    who: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """A text or table that waits for a yes; `name` is short, `table` tells which it is."""

    name: str
    table: bool
    change: ChangedText


def routes() -> APIRouter:
    """Return the routes of a language's words."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        f"{LANGUAGES}/{{language}}",
        words,
        "The words of a language: changes, reviews, tables",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    add_post(
        router,
        f"{LANGUAGES}/{{language}}/agree",
        agree,
        "Say yes to the newest words of a language, in one's own role",
        access=SIGNED_IN,
        fields={"sha256": "Hash of the words that were read."},
        responses=posting_errors(409),
    )
    return router


def words(
    request: Request, site: TheSite, visitor: DeskVisitor, language: LanguageCode
) -> Response:
    """What changed in a language, who has said yes, and its tables."""
    return _page(request, site, language, visitor=visitor)


def agree(request: Request, site: TheSite, language: LanguageCode, posted: PostedForm) -> Response:
    """Keep an officer's yes to exactly the words that were read."""
    sha256 = posted.text("sha256")
    try:
        agree_to_words(site.newsroom, language, officer=posted.officer, sha256=sha256)
    except (ApprovalError, Conflict, LanguageError) as fault:
        status = 403 if isinstance(fault, ApprovalError) else 409
        return _page(
            request, site, language, visitor=posted.officer, refusal=str(fault), status=status
        )
    return RedirectResponse(words_path(language), status_code=303)


def _page(
    request: Request,
    site: Site,
    language: str,
    *,
    visitor: Officer | None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    standing = words_standing(site.newsroom, language)
    objection = objection_to_yes(site.newsroom, standing, visitor) if visitor else ""
    name = language_name(language)
    return show_desk(
        request,
        "languages.html",
        status=status,
        visitor=visitor,
        language=language,
        title=name if name != language else standing.pack.name,
        standing=standing,
        steps=_steps(standing.state),
        changed=[_changed_row(each) for each in standing.changed],
        tables=[_table_row(each) for each in table_files(site.newsroom, language)],
        objection=objection,
        refusal=refusal,
        TABLES_SHOWN=TABLES_SHOWN,
        edit_path=edit_path,
        revisions_path=revisions_path,
        table_path=table_path,
    )


def _steps(state: ContentState) -> list[Step]:
    """Return who must say yes, with who did."""
    found = []
    for who, roles in STEPS:
        given = next((each for each in state.reviews if each.role in roles), None)
        found.append(Step(who=who, by=given.officer, at=given.at) if given else Step(who=who))
    return found


def _changed_row(change: ChangedText) -> ChangedRow:
    file = change.newest.file
    return ChangedRow(name=short_name(file), table=file in TABLES, change=change)


def _table_row(each: TemplateFile) -> tuple[str, TemplateFile]:
    return short_name(each.file), each
