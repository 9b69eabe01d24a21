"""Where things lie on the site; paths only, so that pages work under any name."""

from __future__ import annotations

from urllib.parse import quote

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


def language_path(language: str, back: str) -> str:
    """Return where a reader chooses the language of the pages, and comes back from.

    >>> language_path("sw", "/desk?week=2026-W48")
    '/ui/sw?back=/desk%3Fweek%3D2026-W48'
    """
    return f"/ui/{language}?back={quote(back)}"


def station_path(slug: str) -> str:
    """Return the officers' page about a station."""
    return f"/desk/stations/{slug}"


def recall_path(bulletin: str) -> str:
    """Return the page on which a bulletin is taken back, and from which stations are called."""
    return f"/desk/recall/{bulletin}"


def finding_path(county: str, key: str) -> str:
    """Return where a decision about a finding is sent."""
    return f"/desk/evidence/{county}/findings/{key}"


def desk_bulletin_path(name: str) -> str:
    """Return where officers read, hear and sign a bulletin."""
    return f"/desk/bulletins/{name}"


def part_path(name: str, part: str) -> str:
    """Return where one part of a bulletin, or `whole`, is heard before it is made."""
    return f"{desk_bulletin_path(name)}/parts/{part}.mp3"


def takes_path(name: str) -> str:
    """Return where people's recordings of a bulletin are sent, heard and matched."""
    return f"/desk/recordings/{name}"
