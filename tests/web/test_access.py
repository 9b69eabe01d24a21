"""Who may do what: every route, every role, here and elsewhere, and signed out.

`ACCESS` names each route under whom it is for. A route that is new, or is for somebody else now,
fails here until it is named.
"""

from __future__ import annotations

import pytest
from fastapi import Request
from starlette.exceptions import HTTPException

from app.domain.people import Right, Role
from app.domain.recordings import AudioFormat
from app.pipeline.stations import Form, station_of
from app.store.officers import LIVE, add_officer, new_one_time_token, the_officer
from app.store.stations import add_station
from app.web.access import PUBLIC, SIGNED_IN, STATION, Gate, needs
from tests.builders import NOW
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import keep_draft, opened_newsroom
from tests.web.test_site import routes_of, site_of

ACCESS = {
    PUBLIC: """
        GET /
        GET /api/v1/bulletins
        GET /api/v1/bulletins/{name}
        GET /api/v1/bulletins/{name}/provenance
        GET /api/v1/bulletins/{name}/script.txt
        GET /api/v1/counties
        GET /api/v1/recordings/{sha256}.{extension}
        GET /api/v1/status
        GET /exercise
        GET /exercise/{county}
        GET /exercise/{county}/{language}/feed.xml
        GET /exercise/{county}/{language}/read
        GET /exercise/{county}/{language}/sources
        GET /healthz
        GET /openapi.json
        GET /readyz
        GET /robots.txt
        GET /static/{name}
        GET /ui/{language}
        GET /{county}
        GET /{county}/{language}/feed.xml
        GET /{county}/{language}/read
        GET /{county}/{language}/sources
        GET /desk/sign-in
        POST /desk/sign-in
        POST /desk/sign-out
        GET /desk/join/{token}
        POST /desk/join/{token}
    """,
    STATION: """
        POST /{county}/aired
        POST /{county}/ask
    """,
    SIGNED_IN: """
        GET /api/v1/advice
        GET /api/v1/announcements
        GET /api/v1/contacts
        GET /api/v1/stations
        GET /api/v1/templates
        GET /api/v1/templates/{language}
        GET /api/v1/templates/{language}/{phase}/{segment}
        PUT /api/v1/templates/{language}/{phase}/{segment}
        POST /api/v1/templates/{language}/agree
        POST /api/v1/templates/{language}/preview
        GET /desk
        GET /desk/advice
        GET /desk/advice/advice.csv
        GET /desk/advice/announcements
        GET /desk/advice/announcements/{county}
        GET /desk/advice/contacts
        GET /desk/advice/contacts.csv
        POST /desk/advice/lines/{key}/agree
        GET /desk/approve
        GET /desk/approve/{bulletin}
        GET /desk/audit
        GET /desk/audit.csv
        POST /desk/audit/check
        GET /desk/bulletins/{bulletin}
        GET /desk/bulletins/{bulletin}/parts/{part}.mp3
        GET /desk/evidence
        GET /desk/evidence/{county}
        GET /desk/forecast/{county}
        GET /desk/help
        GET /desk/languages/{language}
        POST /desk/languages/{language}/agree
        GET /desk/languages/{language}/{table}
        GET /desk/languages/{language}/{table}.csv
        GET /desk/me
        POST /desk/me/codes
        POST /desk/me/codes/confirm
        POST /desk/me/codes/stop
        POST /desk/me/password
        POST /desk/me/sessions
        GET /desk/ndma/{county}
        GET /desk/recall/{bulletin}
        GET /desk/recordings/{bulletin}
        GET /desk/recordings/{bulletin}/{take}.mp3
        GET /desk/runs
        GET /desk/runs/events
        GET /desk/stations
        GET /desk/stations/{station}
        GET /desk/templates
        GET /desk/templates/heard/{key}.mp3
        GET /desk/templates/{language}/edit
        POST /desk/templates/{language}/preview
        GET /desk/templates/{language}/revisions
    """,
    needs(Right.ADD_OFFICERS): """
        GET /desk/people
        POST /desk/people
        POST /desk/people/revoke
        POST /desk/people/sign-out
        POST /desk/people/uninvite
    """,
    needs(Right.CHANGE_TEXT): """
        POST /desk/bulletins/{bulletin}/text
        POST /desk/languages/{language}/{table}
        POST /desk/templates/{language}/forget
        POST /desk/templates/{language}/rollback
        POST /desk/templates/{language}/save
    """,
    needs(Right.COMMENT): """
        POST /desk/bulletins/{bulletin}/comments
    """,
    needs(Right.ENTER_EVIDENCE): """
        POST /desk/advice
        POST /desk/advice/announcements/{county}
        POST /desk/advice/announcements/{county}/{name}/withdraw
        POST /desk/advice/contacts
        POST /desk/advice/contacts/import
        POST /desk/advice/contacts/{county}/called
        POST /desk/advice/contacts/{county}/retire
        POST /desk/advice/import
        POST /desk/advice/lines/{key}/words
        POST /desk/evidence/{county}/findings/{key}
        POST /desk/forecast/{county}
        POST /desk/ndma/{county}
    """,
    needs(Right.KEEP_STATIONS): """
        POST /desk/recall/{bulletin}/called
        POST /desk/stations
        POST /desk/stations/{station}/aired
        POST /desk/stations/{station}/key
        POST /desk/stations/{station}/messages/{number}
        POST /desk/stations/{station}/revoke
    """,
    needs(Right.MATCH): """
        POST /desk/recordings/{bulletin}/{take}/match
    """,
    needs(Right.SIGN): """
        POST /desk/advice/announcements/{county}/{name}/accept
        POST /desk/advice/lines/{key}/{deed}
        POST /desk/bulletins/{bulletin}/sign
        POST /desk/recall/{bulletin}
    """,
    needs(Right.RUN): """
        POST /desk/runs/dry
        POST /desk/runs/flash
        POST /desk/runs/move
        POST /desk/runs/retry
    """,
    needs(Right.RECORD): """
        POST /desk/recordings/{bulletin}
        POST /desk/recordings/{bulletin}/{take}/remove
    """,
}
DECLARED = {route: access for access, told in ACCESS.items() for route in told.split("\n")}
DECLARED = {route.strip(): access for route, access in DECLARED.items() if route.strip()}
# What each role may do, once more in a test's own words, so that a slip in `RIGHTS` is seen.
EVERYBODYS = {Right.COMMENT, Right.RECORD}
LEADS = {
    Right.ENTER_EVIDENCE,
    Right.CHANGE_TEXT,
    Right.SIGN,
    Right.KEEP_STATIONS,
    Right.RUN,
    Right.MATCH,
    *EVERYBODYS,
}
MAY = {
    Role.VIEWER: set(),
    Role.EDITOR: {Right.ENTER_EVIDENCE, Right.CHANGE_TEXT, Right.KEEP_STATIONS, *EVERYBODYS},
    Role.REVIEWER: {Right.REVIEW_WORDS, Right.MATCH, *EVERYBODYS},
    Role.SECTOR_OFFICER: {Right.ENTER_EVIDENCE, Right.REVIEW_FACTS, *EVERYBODYS},
    Role.APPROVER: LEADS,
    Role.ADMIN: {*LEADS, Right.ADD_OFFICERS},
}
HERE, ELSEWHERE = "kitui", "makueni"
PLACES = {"county": HERE, "language": "sw", "phase": "alert", "segment": "rain", "number": "1"}
KITUI_FM = {
    "name": "Radio ya Kitui",
    "counties": (HERE,),
    "languages": ("sw",),
    "formats": (AudioFormat.MP3_128,),
    "person": "Wanza",
    "phone": "+254 700 000 000",
}
SAME = {"Sec-Fetch-Site": "same-origin"}
READERS = {"posted_form", "posted_upload", "posted_recording", "posted_text", "open_form"}
# Its answer has no end; the gate is asked about it like all others.
ENDLESS = "GET /desk/runs/events"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("access"), mode=LIVE) as opened:
        yield opened


