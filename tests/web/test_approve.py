"""Bulletins on the desk: what waits, sources of the words, comments, changes, signatures."""

import time
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import Phase
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.pipeline.produce import sign as keep_sign_off
from app.store.bulletins import the_bulletin
from app.store.comments import comments_of
from app.store.runs import claim
from app.writing.language_pack import load
from tests.builders import NOW, WEEK_48, add_people, approved_pack, sign_off_of
from tests.fakes import ToneVoice
from tests.web.conftest import basic, client_of
from tests.web.filled import keep_draft, keep_released, written

NAME = "2026-W48-kitui-en-1"
PAGE = f"/desk/bulletins/{NAME}"
LANGUAGES = Path(__file__).parents[2] / "bulletin_templates"


@cache
def english():
    return load(LANGUAGES / "en")


@pytest.fixture
def office(live_newsroom):
    """A live install with three officers, and Kitui's English bulletin waiting in a grave phase."""
    office = replace(
        live_newsroom,
        packs={"en": english()},
        voices=(ToneVoice(),),
        formats=(AudioFormat.WAV_48,),
    )
    with office.store.transaction() as tx:
        approved_pack(tx, "en", "p" * 64)
    keep_draft(
        office,
        "en",
        exercise=False,
        phase=Phase.ALARM,
        verdict=Verdict.HELD_APPROVAL,
        reason="Waits for two people: the phase is alarm.",
    )
    return office


@pytest.fixture
def desk(office):
    return client_of(office)


@pytest.fixture
def keys(office):
    with office.store.transaction() as tx:
        return add_people(
            tx, ("Asha", Role.ADMIN), ("Baraka", Role.APPROVER), ("Juma", Role.EDITOR)
        ) | add_people(tx, ("Zawadi", Role.APPROVER), counties=["makueni"])


def as_officer(keys, name):
    return {**basic(name, keys[name]), "Sec-Fetch-Site": "same-origin"}


def standing(office):
    with office.store.reading() as tx:
        return the_bulletin(tx, NAME)


def sign(desk, office, keys, name, **changes):
    fields = {"text": standing(office).script.sha256, "key": keys[name], **changes}
    return desk.post(
        f"{PAGE}/sign", headers=as_officer(keys, name), data=fields, follow_redirects=False
    )


def wait_for(office, verdict):
    deadline = time.monotonic() + 20
    while standing(office).verdict is not verdict and time.monotonic() < deadline:
        time.sleep(0.05)
    return standing(office)


def test_the_list_tells_what_waits_and_for_whom(desk, keys):
    page = desk.get("/desk/approve", headers=as_officer(keys, "Asha")).text
    assert "Waits for two people: the phase is alarm." in page
    assert f'href="{PAGE}"' in page
    foreign = desk.get("/desk/approve", headers=as_officer(keys, "Zawadi")).text
    assert "for others to decide" in foreign


def test_the_link_of_the_overview_leads_to_the_page(desk, keys):
    answer = desk.get(
        f"/desk/approve/{NAME}", headers=as_officer(keys, "Asha"), follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)


def test_locked_facts_lead_to_who_says_so(desk, keys, office):
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert '<a class="locked" href="#fact-rain-rain-3-month">about half</a>' in page
    assert 'id="fact-rain-rain-3-month"' in page
    assert "https://data.example/rain.csv" in page
    assert "Two people must sign" in page


def test_two_people_sign_and_it_is_spoken_while_the_page_answers_at_once(desk, office, keys):
    first = sign(desk, office, keys, "Asha")
    assert first.headers["location"] == f"{PAGE}#stands"
    assert "waits for one more person" in standing(office).reason
    started = time.monotonic()
    second = sign(desk, office, keys, "Baraka")
    assert second.status_code == 303
    assert time.monotonic() - started < 1
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert 'http-equiv="refresh"' in page or "Hear it on the station page" in page
    assert wait_for(office, Verdict.RELEASED).verdict is Verdict.RELEASED
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert 'http-equiv="refresh"' not in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": "tangazo_key_of_nobody"}, "That is not your key or password"),
        ({"key": ""}, "Give the code of your telephone, or your key"),
        ({"text": "0" * 64}, "has changed since it was read"),
    ],
)
def test_a_signature_that_does_not_count_stays_on_its_page(desk, office, keys, changes, says):
    answer = sign(desk, office, keys, "Asha", **changes)
    assert answer.status_code == 422
    assert says in answer.text
    assert standing(office).sign_offs == ()


def test_nobody_signs_for_another_county(desk, office, keys):
    assert sign(desk, office, keys, "Zawadi").status_code == 403
    assert sign(desk, office, keys, "Juma").status_code == 403
    assert standing(office).sign_offs == ()


def signed_by_both(office):
    """Both have signed, and the process died before anything was produced."""
    for name in ("Asha", "Baraka"):
        keep_sign_off(office, NAME, sign_off_of(standing(office), name))
    assert standing(office).verdict is Verdict.READY


def test_what_a_dead_process_left_ready_is_taken_up_at_the_next_start(office, keys):
    signed_by_both(office)
    with client_of(office):
        assert wait_for(office, Verdict.RELEASED).verdict is Verdict.RELEASED


def test_what_was_left_ready_is_taken_up_when_somebody_looks(desk, office, keys):
    signed_by_both(office)
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert "It is being spoken." in page
    assert wait_for(office, Verdict.RELEASED).verdict is Verdict.RELEASED


