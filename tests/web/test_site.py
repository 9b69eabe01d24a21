"""Every route is declared, documented, and answers everybody safely."""

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.domain.places import counties
from app.errors import (
    ApprovalError,
    Conflict,
    EvidenceError,
    NotFound,
    RunLost,
    StorageFull,
    StoreError,
)
from app.store.officers import LIVE
from app.web.problems import is_for_air
from app.web.site import create_site
from tests.builders import NOW
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import opened_newsroom

API, AUDIO, FEED, PAGE, DESK, PLAIN = "api", "audio", "feed", "page", "desk", "plain"
LISTS, ENDS = ("manifest", "revoked"), ("", ".minisig")
# Every route there is: its kind, and an address of it that is never there.
DECLARED = {
    "/openapi.json": (PLAIN, "/openapi.json"),
    "/api/v1/counties": (API, "/api/v1/counties"),
    "/api/v1/bulletins": (API, "/api/v1/bulletins"),
    "/api/v1/bulletins/{name}": (API, "/api/v1/bulletins/none"),
    "/api/v1/bulletins/{name}/script.txt": (API, "/api/v1/bulletins/none/script.txt"),
    "/api/v1/bulletins/{name}/provenance": (API, "/api/v1/bulletins/none/provenance"),
    "/api/v1/bulletins/{name}/presenter.pdf": (PLAIN, "/api/v1/bulletins/none/presenter.pdf"),
    "/desk/stations/{station}/pack.zip": (DESK, "/desk/stations/nobody/pack.zip"),
    **{
        f"{tree}/now/{{station}}/{name}.zip": (DESK, f"{tree}/now/nobody/{name}.zip")
        for tree in ("", "/exercise")
        for name in ("pack", "pack-small")
    },
    "/api/v1/recordings/{sha256}.{extension}": (AUDIO, f"/api/v1/recordings/{'0' * 64}.mp3"),
    "/api/v1/recordings/{sha256}.{extension}.minisig": (
        AUDIO,
        f"/api/v1/recordings/{'0' * 64}.mp3.minisig",
    ),
    "/api/v1/bulletins/{name}/script.txt.minisig": (
        API,
        "/api/v1/bulletins/none/script.txt.minisig",
    ),
    **{
        f"{tree}/{name}": (PLAIN, f"{tree}/{name}")
        for tree in ("", "/exercise")
        for name in (*(f"{each}.json{end}" for each in LISTS for end in ENDS), "verify.html")
    },
    **{
        f"{tree}/now/{{station}}/manifest.json{end}": (
            DESK,
            f"{tree}/now/nobody/manifest.json{end}",
        )
        for tree in ("", "/exercise")
        for end in ENDS
    },
    "/api/v1/status": (API, "/api/v1/status"),
    "/api/v1/templates": (DESK, "/api/v1/templates"),
    "/api/v1/templates/{language}": (DESK, "/api/v1/templates/xx"),
    "/api/v1/templates/{language}/{phase}/{segment}": (DESK, "/api/v1/templates/xx/alert/rain"),
    "/healthz": (API, "/healthz"),
    "/readyz": (API, "/readyz"),
    "/desk": (DESK, "/desk"),
    "/desk/evidence": (DESK, "/desk/evidence"),
    "/desk/runs": (DESK, "/desk/runs"),
    "/desk/runs/events": (DESK, "/desk/runs/events"),
    "/desk/evidence/{county}": (DESK, "/desk/evidence/atlantis"),
    "/desk/ndma/{county}": (DESK, "/desk/ndma/atlantis"),
    "/desk/forecast/{county}": (DESK, "/desk/forecast/atlantis"),
    "/desk/stations": (DESK, "/desk/stations"),
    "/desk/stations/{station}": (DESK, "/desk/stations/nobody"),
    "/desk/stations/{station}/profile": (DESK, "/desk/stations/nobody/profile"),
    "/desk/stations/{station}/push": (DESK, "/desk/stations/nobody/push"),
    "/desk/stations/{station}/tune.wav": (DESK, "/desk/stations/nobody/tune.wav"),
    "/api/v1/advice": (DESK, "/api/v1/advice"),
    "/api/v1/contacts": (DESK, "/api/v1/contacts"),
    "/api/v1/feedback": (DESK, "/api/v1/feedback"),
    "/desk/heard": (DESK, "/desk/heard"),
    "/desk/heard.csv": (DESK, "/desk/heard.csv"),
    "/desk/stations/{station}/aired": (DESK, "/desk/stations/nobody/aired"),
    "/desk/stations/{station}/sound": (DESK, "/desk/stations/nobody/sound"),
    "/stations/{station}/as-run": (DESK, "/stations/nobody/as-run"),
    "/c/{token}": (PAGE, "/c/none"),
    "/{county}/say": (PAGE, "/atlantis/say"),
    "/api/v1/announcements": (DESK, "/api/v1/announcements"),
    "/desk/help": (DESK, "/desk/help"),
    "/desk/advice": (DESK, "/desk/advice"),
    "/desk/advice/advice.csv": (DESK, "/desk/advice/advice.csv"),
    "/desk/advice/contacts": (DESK, "/desk/advice/contacts"),
    "/desk/advice/contacts.csv": (DESK, "/desk/advice/contacts.csv"),
    "/desk/advice/announcements": (DESK, "/desk/advice/announcements"),
    "/desk/advice/announcements/{county}": (DESK, "/desk/advice/announcements/atlantis"),
    "/desk/approve": (DESK, "/desk/approve"),
    "/desk/approve/{bulletin}": (DESK, "/desk/approve/none"),
    "/desk/bulletins/{bulletin}": (DESK, "/desk/bulletins/none"),
    "/desk/bulletins/{bulletin}/parts/{part}.mp3": (DESK, "/desk/bulletins/none/parts/rain.mp3"),
    "/desk/recordings/{bulletin}": (DESK, "/desk/recordings/none"),
    "/desk/recordings/{bulletin}/{take}.mp3": (DESK, "/desk/recordings/none/none.mp3"),
    "/desk/templates": (DESK, "/desk/templates"),
    "/desk/templates/{language}/edit": (DESK, "/desk/templates/xx/edit"),
    "/desk/templates/{language}/revisions": (DESK, "/desk/templates/xx/revisions"),
    "/desk/templates/heard/{key}.mp3": (DESK, "/desk/templates/heard/none.mp3"),
    "/desk/languages/{language}": (DESK, "/desk/languages/xx"),
    "/desk/languages/{language}/{table}": (DESK, "/desk/languages/xx/glossary"),
    "/desk/languages/{language}/{table}.csv": (DESK, "/desk/languages/xx/glossary.csv"),
    "/desk/sign-in": (PAGE, "/desk/sign-in"),
    "/desk/join/{token}": (PAGE, "/desk/join/none"),
    "/desk/me": (DESK, "/desk/me"),
    "/desk/people": (DESK, "/desk/people"),
    "/desk/audit": (DESK, "/desk/audit"),
    "/desk/audit.csv": (DESK, "/desk/audit.csv"),
    "/desk/recall/{bulletin}": (DESK, "/desk/recall/none"),
    "/api/v1/stations": (DESK, "/api/v1/stations"),
    "/": (PAGE, "/"),
    "/exercise": (PAGE, "/exercise"),
    "/robots.txt": (PLAIN, "/robots.txt"),
    "/ui/{language}": (PAGE, "/ui/nowhere"),
    "/static/{name}": (PLAIN, "/static/none.css"),
    "/exercise/{county}/{language}/feed.xml": (FEED, "/exercise/atlantis/sw/feed.xml"),
    "/{county}/{language}/feed.xml": (FEED, "/atlantis/sw/feed.xml"),
    "/index.json": (FEED, "/index.json"),
    "/exercise/index.json": (FEED, "/exercise/index.json"),
    **{
        f"{tree}/cap/{name}": (FEED, f"{tree}/cap/{name.format(name='none')}")
        for tree in ("", "/exercise")
        for name in ("atom.xml", "{name}.xml", "{name}.xml.minisig")
    },
    **{
        f"{tree}/stations/{{station}}/{name}": (DESK, f"{tree}/stations/nobody/{address}")
        for tree in ("", "/exercise")
        for name, address in (
            ("slots.ics", "slots.ics"),
            ("{county}-{language}.xml", "kitui-sw.xml"),
        )
    },
    "/exercise/{county}": (PAGE, "/exercise/atlantis"),
    "/exercise/{county}/{language}/read": (PAGE, "/exercise/atlantis/sw/read"),
    "/exercise/{county}/{language}/sources": (PAGE, "/exercise/atlantis/sw/sources"),
    "/stations/{station}": (DESK, "/stations/nobody"),
    "/stations/{station}/fit": (DESK, "/stations/nobody/fit"),
    **{
        f"{tree}/d/{{county}}/{{language}}/{{name}}.{{extension}}": (
            AUDIO,
            f"{tree}/d/kitui/sw/2026W01.mp3",
        )
        for tree in ("", "/exercise")
    },
    **{
        f"{tree}/now/{{station}}/{name}": (AUDIO, f"{tree}/now/nobody/bulletin.mp3")
        for tree in ("", "/exercise")
        for name in ("playlist.pls", "playlist.m3u", "{name}.mp3", "{name}.opus", "{name}.wav")
    },
    "/{county}": (PAGE, "/atlantis"),
    "/{county}/{language}/read": (PAGE, "/atlantis/sw/read"),
    "/{county}/{language}/sources": (PAGE, "/atlantis/sw/sources"),
}
# Every route that takes a form, with an address of it in a county that there is.
POSTED = {
    "/desk/evidence/{county}/findings/{key}": f"/desk/evidence/kitui/findings/{'0' * 16}",
    "/desk/ndma/{county}": "/desk/ndma/kitui",
    "/desk/forecast/{county}": "/desk/forecast/kitui",
    "/desk/runs/retry": "/desk/runs/retry",
    "/desk/runs/dry": "/desk/runs/dry",
    "/desk/runs/flash": "/desk/runs/flash",
    "/desk/runs/move": "/desk/runs/move",
    "/desk/stations": "/desk/stations",
    "/desk/stations/{station}/key": "/desk/stations/nobody/key",
    "/desk/stations/{station}/profile": "/desk/stations/nobody/profile",
    "/desk/stations/{station}/push": "/desk/stations/nobody/push",
    "/desk/stations/{station}/push/{number}/forget": "/desk/stations/nobody/push/1/forget",
    "/desk/stations/{station}/push/{number}/switch": "/desk/stations/nobody/push/1/switch",
    "/desk/stations/{station}/push/{number}/try": "/desk/stations/nobody/push/1/try",
    "/desk/stations/{station}/tune": "/desk/stations/nobody/tune",
    "/desk/stations/{station}/tune/remove": "/desk/stations/nobody/tune/remove",
    "/desk/stations/{station}/revoke": "/desk/stations/nobody/revoke",
    "/desk/stations/{station}/sound": "/desk/stations/nobody/sound",
    "/desk/stations/{station}/alarms": "/desk/stations/nobody/alarms",
    "/desk/stations/{station}/as-run": "/desk/stations/nobody/as-run",
    "/desk/heard/{number}": "/desk/heard/1",
    "/desk/stations/{station}/aired": "/desk/stations/nobody/aired",
    "/desk/stations/{station}/messages/{number}": "/desk/stations/nobody/messages/1",
    "/desk/recall/{bulletin}": "/desk/recall/none",
    "/desk/recall/{bulletin}/called": "/desk/recall/none/called",
    "/desk/bulletins/{bulletin}/sign": "/desk/bulletins/none/sign",
    "/desk/bulletins/{bulletin}/text": "/desk/bulletins/none/text",
    "/desk/bulletins/{bulletin}/comments": "/desk/bulletins/none/comments",
    "/desk/recordings/{bulletin}/{take}/match": "/desk/recordings/none/none/match",
    "/desk/recordings/{bulletin}/{take}/remove": "/desk/recordings/none/none/remove",
    "/desk/advice": "/desk/advice",
    "/desk/advice/import": "/desk/advice/import",
    "/desk/advice/lines/{key}/words": "/desk/advice/lines/none/words",
    "/desk/advice/lines/{key}/agree": "/desk/advice/lines/none/agree",
    "/desk/advice/lines/{key}/{deed}": "/desk/advice/lines/none/accept",
    "/desk/advice/contacts": "/desk/advice/contacts",
    "/desk/advice/contacts/import": "/desk/advice/contacts/import",
    "/desk/advice/contacts/{county}/called": "/desk/advice/contacts/kitui/called",
    "/desk/advice/contacts/{county}/retire": "/desk/advice/contacts/kitui/retire",
    "/desk/advice/announcements/{county}": "/desk/advice/announcements/kitui",
    "/desk/advice/announcements/{county}/{name}/accept": (
        "/desk/advice/announcements/kitui/none/accept"
    ),
    "/desk/advice/announcements/{county}/{name}/withdraw": (
        "/desk/advice/announcements/kitui/none/withdraw"
    ),
    "/desk/languages/{language}/agree": "/desk/languages/sw/agree",
    "/desk/languages/{language}/{table}": "/desk/languages/sw/glossary",
    "/desk/templates/{language}/rollback": "/desk/templates/sw/rollback",
    "/desk/me/password": "/desk/me/password",
    "/desk/me/codes": "/desk/me/codes",
    "/desk/me/codes/confirm": "/desk/me/codes/confirm",
    "/desk/me/codes/stop": "/desk/me/codes/stop",
    "/desk/people": "/desk/people",
    "/desk/people/uninvite": "/desk/people/uninvite",
    "/desk/people/revoke": "/desk/people/revoke",
    "/desk/people/sign-out": "/desk/people/sign-out",
}
# Forms that are read in a way of their own, long texts with odd letters and large recordings, and
# forms that need no field, so that a broken one is as good as an empty one.
OTHERWISE_READ = {
    "/desk/audit/check",
    "/desk/me/sessions",
    "/desk/templates/{language}/forget",
    "/desk/templates/{language}/preview",
    "/desk/templates/{language}/save",
    "/desk/recordings/{bulletin}",
}
# Forms of people who are not signed in yet, or not any more.
OPEN = {"/desk/sign-in", "/desk/sign-out", "/desk/join/{token}"}
# Forms of stations, who give their key with them.
TOLD = {
    "/{county}/aired": "/kitui/aired",
    "/{county}/ask": "/kitui/ask",
    "/stations/{station}/aired": "/stations/nobody/aired",
    "/stations/{station}/ask": "/stations/nobody/ask",
    "/stations/{station}/as-run": "/stations/nobody/as-run",
    "/now/{station}/report": "/now/nobody/report",
    "/exercise/now/{station}/report": "/exercise/now/nobody/report",
    "/c/{token}": "/c/none",
    "/c/{token}/stopped": "/c/none/stopped",
    # ... of listeners, and of gateways that bring what they say
    "/{county}/say": "/kitui/say",
    "/api/v1/inbound/sms": "/api/v1/inbound/sms",
    "/api/v1/inbound/voice": "/api/v1/inbound/voice",
}
# Every route that takes JSON from an officer's program.
SENT = {
    "/api/v1/templates/{language}/{phase}/{segment}": "PUT",
    "/api/v1/templates/{language}/preview": "POST",
    "/api/v1/templates/{language}/agree": "POST",
    "/api/v1/stations": "POST",
    "/api/v1/stations/{station}": "PUT",
    "/api/v1/stations/{station}/tune": "PUT",
}
OPEN_PAGES = ("/desk/sign-in", "/desk/join/")
KEYED = (
    "/desk",
    "/api/v1/templates",
    "/api/v1/stations",
    "/api/v1/advice",
    "/api/v1/contacts",
    "/api/v1/announcements",
    "/api/v1/feedback",
    "/stations",
    "/exercise/stations",
)
FILES = (".mp3", ".csv")
# Forms that are one button.
NO_FIELDS = (
    *("/accept", "/match", "/remove", "/key", "/revoke", "/{number}", "/check"),
    *("/{number}/forget", "/{number}/try"),
)
UNDOCUMENTED = {"/openapi.json", "/static/{name}", "/ui/{language}", "/desk/runs/events"}


