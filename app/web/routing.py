"""How a route is added: GET in the documentation, HEAD beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from app.web.problems import Documented, errors


def add_get(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., Any],
    summary: str,
    *,
    model: object = None,
    response_class: type[Response] = JSONResponse,
    responses: Documented | None = None,
    documented: bool = True,
) -> None:
    """Add a route that answers GET and HEAD.

    Args:
        model: Type of the JSON answer; None for other answers.
        responses: Documentation of the answers besides the usual one.
        documented: Whether it is part of the API's description.
    """
    router.add_api_route(
        path,
        endpoint,
        methods=["GET"],
        summary=summary,
        response_model=model,
        response_class=response_class,
        responses=dict(errors() if responses is None else responses),
        include_in_schema=documented,
    )
    router.add_api_route(
        path,
        endpoint,
        methods=["HEAD"],
        response_model=model,
        response_class=response_class,
        include_in_schema=False,
    )
