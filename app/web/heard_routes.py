"""The routes of what came back: that it aired, and what listeners made of it."""

from __future__ import annotations

from fastapi import APIRouter

from app.web import as_run, confirm, feedback, feedback_api, inbound
from app.web.desk import aired, heard


def routers() -> tuple[APIRouter, ...]:
    """Return what tells that it aired, and what listeners told."""
    return (
        confirm.routes(),
        as_run.routes(),
        inbound.routes(),
        feedback_api.routes(),
        aired.routes(),
        heard.routes(),
    )


def county_routes() -> APIRouter:
    """Return the form of listeners, which begins with a county and comes last."""
    return feedback.county_routes()
