"""/api/v1/templates: officers read, change, try out and agree to the sentences of a language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.domain.places import counties
from app.errors import LanguageError, NotFound
from app.pipeline.preview import Asked, preview
from app.pipeline.template_texts import draft_of, table_files, template_file, template_files
from app.pipeline.text_saving import Typed, agree_to_words, save_text
from app.store.template_history import revisions
from app.store.templates import refuse_writer
from app.web.access import SIGNED_IN, Access, Gate
from app.web.auth import DeskVisitor
from app.web.json_posts import AnyOfficer, Body, read_sent
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite
from app.web.template_shapes import (
    LanguageBrief,
    LanguageShape,
    NewText,
    PreviewOf,
    PreviewShape,
    SavedShape,
    StandShape,
    TemplateShape,
    YesTo,
)
from app.web.template_shaping import PREFIX, brief_shape, revision_shape, saved_shape

MUST_MATCH = 'Say which revision you edited: If-Match: "3"; the text as installed is "0".'
Code = Annotated[str, Path(description="Language code.", pattern=r"^[a-z]{2,8}$")]
PhaseName = Annotated[str, Path(description="Phase, `shared`, `spot` or `tables`.", max_length=20)]
SegmentName = Annotated[
    str,
    Path(description="Segment, such as `headline`, or a table, such as `glossary`.", max_length=20),
]
IfMatch = Annotated[str | None, Header(description="Number of the revision that was edited.")]


TEXT = "/{language}/{phase}/{segment}"


def routes() -> APIRouter:
    """Return the routes of template texts."""
    router = APIRouter(prefix=PREFIX, tags=["Templates"])
    for path, endpoint, summary, model, responses in (
        ("", list_languages, "Languages with texts", list[LanguageBrief], errors(401)),
        ("/{language}", list_texts, "Texts of a language", LanguageShape, errors(401, 404)),
        (TEXT, one_text, "A text with its revisions", TemplateShape, errors(401, 404)),
    ):
        add_get(router, path, endpoint, summary, access=SIGNED_IN, model=model, responses=responses)
    for method, there, act, told, takes, more in (
        ("PUT", TEXT, change_text, "Keep a new text", NewText, (428,)),
        ("POST", "/{language}/preview", try_out, "Try out", PreviewOf, ()),
        ("POST", "/{language}/agree", agree, "Say yes", YesTo, ()),
    ):
        _add(router, method, there, act, access=SIGNED_IN, summary=told, takes=takes, more=more)
    return router


def _add(
    router: APIRouter,
    method: str,
    path: str,
    endpoint: Callable[..., BaseModel],
    *,
    summary: str,
    access: Access,
    takes: type[BaseModel],
    more: tuple[int, ...] = (),
) -> None:
    schema = {"schema": takes.model_json_schema()}
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        summary=summary,
        dependencies=[Depends(Gate(access))],
        responses=errors(401, 403, 404, 409, 411, 413, 415, *more),
        openapi_extra={"requestBody": {"content": {"application/json": schema}, "required": True}},
    )


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Tell the sender what is wrong with the words, as 422."""
    try:
        yield
    except LanguageError as fault:
        raise HTTPException(422, str(fault)) from fault


def list_languages(site: TheSite, visitor: DeskVisitor) -> list[LanguageBrief]:
    """Every language here, with where its texts are."""
    _ = visitor
    return [
        LanguageBrief(language=code, url=f"{PREFIX}/{code}") for code in sorted(site.newsroom.packs)
    ]


def list_texts(site: TheSite, visitor: DeskVisitor, language: Code) -> LanguageShape:
    """Every text of a language, and whether its newest words are approved."""
    _ = visitor
    found = draft_of(site.newsroom, language)
    return LanguageShape(
        language=language,
        pack_sha256=found.pack.sha256,
        approved=found.approved,
        on_air_sha256=site.newsroom.packs[language].sha256,
        fault=found.fault,
        templates=[brief_shape(each) for each in template_files(site.newsroom, language)],
        tables=[brief_shape(each) for each in table_files(site.newsroom, language)],
    )


def one_text(
    site: TheSite, visitor: DeskVisitor, language: Code, phase: PhaseName, segment: SegmentName
) -> Response:
    """A text as it stands, with all that it was before."""
    _ = visitor
    with _said_plainly():
        found = template_file(site.newsroom, language, f"{phase}/{segment}")
    with site.newsroom.store.reading() as tx:
        kept = revisions(tx, language, found.file)
    told = TemplateShape(
        language=language,
        file=found.file,
        number=found.number,
        text=found.text,
        revisions=[revision_shape(each) for each in kept],
    )
    return JSONResponse(told.model_dump(mode="json"), headers={"ETag": f'"{found.number}"'})


def change_text(
    site: TheSite,
    officer: AnyOfficer,
    body: Body,
    language: Code,
    phase: PhaseName,
    segment: SegmentName,
    if_match: IfMatch = None,
) -> SavedShape:
    """Keep a text as the next revision, after every phase was tried with it."""
    number = (if_match or "").strip().strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) < 7):
        raise HTTPException(428, MUST_MATCH)
    new = read_sent(body, NewText)
    typed = Typed(
        language=language,
        file=f"{phase}/{segment}",
        text=new.text,
        based_on=int(number),
        origin=new.origin,
    )
    with _said_plainly():
        return saved_shape(save_text(site.newsroom, typed, officer=officer))


def try_out(site: TheSite, officer: AnyOfficer, body: Body, language: Code) -> PreviewShape:
    """A bulletin in the newest words, or with a text that is not kept; always an exercise."""
    wanted = read_sent(body, PreviewOf)
    if wanted.file:
        refuse_writer(officer, language)
    if wanted.county not in counties():
        raise NotFound(f"There is no county '{wanted.county}'.")
    asked = Asked(
        language=language,
        phase=wanted.phase,
        county=counties()[wanted.county],
        file=wanted.file,
        text=wanted.text,
    )
    with _said_plainly():
        made = preview(site.newsroom, asked)
    return PreviewShape(
        title=made.script.title,
        text=made.script.text,
        evidence=made.evidence,
        seconds=made.seconds,
        findings=list(made.findings),
    )


def agree(site: TheSite, officer: AnyOfficer, body: Body, language: Code) -> StandShape:
    """Say yes to the newest words of a language, in the role that the officer has."""
    wanted = read_sent(body, YesTo)
    with _said_plainly():
        stands = agree_to_words(site.newsroom, language, officer=officer, sha256=wanted.pack_sha256)
    return StandShape(language=language, pack_sha256=stands.sha256, stage=stands.stage)
