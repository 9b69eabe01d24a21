import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.bulletins import Segment, Verdict
from app.domain.evidence import Assessment, Estimate, Phase
from app.domain.findings import Effect
from app.domain.periods import Month, Week
from app.store.evidence import keep_assessment
from tests.builders import NOW, WEEK_48, phase_record, rain
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import bulletin, keep_draft, keep_released
from tests.web.judged import found, outlook, vegetation

ATTACK = "<script>alert('x')</script>"
HTML = {"Accept": "text/html"}


def keep_evidence(newsroom, **changes):
    made = Assessment(
        county="kitui",
        week=WEEK_48,
        as_of=WEEK_48.monday,
        official=phase_record(),
        estimate=Estimate(phase=Phase.ALARM, reasons=("Rain is far below the usual.",)),
        indicators=(),
        figures=(),
    )
    with newsroom.store.transaction() as tx:
        keep_assessment(tx, replace(made, **changes), at=NOW)


def test_the_front_page_shows_every_county_with_its_phase(newsroom, client):
    keep_released(newsroom, "sw")
    page = client.get("/").text
    for name in ("Kitui", "Makueni", "Taita Taveta"):
        assert name in page
    assert 'class="phase alert"' in page
    assert "getting worse" in page
    assert 'href="/exercise/kitui"' in page
    assert 'href="/desk"' in page
    assert 'href="/openapi.json"' in page
    assert "Week 48" in page


def test_the_front_page_of_a_live_install_links_to_live_pages(live_newsroom, live_client):
    keep_released(live_newsroom, "sw", exercise=False)
    page = live_client.get("/").text
    assert 'href="/kitui"' in page
    assert "/exercise" not in page


def test_a_station_page_has_all_that_a_station_needs(newsroom, client):
    keep_evidence(newsroom)
    keep_released(newsroom, "sw")
    page = client.get("/exercise/kitui").text
    for wanted in (
        "Kiswahili",
        "Week 48",
        "Mon 23 – Sun 29 Nov",
        "<b>Alert</b>",
        "getting worse",
        "1 min 52 s",
        '<audio controls preload="none"',
        "Download MP3",
        "Small MP3",
        "Opus",
        "WAV",
        "Play until <b>Sun 29 Nov</b>",
        "/exercise/kitui/sw/read",
        "http://testserver<wbr>/exercise/kitui/sw/feed.xml",
        "Rain of three months, against the usual",
        "54 %",
        "Feb 2026",
        "https://data.example/rain.csv",
        "<summary>How</summary><p>100 * rain / usual rain</p><p>Average of 3 wards.</p>",
        "/exercise/kitui/sw/sources",
    ):
        assert wanted in page, wanted


def test_a_language_without_a_voice_says_why(newsroom, client):
    keep_draft(
        newsroom, "kam", script=None, verdict=Verdict.NO_VOICE, reason="Nobody recorded Kikamba."
    )
    page = client.get("/exercise/kitui").text
    assert "No audio" in page
    assert "Nobody recorded Kikamba." in page


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.HELD_EVIDENCE, Verdict.FAILED])
def test_other_reasons_are_for_officers_only(newsroom, client, verdict):
    keep_draft(newsroom, "sw", verdict=verdict, reason="inner workings")
    assert "inner workings" not in client.get("/exercise/kitui").text
    assert "inner workings" in client.get("/desk").text


def test_replayed_figures_are_called_a_demo(newsroom, client):
    keep_evidence(newsroom, replay_of=Month(2026, 2))
    keep_released(newsroom, "sw")
    assert "Demo: replay of February 2026" in client.get("/exercise/kitui").text


def test_the_source_tells_of_a_replay_when_no_assessment_does(newsroom, client):
    from tests.web.filled import written

    script = written("sw")
    fact = script.segments[1].facts[0]
    seen = replace(fact.sources[0], source="replay 2026-02")
    told = replace(script.segments[1], facts=(replace(fact, sources=(seen,)),))
    keep_released(newsroom, "sw", script=replace(script, segments=(told,)))
    assert "Demo: replay of February 2026" in client.get("/exercise/kitui").text


def test_last_weeks_bulletin_is_never_offered_as_this_weeks(newsroom, client):
    keep_released(newsroom, "sw")
    newsroom.clock.move(timedelta(days=7))
    page = client.get("/exercise/kitui").text
    assert "No bulletin may be played now" in page
    assert "<audio" not in page
    assert "Play until" not in page
    assert "do not play them" in page
    assert "No bulletin this week" in client.get("/exercise").text
    assert client.get("/exercise/kitui/sw/read").status_code == 404


def test_earlier_weeks_are_listed_apart(newsroom, client):
    keep_released(newsroom, "sw", week=Week(2026, 47))
    keep_released(newsroom, "sw")
    page = client.get("/exercise/kitui").text
    assert page.count("<audio") == 1
    assert "Week 47" in page[page.index("Earlier weeks") :]


def test_an_older_edition_stays_on_the_page_while_its_correction_waits(newsroom, client):
    keep_released(newsroom, "sw")
    keep_draft(newsroom, "sw", inputs_sha256="j" * 64)
    assert "<audio" in client.get("/exercise/kitui").text


