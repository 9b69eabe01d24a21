"""What officers say to each other about a bulletin's words."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.people import Right
from app.store.comments import Comment, add_comment
from app.web.access import needs
from app.web.desk.bulletin import (
    LONGEST_COMMENT,
    PAGE,
    BulletinName,
    Refused,
    back_to,
    found_bulletin,
    page_of,
    refuse_elsewhere,
)
from app.web.posts import PostedForm
from app.web.problems import posting_errors
from app.web.routing import add_post
from app.web.site_parts import TheSite

SHORTEST_COMMENT = 2


def routes() -> APIRouter:
    """Return the route of comments."""
    router = APIRouter(tags=["Desk"])
    add_post(
        router,
        f"{PAGE}/comments",
        comment,
        "Say something about a bulletin",
        access=needs(Right.COMMENT),
        fields={"segment": "Part that it is about, or empty.", "said": "The comment."},
        responses=posting_errors(409),
    )
    return router


def comment(
    request: Request, site: TheSite, bulletin: BulletinName, posted: PostedForm
) -> Response:
    """Keep what an officer says about the words."""
    found = found_bulletin(site, bulletin)
    refuse_elsewhere(found, posted.officer, Right.COMMENT)
    said, segment = posted.text("said"), posted.text("segment")
    kinds = {each.kind for each in found.script.segments} if found.script else set()
    fault = _comment_fault(said, known=not segment or segment in kinds)
    if fault:
        refused = Refused(form="comment", fault=fault, typed=said, segment=segment)
        return page_of(request, site, found, visitor=posted.officer, refused=refused)
    made = Comment(
        bulletin=bulletin,
        segment=segment,
        text_sha256=found.script.sha256 if found.script else "",
        officer=posted.officer.name,
        at=site.newsroom.clock.now(),
        text=said,
    )
    with site.newsroom.store.transaction() as tx:
        add_comment(tx, made)
    return back_to(bulletin, "comments")


def _comment_fault(said: str, *, known: bool) -> str:
    if not known:
        return "That part is not in the bulletin any more; choose another one."
    if not SHORTEST_COMMENT <= len(said) <= LONGEST_COMMENT:
        return f"Write {SHORTEST_COMMENT} to {LONGEST_COMMENT} letters."
    return ""
