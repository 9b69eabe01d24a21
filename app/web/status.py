"""How the service is doing, for people and for machines that watch it."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from app.domain.bulletins import Verdict
from app.errors import StoreError
from app.store.bulletins import newest_week
from app.store.evidence import source_states
from app.store.listing import newest_editions, off_air
from app.store.officers import install_mode
from app.store.runs import Run, newest_runs
from app.web.access import PUBLIC
from app.web.addresses import API
from app.web.problems import Documented, errors
from app.web.routing import add_get
from app.web.site_parts import TheSite, mode_word, practising

LEAST_FREE_BYTES = 50_000_000
LISTED_OFF_AIR = 50


class RunShape(BaseModel):
    """A run of the weekly schedule."""

    slot: datetime = Field(description="When it was due.")
    state: str = Field(description="running, done, failed or missed.")
    finished_at: datetime | None


class SourceShape(BaseModel):
    """How a source of evidence is doing."""

    source: str
    working: bool = Field(description="Whether the last visit worked.")
    visited_at: datetime
    last_good_at: datetime | None


class OffAir(BaseModel):
    """A bulletin that stations must no longer play."""

    id: str
    verdict: Verdict
    reason: str


class Status(BaseModel):
    """Where the week stands."""

    mode: str
    week: str | None = Field(description="Newest week with any bulletin.")
    next_run: datetime
    last_run: RunShape | None
    sources: list[SourceShape]
    verdicts: dict[Verdict, int] = Field(description="Newest editions of the week, by verdict.")
    off_air: list[OffAir] = Field(description="Released before, and not to be played any more.")


class Health(BaseModel):
    """Whether the process and its database answer."""

    ok: bool
    checks: dict[str, bool]


def routes() -> APIRouter:
    """Return the routes of status and health."""
    router = APIRouter(tags=["Status"])
    unready: Documented = {503: {"model": Health, "description": "One of the checks failed."}}
    add_get(router, f"{API}/status", status, "Where the week stands", access=PUBLIC, model=Status)
    for path, endpoint, summary in (
        ("/healthz", healthz, "Whether the process and its database answer"),
        ("/readyz", readyz, "Whether stations can be served"),
    ):
        add_get(
            router,
            path,
            endpoint,
            summary,
            access=PUBLIC,
            model=Health,
            responses={**errors(), **unready},
        )
    return router


def status(site: TheSite) -> Status:
    """Mode, week, runs, sources and verdicts; what stations must no longer play."""
    exercise = practising(site)
    with site.newsroom.store.reading() as tx:
        week = newest_week(tx, exercise=exercise)
        editions = newest_editions(tx, week, exercise=exercise) if week else []
        runs = newest_runs(tx, limit=1)
        sources = source_states(tx)
        gone = off_air(tx, exercise=exercise, limit=LISTED_OFF_AIR)
    return Status(
        mode=mode_word(exercise=exercise),
        week=str(week) if week else None,
        next_run=site.next_run(),
        last_run=_run(runs[0]) if runs else None,
        sources=[
            SourceShape(
                source=each.source,
                working=not each.fault,
                visited_at=each.visited_at,
                last_good_at=each.last_good_at,
            )
            for each in sources
        ],
        verdicts=dict(Counter(each.verdict for each in editions)),
        off_air=[OffAir(id=each.id, verdict=each.verdict, reason=each.reason) for each in gone],
    )


def _run(run: Run) -> RunShape:
    return RunShape(slot=run.slot, state=run.state, finished_at=run.finished_at)


def healthz(site: TheSite) -> Response:
    """Whether the process is alive and its database can be read."""
    return _health({"process": True, "database": _database_answers(site)})


def readyz(site: TheSite) -> Response:
    """Whether the database is set up, and the disk has room for another edition."""
    answers = _database_answers(site)
    return _health(
        {
            "database": answers,
            "installed": answers and _installed(site),
            "room": _free_bytes(site.newsroom.blobs.root) >= LEAST_FREE_BYTES,
        }
    )


def _health(checks: dict[str, bool]) -> Response:
    ok = all(checks.values())
    shown = Health(ok=ok, checks=checks).model_dump()
    return JSONResponse(shown, 200 if ok else 503, headers={"Cache-Control": "no-store"})


def _database_answers(site: TheSite) -> bool:
    try:
        with site.newsroom.store.reading() as tx:
            install_mode(tx)
    except StoreError:
        return False
    return True


def _installed(site: TheSite) -> bool:
    with site.newsroom.store.reading() as tx:
        return install_mode(tx) is not None


def _free_bytes(folder: Path) -> int:
    """Return the room left on the disk that a folder lies on, or will lie on."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free
