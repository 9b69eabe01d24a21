import pickle
import wave

import numpy as np
import pytest

from app.domain.recordings import Pronunciation, VoiceChoice
from app.errors import ScriptRefused, StoreError, VoiceError, VoiceRefused
from app.speech.espeak import EspeakVoice
from app.speech.gtts_voice import GttsVoice
from app.speech.voices import speak_script
from tests.audio.fakes import FakeVoice, plan, script

FIRST = VoiceChoice(engine="first", voice="sw")
SECOND = VoiceChoice(engine="second", voice="sw", rate_wpm=150)
WORDS = script(("Hujambo msikilizaji.", "Malisho ni duni."), ("Hakuna onyo la ukame.",))


def speak(tmp_path, *voices, words=WORDS, ladder=(FIRST, SECOND), lexicon=()):
    return speak_script(words, plan(*ladder, lexicon=lexicon), voices=voices, clips=tmp_path)


def test_a_script_is_spoken_by_the_first_voice_of_the_ladder(tmp_path):
    speech = speak(tmp_path, FakeVoice("second"), FakeVoice("first"))
    assert {clip.voice for each in speech.segments for clip in each.clips} == {"first/sw"}
    assert [len(each.clips) for each in speech.segments] == [2, 1]
    assert speech.fallbacks == ()


def test_clips_say_their_own_length(tmp_path):
    clip = speak(tmp_path, FakeVoice("first")).segments[0].clips[0]
    with wave.open(str(clip.path)) as file:
        assert file.getnframes() / file.getframerate() == clip.duration_s


def test_a_voice_that_fails_late_is_passed_over_for_the_whole_script(tmp_path):
    speech = speak(tmp_path, FakeVoice("first", fails_at="ukame"), FakeVoice("second"))
    assert {clip.voice for each in speech.segments for clip in each.clips} == {"second/sw"}
    assert speech.fallbacks == ("Voice first/sw was passed over: it is out of order.",)


def test_a_voice_that_is_not_installed_is_passed_over(tmp_path):
    speech = speak(tmp_path, FakeVoice("second"))
    assert speech.fallbacks == (
        "Voice first/sw was passed over: the engine first is not installed here.",
    )


def test_when_no_voice_is_left_every_reason_is_told(tmp_path):
    broken = FakeVoice("second", fails_at="Malisho", fault=VoiceRefused("it coughed."))
    with pytest.raises(VoiceError, match=r"first/sw.*not installed.*second/sw.*coughed"):
        speak(tmp_path, broken)


def test_an_empty_ladder_is_told_as_such(tmp_path):
    with pytest.raises(VoiceError, match="ladder of voices is empty"):
        speak(tmp_path, ladder=())


@pytest.mark.parametrize(
    "sentence", ["Asilimia 35 tu.", "Nusu % tu.", "Sema [[a]].", " "], ids=repr
)
def test_what_no_voice_may_be_given_is_refused_before_any_engine_sees_it(tmp_path, sentence):
    voice = FakeVoice("first")
    with pytest.raises(ScriptRefused, match="part-1"):
        speak(tmp_path, voice, words=script(("Hujambo.",), (sentence,)))
    assert voice.opened == 0


def test_a_sentence_is_spoken_once_and_then_taken_from_its_clip(tmp_path):
    voice = FakeVoice("first")
    before = speak(tmp_path, voice)
    after = speak(tmp_path, voice)
    assert len(voice.said) == 3
    assert voice.opened == 1
    assert before == after


@pytest.mark.parametrize(
    ("ladder", "version", "lexicon"),
    [
        ((FIRST,), "2", ()),
        ((VoiceChoice(engine="first", voice="en"),), "1", ()),
        ((VoiceChoice(engine="first", voice="sw", rate_wpm=140),), "1", ()),
        ((FIRST,), "1", (Pronunciation(written="duni", engine="first", spoken="dooni"),)),
    ],
    ids=["version", "voice", "rate", "lexicon"],
)
def test_whatever_changes_the_sound_makes_another_clip(tmp_path, ladder, version, lexicon):
    words = script(("Malisho ni duni.",))
    before = speak(tmp_path, FakeVoice("first"), words=words).segments[0].clips[0]
    voice = FakeVoice("first", version=version)
    after = speak(tmp_path, voice, words=words, ladder=ladder, lexicon=lexicon)
    assert after.segments[0].clips[0].key != before.key
    assert len(voice.said) == 1


def _cut(path):
    path.write_bytes(path.read_bytes()[:2000])


def _empty(path):
    path.write_bytes(b"")


def _shorten(path):
    with wave.open(str(path)) as file:
        shape, frames = file.getparams(), file.readframes(2000)
    with wave.open(str(path), "wb") as file:
        file.setparams(shape)
        file.writeframes(frames)


@pytest.mark.parametrize("spoil", [_cut, _empty, _shorten])
def test_a_spoilt_clip_is_made_again(tmp_path, spoil):
    voice = FakeVoice("first")
    clip = speak(tmp_path, voice).segments[0].clips[0]
    whole = clip.path.read_bytes()
    spoil(clip.path)
    assert speak(tmp_path, voice).segments[0].clips[0] == clip
    assert clip.path.read_bytes() == whole


def test_no_half_written_clip_is_left_behind(tmp_path):
    speak(tmp_path, FakeVoice("first"))
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".wav"}


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        speak(blocked, FakeVoice("first"))


@pytest.mark.parametrize(
    ("voice", "reason"),
    [
        (FakeVoice("first", pace=3.5), "plausible"),
        (FakeVoice("first", pace=0.2), "plausible"),
        (FakeVoice("first", loud=False), "silence"),
    ],
    ids=["too short", "too long", "silent"],
)
def test_what_is_not_speech_is_refused(tmp_path, voice, reason):
    speech = speak(tmp_path, voice, FakeVoice("second"))
    assert reason in speech.fallbacks[0]


def test_the_lexicon_is_applied_for_the_engine_that_speaks(tmp_path):
    rows = (Pronunciation(written="duni", engine="first", spoken="dooni"),)
    voice = FakeVoice("first")
    speak(tmp_path, voice, lexicon=rows)
    assert voice.said[1] == "Malisho ni dooni."


@pytest.mark.parametrize("voice", [EspeakVoice(), GttsVoice()], ids=lambda voice: voice.engine)
def test_voices_travel_to_other_processes(voice):
    assert pickle.loads(pickle.dumps(voice)) == voice  # noqa: S301


def test_clips_are_mono_sixteen_bit(tmp_path):
    clip = speak(tmp_path, FakeVoice("first")).segments[0].clips[0]
    with wave.open(str(clip.path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert np.frombuffer(file.readframes(file.getnframes()), "<i2").any()
