"""Parts that people recorded, and a voice for the rest."""

from pathlib import Path

import pytest

from app.domain.recordings import Clip, VoicePlan
from app.domain.takes import parts_to_read, words_sha256
from app.errors import VoiceError
from app.speech.recorded import Recorded, speak_with_people
from tests.audio.fakes import ESPEAK_SW, script
from tests.fakes import ToneVoice

DISCLOSURE = "Sauti hii imetengenezwa na kompyuta."
SCRIPT = script(
    ("Hujambo msikilizaji.",),
    ("Mvua ilikuwa kidogo.", "Malisho yamepungua."),
    ("Kwaheri.", DISCLOSURE),
)
PLAN = VoicePlan(language="sw", ladder=(ESPEAK_SW,))
NO_PLAN = VoicePlan(language="kam", ladder=())


def recorded(*parts, disclosure=DISCLOSURE):
    """Recordings of parts of the script by Mwende."""
    words = parts_to_read(SCRIPT, disclosure=disclosure)
    clips = {
        words_sha256(words[part]): Clip(
            sentence=part, path=Path(part), key=part, voice="person/Mwende", duration_s=3.0
        )
        for part in parts
    }
    return Recorded(clips=clips, disclosure=disclosure)


def spoken(found, tmp_path, plan=PLAN):
    speech = speak_with_people(SCRIPT, plan, found, voices=(ToneVoice(),), clips=tmp_path)
    return [[(clip.sentence, clip.voice) for clip in each.clips] for each in speech.segments]


KINDS = [each.kind for each in SCRIPT.segments]


def test_without_recordings_the_voice_says_everything(tmp_path):
    said = spoken(Recorded(disclosure=DISCLOSURE), tmp_path)
    assert [len(each) for each in said] == [1, 2, 2]
    assert {voice for each in said for _, voice in each} == {"espeak/sw"}


def test_a_recorded_part_stands_in_its_place_and_the_voice_says_the_rest(tmp_path):
    said = spoken(recorded(KINDS[1]), tmp_path)
    assert said[1] == [(KINDS[1], "person/Mwende")]
    assert said[0] == [("Hujambo msikilizaji.", "espeak/sw")]


def test_a_computer_says_what_it_is_even_behind_a_recorded_part(tmp_path):
    said = spoken(recorded(KINDS[2]), tmp_path)
    assert said[2] == [(KINDS[2], "person/Mwende"), (DISCLOSURE, "espeak/sw")]


def test_where_only_people_speak_no_voice_is_asked_and_none_is_named(tmp_path):
    said = spoken(recorded(*KINDS), tmp_path, NO_PLAN)
    assert said == [[(kind, "person/Mwende")] for kind in KINDS]


def test_a_recording_of_the_whole_takes_the_place_of_all_parts(tmp_path):
    assert spoken(recorded("whole", KINDS[0]), tmp_path, NO_PLAN) == [[("whole", "person/Mwende")]]


def test_what_is_not_recorded_yet_is_named_when_no_voice_can_say_it(tmp_path):
    with pytest.raises(VoiceError, match=f"Not recorded yet: {KINDS[1]}, {KINDS[2]}"):
        spoken(recorded(KINDS[0]), tmp_path, NO_PLAN)


def test_a_recording_of_other_words_is_not_used(tmp_path):
    other = Recorded(clips={"0" * 64: next(iter(recorded(KINDS[0]).clips.values()))})
    assert "person/Mwende" not in {voice for each in spoken(other, tmp_path) for _, voice in each}