def test_a_bulletin_that_a_run_is_making_is_left_to_the_run(desk, office, keys):
    signed_by_both(office)
    lease = timedelta(minutes=5)
    with office.store.transaction() as tx:
        claim(tx, schedule="weekly", slot=NOW, owner="other:1", at=NOW, lease=lease)
    for _ in range(2):
        desk.get(PAGE, headers=as_officer(keys, "Asha"))
    time.sleep(0.5)
    assert standing(office).verdict is Verdict.READY


def change(desk, office, keys, name, words, **changes):
    return desk.post(
        f"{PAGE}/text",
        headers=as_officer(keys, name),
        data={"text": standing(office).script.sha256, "words": words, **changes},
        follow_redirects=False,
    )


SAID = "Kitui is in the alert phase.\nRain was low.\n\n"
CHANGED = f"{SAID}Rain was low, and wells are low."


def test_a_changed_text_voids_signatures_and_its_editor_cannot_sign(desk, office, keys):
    sign(desk, office, keys, "Asha")
    answer = change(desk, office, keys, "Baraka", CHANGED)
    assert answer.headers["location"] == f"{PAGE}#stands"
    after = standing(office)
    assert (after.sign_offs, after.edited_by) == ((), "Baraka")
    page = desk.get(PAGE, headers=as_officer(keys, "Baraka")).text
    assert "You cannot sign it:" in page
    assert "somebody else must sign it" in page
    assert 'name="key"' not in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (CHANGED.replace("wells are low", "7 wells are dry"), "must not be spoken as it stands"),
        ("Only one part is left.", "keep each part"),
    ],
)
def test_words_that_may_not_be_spoken_are_refused_and_stay_typed(desk, office, keys, words, says):
    answer = change(desk, office, keys, "Baraka", words)
    assert answer.status_code == 422
    assert says in answer.text
    assert words.splitlines()[0] in answer.text
    assert standing(office).edited_by is None


def test_the_second_of_two_editors_is_told_and_loses_nothing(desk, office, keys):
    before = standing(office).script.sha256
    change(desk, office, keys, "Baraka", CHANGED)
    late = change(desk, office, keys, "Asha", f"{SAID}Rain was poor.", text=before)
    assert late.status_code == 422
    assert "Somebody changed these words while you were writing" in late.text
    assert "Rain was poor." in late.text
    assert "wells are low" in late.text


def comment(desk, keys, name="Juma", **changes):
    fields = {"said": "Say wells first.", "segment": "rain", "text": "", **changes}
    return desk.post(
        f"{PAGE}/comments", headers=as_officer(keys, name), data=fields, follow_redirects=False
    )


def test_a_comment_is_shown_beside_its_part_and_marked_once_the_text_has_changed(
    desk, office, keys
):
    assert comment(desk, keys).status_code == 303
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert "Say wells first." in page
    assert "of an earlier text" not in page
    change(desk, office, keys, "Baraka", CHANGED)
    assert "of an earlier text" in desk.get(PAGE, headers=as_officer(keys, "Asha")).text


@pytest.mark.parametrize("changes", [{"said": " "}, {"segment": "weather"}, {"said": "x" * 1001}])
def test_a_comment_that_says_nothing_is_not_kept(desk, office, keys, changes):
    assert comment(desk, keys, **changes).status_code == 422
    with office.store.reading() as tx:
        assert comments_of(tx, NAME) == []


def test_what_officers_type_is_shown_as_text(desk, office, keys):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    comment(desk, keys, said=hostile)
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_words_that_differ_from_the_last_released_text_are_shown(desk, office, keys):
    last = replace(WEEK_48, number=47)
    old = written(segments=(replace(written().segments[0], sentences=("Kitui is well.",)),))
    keep_released(office, "en", exercise=False, week=last, phase=Phase.NORMAL, script=old)
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert "<del>well.</del>" in page
    assert "<ins>in the alert phase." in page


def test_a_part_is_heard_by_the_machines_own_voice_and_not_kept_by_browsers(desk, office, keys):
    answer = desk.get(f"{PAGE}/parts/rain.mp3", headers=as_officer(keys, "Asha"))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "not-for-air" in answer.headers["content-disposition"]
    assert answer.content[:1] == b"\xff"
    whole = desk.get(f"{PAGE}/parts/whole.mp3", headers=as_officer(keys, "Asha"))
    assert len(whole.content) > 2 * len(answer.content)
    assert desk.get(f"{PAGE}/parts/close.mp3", headers=as_officer(keys, "Asha")).status_code == 404
    assert desk.get(f"{PAGE}/parts/rain.mp3").status_code == 401


def test_a_language_without_a_voice_says_so(live_newsroom, officer):
    keep_draft(live_newsroom, "en", exercise=False, verdict=Verdict.HELD_APPROVAL)
    client = client_of(live_newsroom)
    page = client.get(PAGE, headers=basic(*officer)).text
    assert "No computer voice speaks this language here." in page
    assert client.get(f"{PAGE}/parts/rain.mp3", headers=basic(*officer)).status_code == 404


def test_on_an_exercise_install_anyone_reads_and_nobody_decides(newsroom):
    made = keep_draft(newsroom, "en", verdict=Verdict.HELD_APPROVAL)
    client = client_of(newsroom)
    page = client.get(f"/desk/bulletins/{made.id}")
    assert page.status_code == 200
    assert "Nothing on this page is real or for air." in page.text
    answer = client.post(
        f"/desk/bulletins/{made.id}/sign", headers={"Sec-Fetch-Site": "same-origin"}, data={}
    )
    assert answer.status_code in (401, 403)