@pytest.fixture(scope="module")
def site(newsroom):
    return site_of(newsroom)


@pytest.fixture(scope="module")
def routes(site):
    """Every method and path with its route."""
    return {f"{m} {each.path}": each for each in routes_of(site) for m in each.methods}


@pytest.fixture(scope="module")
def keys(newsroom):
    """Headers of an officer of each role, of all counties and of another one."""
    with newsroom.store.transaction() as tx:
        first = add_officer(
            tx, "First", role=Role.ADMIN, allowed_by=new_one_time_token(tx, at=NOW), at=NOW
        )
        return {
            (role, county): basic(
                name := f"{role} {county}",
                add_officer(
                    tx, name, role=role, allowed_by=first, at=NOW, counties=[county] * bool(county)
                ),
            )
            for role in Role
            for county in ("", HERE, ELSEWHERE)
        }


def gate_of(route):
    [gate] = [each.dependency for each in route.dependencies if isinstance(each.dependency, Gate)]
    return gate


def told_at_the_gate(site, route, method, headers, **places):
    """The status that the gate of a route refuses with, or 0."""
    scope = {
        "type": "http",
        "method": method,
        "path": route.path,
        "query_string": b"",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        "path_params": {k: v for k, v in places.items() if f"{{{k}}}" in route.path},
        "client": ("198.51.100.7", 4000),
        "app": site,
    }
    try:
        gate_of(route)(Request(scope))
    except HTTPException as fault:
        return fault.status_code
    return 0


