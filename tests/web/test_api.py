import pytest

from app.domain.bulletins import SignOff, Verdict
from app.domain.people import Role
from app.domain.periods import Week
from app.store.bulletins import add_sign_off
from app.store.officers import add_officer, new_one_time_token
from tests.builders import NOW, approved_pack
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import bulletin, keep_draft, keep_released, withdraw

HIDDEN = [
    Verdict.READY,
    Verdict.HELD_APPROVAL,
    Verdict.HELD_EVIDENCE,
    Verdict.NO_VOICE,
    Verdict.REFUSED,
    Verdict.FAILED,
    Verdict.EXPIRED,
    Verdict.SUPERSEDED,
    Verdict.WITHDRAWN,
]


def test_counties_name_their_newest_bulletins(newsroom, client):
    keep_released(newsroom, "sw", week=Week(2026, 47))
    newest = keep_released(newsroom, "sw")
    kitui = client.get("/api/v1/counties").json()[0]
    assert kitui["slug"] == "kitui"
    assert kitui["languages"] == ["sw", "en", "kam"]
    assert kitui["mode"] == "exercise"
    told = {each["language"]: each for each in kitui["newest"]}
    assert told["sw"]["bulletin_url"].endswith(f"/api/v1/bulletins/{newest.id}")
    assert told["kam"]["bulletin_url"] is None
    assert client.get(told["sw"]["bulletin_url"]).status_code == 200
    assert client.get(told["sw"]["feed_url"]).status_code == 200


def test_the_list_is_filtered_and_paged(newsroom, client):
    for number in (45, 46, 47, 48):
        keep_released(newsroom, "sw", week=Week(2026, number))
        keep_released(newsroom, "en", week=Week(2026, number))
    keep_released(newsroom, "sw", county="makueni")

    def ids(query):
        return [each["id"] for each in client.get(f"/api/v1/bulletins?{query}").json()["bulletins"]]

    assert len(ids("")) == 9
    assert ids("county=makueni") == ["x-2026-W48-makueni-sw-1"]
    assert len(ids("language=en")) == 4
    assert len(ids("week=2026-W47")) == 2
    assert ids("county=kitui&language=sw&limit=2&offset=1") == [
        "x-2026-W47-kitui-sw-1",
        "x-2026-W46-kitui-sw-1",
    ]
    assert client.get("/api/v1/bulletins?limit=1").json()["total"] == 9


@pytest.mark.parametrize(
    "query", ["week=2026-W54", "week=soon", "mode=real", "limit=0", "limit=1000", "offset=-1"]
)
def test_a_parameter_that_cannot_be_read_is_named(client, query):
    told = assert_problem(client.get(f"/api/v1/bulletins?{query}"), 422)
    assert query.split("=")[0] in told["detail"]


@pytest.mark.parametrize("query", ["county=atlantis", "language=tlh"])
def test_what_is_unknown_is_not_an_empty_list(client, query):
    assert_problem(client.get(f"/api/v1/bulletins?{query}"), 404, says=query.rpartition("=")[2])


def test_a_bulletin_shows_where_every_figure_comes_from(newsroom, client):
    kept = keep_released(newsroom, "en")
    told = client.get(f"/api/v1/bulletins/{kept.id}").json()
    assert told["mode"] == "exercise"
    assert told["phase"] == "alert"
    assert told["trend"] == "worsening"
    assert told["valid_until"] == "2026-11-29T20:59:59Z"
    fact = told["script"]["segments"][1]["facts"][0]
    assert fact == {
        "name": "rain_3_month",
        "words": "about half",
        "value": 54.0,
        "unit": "%",
        "period": {"start": "2026-02-01", "end": "2026-02-28"},
        "formula": "100 * rain / usual rain",
        "sources": [
            {
                "source": "test feed",
                "url": "https://data.example/rain.csv",
                "row": "row 2",
                "payload_sha256": "f" * 64,
                "variable": "rain-3-month",
                "value": 54.0,
                "unit": "%",
                "period": {"start": "2026-02-01", "end": "2026-02-28"},
                "preliminary": False,
                "note": "Average of 3 wards.",
            }
        ],
    }
    assert {each["format"] for each in told["recordings"]} == {
        "mp3-128",
        "mp3-64",
        "opus-24",
        "wav-48",
    }
    for each in told["recordings"]:
        assert len(client.get(each["url"]).content) == each["size_bytes"]
    assert client.get(told["script"]["text_url"]).text == f"{kept.script.text}\n"


