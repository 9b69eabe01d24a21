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


def presenter_path(name: str) -> str:
    """Return where a bulletin is laid out for a presenter, as PDF."""
    return f"{BULLETINS}/{name}/presenter.pdf"


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


def push_path(slug: str) -> str:
    """Return the officers' page about a station's servers.

    >>> push_path("mwatu-fm")
    '/desk/stations/mwatu-fm/push'
    """
    return f"{station_path(slug)}/push"


def recall_path(bulletin: str) -> str:
    """Return the page on which a bulletin is taken back, and from which stations are called."""
    return f"/desk/recall/{bulletin}"


def station_home_path(slug: str) -> str:
    """Return a station's own page."""
    return f"/stations/{slug}"


def fit_path(slug: str) -> str:
    """Return the page that tries a station's addresses as its software would."""
    return f"{station_home_path(slug)}/fit"


def fixed_path(station: str, name: str, *, exercise: bool) -> str:
    """Return an address that stays, whatever there is to play.

    >>> fixed_path("mwatu-fm", "bulletin.mp3", exercise=False)
    '/now/mwatu-fm/bulletin.mp3'
    """
    return f"{'/exercise' if exercise else ''}/now/{station}/{name}"


def dated_path(county: str, language: str, name: str, *, exercise: bool) -> str:
    """Return the address of a day's or a week's bulletin.

    >>> dated_path("kitui", "sw", "2026-11-23.mp3", exercise=True)
    '/exercise/d/kitui/sw/2026-11-23.mp3'
    """
    return f"{'/exercise' if exercise else ''}/d/{county}/{language}/{name}"


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


def confirm_path(token: str) -> str:
    """Return the link by which a station says that it aired a bulletin, or stopped it.

    >>> confirm_path("b7X")
    '/c/b7X'
    """
    return f"/c/{token}"


def as_run_path(slug: str) -> str:
    """Return where a station sends the logs of its automation."""
    return f"/stations/{slug}/as-run"


def aired_path(slug: str) -> str:
    """Return the officers' page about everything that a station had on air."""
    return f"{station_path(slug)}/aired"


def sound_path(slug: str) -> str:
    """Return where recordings of a station are sent, to see what of ours was on air."""
    return f"{station_path(slug)}/sound"


def say_path(county: str) -> str:
    """Return where listeners of a county say what they made of the bulletin."""
    return f"/{county}/say"
