"""Done when: a recording of a bulletin through a phone is recognised, and ten others are not."""

import os
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from app.domain.people import Role
from app.domain.periods import NAIROBI
from app.domain.recordings import AudioFormat
from app.domain.sound_checks import Judgement, Progress
from app.domain.stations import Way
from app.errors import Conflict, RunLost, UploadRefused
from app.mastering.constellation import constellation
from app.mastering.encode import encode
from app.mastering.levels import PROGRAMME_RATE_HZ
from app.pipeline.recognise import recognised
from app.pipeline.sound_check import (
    MOST_WAITING,
    Sent,
    ask,
    listen,
    sent_folder,
    waiting_checks,
    waiting_file,
)
from app.pipeline.stations import Form, station_of
from app.store.alarms import alarm_airings
from app.store.fingerprints import sound_checks, the_sound_check
from app.store.officers import LIVE, the_officer
from app.store.station_traces import airings
from app.store.stations import add_station, the_station
from tests.aired import BRIEF, RATE_HZ, VOICES, coded, music, spoken, telephone
from tests.builders import NOW, add_people
from tests.machine import Machine
from tests.web.filled import keep_released, opened_newsroom, stub, withdraw

pytestmark = pytest.mark.audio

WORDS = {
    "en": {"phase": "Alarm", "month": "October", "rain": "sixty-five", "kilos": "fifty-five"},
    "sw": {
        "phase": "Hatari",
        "month": "Oktoba",
        "rain": "sitini na tano",
        "kilos": "hamsini na tano",
    },
}
NAMES = {"kitui": "Kitui", "makueni": "Makueni", "taita-taveta": "Taita Taveta"}
OTHER_WORDS = (
    "The county assembly met this morning to speak about the roads.",
    "A new bridge will be opened next month, and buses will pass there again.",
    "In football, the home team won by two goals in the second half.",
    "Traders at the market say that tomatoes have become cheap.",
    "That is all of the news for now, and here is some music.",
)
FORM = Form(
    name="Mwatu FM",
    counties=("kitui", "makueni"),
    languages=("en", "sw"),
    formats=(AudioFormat.MP3_64,),
    person="Mutua",
    phone="+254 700 000 000",
)
BEGINS = datetime(2026, 11, 23, 7, 2, tzinfo=NAIROBI)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """Six released bulletins of three counties in two languages, and a station."""
    home = tmp_path_factory.mktemp("studio")
    with opened_newsroom(home, mode=LIVE) as opened:
        newsroom = replace(opened, clock=type(opened.clock)(NOW + timedelta(hours=3)))
        with newsroom.store.transaction() as tx:
            add_people(tx, ("Asha", Role.APPROVER))
            add_station(
                tx, station_of(newsroom, FORM, at=NOW), officer=the_officer(tx, "Asha"), at=NOW
            )
        sounds = {}
        for language in ("en", "sw"):
            for county, name in NAMES.items():
                sounds[county, language] = said(home, language, county=name)
                keep_released(
                    newsroom,
                    language,
                    encode=encoded(sounds[county, language]),
                    county=county,
                    exercise=False,
                )
        yield newsroom, sounds, home


def said(home, language, **changes):
    return spoken(BRIEF[language], language, home, **{**WORDS[language], **changes})


def encoded(samples):
    """Return what gives the MP3 of a bulletin, and bytes that nobody listens to for the rest."""

    def of(audio_format, mark):
        if audio_format is AudioFormat.MP3_64:
            return encode(samples / 2, PROGRAMME_RATE_HZ, audio_format)
        return stub(audio_format, mark)

    return of


def on_phone(samples, *, seed=1, before_s=6.0):
    """Return what a phone beside the radio records: music, the bulletin, music."""
    heard = telephone(samples, seed=seed, snr_db=20)
    return np.concatenate((music(before_s, seed=seed), heard, music(4.0, seed=seed + 1)))


def looked_into(studio, samples):
    newsroom, _, _ = studio
    with newsroom.store.reading() as tx:
        station = the_station(tx, "mwatu-fm")
    return recognised(newsroom, station, constellation([samples]), day=BEGINS.date())


@pytest.mark.parametrize("language", ["en", "sw"])
@pytest.mark.parametrize("county", NAMES)
def test_a_bulletin_through_a_phone_is_recognised_by_county_and_language(studio, county, language):
    (found,) = looked_into(studio, on_phone(studio[1][county, language]))
    assert found.judgement is Judgement.OURS
    assert found.best.bulletin == f"2026-W48-{county}-{language}-1"
    assert found.best.starts_s == pytest.approx(6.3, abs=0.5)
    assert found.best.covered_s > found.best.lasts_s - 4