def test_approvals_are_shown(live_newsroom, live_client):
    with live_newsroom.store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
    waiting = keep_draft(live_newsroom, "en", exercise=False)
    with live_newsroom.store.transaction() as tx:
        given = SignOff(officer="Asha", text_sha256=waiting.script.sha256, at=NOW)
        add_sign_off(tx, waiting.id, given)
    assert_problem(live_client.get(f"/api/v1/bulletins/{waiting.id}"), 404)
    keep_released_again(live_newsroom, waiting)
    told = live_client.get(f"/api/v1/bulletins/{waiting.id}").json()
    assert [each["officer"] for each in told["approvals"]] == ["Asha"]
    assert told["mode"] == "live"


def keep_released_again(newsroom, waiting):
    from app.store.bulletins import release, set_verdict
    from tests.web.filled import recordings_for, stub

    with newsroom.store.transaction() as tx:
        approved_pack(tx, waiting.language, waiting.script.pack_sha256)
        set_verdict(tx, waiting.id, Verdict.READY, reason="Approved.")
        release(tx, waiting.id, recordings_for(newsroom, waiting, stub), at=NOW)


@pytest.mark.parametrize("verdict", HIDDEN)
def test_what_was_never_released_is_not_there_for_the_public(newsroom, client, verdict):
    kept = keep_draft(newsroom, "en", verdict=verdict, reason="secret reason")
    for path in (f"/api/v1/bulletins/{kept.id}", f"/api/v1/bulletins/{kept.id}/script.txt"):
        answer = client.get(path)
        assert_problem(answer, 404)
        assert "secret" not in answer.text
    assert client.get("/api/v1/bulletins").json()["bulletins"] == []


def test_a_replaced_bulletin_names_its_replacement(newsroom, client):
    first = keep_released(newsroom, "en")
    second = keep_released(newsroom, "en", inputs_sha256="j" * 64)
    assert second.edition == 2
    for path in (f"/api/v1/bulletins/{first.id}", f"/api/v1/bulletins/{first.id}/script.txt"):
        told = assert_problem(client.get(path), 410, says="Do not play it")
        assert told["replacement"].endswith(second.id)
        assert client.get(told["replacement"]).status_code == 200


@pytest.mark.parametrize("verdict", [Verdict.WITHDRAWN, Verdict.EXPIRED])
def test_a_withdrawn_bulletin_is_gone_without_replacement(newsroom, client, verdict):
    kept = keep_released(newsroom, "en")
    withdraw(newsroom, kept.id, verdict)
    told = assert_problem(client.get(f"/api/v1/bulletins/{kept.id}"), 410, says="rain figure")
    assert "replacement" not in told


def test_addresses_follow_the_public_url(newsroom):
    keep_released(newsroom, "en")
    client = client_of(newsroom, public_url="https://tangazo.example")
    told = client.get("/api/v1/bulletins").json()["bulletins"][0]
    assert told["url"].startswith("https://tangazo.example/api/v1/bulletins/")
    assert told["recordings"][0]["url"].startswith("https://tangazo.example/api/v1/recordings/")


def test_every_kind_of_fact_value_comes_back_as_it_is(newsroom, client):
    from dataclasses import replace

    from app.domain.bulletins import Fact

    script = bulletin("en").script
    facts = (
        Fact(name="flag", value=True),
        Fact(name="places", value=("Mwingi", "Mutomo")),
        Fact(name="day", value="2026-11-30"),
        Fact(name="share", value=1.0),
    )
    told = replace(script, segments=(replace(script.segments[0], facts=facts),))
    kept = keep_released(newsroom, "en", script=told)
    shown = client.get(f"/api/v1/bulletins/{kept.id}").json()["script"]["segments"][0]["facts"]
    assert [each["value"] for each in shown] == [True, ["Mwingi", "Mutomo"], "2026-11-30", 1.0]