def routes_of(site: FastAPI):
    return [each for each in site.router.routes if isinstance(each, APIRoute)] or [
        each for each in _walk(site.router) if isinstance(each, APIRoute)
    ]


def _walk(router):
    for each in router.routes:
        yield each
        inner = getattr(each, "routes", None) or getattr(
            getattr(each, "original_router", None), "routes", ()
        )
        yield from inner


def site_of(newsroom, **settings):
    return create_site(newsroom, next_run=lambda: NOW, **settings)


# Nothing here changes what an install holds, so all tests share one of each kind.
@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("exercise")) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(newsroom):
    return client_of(newsroom)


@pytest.fixture(scope="module")
def live_client(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("live"), mode=LIVE) as opened:
        yield client_of(opened)


def test_every_route_is_declared_here(newsroom):
    assert {each.path for each in routes_of(site_of(newsroom))} == {
        *(*DECLARED, *POSTED, *OTHERWISE_READ, *OPEN),
        *(*TOLD, *SENT),
    }


def test_only_the_declared_routes_write(newsroom):
    routes = routes_of(site_of(newsroom))
    reading = {"GET", "HEAD"}
    writing = {(each.path, m) for each in routes for m in each.methods if m not in reading}
    assert writing == {
        *((path, "POST") for path in (*POSTED, *OTHERWISE_READ, *OPEN, *TOLD)),
        *SENT.items(),
    }


