"""How a route is added: GET in the documentation, HEAD beside it; POST with the form it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app.web.access import READERS, Access, Gate
from app.web.problems import Documented, errors

FORM, FORM_WITH_FILE = "application/x-www-form-urlencoded", "multipart/form-data"


def add_get(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., Any],
    summary: str,
    *,
    access: Access,
    model: object = None,
    response_class: type[Response] = JSONResponse,
    responses: Documented | None = None,
    documented: bool = True,
) -> None:
    """Add a route that answers GET and HEAD.

    Args:
        access: Whom it is for.
        model: Type of the JSON answer; None for other answers.
        responses: Documentation of the answers besides the usual one.
        documented: Whether it is part of the API's description.
    """
    router.add_api_route(
        path,
        endpoint,
        methods=["GET"],
        summary=summary,
        dependencies=[Depends(Gate(access))],
        response_model=model,
        response_class=response_class,
        responses=_answers(access, responses),
        include_in_schema=documented,
    )
    router.add_api_route(
        path,
        endpoint,
        methods=["HEAD"],
        dependencies=[Depends(Gate(access))],
        response_model=model,
        response_class=response_class,
        include_in_schema=False,
    )


def _answers(access: Access, responses: Documented | None) -> Documented:
    """Return the answers of a GET; a route of readers may ask who reads, if the install does."""
    told = errors() if responses is None else responses
    return {**errors(401, 403), **told} if access == READERS else dict(told)


def add_post(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., Any],
    summary: str,
    *,
    access: Access,
    fields: Mapping[str, str],
    takes: str = FORM,
    responses: Documented,
) -> None:
    """Add a route that takes a form and answers with a page, or sends the browser on to one.

    Args:
        access: Whom it is for.
        fields: What each field of the form is; one named `file` is a file.
        takes: Media type of the form.
        responses: Documentation of the answers besides the usual ones.
    """
    told = {
        name: {
            "type": "string",
            "description": words,
            **({"format": "binary"} if name == "file" else {}),
        }
        for name, words in fields.items()
    }
    body = {"content": {takes: {"schema": {"type": "object", "properties": told}}}}
    done: Documented = {303: {"description": "Kept; the page that shows it is named."}}
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        summary=summary,
        dependencies=[Depends(Gate(access))],
        response_model=None,
        response_class=HTMLResponse,
        responses={**done, **responses},
        openapi_extra={"requestBody": body},
    )
