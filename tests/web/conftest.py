import base64
from datetime import timedelta
from functools import cache

import pytest
from fastapi.testclient import TestClient

from app.domain.people import Role
from app.store.officers import LIVE, add_officer, new_one_time_token
from app.web.site import create_site
from tests.builders import NOW
from tests.web.filled import opened_newsroom


@cache
def ready_routes():
    """The routes of the first site of this process; made ready anew they would take a third of a
    second for every test, and they hold nothing of the site that they are in.
    """
    return tuple(create_site(None, next_run=lambda: NOW).router.routes)


def client_of(newsroom, **settings):
    """A stranger's client; it sees 500 as a stranger would."""
    usual = {"look_every_s": 0, "next_run": lambda: NOW + timedelta(days=7)}
    site = create_site(newsroom, **usual | settings)
    site.router.routes[:] = ready_routes()
    return TestClient(site, raise_server_exceptions=False)


def basic(name, key):
    """The header of a signed-in officer."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()}


def assert_problem(response, status, *, says=""):
    """The answer is a whole and safe problem+json."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    assert told["status"] == status
    assert told["instance"] == response.url.path
    assert says in told["detail"]
    assert "Traceback" not in response.text
    assert "default-src 'self'" in response.headers["content-security-policy"]
    return told


@pytest.fixture
def newsroom(tmp_path):
    """An exercise install on Monday noon of week 48."""
    with opened_newsroom(tmp_path) as opened:
        yield opened


@pytest.fixture
def live_newsroom(tmp_path):
    with opened_newsroom(tmp_path, mode=LIVE) as opened:
        yield opened


@pytest.fixture
def client(newsroom):
    return client_of(newsroom)


@pytest.fixture
def live_client(live_newsroom):
    return client_of(live_newsroom)


@pytest.fixture
def officer(live_newsroom):
    """Name and key of an officer of the live install."""
    with live_newsroom.store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
    return "Asha", key


@pytest.fixture
def signed(officer):
    """Headers that a signed-in officer's browser sends with a form of ours."""
    return {**basic(*officer), "Sec-Fetch-Site": "same-origin"}