def test_no_county_is_named_like_a_fixed_path():
    fixed = {path.split("/")[1] for path in DECLARED} | {"status", "docs", "now"}
    assert not fixed & set(counties())


@pytest.mark.parametrize(("path", "kind", "address"), [(p, *d) for p, d in DECLARED.items()])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_stranger_gets_a_safe_answer(live_client, path, kind, address, method):
    answer = live_client.request(method, address)
    assert answer.status_code == (401 if kind == DESK else 404 if "{" in path else 200)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]
    policy = answer.headers["content-security-policy"]
    assert f"default-src '{'none' if path.endswith('verify.html') else 'self'}'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    if kind == AUDIO:
        assert answer.content == b""


@pytest.mark.parametrize("address", [a for _, a in DECLARED.values()])
@pytest.mark.parametrize("header", ["Basic Og==", "Basic", "Basic !!!", "Bearer x", "Basic /w=="])
def test_an_odd_authorization_header_breaks_nothing_public(live_client, address, header):
    answer = live_client.get(address, headers={"Authorization": header})
    keyed = address.startswith(KEYED) or "/now/nobody/manifest" in address
    keyed = keyed or "/now/nobody/pack" in address
    keyed = keyed and not address.startswith(OPEN_PAGES)
    assert answer.status_code in ((401,) if keyed else (200, 404))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_what_would_write_is_refused(client, method):
    answer = client.request(method, "/api/v1/bulletins")
    assert_problem(answer, 405)
    assert "GET" in answer.headers["allow"]


