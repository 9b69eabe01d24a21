"""The files that a station keeps: signed lists, packs, and presenters' pages."""

from __future__ import annotations

from fastapi import APIRouter

from app.web import manifests, packs, presenting


def routers() -> tuple[APIRouter, ...]:
    """Return their routes; they come before those of recordings."""
    return (manifests.routes(), packs.routes(), presenting.routes())
