"""A text of a language in its editor: tried while it is written, kept as a draft, then saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from app.domain.content import Origin
from app.domain.people import Officer, Right
from app.errors import Conflict, LanguageError
from app.pipeline.listening import kept_sound
from app.pipeline.preview import Asked
from app.pipeline.template_texts import TemplateFile
from app.pipeline.text_saving import Typed, save_text
from app.store.drafts import TextDraft, forget_draft, keep_draft
from app.web.access import SIGNED_IN, needs
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.desk.text_forms import PostedText, showable, typed_text_of
from app.web.desk.text_page import PREVIEW, Writing, draft_for, may_write, show_editor, text_named
from app.web.desk.text_paths import TEMPLATES, edit_path
from app.web.desk.text_preview import try_text, wanted_of
from app.web.desk.text_rows import faults_of
from app.web.parameters import LanguageCode
from app.web.posts import Posted
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite
from app.writing.edited_text import LONGEST_TEXT, short_name

TextName = Annotated[
    str, Query(alias="file", description="Such as `alert/headline`.", max_length=80)
]
WithDraft = Annotated[int, Query(description="1: with one's own draft in the form.", ge=0, le=1)]
KeptNumber = Annotated[int, Query(description="Revision that was just kept.", ge=0, le=999_999)]
SoundKey = Annotated[str, Path(description="Key of a sound.", pattern=r"^[0-9a-f]{64}$")]
FIELDS = {
    "file": "The text, such as `alert/headline`.",
    "text": f"Its words, {LONGEST_TEXT} letters at most.",
    "based_on": "Number of the revision that was edited; 0 for the folder's text.",
    "county": "County whose evidence it is tried with.",
    "phase": "Phase it is tried in, where the text is of every phase.",
    "offered": "1: an older draft is offered on the page, and stays.",
}
PREVIEW_FIELDS = {**FIELDS, "hear": "1: its sound too."}
SAVE_FIELDS = {**FIELDS, "machine": "1: a machine wrote it."}
MAY_WRITE = needs(Right.CHANGE_TEXT)


def routes() -> APIRouter:
    """Return the routes of the editor."""
    router = APIRouter(tags=["Desk"])
    for path, endpoint, summary, kind in (
        ("{language}/edit", edit, "A text in its editor", HTMLResponse),
        ("heard/{key}.mp3", sound, "Hear a text that was tried", Response),
    ):
        add_get(
            router,
            f"{TEMPLATES}/{path}",
            endpoint,
            summary,
            access=SIGNED_IN,
            response_class=kind,
            responses=errors(401, 404),
        )
    for path, act, summary, access, fields in (
        ("preview", try_out, "Try a text", SIGNED_IN, PREVIEW_FIELDS),
        ("save", save, "Keep a text as the next revision", MAY_WRITE, SAVE_FIELDS),
        ("forget", forget, "Throw a draft away", MAY_WRITE, {"file": FIELDS["file"]}),
    ):
        add_post(
            router,
            f"{TEMPLATES}/{{language}}/{path}",
            act,
            summary,
            access=access,
            fields=fields,
            responses=posting_errors(409),
        )
    return router


def edit(
    request: Request,
    site: TheSite,
    visitor: DeskVisitor,
    language: LanguageCode,
    name: TextName,
    draft: WithDraft = 0,
    kept: KeptNumber = 0,
) -> Response:
    """A text beside the English one, with its draft, if there is one."""
    now = text_named(site, language, name)
    found = draft_for(site, visitor, now)
    use = found if draft else None
    writing = Writing(
        now=now,
        text=use.text if use else now.text,
        based_on=use.based_on if use else now.number,
        kept=kept if kept == now.number else 0,
    )
    offered = None if use else found
    return show_editor(request, site, writing, visitor=visitor, draft=offered)


def sound(site: TheSite, key: SoundKey) -> Response:
    """A text that was tried, as it sounds."""
    path = kept_sound(site.newsroom, key)
    return FileResponse(path, media_type="audio/mpeg", headers={"Cache-Control": "private"})


def try_out(
    request: Request, site: TheSite, language: LanguageCode, posted: PostedText
) -> Response:
    """What a text says with a county's evidence; the text is kept as the officer's draft."""
    now = text_named(site, language, posted.text("file"))
    writes = may_write(posted.officer, language)
    text = typed_text_of(posted) if writes else now.text
    waiting = _waits(posted)
    at = _keep_draft(site, posted, now, text) if writes else None
    wanted = wanted_of(site, posted.fields, short_name(now.file))
    asked = Asked(
        language=language, phase=wanted.phase, county=wanted.county, file=now.file, text=text
    )
    kind = short_name(now.file).partition("/")[2]
    tried = try_text(site.newsroom, asked, kind=kind, hear=posted.text("hear") == "1")
    if request.headers.get("hx-request") == "true":
        return show_desk(
            request,
            PREVIEW,
            tried=tried,
            kind=kind,
            language=language,
            draft_kept=at,
            safe=writes and not waiting and len(text) <= LONGEST_TEXT,
            waiting=waiting,
        )
    writing = Writing(now=now, text=text, based_on=_number(posted), fields=posted.fields)
    offered = draft_for(site, posted.officer, now) if waiting else None
    return show_editor(request, site, writing, visitor=posted.officer, tried=tried, draft=offered)


def save(request: Request, site: TheSite, language: LanguageCode, posted: PostedText) -> Response:
    """Keep a text as the next revision, once every phase was tried with it."""
    now, text = text_named(site, language, posted.text("file")), typed_text_of(posted)
    _keep_draft(site, posted, now, text)
    typed = Typed(
        language=language,
        file=now.file,
        text=text,
        based_on=_number(posted),
        origin=Origin.MACHINE if posted.text("machine") == "1" else Origin.HUMAN,
    )
    writing = Writing(now=now, text=text, based_on=typed.based_on, fields=posted.fields)
    try:
        made = save_text(site.newsroom, typed, officer=posted.officer)
    except Conflict as fault:
        return _not_kept(request, site, posted, writing, fault)
    except LanguageError as fault:
        told = replace(writing, faults=faults_of(fault, now.file))
        return show_editor(request, site, told, visitor=posted.officer, status=422)
    if not _waits(posted):
        _forget(site, posted.officer, now)
    there = edit_path(language, short_name(now.file), kept=made.revision.number)
    return RedirectResponse(there, status_code=303)


def _not_kept(
    request: Request, site: Site, posted: Posted, writing: Writing, fault: Conflict
) -> Response:
    """Show both texts when somebody was first; the form then holds an edit of the newer one."""
    now = text_named(site, writing.now.language, writing.now.file)
    overtaken = now.number != writing.based_on and now.text != writing.text
    told = replace(writing, now=now, based_on=now.number, refusal=str(fault), overtaken=overtaken)
    return show_editor(request, site, told, visitor=posted.officer, status=409)


def forget(site: TheSite, language: LanguageCode, posted: PostedText) -> Response:
    """Throw an officer's own draft away."""
    now = text_named(site, language, posted.text("file"))
    _forget(site, posted.officer, now)
    return RedirectResponse(edit_path(language, short_name(now.file)), status_code=303)


def _forget(site: Site, officer: Officer, now: TemplateFile) -> None:
    with site.newsroom.store.transaction() as tx:
        forget_draft(tx, officer.name, now.language, now.file)


def _keep_draft(site: Site, posted: Posted, now: TemplateFile, text: str) -> datetime | None:
    """Keep what is being written and return when.

    What stands there anyhow is no draft, a text too long to be kept is none, and none takes the
    place of an older one that is still offered.
    """
    if text == now.text or len(text) > LONGEST_TEXT or _waits(posted):
        return None
    made = TextDraft(
        officer=posted.officer.name,
        language=now.language,
        file=now.file,
        text=showable(text),
        based_on=_number(posted),
        at=site.newsroom.clock.now(),
    )
    with site.newsroom.store.transaction() as tx:
        keep_draft(tx, made)
    return made.at


def _waits(posted: Posted) -> bool:
    """Return whether an older draft was offered on the page, and neither taken nor thrown away."""
    return posted.text("offered") == "1"


def _number(posted: Posted) -> int:
    told = posted.text("based_on")
    if not (told.isascii() and told.isdecimal() and len(told) < 7):
        raise Conflict("The form does not say which revision it is of; open the page again.")
    return int(told)