def test_every_route_is_for_whom_it_is_declared(routes):
    found = {name: gate_of(each).access for name, each in routes.items()}
    assert {name: each for name, each in found.items() if not name.startswith("HEAD")} == DECLARED


def test_who_reads_the_head_of_a_page_is_who_reads_the_page(routes):
    for name, each in routes.items():
        if name.startswith("HEAD"):
            assert gate_of(each).access == DECLARED[name.replace("HEAD", "GET", 1)], name


def test_signed_out_every_route_asks_who_it_is(site, routes):
    for name, each in routes.items():
        asked = told_at_the_gate(site, each, name.split()[0], {}, **PLACES)
        declared = DECLARED[name.replace("HEAD", "GET", 1)]
        assert asked == (0 if declared in (PUBLIC, STATION) else 401), name


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("county", ["", HERE, ELSEWHERE], ids=["all", "own", "foreign"])
def test_a_role_may_do_what_is_declared_in_its_counties_alone(site, routes, keys, role, county):
    wrong = {}
    for name, declared in DECLARED.items():
        method, path = name.split()
        asked = told_at_the_gate(site, routes[name], method, keys[role, county], **PLACES)
        may = declared.right is None or declared.right in MAY[role]
        elsewhere = declared.right and county == ELSEWHERE and "{county}" in path
        if asked != (0 if may and not elsewhere else 403):
            wrong[name] = asked
    assert wrong == {}


def test_the_gate_stands_before_the_real_route(newsroom, keys):
    client = client_of(newsroom)
    for name, declared in DECLARED.items():
        method, path = name.split()
        if declared in (PUBLIC, STATION):
            continue
        address = path.format_map(Lost(PLACES))
        assert client.request(method, address, headers=SAME).status_code == 401, name
        if declared.right is not None:
            headers = {**keys[Role.VIEWER, ""], **SAME}
            assert client.request(method, address, headers=headers).status_code == 403, name


def test_an_admin_is_refused_nowhere(newsroom, keys):
    client = client_of(newsroom)
    headers = {**keys[Role.ADMIN, ""], **SAME}
    for name in DECLARED.keys() - {ENDLESS}:
        method, path = name.split()
        if path.startswith(("/desk", "/api/v1/templates", "/api/v1/stations")):
            asked = client.request(method, path.format_map(Lost(PLACES)), headers=headers)
            assert asked.status_code not in (401, 403, 500), (name, asked.text[:200])


@pytest.mark.parametrize("form", ["text", "comments", "sign"])
def test_a_bulletin_of_another_county_is_left_alone(newsroom, keys, form):
    kept = keep_draft(newsroom, exercise=False, county=HERE)
    headers = {**keys[Role.APPROVER, ELSEWHERE], **SAME}
    path = f"/desk/bulletins/{kept.id}/{form}"
    answer = client_of(newsroom).post(path, headers=headers, data={"said": "Hm."})
    assert_problem(answer, 403, says="Your key is for makueni only")
    answer = client_of(newsroom).post(f"/desk/recordings/{kept.id}", headers=headers, data={})
    assert_problem(answer, 403, says="Your key is for makueni only")


def test_a_station_of_another_county_is_left_alone(newsroom, keys):
    made = station_of(newsroom, Form(**KITUI_FM), at=NOW)
    with newsroom.store.transaction() as tx:
        add_station(tx, made, officer=the_officer(tx, "First"), at=NOW)
    client = client_of(newsroom)
    for deed in ("key", "revoke", "aired"):
        path = f"/desk/stations/{made.slug}/{deed}"
        headers = {**keys[Role.APPROVER, ELSEWHERE], **SAME}
        assert client.post(path, headers=headers, data={}).status_code == 403, deed
        headers = {**keys[Role.APPROVER, HERE], **SAME}
        assert client.post(path, headers=headers, data={}).status_code != 403, deed


def test_every_form_of_an_officer_is_read_in_the_same_careful_way(routes):
    for name, each in routes.items():
        if name.startswith("POST /desk"):
            used = {getattr(one.call, "__name__", "") for one in each.dependant.dependencies}
            assert used & READERS, name


class Lost(dict):
    """Values of a path; one that is not named is never there."""

    def __missing__(self, key):
        return "0"
