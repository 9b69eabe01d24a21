"""Recordings by people, from the upload to the air."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from app.domain.bulletins import Segment, Verdict
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.takes import WHOLE, words_sha256
from app.errors import ApprovalError, Conflict, UploadRefused
from app.pipeline.produce import produce
from app.pipeline.recorded import recorded_of
from app.pipeline.takes import (
    Sent,
    expected_s,
    keep_recording,
    match_recording,
    missing_parts,
    parts_of,
)
from app.store.audit import Deed, entries
from app.store.bulletins import the_bulletin
from app.store.officers import the_officer
from app.store.recordings import kept_recordings, recordings_of
from app.writing.language_pack import load
from tests.builders import add_people
from tests.machine import Machine
from tests.spoken import spoken_wav
from tests.web.filled import keep_draft, opened_newsroom, written

NAME = "x-2026-W48-kitui-sw-1"
SCRIPT = written(
    "sw",
    exercise=True,
    segments=(
        Segment(kind="headline", sentences=("Kitui iko katika awamu ya Tahadhari, kwa sasa.",)),
        Segment(kind="rain", sentences=("Mvua ilikuwa kidogo sana mwezi huu.",)),
    ),
)


def officer(newsroom, name):
    with newsroom.store.reading() as tx:
        return the_officer(tx, name)


@cache
def silent_pack():
    """Kiswahili as if no computer spoke it."""
    pack = load(Path(__file__).parents[2] / "bulletin_templates" / "sw")
    return replace(pack, voices=replace(pack.voices, ladder=(), online=(), disclosure=""))


@pytest.fixture
def studio(tmp_path):
    """Kitui's exercise in a language that no computer speaks, and three officers."""
    with opened_newsroom(tmp_path) as opened:
        studio = replace(opened, packs={"sw": silent_pack()}, formats=(AudioFormat.WAV_48,))
        with studio.store.transaction() as tx:
            people = (("Asha", Role.EDITOR), ("Mutua", Role.REVIEWER), ("Wanza", Role.APPROVER))
            add_people(tx, *people)
        drafted = keep_draft(studio, "sw", script=SCRIPT, verdict=Verdict.READY)
        produce(studio, [drafted])
        yield studio


def standing(newsroom, name=NAME):
    with newsroom.store.reading() as tx:
        return the_bulletin(tx, name)


def sent(newsroom, part, *, seconds=None, **changes):
    words = parts_of(newsroom, standing(newsroom))[part]
    lasts = seconds or expected_s(newsroom, "sw", words)
    made = Sent(
        file=spoken_wav(lasts, seed=len(part)),
        part=part,
        text_sha256=words_sha256(words),
        speaker="Mwende Musyoka",
        consent=True,
    )
    return replace(made, **changes)


def recorded(newsroom, part, *, by="Asha", **changes):
    return keep_recording(newsroom, NAME, sent(newsroom, part, **changes), by=officer(newsroom, by))


def test_a_bulletin_without_a_voice_goes_on_air_when_every_part_is_recorded_and_matched(studio):
    assert standing(studio).verdict is Verdict.NO_VOICE
    parts = [each for each in parts_of(studio, standing(studio)) if each != WHOLE]
    for part in parts:
        assert standing(studio).verdict is Verdict.NO_VOICE
        take = recorded(studio, part)
        after = match_recording(studio, take.id, by=officer(studio, "Mutua"))
    assert after.verdict is Verdict.READY
    (released,) = produce(studio, [after]).released
    with studio.store.reading() as tx:
        (made,) = recordings_of(tx, [released.id])[released.id]
        assert made.voices == ("person/Mwende Musyoka",)
        assert {each.act for each in entries(tx)} >= {Deed.TAKE_KEPT, Deed.TAKE_MATCHED}
    body = studio.blobs.path(made.address).read_bytes()
    assert b"read by Mwende Musyoka" in body


def test_the_whole_may_be_recorded_in_one_go(studio):
    take = recorded(studio, WHOLE)
    after = match_recording(studio, take.id, by=officer(studio, "Mutua"))
    (released,) = produce(studio, [after]).released
    assert released.verdict is Verdict.RELEASED


