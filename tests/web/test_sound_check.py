"""Recordings of a station on the desk: sent, listened to, and told in words."""

import time
from datetime import date, timedelta

import numpy as np
import pytest

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.sound_checks import Hearing, Judgement, Match, Progress, SoundCheck
from app.mastering.long_uploads import LARGEST_BYTES
from app.pipeline.sound_check import sent_folder
from app.pipeline.stations import Form, station_of
from app.store.fingerprints import add_sound_check, sound_checks
from app.store.officers import the_officer
from app.store.stations import add_station
from tests.builders import NOW, add_people
from tests.spoken import RATE_HZ, spoken_wav, wav
from tests.web.conftest import basic, client_of
from tests.web.filled import keep_released, withdraw

PAGE = "/desk/stations/mwatu-fm/sound"
FORM = Form(
    name="Mwatu FM",
    counties=("kitui",),
    languages=("en", "sw"),
    formats=(AudioFormat.MP3_64,),
    person="Mutua",
    phone="+254 700 000 000",
)


@pytest.fixture
def keys(live_newsroom):
    with live_newsroom.store.transaction() as tx:
        people = (("Asha", Role.APPROVER), ("Viewer", Role.VIEWER))
        keys = add_people(tx, *people) | add_people(
            tx, ("Zawadi", Role.APPROVER), counties=["makueni"]
        )
        asha = the_officer(tx, "Asha")
        add_station(tx, station_of(live_newsroom, FORM, at=NOW), officer=asha, at=NOW)
    return keys


@pytest.fixture
def desk(live_newsroom, keys):
    return client_of(live_newsroom)


def as_officer(keys, name="Asha"):
    return {**basic(name, keys[name]), "Sec-Fetch-Site": "same-origin"}


def send(desk, keys, name="Asha", *, file=None, **fields):
    return desk.post(
        PAGE,
        headers=as_officer(keys, name),
        data={"day": "2026-11-23", "time": "07:00", **fields},
        files={"file": file or ("radio.wav", spoken_wav(8.0))},
        follow_redirects=False,
    )


def page(desk, keys, name="Asha"):
    return desk.get(PAGE, headers=as_officer(keys, name)).text


