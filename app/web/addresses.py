"""Where things lie on the site; paths only, so that pages work under any name."""

from __future__ import annotations

from app.domain.periods import Week
from app.domain.recordings import Recording

API = "/api/v1"
RECORDINGS = f"{API}/recordings"
BULLETINS = f"{API}/bulletins"


def recording_path(recording: Recording) -> str:
    """Return where a recording is served."""
    return f"{RECORDINGS}/{recording.address}"


def bulletin_path(name: str) -> str:
    """Return where a bulletin's words and provenance are served."""
    return f"{BULLETINS}/{name}"


def script_path(name: str) -> str:
    """Return where a bulletin's words are served as plain text."""
    return f"{BULLETINS}/{name}/script.txt"


def provenance_path(name: str) -> str:
    """Return where every figure of a bulletin is traced to its source."""
    return f"{BULLETINS}/{name}/provenance"


def county_path(county: str, *, exercise: bool) -> str:
    """Return a county's station page; exercises have a tree of their own.

    >>> county_path("kitui", exercise=True)
    '/exercise/kitui'
    """
    return f"/exercise/{county}" if exercise else f"/{county}"


def feed_path(county: str, language: str, *, exercise: bool) -> str:
    """Return the feed of a county and language."""
    return f"{county_path(county, exercise=exercise)}/{language}/feed.xml"


def read_path(county: str, language: str, *, exercise: bool) -> str:
    """Return the read-aloud page of a county and language."""
    return f"{county_path(county, exercise=exercise)}/{language}/read"


def sources_path(county: str, language: str, *, exercise: bool) -> str:
    """Return the page that traces every figure of a county and language."""
    return f"{county_path(county, exercise=exercise)}/{language}/sources"


def desk_path(page: str, county: str, *, week: Week | None = None) -> str:
    """Return one of the officers' pages about a county: evidence, ndma or forecast.

    >>> desk_path("evidence", "kitui", week=Week(2026, 48))
    '/desk/evidence/kitui?week=2026-W48'
    """
    return f"/desk/{page}/{county}" + (f"?week={week}" if week else "")


def finding_path(county: str, key: str) -> str:
    """Return where a decision about a finding is sent."""
    return f"/desk/evidence/{county}/findings/{key}"