def test_who_sent_or_spoke_a_recording_does_not_match_it(studio):
    take = recorded(studio, "headline", by="Wanza")
    with pytest.raises(ApprovalError, match="somebody else must hear it"):
        match_recording(studio, take.id, by=officer(studio, "Wanza"))
    with pytest.raises(ApprovalError, match="you may not"):
        match_recording(studio, take.id, by=officer(studio, "Asha"))
    spoken = recorded(studio, "rain", speaker="mutua")
    with pytest.raises(ApprovalError, match="You spoke this recording yourself"):
        match_recording(studio, spoken.id, by=officer(studio, "Mutua"))
    match_recording(studio, take.id, by=officer(studio, "Mutua"))
    with pytest.raises(Conflict, match="Mutua has said already"):
        match_recording(studio, take.id, by=officer(studio, "Mutua"))


def test_a_form_that_lacks_something_keeps_nothing(studio):
    for changes, says in (
        ({"consent": False}, "tick that this person agrees"),
        ({"speaker": " M "}, "Write who speaks"),
        ({"speaker": "Mwende\u202e3pm"}, "Write who speaks"),
        ({"file": b""}, "Choose the recording first"),
        ({"seconds": 60.0}, "these words take about"),
    ):
        with pytest.raises(UploadRefused, match=says):
            recorded(studio, "headline", **changes)
    with studio.store.reading() as tx:
        assert kept_recordings(tx) == set()


def test_words_that_changed_since_they_were_read_are_not_recorded(studio):
    with pytest.raises(Conflict, match="words have changed"):
        recorded(studio, "headline", text_sha256="0" * 64)


def test_an_officer_of_another_county_records_nothing(studio):
    with studio.store.transaction() as tx:
        add_people(tx, ("Juma", Role.EDITOR), counties=["makueni"])
    with pytest.raises(ApprovalError, match="do not decide for kitui"):
        recorded(studio, "headline", by="Juma")


def test_a_changed_word_makes_a_take_void_and_the_same_words_again_bring_it_back(studio):
    take = recorded(studio, "headline")
    match_recording(studio, take.id, by=officer(studio, "Mutua"))
    headline_words = words_sha256(parts_of(studio, standing(studio))["headline"])
    assert missing_parts(studio, standing(studio), SCRIPT) == ("rain",)
    headline, rain = SCRIPT.segments
    other = replace(headline, sentences=("Kitui iko katika awamu ya Hatari, kwa sasa.",))
    assert "headline" in missing_parts(
        studio, standing(studio), replace(SCRIPT, segments=(other, rain))
    )
    next_edition = replace(standing(studio), id="x-2026-W48-kitui-sw-2")
    found = recorded_of(studio, next_edition, SCRIPT, "")
    assert list(found.clips) == [headline_words]
    elsewhere = replace(standing(studio), county="makueni")
    assert recorded_of(studio, elsewhere, SCRIPT, "").clips == {}


def test_an_officer_records_at_the_terminal(studio, tmp_path):
    machine = Machine(tmp_path)
    with studio.store.transaction() as tx:
        keys = add_people(tx, ("Juma", Role.EDITOR), ("Zawadi", Role.APPROVER))
    voice = tmp_path / "voice.wav"
    lasts = expected_s(studio, "sw", parts_of(studio, standing(studio))["headline"])
    voice.write_bytes(spoken_wav(lasts))
    typed = ("take", "add", NAME, str(voice), "--speaker", "Mwende", "--part", "headline")
    added = machine.tangazo(*typed, "--consent", TANGAZO_KEY=keys["Juma"])
    assert added.returncode == 0, added.stderr
    take = added.stdout.split(":")[0]
    matched = machine.tangazo("take", "match", take, TANGAZO_KEY=keys["Zawadi"])
    assert matched.returncode == 0, matched.stderr
    assert (
        f"{take}  spoken by Mwende, matched by Zawadi"
        in machine.tangazo("take", "list", NAME).stdout
    )


def test_the_sound_of_a_take_survives_the_sweep_of_what_no_record_names(studio):
    take = recorded(studio, "headline")
    with studio.store.reading() as tx:
        assert take.sha256 in kept_recordings(tx)
