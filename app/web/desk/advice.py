"""The advice library on the desk: what is offered, accepted and reviewed, and new lines for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.advice import PLACES, LineState
from app.domain.advice_entry import FIELDS, LONGEST_SHORT, LONGEST_TEXT
from app.domain.evidence import Phase
from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI
from app.errors import NotFound
from app.pipeline.library_entry import Faults, offer_advice, speaking, word_advice
from app.pipeline.library_tables import advice_table, import_advice
from app.pipeline.redraft import redraft
from app.store.advice import agree_to_words, decide, offers, stages_of
from app.web.access import SIGNED_IN, needs
from app.web.auth import DeskVisitor
from app.web.desk.advice_rows import (
    SEASON_CHOICES,
    SEASON_WORDS,
    SECTOR_WORDS,
    library_row,
    zone_names,
)
from app.web.desk.advice_tables import TABLE_FIELDS, imported, table_answer
from app.web.desk.showing import show_desk
from app.web.posts import PostedForm, PostedUpload
from app.web.problems import errors, posting_errors
from app.web.routing import FORM, FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/advice"
DEEDS = {
    "accept": LineState.ACCEPTED,
    "decline": LineState.DECLINED,
    "retire": LineState.RETIRED,
}
Key = Annotated[str, Path(description="Short name of the line.", examples=["hay-2026"])]
Deed = Annotated[str, Path(description="`accept`, `decline` or `retire`.")]
NOTHING: Mapping[str, str] = {}
_LINE_FIELDS = {
    "key": "Short name, such as hay-2026.",
    "phase": "Phase that it is for.",
    "place": "Which of the three actions it is said as: 1, 2 or 3.",
    "sector": "Sector, such as livestock or planting.",
    "seasons": "`any`, or some of MAM OND dry.",
    "zones": "Livelihood zones between semicolons; empty: all.",
    "contributor": "Who offers it.",
    "source": "Who says so.",
    "document": "Address or name of the document.",
    "dated": "Day of the document.",
    "valid_from": "First day that it may be said; empty: today.",
    "valid_until": "Last day that it may be said.",
}
_WORDS_FIELDS = {
    "language": "Code of the language.",
    "text": f"What to do, {LONGEST_TEXT} letters at most.",
    "short": f"The same in a few words, {LONGEST_SHORT} letters at most.",
}


def routes() -> APIRouter:
    """Return the routes of the advice library."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        library,
        "The advice library",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    add_get(
        router,
        f"{PAGE}/advice.csv",
        table,
        "The library as a table",
        access=SIGNED_IN,
        responses=errors(401),
    )
    enter, sign = needs(Right.ENTER_EVIDENCE), needs(Right.SIGN)
    line = f"{PAGE}/lines/{{key}}"
    for path, endpoint, summary, access, fields in (
        (PAGE, offer, "Offer advice", enter, _LINE_FIELDS | _WORDS_FIELDS),
        (f"{PAGE}/import", take_table, "Offer a table of advice", enter, TABLE_FIELDS),
        (f"{line}/words", write, "Write a line in a language", enter, _WORDS_FIELDS),
        (f"{line}/agree", agree, "Say yes to a line's words", SIGNED_IN, _AGREE_FIELDS),
        (f"{line}/{{deed}}", act, "Accept, decline or retire a line", sign, {"reason": "Why."}),
    ):
        add_post(
            router,
            path,
            endpoint,
            summary,
            access=access,
            fields=fields,
            takes=FORM_WITH_FILE if "file" in fields else FORM,
            responses=posting_errors(409),
        )
    return router


_AGREE_FIELDS = {"language": "Code of the language.", "sha256": "Hash of the words that were read."}