def done(newsroom):
    """Wait until what was sent has been listened to, and return it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with newsroom.store.reading() as tx:
            (check,) = sound_checks(tx, station="mwatu-fm")
        if check.progress not in (Progress.WAITING, Progress.WORKING):
            return check
        time.sleep(0.05)
    raise AssertionError("it was not listened to")


def test_what_is_sent_is_listened_to_and_told(live_newsroom, desk, keys):
    keep_released(live_newsroom, exercise=False)
    assert send(desk, keys).headers["location"] == f"{PAGE}#newest"
    check = done(live_newsroom)
    assert (check.progress, check.officer) == (Progress.DONE, "Asha")
    assert check.length_s == pytest.approx(9.0, abs=0.2)
    told = page(desk, keys)
    assert "Not one of our bulletins." in told
    assert "It begins Mon 23 Nov 07:00." in told
    assert list(sent_folder(live_newsroom).iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"day": ""}, "Give the day on which it was recorded."),
        ({"day": "23.11.2026"}, "Give the day on which it was recorded."),
        ({"day": "2026-12-24"}, "That moment has not come yet."),
        ({"time": "seven"}, "Give the time as hours, minutes and seconds"),
        ({"time": "23:59"}, "That moment has not come yet."),
        ({"file": ("a.mp3", b"")}, "Choose the recording first."),
    ],
)
def test_what_cannot_be_used_is_refused_on_its_page(live_newsroom, desk, keys, changes, says):
    answer = send(desk, keys, **changes)
    assert answer.status_code == 422
    assert says in answer.text
    with live_newsroom.store.reading() as tx:
        assert sound_checks(tx, station="mwatu-fm") == []
    assert not any(sent_folder(live_newsroom).glob("*"))


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.mp3", b"PK\x03\x04" + bytes(99), "a packed archive; unpack it"),
        ("<script>.wav", b"#EXTM3U\nfile:///etc/passwd\n", "a playlist"),
        ("../../etc/passwd", b"ID3\x04\x00\x00\x00\x00\x00\x00", "cannot be read"),
        ("a.wav", spoken_wav(1.0), "less than 5 seconds"),
    ],
    ids=["zip", "playlist", "empty mp3", "short"],
)
def test_what_holds_no_sound_is_named_beside_its_file(live_newsroom, desk, keys, name, body, says):
    assert send(desk, keys, file=(name, body)).status_code == 303
    check = done(live_newsroom)
    assert check.progress is Progress.REFUSED
    told = page(desk, keys)
    assert says in told
    assert "<script>" not in told.replace('<script src="', "")
    assert "../" not in told


def test_a_file_of_more_than_200_mb_is_refused_before_it_is_read(desk, keys):
    length = str(LARGEST_BYTES + 2_000_000)
    headers = {**as_officer(keys), "Content-Length": length}
    assert desk.post(PAGE, headers=headers, content=b"").status_code == 413


def test_others_neither_see_nor_send(desk, keys):
    assert send(desk, keys, "Viewer").status_code == 403
    assert send(desk, keys, "Zawadi").status_code == 403
    assert desk.get(PAGE, headers=as_officer(keys, "Zawadi")).status_code == 403
    assert desk.get(PAGE).status_code == 401
    assert "Listen to it" not in page(desk, keys, "Viewer")


def like(bulletin, **changes):
    told = {"starts_s": 192.0, "from_s": 0.3, "covered_s": 96.1, "lasts_s": 98.4}
    return Match(bulletin=bulletin, evidence=4000.0, **{**told, "confidence": 0.983, **changes})


def keep_check(newsroom, *hearings, progress=Progress.DONE, **changes):
    told = {
        "id": "a" * 16,
        "station": "mwatu-fm",
        "officer": "Asha",
        "at": NOW,
        "file_name": "radio.amr",
        "day": date(2026, 11, 23),
        "recorded_from": NOW - timedelta(hours=5),
        "since": NOW,
    }
    with newsroom.store.transaction() as tx:
        kept = SoundCheck(**{**told, **changes}, progress=progress, hearings=hearings)
        add_sound_check(tx, kept)


def test_a_bulletin_that_was_heard_is_told_with_its_time_and_confidence(live_newsroom, desk, keys):
    ours = keep_released(live_newsroom, "sw", exercise=False)
    other = keep_released(live_newsroom, "en", exercise=False)
    best, second = like(ours.id), like(other.id, confidence=0.01)
    found = Hearing(judgement=Judgement.OURS, best=best, second=second, outcome="kept")
    keep_check(live_newsroom, found)
    told = " ".join(page(desk, keys).split())
    assert "Kitui, Kiswahili, week 48, edition 1</a></b>: heard from 07:03:12" in told
    assert "for 96 of 98 seconds, confidence 0.98." in told
    assert "It is on record as on air." in told
    assert "Kitui, English, week 48, edition 1" in told


def test_what_is_not_for_air_is_red_and_names_the_number_to_call(live_newsroom, desk, keys):
    gone = keep_released(live_newsroom, "sw", exercise=False)
    withdraw(live_newsroom, gone.id)
    keep_check(
        live_newsroom,
        Hearing(judgement=Judgement.OURS, best=like(gone.id), outcome="alarm"),
        recorded_from=None,
    )
    told = page(desk, keys)
    assert '<div class="recalled">' in told
    assert "Telephone the station at once:" in told
    assert "heard at 3:12 of the recording" in told


def test_two_that_cannot_be_told_apart_are_both_named(live_newsroom, desk, keys):
    one = keep_released(live_newsroom, "sw", exercise=False)
    two = keep_released(live_newsroom, "sw", exercise=False, county="makueni")
    keep_check(
        live_newsroom,
        Hearing(judgement=Judgement.ONE_OF_TWO, best=like(one.id), second=like(two.id)),
    )
    told = page(desk, keys)
    assert "it cannot be told which" in told
    assert "Makueni, Kiswahili, week 48" in told


def test_a_page_that_waits_looks_again_without_javascript(live_newsroom, desk, keys):
    keep_check(live_newsroom, progress=Progress.WORKING)
    told = page(desk, keys)
    assert '<meta http-equiv="refresh"' in told
    assert "It is being listened to." in told


def test_noise_of_a_minute_is_nobodys(live_newsroom, desk, keys):
    noise = np.random.default_rng(1).normal(0, 0.1, 20 * RATE_HZ).astype(np.float32)
    send(desk, keys, file=("noise.wav", wav(noise)))
    assert done(live_newsroom).hearings == ()