def test_a_live_page_of_an_exercise_install_leads_to_the_exercise(client):
    page = client.get("/kitui").text
    assert 'href="/exercise/kitui"' in page


def test_a_script_is_read_a_breath_a_line(newsroom, client):
    kept = keep_released(newsroom, "kam")
    page = client.get("/exercise/kitui/kam/read").text
    assert '<div lang="kam">' in page
    for sentence in kept.script.segments[0].sentences:
        assert f"<p>{sentence}</p>" in page
    assert "Read until <b>Sun 29 Nov</b>" in page


def test_there_is_nothing_to_read_where_nothing_is_released(newsroom, client):
    keep_draft(newsroom, "kam")
    answer = client.get("/exercise/kitui/kam/read", headers=HTML)
    assert answer.status_code == 404
    assert "no Kikamba bulletin" in answer.text
    assert_problem(client.get("/exercise/kitui/dav/read"), 404)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/exercise/kitui",
        "/exercise/kitui/sw/read",
        "/exercise",
        "/desk",
        "/desk/evidence/kitui",
        "/desk/forecast/kitui",
        "/desk/ndma/kitui",
    ],
)
def test_what_comes_from_outside_is_shown_as_text(newsroom, client, path):
    script = replace(
        bulletin("sw").script,
        title=ATTACK,
        segments=(Segment(kind=ATTACK, sentences=(ATTACK,)),),
    )
    keep_evidence(
        newsroom,
        estimate=Estimate(phase=None, reasons=(ATTACK,)),
        findings=(found(text=ATTACK, effect=Effect.BULLETIN), found(text=ATTACK, identity="b")),
        context=(
            rain(1.0, variable="other", source=ATTACK, url="javascript:alert(1)", note=ATTACK),
        ),
        indicators=(replace(vegetation(), formula=ATTACK, classified=ATTACK),),
        outlook=replace(outlook(), source=ATTACK),
        stood_in=(ATTACK,),
        official=phase_record(source=ATTACK, url="javascript:alert(1)"),
    )
    keep_released(newsroom, "sw", script=script)
    keep_draft(newsroom, "kam", verdict=Verdict.NO_VOICE, reason=ATTACK)
    page = client.get(path).text
    assert "<script" not in page
    assert "javascript:" not in page
    if path in ("/exercise/kitui/sw/read", "/desk", "/desk/evidence/kitui"):
        assert "&lt;script&gt;" in page


def test_an_address_cannot_carry_an_attack_into_an_error_page(client):
    answer = client.get("/%3Cscript%3Ealert(1)%3C%2Fscript%3E", headers=HTML)
    assert answer.status_code == 404
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/exercise/kitui", "/exercise/kitui/sw/read", "/desk", "/atlantis"]
)
def test_pages_obey_their_own_policy(newsroom, client, path):
    keep_evidence(newsroom)
    keep_released(newsroom, "sw")
    page = client.get(path, headers=HTML).text
    assert "<script" not in page
    assert "style=" not in page
    assert "<style" not in page
    assert " on" + "click" not in page
    assert 'src="http' not in page
    assert '<html lang="en">' in page
    assert "2026-11-" not in page
    assert "x-2026" not in re.sub(r'href="[^"]*"', "", page)


def test_a_page_is_light_and_kept(newsroom, client):
    keep_evidence(newsroom)
    for number in range(39, 49):
        for language in ("sw", "en", "kam"):
            keep_released(newsroom, language, week=Week(2026, number))
    answer = client.get("/exercise/kitui", headers={"Accept-Encoding": "identity"})
    style = answer.text.split('rel="stylesheet" href="')[1].split('"')[0]
    icon = answer.text.split('type="image/svg+xml" href="')[1].split('"')[0]
    weight = len(answer.content) + len(client.get(style).content) + len(client.get(icon).content)
    assert weight < 30_000
    again = {"If-None-Match": answer.headers["etag"], "Accept-Encoding": "identity"}
    assert client.get("/exercise/kitui", headers=again).status_code == 304


def test_assets_are_kept_for_good_under_the_hash_of_their_bytes(client):
    style = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(style)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert_problem(client.get("/static/..%2fsite.py"), 404)


def test_robots_are_kept_from_exercises(client):
    told = client.get("/robots.txt").text
    assert "Disallow: /exercise" in told
    assert "noindex" in client.get("/exercise/kitui").text


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_stands_out_from_its_ground(client):
    style = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    root = client.get(style).text.split("{", 1)[1].split("}")[0]
    colour = dict(each.strip()[2:].split(":") for each in root.split(";") if each.strip())
    white = "#ffffff"
    for phase in ("normal", "pre-alert", "alarm", "emergency", "recovery", "accent"):
        assert contrast(white, colour[phase]) >= 4.5, phase
    assert contrast(colour["ink"], colour["alert"]) >= 4.5
    for ground in ("paper", "sheet"):
        for text in ("ink", "quiet", "accent", "normal", "emergency"):
            assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)


def test_a_public_url_is_what_stations_are_told(newsroom):
    client = client_of(newsroom, public_url="https://tangazo.example")
    page = client.get("/exercise/kitui").text
    assert "https://tangazo.example<wbr>/exercise/kitui/sw/feed.xml" in page