def library(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Every line with its words and whose turn it is, and a form for a new one."""
    return _page(request, site, visitor=visitor)


def table(site: TheSite, visitor: DeskVisitor) -> Response:
    """The whole library for a spreadsheet."""
    _ = visitor
    return table_answer(advice_table(site.newsroom), "advice.csv")


def offer(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Keep a new line as an offer, or show the form again with what is wrong."""
    language = posted.text("language")
    words = {language: {name: posted.text(name) for name in ("text", "short")}}
    typed = {name: posted.text(name) for name in FIELDS}
    faults = dict(offer_advice(site.newsroom, typed, words, officer=posted.officer))
    if faults:
        told = {name.removesuffix(f"-{language}"): why for name, why in faults.items()}
        given = typed | words[language] | {"language": language}
        return _page(request, site, visitor=posted.officer, typed=given, faults=told)
    return RedirectResponse(f"{PAGE}#{typed['key']}", status_code=303)


def take_table(request: Request, site: TheSite, posted: PostedUpload) -> Response:
    """Offer every new line of a table, or none and say which row is wrong."""
    why = imported(site.newsroom, posted, import_advice)
    if why:
        return _page(request, site, visitor=posted.officer, faults={"file": why})
    redraft(site.newsroom)
    return RedirectResponse(PAGE, status_code=303)


def write(request: Request, site: TheSite, posted: PostedForm, key: Key) -> Response:
    """Keep a line's words in a language; drafts with the words before are made anew."""
    language = posted.text("language")
    typed = {name: posted.text(name) for name in ("text", "short")}
    faults = word_advice(site.newsroom, key, language, typed, officer=posted.officer)
    if faults:
        given = typed | {"language": language, "line": key}
        return _page(request, site, visitor=posted.officer, typed=given, faults=faults)
    redraft(site.newsroom)
    return RedirectResponse(f"{PAGE}#{key}", status_code=303)


def agree(site: TheSite, posted: PostedForm, key: Key) -> Response:
    """Keep an officer's yes to a line's words, in the role that the officer has."""
    with site.newsroom.store.transaction() as tx:
        agree_to_words(
            tx,
            key,
            posted.text("language"),
            sha256=posted.text("sha256"),
            officer=posted.officer,
            at=site.newsroom.clock.now(),
        )
    redraft(site.newsroom)
    return RedirectResponse(f"{PAGE}#{key}", status_code=303)


def act(site: TheSite, posted: PostedForm, key: Key, deed: Deed) -> Response:
    """Accept, decline or retire a line, and make the week's drafts anew."""
    state = DEEDS.get(deed)
    if state is None:
        raise NotFound("There is nothing at this address.")
    now, reason = site.newsroom.clock.now(), posted.text("reason")
    with site.newsroom.store.transaction() as tx:
        decide(tx, key, state, officer=posted.officer, at=now, reason=reason)
    redraft(site.newsroom)
    return RedirectResponse(f"{PAGE}#{key}", status_code=303)


def _page(
    request: Request,
    site: Site,
    *,
    visitor: Officer | None,
    typed: Mapping[str, str] = NOTHING,
    faults: Faults = NOTHING,
) -> Response:
    today = site.newsroom.clock.now().astimezone(NAIROBI).date()
    with site.newsroom.store.reading() as tx:
        found = [(each, stages_of(tx, each)) for each in offers(tx)]
    return show_desk(
        request,
        "advice.html",
        status=422 if faults else 200,
        visitor=visitor,
        rows=[library_row(*each, visitor=visitor, today=today) for each in found],
        today=today,
        typed=typed,
        faults=faults,
        entering=bool(visitor and visitor.may(Right.ENTER_EVIDENCE)),
        languages=_languages(site),
        phases=tuple(Phase),
        seasons=SEASON_CHOICES,
        SEASON_WORDS=SEASON_WORDS,
        SECTOR_WORDS=SECTOR_WORDS,
        places=PLACES,
        zones=zone_names(site.newsroom.counties),
        longest=LONGEST_TEXT,
        longest_short=LONGEST_SHORT,
    )


def _languages(site: Site) -> list[str]:
    """Return the languages that bulletins come in, those with sentences of their own first."""
    told = {code for county in site.newsroom.counties for code in speaking(site.newsroom, county)}
    return [*sorted(told), *sorted(site.languages - told)]