def other_recordings(home):
    """Give ten recordings that hold no released bulletin, most of them close to one."""
    kitui = said(home, "sw", county="Kitui")
    t = np.arange(30 * RATE_HZ) / RATE_HZ
    rng = np.random.default_rng(3)
    slower = replace(VOICES["en"], rate_wpm=130)
    yield "another county", on_phone(said(home, "en", county="Turkana"))
    yield "another week", on_phone(said(home, "sw", county="Kitui", month="Novemba"))
    yield "another figure", on_phone(said(home, "en", county="Kitui", rain="forty"))
    yield "another phase", on_phone(said(home, "sw", county="Makueni", phase="Tahadhari"))
    yield "other speech", on_phone(spoken(OTHER_WORDS, "en", home))
    yield (
        "another reader",
        on_phone(spoken(BRIEF["en"], "en", home, voice=slower, county="Kitui", **WORDS["en"])),
    )
    yield "backwards", on_phone(kitui[::-1])
    yield "music", music(30.0, seed=9)
    yield "noise", rng.normal(0, 0.1, 30 * RATE_HZ).astype(np.float32)
    yield "tones", (0.2 * np.sin(2 * np.pi * (400 + 300 * (t % 5)) * t)).astype(np.float32)
    yield "silence", np.zeros(30 * RATE_HZ, dtype=np.float32)


def test_other_recordings_are_not_recognised(studio):
    taken_for_ours = {
        kind: [each.best for each in looked_into(studio, samples)]
        for kind, samples in other_recordings(studio[2])
        if any(each.judgement is Judgement.OURS for each in looked_into(studio, samples))
    }
    assert taken_for_ours == {}


def test_words_that_two_bulletins_share_are_one_of_the_two(studio):
    shared = studio[1]["kitui", "en"][-18 * PROGRAMME_RATE_HZ :]
    (found,) = looked_into(studio, telephone(shared, seed=4))
    assert found.judgement is Judgement.ONE_OF_TWO
    assert all(each.bulletin.endswith("-en-1") for each in (found.best, found.second))


def sent(studio, samples, *, codec=("-c:a", "libopus", "-f", "ogg"), begins=BEGINS, name="radio"):
    """Have an officer send a recording, and listen to it."""
    newsroom, _, home = studio
    (home / name).write_bytes(coded(samples, RATE_HZ, *codec))
    with newsroom.store.reading() as tx:
        officer = the_officer(tx, "Asha")
    told = {"file_name": f"C:\\fake\\{name}.amr", "day": BEGINS.date(), "recorded_from": begins}
    made = ask(newsroom, "mwatu-fm", Sent(file=home / name, **told), by=officer)
    assert not (home / name).exists()
    listen(newsroom, made.id)
    with newsroom.store.reading() as tx:
        return the_sound_check(tx, made.id)


def test_what_was_heard_is_kept_as_aired_by_the_clock_of_the_recording(studio):
    newsroom, sounds, _ = studio
    amr = ("-ar", "8000", "-c:a", "libopencore_amrnb", "-b:a", "12.2k", "-f", "amr")
    check = sent(studio, on_phone(sounds["makueni", "sw"], before_s=63.0), codec=amr)
    (found,) = check.hearings
    assert (check.progress, check.file_name) == (Progress.DONE, "radio.amr")
    assert found.outcome == "kept"
    with newsroom.store.reading() as tx:
        (aired,) = airings(tx, bulletin="2026-W48-makueni-sw-1")
    assert aired.way is Way.SOUND
    assert aired.confidence == pytest.approx(found.best.confidence, abs=0.001)
    assert abs(aired.aired_at - BEGINS - timedelta(seconds=63)) < timedelta(seconds=2)
    assert list(sent_folder(newsroom).iterdir()) == []


def test_a_withdrawn_bulletin_that_is_heard_is_an_alarm(studio):
    newsroom, sounds, _ = studio
    withdraw(newsroom, "2026-W48-taita-taveta-sw-1")
    later = NOW + timedelta(hours=1)
    (found,) = sent(studio, on_phone(sounds["taita-taveta", "sw"]), begins=later).hearings
    assert found.outcome == "alarm"
    with newsroom.store.reading() as tx:
        (alarm,) = alarm_airings(tx, station="mwatu-fm")
    assert alarm.bulletin == "2026-W48-taita-taveta-sw-1"


