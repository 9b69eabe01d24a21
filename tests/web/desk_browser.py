"""A person's browser on the desk of a live install, for tests of signing in."""

from __future__ import annotations

import re
from html import unescape

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete

from app.domain.people import Role
from app.pipeline.newsroom import Newsroom
from app.store.credentials import set_password
from app.store.officers import add_officer, new_one_time_token
from app.store.people_tables import credential, desk_session, invitation, wrong_try
from app.store.tables import officer, one_time_token
from tests.builders import NOW

PERSON = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


def begin_anew(newsroom: Newsroom, hashed: str) -> str:
    """Leave Asha as the only officer of an install that tests share; return her key.

    Args:
        hashed: Hash of her password; empty: there is no officer at all, and no key.
    """
    newsroom.clock.at = NOW
    with newsroom.store.transaction() as tx:
        for each in (invitation, desk_session, wrong_try, credential, officer, one_time_token):
            tx.execute(delete(each))
        if not hashed:
            return ""
        token = new_one_time_token(tx, at=NOW)
        key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        set_password(tx, "Asha", hashed, at=NOW)
    return key


def browser_of(site: FastAPI) -> TestClient:
    """Return a browser that follows no redirect by itself and holds no cookie yet."""
    client = TestClient(site, raise_server_exceptions=False, follow_redirects=False)
    client.headers.update(PERSON)
    return client


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}