def test_an_error_on_an_audio_path_has_no_body(client):
    for method, address in (
        ("POST", f"/api/v1/recordings/{'0' * 64}.mp3"),
        ("GET", "/api/v1/recordings/"),
        ("GET", "/api/v1/recordings/../../etc/passwd.mp3"),
        ("GET", "/api/v1/recordings/..%2f..%2ftangazo.db"),
        ("GET", f"/api/v1/recordings/{'0' * 64}.exe"),
    ):
        answer = client.request(method, address)
        assert answer.status_code in (404, 405)
        if answer.url.path.startswith("/api/v1/recordings/"):
            assert answer.content == b""


FAULTS = [
    (NotFound("There is no such thing."), 404, "no such thing"),
    (Conflict("It has changed."), 409, "changed"),
    (EvidenceError("Rain is missing."), 409, "Rain"),
    (ApprovalError("Not you."), 403, "Not you"),
    (StorageFull("/secret/place: the disk is full"), 507, "disk is full"),
    (StoreError("/secret/place is broken"), 500, "operator"),
    (RunLost("taken"), 500, "operator"),
    (RuntimeError("/secret/place"), 500, "operator"),
]


@pytest.mark.parametrize(("fault", "status", "says"), FAULTS, ids=lambda each: str(each)[:20])
def test_every_fault_becomes_a_problem_without_secrets(newsroom, fault, status, says):
    client = client_of(newsroom)

    def break_down():
        raise fault

    client.app.router.add_api_route("/x/y/z", break_down)
    answer = client.get("/x/y/z")
    assert_problem(answer, status, says=says)
    assert "secret" not in answer.text