def test_a_file_without_sound_is_refused_in_plain_words_and_goes(studio):
    newsroom, _, home = studio
    (home / "zip").write_bytes(b"PK\x03\x04" + bytes(100))
    with newsroom.store.reading() as tx:
        officer = the_officer(tx, "Asha")
    sending = Sent(file=home / "zip", file_name="a.mp3", day=BEGINS.date())
    made = ask(newsroom, "mwatu-fm", sending, by=officer)
    assert waiting_checks(newsroom) == [made.id]
    listen(newsroom, made.id)
    with newsroom.store.reading() as tx:
        done = the_sound_check(tx, made.id)
    assert done.progress is Progress.REFUSED
    assert "a packed archive; unpack it" in done.told
    assert list(sent_folder(newsroom).iterdir()) == []


def test_no_more_than_a_few_wait_and_none_comes_from_the_future(studio):
    newsroom, _, home = studio
    with newsroom.store.reading() as tx:
        officer = the_officer(tx, "Asha")

    def send(file, days=0):
        sending = Sent(file=file, file_name="a", day=BEGINS.date() + timedelta(days=days))
        return ask(newsroom, "mwatu-fm", sending, by=officer)

    (home / "early").write_bytes(b"sound")
    with pytest.raises(Conflict, match="has not come yet"):
        send(home / "early", days=9)
    with pytest.raises(UploadRefused, match="Choose the recording"):
        send(home / "none")
    for number in range(MOST_WAITING + 1):
        file = home / f"waiting-{number}"
        file.write_bytes(b"sound")
        if number < MOST_WAITING:
            send(file)
    with pytest.raises(Conflict, match="are being checked"):
        send(file)
    for name in waiting_checks(newsroom):
        waiting_file(newsroom, name).unlink()
        listen(newsroom, name)
    with newsroom.store.reading() as tx:
        told = [each.told for each in sound_checks(tx, station="mwatu-fm")]
    assert sum("was lost while it waited" in each for each in told) == MOST_WAITING


def test_a_check_that_is_broken_off_waits_again_and_is_taken_once(studio):
    newsroom, sounds, home = studio
    (home / "again").write_bytes(
        coded(on_phone(sounds["kitui", "sw"]), RATE_HZ, "-c:a", "flac", "-f", "flac")
    )
    with newsroom.store.reading() as tx:
        officer = the_officer(tx, "Asha")
    sending = Sent(file=home / "again", file_name="a.flac", day=BEGINS.date())
    made = ask(newsroom, "mwatu-fm", sending, by=officer)

    def closing(step, done, of):
        raise RunLost("The site is closing.")

    listen(newsroom, made.id, report=closing)
    assert waiting_file(newsroom, made.id).exists()
    listen(newsroom, made.id)
    listen(newsroom, made.id, report=closing)
    with newsroom.store.reading() as tx:
        done = the_sound_check(tx, made.id)
    assert [each.judgement for each in done.hearings] == [Judgement.OURS]


def test_the_command_tells_what_a_recording_holds_and_keeps_nothing_without_a_key(studio):
    _, sounds, home = studio
    recording = home / "radio.ogg"
    arguments = ("-c:a", "libopus", "-f", "ogg")
    recording.write_bytes(coded(on_phone(sounds["kitui", "en"]), RATE_HZ, *arguments))
    machine = Machine(home)
    told = machine.tangazo(
        "heard", str(recording), "--station", "mwatu-fm", "--at", "2026-11-23 07:02"
    )
    assert (told.returncode, "Kitui, English, week 48, edition 1" in told.stdout) == (0, True)
    assert "heard from 07:02:06 for" in told.stdout
    assert "confidence 0.9" in told.stdout
    assert recording.exists()
    refused = machine.tangazo("heard", str(home / "none"), "--station", "mwatu-fm")
    assert refused.returncode == 1
    assert "is not a file" in refused.stderr
    wrong = machine.tangazo("heard", str(recording), "--station", "mwatu-fm", "--at", "seven")
    assert "write it as 2026-11-23 07:00" in wrong.stderr


def test_what_a_killed_process_left_goes_after_a_day(studio):
    newsroom, _, home = studio
    left, young = sent_folder(newsroom) / "left.part", sent_folder(newsroom) / "young.part"
    for each in (left, young):
        each.write_bytes(b"half of it")
    os.utime(left, (0, 0))
    (home / "next").write_bytes(b"sound")
    with newsroom.store.reading() as tx:
        officer = the_officer(tx, "Asha")
    sending = Sent(file=home / "next", file_name="a", day=BEGINS.date())
    made = ask(newsroom, "mwatu-fm", sending, by=officer)
    assert (left.exists(), young.exists()) == (False, True)
    young.unlink()
    listen(newsroom, made.id)
