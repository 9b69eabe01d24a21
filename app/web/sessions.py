"""The session of an officer's browser: its cookie, and who is signed in with it."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from app.domain.people import Officer
from app.store.sessions import (
    LONGEST,
    SEEN_EVERY,
    Session,
    end_session,
    mark_seen,
    new_session,
    officer_in,
    session_of,
)
from app.web.site_parts import Site

COOKIE = "tangazo_desk"
# Browsers let no other site, and nothing that is not encrypted, set a cookie of such a name.
SAFE_COOKIE = f"__Host-{COOKIE}"
LONGEST_TOKEN = 100
# What browsers call themselves, in the order in which they claim to be each other.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": ""}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


def signed_in(request: Request, site: Site) -> Officer | None:
    """Return the officer whose browser holds a session that is open."""
    session = current_session(request, site)
    if session is None:
        return None
    with site.newsroom.store.reading() as tx:
        return officer_in(tx, session)


def current_session(request: Request, site: Site) -> Session | None:
    """Return the session that a request belongs to, and keep that it was seen."""
    token = request.cookies.get(_cookie_name(request, site), "")
    if not token or len(token) > LONGEST_TOKEN:
        return None
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        found = session_of(tx, token, at=now)
    if found is not None and now - found.seen_at > SEEN_EVERY:
        with site.newsroom.store.transaction() as tx:
            mark_seen(tx, found, at=now)
    return found


def begin_session(request: Request, site: Site, name: str, answer: Response) -> None:
    """Sign an officer in with the browser that gets this answer; its session before ends."""
    before, now = current_session(request, site), site.newsroom.clock.now()
    browser = browser_words(request.headers.get("user-agent", ""))
    with site.newsroom.store.transaction() as tx:
        if before is not None:
            end_session(tx, before.number, of=before.officer, at=now)
        token = new_session(tx, name, browser=browser, at=now)
    answer.set_cookie(
        _cookie_name(request, site),
        token,
        max_age=int(LONGEST.total_seconds()),
        secure=_encrypted(request, site),
        httponly=True,
        samesite="lax",
    )


def end_current_session(request: Request, site: Site, answer: Response) -> None:
    """Sign out the browser that gets this answer."""
    session = current_session(request, site)
    if session is not None:
        with site.newsroom.store.transaction() as tx:
            now = site.newsroom.clock.now()
            end_session(tx, session.number, of=session.officer, at=now)
    name, secure = _cookie_name(request, site), _encrypted(request, site)
    answer.delete_cookie(name, secure=secure, httponly=True, samesite="lax")


def browser_words(agent: str) -> str:
    """Return what a browser calls itself, in a word or two.

    >>> browser_words("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Safari/537.36")
    'Chrome, Android'
    >>> browser_words("")
    ''
    """
    browser = next((words or mark for mark, words in BROWSERS.items() if mark in agent), "")
    system = next((each for each in SYSTEMS if each in agent), "")
    return ", ".join(each for each in (browser, system) if each)


def _cookie_name(request: Request, site: Site) -> str:
    return SAFE_COOKIE if _encrypted(request, site) else COOKIE


def _encrypted(request: Request, site: Site) -> bool:
    """Return whether the browser asked over HTTPS, be it ended by a proxy in front of us."""
    public = urlsplit(site.public_url)
    asked_publicly = public.netloc == request.headers.get("host", "")
    return request.url.scheme == "https" or (public.scheme == "https" and asked_publicly)