def test_a_browser_is_told_on_a_page(client):
    answer = client.get("/atlantis", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no county" in answer.text


def operations(told):
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_form_is_described_field_by_field(client):
    told = client.get("/openapi.json").json()
    for path in POSTED:
        operation = told["paths"][path]["post"]
        [form] = operation["requestBody"]["content"].values()
        assert form["schema"]["properties"] or path.endswith(NO_FIELDS), path
        assert all(each["description"] for each in form["schema"]["properties"].values())
        assert {"303", "401", "403", "411", "413", "422"} <= set(operation["responses"])


def test_the_description_covers_every_route(client):
    told = client.get("/openapi.json").json()
    known = {*DECLARED, *POSTED, *OTHERWISE_READ, *OPEN, *TOLD, *SENT}
    assert set(told["paths"]) == known - UNDOCUMENTED
    assert told["info"]["description"]
    for path, method, operation in operations(told):
        forms = (*POSTED, *OTHERWISE_READ, *OPEN, *TOLD)
        assert method == "get" or path in forms or method.upper() == SENT[path], path
        assert operation["summary"]
        assert operation["description"]
        assert operation["tags"]
        whole = operation["responses"]["200"]
        assert whole["content"] if not path.endswith(FILES) else whole["description"], path
        for given in operation.get("parameters", []):
            assert given["description"], (path, given["name"])


def test_the_description_names_the_errors(client):
    told = client.get("/openapi.json").json()
    assert "Problem" in told["components"]["schemas"]
    assert "HTTPValidationError" not in told["components"]["schemas"]
    for path, _, operation in operations(told):
        answers = operation["responses"]
        assert "500" in answers
        assert "{" not in path or "404" in answers
        for status, answer in answers.items():
            for_air = is_for_air(DECLARED.get(path, ("", path))[1])
            if status < "400" or "recordings" in path or for_air or status == "503":
                continue
            assert list(answer["content"]) == ["application/problem+json"], (path, status)
    assert (
        "content"
        not in told["paths"]["/api/v1/recordings/{sha256}.{extension}"]["get"]["responses"]["410"]
    )


def test_json_answers_are_described_by_a_model(client):
    told = client.get("/openapi.json").json()
    for path in (p for p, (kind, _) in DECLARED.items() if kind == API and "script" not in p):
        schema = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        assert "$ref" in str(schema), path


def test_text_is_packed_and_audio_is_not(client):
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    answer = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
