"""Who may do what: every route, every role, here and elsewhere, and signed out.

`ACCESS` names each route under whom it is for. A route that is new, or is for somebody else now,
fails here until it is named.
"""

from __future__ import annotations

import re

import pytest
from fastapi import Request
from starlette.exceptions import HTTPException

from app.domain.people import Right, Role
from app.domain.recordings import AudioFormat
from app.pipeline.stations import Form, station_of
from app.store.officers import LIVE, add_officer, new_one_time_token, the_officer
from app.store.recordings import recordings_of
from app.store.stations import add_station
from app.web.access import PUBLIC, READERS, SIGNED_IN, STATION, Gate, needs
from app.web.addresses import recording_path
from tests.builders import NOW
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import keep_draft, keep_released, opened_newsroom
from tests.web.test_site import routes_of, site_of

ACCESS = {
    PUBLIC: """
        GET /
        GET /api/v1/counties
        GET /api/v1/status
        GET /exercise
        GET /healthz
        GET /openapi.json
        GET /readyz
        GET /robots.txt
        GET /static/{name}
        GET /ui/{language}
        GET /desk/sign-in
        POST /desk/sign-in
        GET /c/{token}
        POST /c/{token}
        POST /c/{token}/stopped
        GET /{county}/say
        POST /{county}/say
        POST /api/v1/inbound/sms
        POST /api/v1/inbound/voice
        POST /desk/sign-out
        GET /desk/join/{token}
        POST /desk/join/{token}
    """,
    READERS: """
        GET /manifest.json
        GET /manifest.json.minisig
        GET /revoked.json
        GET /revoked.json.minisig
        GET /verify.html
        GET /exercise/manifest.json
        GET /exercise/manifest.json.minisig
        GET /exercise/revoked.json
        GET /exercise/revoked.json.minisig
        GET /exercise/verify.html
        GET /api/v1/bulletins/{name}/presenter.pdf
        GET /api/v1/bulletins/{name}/script.txt.minisig
        GET /api/v1/recordings/{sha256}.{extension}.minisig
        GET /api/v1/bulletins
        GET /api/v1/bulletins/{name}
        GET /api/v1/bulletins/{name}/provenance
        GET /api/v1/bulletins/{name}/script.txt
        GET /api/v1/recordings/{sha256}.{extension}
        GET /exercise/{county}
        GET /exercise/{county}/{language}/feed.xml
        GET /exercise/{county}/{language}/read
        GET /exercise/{county}/{language}/sources
        GET /{county}
        GET /{county}/{language}/feed.xml
        GET /{county}/{language}/read
        GET /{county}/{language}/sources
        GET /d/{county}/{language}/{name}.{extension}
        GET /exercise/d/{county}/{language}/{name}.{extension}
        GET /now/{station}/playlist.pls
        GET /now/{station}/playlist.m3u
        GET /now/{station}/{name}.mp3
        GET /now/{station}/{name}.opus
        GET /now/{station}/{name}.wav
        GET /exercise/now/{station}/playlist.pls
        GET /exercise/now/{station}/playlist.m3u
        GET /exercise/now/{station}/{name}.mp3
        GET /exercise/now/{station}/{name}.opus
        GET /exercise/now/{station}/{name}.wav
        GET /cap/atom.xml
        GET /cap/{name}.xml
        GET /cap/{name}.xml.minisig
        GET /exercise/cap/atom.xml
        GET /exercise/cap/{name}.xml
        GET /exercise/cap/{name}.xml.minisig
        GET /exercise/index.json
        GET /index.json
    """,
    STATION: """
        GET /now/{station}/manifest.json
        GET /now/{station}/manifest.json.minisig
        GET /exercise/now/{station}/manifest.json
        GET /exercise/now/{station}/manifest.json.minisig
        GET /stations/{station}
        GET /stations/{station}/fit
        GET /now/{station}/pack.zip
        GET /now/{station}/pack-small.zip
        POST /now/{station}/report
        GET /exercise/now/{station}/pack.zip
        GET /exercise/now/{station}/pack-small.zip
        POST /exercise/now/{station}/report
        POST /stations/{station}/aired
        POST /stations/{station}/ask
        POST /{county}/aired
        GET /stations/{station}/as-run
        POST /stations/{station}/as-run
        POST /{county}/ask
        GET /exercise/stations/{station}/slots.ics
        GET /exercise/stations/{station}/{county}-{language}.xml
        GET /stations/{station}/slots.ics
        GET /stations/{station}/{county}-{language}.xml
    """,
    SIGNED_IN: """
        GET /api/v1/advice
        GET /api/v1/announcements
        GET /api/v1/contacts
        GET /api/v1/feedback
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
        GET /desk/heard
        GET /desk/heard.csv
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
        GET /desk/stations/{station}/profile
        GET /desk/stations/{station}/pack.zip
        GET /desk/stations/{station}/push
        GET /desk/stations/{station}/tune.wav
        GET /desk/stations/{station}/aired
        GET /desk/stations/{station}/sound
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
        POST /desk/heard/{number}
    """,
    needs(Right.KEEP_STATIONS): """
        POST /desk/recall/{bulletin}/called
        POST /desk/stations
        POST /desk/stations/{station}/aired
        POST /desk/stations/{station}/alarms
        POST /desk/stations/{station}/as-run
        POST /desk/stations/{station}/key
        POST /desk/stations/{station}/messages/{number}
        POST /desk/stations/{station}/profile
        POST /desk/stations/{station}/push
        POST /desk/stations/{station}/push/{number}/forget
        POST /desk/stations/{station}/push/{number}/switch
        POST /desk/stations/{station}/push/{number}/try
        POST /desk/stations/{station}/revoke
        POST /desk/stations/{station}/sound
        POST /desk/stations/{station}/tune
        POST /desk/stations/{station}/tune/remove
        POST /api/v1/stations
        PUT /api/v1/stations/{station}
        PUT /api/v1/stations/{station}/tune
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
OPEN = (PUBLIC, READERS, STATION)
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
CAREFUL = {"posted_form", "posted_upload", "posted_recording", "posted_text", "open_form"}
CAREFUL |= {"posted_sound"}
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
        assert asked == (0 if declared in OPEN else 401), name


@pytest.fixture(scope="module")
def for_stations_alone(newsroom):
    """The same site, where TANGAZO_PUBLIC_READ is no."""
    return site_of(newsroom, public_read=False)


@pytest.fixture(scope="module")
def station_key(newsroom, keys):
    """The key of a station of Makueni, where other tests do not look."""
    made = station_of(
        newsroom, Form(**{**KITUI_FM, "name": "FM", "counties": (ELSEWHERE,)}), at=NOW
    )
    with newsroom.store.transaction() as tx:
        return add_station(tx, made, officer=the_officer(tx, "First"), at=NOW)


def test_an_install_for_stations_alone_asks_every_reader_who_it_is(for_stations_alone, routes):
    for name, each in routes.items():
        declared = DECLARED[name.replace("HEAD", "GET", 1)]
        asked = told_at_the_gate(for_stations_alone, each, name.split()[0], {}, **PLACES)
        assert asked == (0 if declared in (PUBLIC, STATION) else 401), name


def test_an_install_for_stations_alone_lets_stations_and_officers_read(
    for_stations_alone, routes, keys, station_key
):
    let_in = ({"X-Station-Key": station_key}, keys[Role.VIEWER, ELSEWHERE])
    for name, declared in DECLARED.items():
        if declared == READERS:
            method = name.split()[0]
            for headers in let_in:
                told = told_at_the_gate(for_stations_alone, routes[name], method, headers, **PLACES)
                assert told == 0, name
            wrong = {"X-Station-Key": "tangazo_station_wrong"}
            told = told_at_the_gate(for_stations_alone, routes[name], method, wrong, **PLACES)
            assert told == 403, name


def test_a_stations_key_opens_no_desk(for_stations_alone, routes, station_key):
    headers = {"X-Station-Key": station_key}
    for name, declared in DECLARED.items():
        if declared not in OPEN:
            method = name.split()[0]
            told = told_at_the_gate(for_stations_alone, routes[name], method, headers, **PLACES)
            assert told == 401, name


def test_an_install_for_stations_alone_keeps_its_words_and_sound_from_strangers(
    newsroom, station_key
):
    told = keep_released(newsroom, "sw", exercise=False, county=ELSEWHERE)
    with newsroom.store.reading() as tx:
        sound = recordings_of(tx, [told.id])[told.id][0]
    client = client_of(newsroom, public_read=False)
    audio = client.get(recording_path(sound))
    assert (audio.status_code, audio.content) == (401, b"")
    script = f"/api/v1/bulletins/{told.id}/script.txt"
    for path in (script, f"/{ELSEWHERE}", f"/{ELSEWHERE}/sw/read", f"/{ELSEWHERE}/sw/feed.xml"):
        answer = client.get(path)
        assert answer.status_code == 401, path
        assert told.script.segments[0].sentences[0] not in answer.text
        assert "public" not in answer.headers["cache-control"]
        assert client.get(path, params={"key": station_key}).status_code == 200, path
    page = client.get(f"/{ELSEWHERE}", params={"key": station_key}).text
    for there in re.findall(r'href="(/[^"#]+/(?:read|sources)[^"]*)"', page):
        shown = client.get(there)
        assert shown.status_code == 200, there
        back = re.findall(r'href="(/makueni\?[^"]*)"', shown.text)
        assert back
        assert client.get(back[0]).status_code == 200
    heard = client.get(recording_path(sound), params={"key": station_key})
    assert heard.status_code == 200
    assert heard.headers["cache-control"].startswith("private")
    page = client.get(f"/{ELSEWHERE}", headers={"Accept": "text/html"})
    assert (page.status_code, "for stations with a key" in page.text) == (401, True)
    for path in ("/", "/desk/sign-in", "/openapi.json", "/healthz"):
        assert client.get(path).status_code == 200, path


def test_a_wrong_key_in_a_form_shows_no_page_of_an_install_for_stations_alone(newsroom, keys):
    client = client_of(newsroom, public_read=False)
    sent = {"message": "Which ward?", "key": "tangazo_station_wrong"}
    answer = client.post(f"/{ELSEWHERE}/ask", data=sent, headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert "<audio" not in answer.text


def test_an_exercise_install_is_open_to_readers_in_any_case(tmp_path):
    with opened_newsroom(tmp_path) as opened:
        client = client_of(opened, public_read=False)
        assert client.get(f"/exercise/{HERE}").status_code == 200


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
        if declared in OPEN:
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
            assert used & CAREFUL, name


class Lost(dict):
    """Values of a path; one that is not named is never there."""

    def __missing__(self, key):
        return "0"
