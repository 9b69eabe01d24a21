"""Recordings by people on the desk: sent, heard, matched by somebody else, and put to use."""

import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from app.domain.bulletins import Verdict
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.takes import words_sha256
from app.store.bulletins import the_bulletin
from app.store.takes import takes_of
from app.writing.language_pack import load
from tests.builders import add_people
from tests.spoken import spoken_wav
from tests.web.conftest import basic, client_of
from tests.web.filled import keep_draft

NAME = "x-2026-W48-kitui-kam-1"
PAGE = f"/desk/recordings/{NAME}"
WORDS = words_sha256(("Kĩtui yĩ tahathalĩnĩ.",))
LANGUAGES = Path(__file__).parents[2] / "bulletin_templates"


@cache
def kikamba():
    return load(LANGUAGES / "kam")


@pytest.fixture
def studio(live_newsroom):
    """An exercise in Kikamba, which no computer speaks: two parts with the same few words."""
    studio = replace(live_newsroom, packs={"kam": kikamba()}, formats=(AudioFormat.MP3_128,))
    keep_draft(
        studio, "kam", verdict=Verdict.NO_VOICE, reason="No voice can speak this kam script."
    )
    return studio


@pytest.fixture
def desk(studio):
    return client_of(studio)


@pytest.fixture
def keys(studio):
    with studio.store.transaction() as tx:
        people = (("Asha", Role.EDITOR), ("Mutua", Role.REVIEWER), ("Viewer", Role.VIEWER))
        return add_people(tx, *people) | add_people(
            tx, ("Zawadi", Role.APPROVER), counties=["makueni"]
        )


def as_officer(keys, name):
    return {**basic(name, keys[name]), "Sec-Fetch-Site": "same-origin"}


def send(desk, keys, name="Asha", *, file=None, **changes):
    fields = {"part": "headline", "text": WORDS, "speaker": "Mwende", "consent": "yes", **changes}
    return desk.post(
        PAGE,
        headers=as_officer(keys, name),
        data=fields,
        files={"file": file or ("voice.amr", spoken_wav(3.0))},
        follow_redirects=False,
    )


def kept(studio):
    with studio.store.reading() as tx:
        return takes_of(tx, county="kitui", language="kam", bulletin=NAME, words=[WORDS])


def press(desk, keys, name, take, step):
    return desk.post(
        f"{PAGE}/{take.id}/{step}",
        headers=as_officer(keys, name),
        data={"sure": "yes"},
        follow_redirects=False,
    )


def verdict(studio):
    with studio.store.reading() as tx:
        return the_bulletin(tx, NAME).verdict


def test_a_recorded_and_matched_bulletin_goes_on_air_and_names_its_speaker(studio, desk, keys):
    page = desk.get(PAGE, headers=as_officer(keys, "Asha")).text
    assert "Kĩtui yĩ tahathalĩnĩ." in page
    assert "<b>0 of 2</b>" in page
    assert send(desk, keys).headers["location"] == f"{PAGE}#headline"
    (take,) = kept(studio)
    page = desk.get(PAGE, headers=as_officer(keys, "Mutua")).text
    assert "Waits for a second person to hear it." in page
    assert "I heard it: it matches the words" in page
    assert press(desk, keys, "Mutua", take, "match").status_code == 303
    deadline = time.monotonic() + 20
    while verdict(studio) is not Verdict.RELEASED and time.monotonic() < deadline:
        time.sleep(0.05)
    assert verdict(studio) is Verdict.RELEASED
    station = desk.get("/exercise/kitui").text
    assert "Spoken by Mwende" in station


def test_who_sent_a_recording_is_not_offered_to_match_it(studio, desk, keys):
    send(desk, keys, "Mutua")
    (take,) = kept(studio)
    page = desk.get(PAGE, headers=as_officer(keys, "Mutua")).text
    assert "You sent this recording yourself" in page
    assert "it matches the words" not in page
    assert press(desk, keys, "Mutua", take, "match").status_code == 403
    assert press(desk, keys, "Asha", take, "match").status_code == 403
    assert kept(studio)[0].matched_by is None


def test_a_take_is_heard_as_it_is_kept_and_can_be_removed(studio, desk, keys):
    send(desk, keys)
    (take,) = kept(studio)
    heard = desk.get(f"{PAGE}/{take.id}.mp3", headers=as_officer(keys, "Mutua"))
    assert heard.headers["content-type"] == "audio/mpeg"
    assert press(desk, keys, "Viewer", take, "remove").status_code == 403
    assert press(desk, keys, "Asha", take, "remove").status_code == 303
    assert kept(studio) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"file": ("song.mp3", b"#EXTM3U\nfile:///etc/passwd\n")}, "This is a playlist"),
        ({"file": ("a.wav", b"")}, "Choose the recording first"),
        ({"consent": ""}, "tick that this person agrees"),
        ({"speaker": ""}, "Write who speaks"),
        ({"text": "0" * 64}, "These words have changed"),
        ({"file": ("a.wav", spoken_wav(30.0))}, "these words take about"),
    ],
)
def test_what_cannot_be_used_is_refused_on_its_page(studio, desk, keys, changes, says):
    answer = send(desk, keys, **changes)
    assert answer.status_code == 422
    assert says in answer.text
    assert "etc/passwd" not in answer.text
    assert kept(studio) == []


def test_a_file_of_more_than_25_mb_is_refused_before_it_is_read(desk, keys):
    headers = {**as_officer(keys, "Asha"), "Content-Length": "26000001"}
    answer = desk.post(PAGE, headers=headers, content=b"")
    assert answer.status_code == 413


def test_viewers_and_officers_of_other_counties_send_nothing(studio, desk, keys):
    assert send(desk, keys, "Viewer").status_code == 403
    assert send(desk, keys, "Zawadi").status_code == 403
    assert kept(studio) == []
