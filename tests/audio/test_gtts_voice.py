import threading

import pytest

from app.domain.recordings import AudioFormat, VoiceChoice
from app.errors import VoiceRefused, VoiceUnavailable
from app.mastering.encode import encode
from app.speech.espeak import EspeakVoice
from app.speech.gtts_voice import GttsVoice, parts_of
from app.speech.voices import speak_script
from tests.audio.fakes import ESPEAK_SW, FakeGoogle, google_stub, plan, script, tone

GTTS_SW = VoiceChoice(engine="gtts", voice="sw")
SENTENCE = "Malisho ni duni katika wadi nyingi."
LONG = "Yaani, mvua na malisho ni chini ya kawaida, lakini familia nyingi bado zinajimudu, " * 2


@pytest.fixture(scope="module")
def mp3() -> bytes:
    return encode(tone(2.5, rate_hz=44_100), 44_100, AudioFormat.MP3_64)


@pytest.fixture
def google(mp3):
    with google_stub(FakeGoogle(mp3)) as stub:
        yield stub


def voice_of(google: FakeGoogle, **changes) -> GttsVoice:
    return GttsVoice(**({"base_url": google.address, "sleep": lambda _: None} | changes))


def say(google: FakeGoogle, sentence: str = SENTENCE, **changes):
    with voice_of(google, **changes).open() as speaker:
        return speaker.speak(sentence, GTTS_SW)


def test_a_sentence_is_asked_for_whole_in_its_language(google):
    wave = say(google)
    assert google.asked == [(SENTENCE, "sw")]
    assert wave.duration_s == pytest.approx(2.5, abs=0.1)


def test_abbreviations_and_tone_marks_are_left_as_they_are(google):
    say(google, "Dkt. Mutua asema? Sh. nyingi!")
    assert google.asked == [("Dkt. Mutua asema? Sh. nyingi!", "sw")]


def test_a_long_sentence_is_asked_for_in_parts_and_joined(google):
    wave = say(google, LONG)
    asked = [text for text, _ in google.asked]
    assert len(asked) > 1
    assert max(len(text) for text in asked) <= 100
    assert " ".join(asked) == LONG.strip()
    assert wave.duration_s == pytest.approx(2.5 * len(asked), abs=0.1 * len(asked))


def test_parts_are_cut_at_commas_else_at_spaces_else_anywhere():
    assert parts_of("aa bb, cc dd", longest=8) == ["aa bb,", "cc dd"]
    assert parts_of("aaa bbb ccc", longest=8) == ["aaa bbb", "ccc"]
    assert parts_of("aaaaabbbbb", longest=5) == ["aaaaa", "bbbbb"]


def test_requests_are_spaced(google):
    waits: list[float] = []
    say(google, LONG, sleep=waits.append, spacing_s=1.5)
    assert waits == [1.5] * len(google.asked)


@pytest.mark.parametrize(("status", "reason"), [(429, "429.*too many"), (500, "500"), (404, "404")])
def test_a_refusal_of_the_service_is_named(google, status, reason):
    google.status = status
    with pytest.raises(VoiceUnavailable, match=reason):
        say(google)


def test_a_service_that_hangs_is_given_up(google):
    google.delay = threading.Event()
    with pytest.raises(VoiceUnavailable, match="does not answer"):
        say(google, timeout_s=0.2)


def test_a_service_that_is_not_there_is_named():
    voice = GttsVoice(base_url="http://127.0.0.1:9", sleep=lambda _: None)
    with voice.open() as speaker, pytest.raises(VoiceUnavailable, match="does not answer"):
        speaker.speak(SENTENCE, GTTS_SW)


@pytest.mark.parametrize(
    "change",
    [
        {"body": b""},
        {"body": b"<html>no</html>"},
        {"body": b'jQ1olc","[\\"!!!\\"]'},
        {"mp3": b""},
        {"mp3": b"RIFF" + bytes(400)},
        {"mp3": b"\xff\xfb" + bytes(400)},
    ],
    ids=["nothing", "page", "not base64", "empty sound", "no mp3", "header only"],
)
def test_what_is_no_sound_is_refused(google, change):
    for name, value in change.items():
        setattr(google, name, value)
    with pytest.raises(VoiceRefused, match="gTTS"):
        say(google)


def test_punctuation_alone_is_refused_and_not_asked_for(google):
    with pytest.raises(VoiceRefused, match="nothing to say"):
        say(google, "…!")
    assert google.asked == []


def test_after_one_failure_espeak_speaks_the_whole_script_and_the_reason_is_named(google, tmp_path):
    google.status = 429
    words = script((SENTENCE, "Hakuna onyo la ukame."), ("Utabiri unaweza kubadilika.",))
    speech = speak_script(
        words,
        plan(GTTS_SW, ESPEAK_SW),
        voices=(voice_of(google), EspeakVoice()),
        clips=tmp_path,
    )
    assert {clip.voice for each in speech.segments for clip in each.clips} == {"espeak/sw"}
    assert len(google.asked) == 1
    assert "gtts/sw was passed over: gTTS: the service answered 429" in speech.fallbacks[0]
