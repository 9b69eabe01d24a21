"""Who says so: every spoken figure leads back to a row of a payload that is kept."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from app.domain.bulletins import Verdict
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import produce
from app.sources.replay import ReplaySource
from app.web.site import create_site
from tests.builders import NOW, WEEK_48

NAME = "x-2026-W48-kitui-sw-1"


@pytest.fixture
def client(newsroom):
    kitui = replace(
        newsroom, sources=(ReplaySource("2017-04-kitui"),), counties=newsroom.counties[:1]
    )
    drafts = prepare_week(kitui, WEEK_48).drafts
    produce(kitui, [each for each in drafts if each.verdict is Verdict.READY])
    site = create_site(kitui, next_run=lambda: NOW + timedelta(days=7))
    with TestClient(site) as asking:
        yield asking


def test_every_sourced_fact_of_the_script_is_traced_to_a_kept_payload(client, newsroom):
    told = client.get(f"/api/v1/bulletins/{NAME}/provenance").json()
    script = client.get(f"/api/v1/bulletins/{NAME}").json()["script"]
    assert told["script_sha256"] == script["sha256"]
    named = {fact["name"] for part in script["segments"] for fact in part["facts"]}
    traced = {figure["name"] for figure in told["figures"]}
    assert {"phase", "trend", "rain_3_month", "pasture", "goat_maize"} <= traced <= named
    for figure in told["figures"]:
        if figure["name"].startswith("action_"):
            assert figure["formula"].startswith("advice.csv, ")
            continue
        assert figure["sources"], figure["name"]
        for each in figure["sources"]:
            assert each["row"]
            assert each["url"].startswith("https://")
            kept = newsroom.payloads.path(f"{each['payload']['sha256']}.raw").read_bytes()
            assert sha256(kept).hexdigest() == each["payload"]["sha256"]
            assert len(kept) == each["payload"]["size_bytes"]


def test_a_figure_equals_what_its_row_says(client, newsroom):
    told = client.get(f"/api/v1/bulletins/{NAME}/provenance").json()
    (goat,) = [each for each in told["figures"] if each["name"] == "goat_maize"]
    (source,) = goat["sources"]
    kept = newsroom.payloads.path(f"{source['payload']['sha256']}.raw").read_text(encoding="utf-8")
    line = kept.splitlines()[int(source["row"].removeprefix("row ")) - 1]
    assert "terms-of-trade" in line
    assert f",{goat['value']:g}," in line
    assert goat["words"] in client.get(f"/api/v1/bulletins/{NAME}/script.txt").text


def test_the_page_shows_the_words_the_rows_and_the_payloads(client, newsroom):
    (payload,) = ReplaySource("2017-04-kitui").fetch(newsroom.clock).payloads
    page = client.get("/exercise/kitui/sw/sources")
    assert page.status_code == 200
    for wanted in (
        "Who says so?",
        "kilo hamsini na tano",
        "57 kg/goat",
        payload.sha256[:12],
        "docslib.org",
    ):
        assert wanted in page.text
    assert client.get("/kitui/sw/sources").status_code == 404


def test_what_was_never_released_is_not_traced_in_public(client):
    assert client.get("/api/v1/bulletins/x-2026-W48-kitui-kam-1/provenance").status_code == 404
