import hashlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from app.domain.recordings import Pronunciation
from app.errors import VoiceError, VoiceUnavailable
from app.speech.espeak import EspeakVoice
from app.speech.lexicon import spoken_form
from app.speech.voices import speak_script
from tests.audio.fakes import ESPEAK_EN, ESPEAK_SW, SW_SENTENCES, plan, script

SENTENCE = SW_SENTENCES[1]
NG_ROW = Pronunciation(written="ng'-", engine="espeak", spoken="[[N]]")
CATTLE_ROW = Pronunciation(written="ng'ombe", engine="espeak", spoken="[[N'ombe]]")
NO_LIBRARY = (sys.executable, "-c", "pass")


@pytest.fixture(scope="module")
def speaker():
    with EspeakVoice().open() as opened:
        yield opened


def _digests(sentences: tuple[str, ...]) -> list[str]:
    with EspeakVoice().open() as opened:
        spoken = [opened.speak(sentence, ESPEAK_SW) for sentence in sentences]
    return [hashlib.sha256(each.samples.tobytes()).hexdigest() for each in spoken]


def test_a_sentence_sounds_the_same_every_time_and_in_every_process():
    once = _digests(SW_SENTENCES)
    assert _digests((SENTENCE, *SW_SENTENCES, SENTENCE)) == [once[1], *once, once[1]]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(_digests, SW_SENTENCES).result() == once


def test_another_voice_in_between_changes_nothing(speaker):
    before = speaker.speak(SENTENCE, ESPEAK_SW)
    speaker.speak("Hello.", ESPEAK_EN)
    assert np.array_equal(speaker.speak(SENTENCE, ESPEAK_SW).samples, before.samples)


def test_the_library_tells_its_own_version():
    assert EspeakVoice().version == "1.52.0"


def test_british_english_is_found_although_no_voice_has_its_name(speaker):
    assert speaker.phonemes("The goat is dry.", ESPEAK_EN) == "ðə ɡˈəʊt ɪz dɹˈaɪ"


def test_a_slower_rate_takes_longer(speaker):
    fast = speaker.speak(SENTENCE, replace(ESPEAK_SW, rate_wpm=170))
    slow = speaker.speak(SENTENCE, replace(ESPEAK_SW, rate_wpm=110))
    assert slow.duration_s > 1.3 * fast.duration_s


def test_stock_espeak_spells_out_a_word_that_begins_with_ng(speaker):
    # When this fails, the library has learnt it: the rows of the lexicon can go.
    assert "enɟ" in speaker.phonemes("ng'ombe", ESPEAK_SW)


@pytest.mark.parametrize(
    ("sentence", "sounds"),
    [
        ("Uza ng'ombe sasa.", "ˈuza ŋˈombe sˈasa"),
        ("Ng’ombe wengi.", "ŋˈombe wˈeŋɡi"),
        ("Vuka ng'ambo.", "vˈuka ŋ ˈambo"),
        ("Ng'arisha.", "ŋ arˈiʃa"),
        ("Kwa Wang'ombe.", "kwa waŋˈombe"),
    ],
)
def test_the_lexicon_mends_words_that_begin_with_ng(speaker, sentence, sounds):
    spoken = spoken_form(sentence, engine="espeak", lexicon=(NG_ROW, CATTLE_ROW))
    assert speaker.phonemes(spoken, ESPEAK_SW) == sounds
    assert "enɟ" not in speaker.phonemes(spoken, ESPEAK_SW)


def test_phoneme_escapes_are_heard_and_not_only_written(speaker):
    escaped = speaker.speak("[[N'ombe]]", ESPEAK_SW)
    spelled = speaker.speak("ng'ombe", ESPEAK_SW)
    assert 0.4 * spelled.duration_s < escaped.duration_s < 0.85 * spelled.duration_s


def test_an_unknown_voice_is_not_replaced_by_another(speaker):
    with pytest.raises(VoiceUnavailable, match="no voice 'kam'"):
        speaker.speak("Mwĩ aseo?", replace(ESPEAK_SW, voice="kam"))
    assert speaker.speak(SENTENCE, ESPEAK_SW).duration_s > 1


def test_a_truncated_escape_is_refused_by_its_length(tmp_path):
    # The voice has no U, E and O: it says the m, and nothing of the rest.
    row = Pronunciation(written="malisho na maji ya kunywa", engine="espeak", spoken="[[mUs'EO]]")
    words = script(("Tafuta malisho na maji ya kunywa.",))
    with pytest.raises(VoiceError, match=r"espeak/sw.*plausible"):
        speak_script(
            words, plan(ESPEAK_SW, lexicon=(row,)), voices=(EspeakVoice(),), clips=tmp_path
        )


FAKE_CHILD = """
import json, os, pathlib, struct, sys, time
def write(head, body=b""):
    head = json.dumps({**head, "body_bytes": len(body)}).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + body)
    sys.stdout.buffer.flush()
write({"version": "9.9", "rate_hz": 22050})
mark = pathlib.Path(sys.argv[1])
while prefix := sys.stdin.buffer.read(4):
    sys.stdin.buffer.read(struct.unpack(">I", prefix)[0])
    if not mark.exists():
        mark.write_text(str(os.getpid()))
        %s
    write({}, b"\\1\\0" * 22050)
"""


def _faulty_child(tmp_path: Path, fault: str) -> EspeakVoice:
    """Return a voice whose child has a fault at its very first sentence."""
    program = tmp_path / "child.py"
    program.write_text(FAKE_CHILD % fault)
    command = (sys.executable, str(program), str(tmp_path / "mark"))
    return EspeakVoice(command=command, timeout_s=0.5)


def _is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_a_hung_sentence_is_ended_and_the_child_started_again(tmp_path):
    voice = _faulty_child(tmp_path, "time.sleep(60)")
    with voice.open() as opened:
        started = time.monotonic()
        with pytest.raises(VoiceUnavailable, match=r"hung on “Hujambo.”.*after 0\.5 s"):
            opened.speak("Hujambo.", ESPEAK_SW)
        assert time.monotonic() - started < 5
        assert not _is_running(int((tmp_path / "mark").read_text()))
        assert opened.speak("Hujambo.", ESPEAK_SW).duration_s == 1


def test_a_child_that_dies_names_the_sentence_and_is_started_again(tmp_path):
    voice = _faulty_child(tmp_path, "os._exit(3)")
    with voice.open() as opened:
        with pytest.raises(VoiceUnavailable, match=r"ended at “Hujambo\.”"):
            opened.speak("Hujambo.", ESPEAK_SW)
        assert opened.speak("Hujambo.", ESPEAK_SW).duration_s == 1


def test_no_child_is_left_when_the_voice_is_closed(tmp_path):
    voice = _faulty_child(tmp_path, "pass")
    with voice.open() as opened:
        opened.speak("Hujambo.", ESPEAK_SW)
        pid = int((tmp_path / "mark").read_text())
        assert _is_running(pid)
    assert not _is_running(pid)


PROGRAM = """#!/bin/sh
if [ "$1" = --version ]; then echo "eSpeak NG text-to-speech: 1.51  Data at: /x"; exit 0; fi
cat > {asked}
echo "$@" >> {asked}
cat {wav}
"""


def _program(tmp_path: Path) -> Path:
    wav = tmp_path / "out.wav"
    samples = (np.arange(22_050) % 100).astype("<i2").tobytes()
    header = bytearray(44)
    header[:4], header[24:28] = b"RIFF", (22_050).to_bytes(4, "little")
    wav.write_bytes(bytes(header) + samples)
    program = tmp_path / "espeak-ng"
    program.write_text(PROGRAM.format(asked=tmp_path / "asked", wav=wav))
    program.chmod(0o755)
    return program


def test_the_program_speaks_where_the_library_does_not_load(tmp_path):
    voice = EspeakVoice(command=NO_LIBRARY, program=str(_program(tmp_path)))
    assert voice.version == "1.51-program"
    with voice.open() as opened:
        assert opened.speak("Hujambo.", ESPEAK_SW).duration_s == 1
    assert (tmp_path / "asked").read_text() == "Hujambo.-v sw -s 150 --stdin --stdout\n"


def test_without_library_and_program_a_person_is_told_what_to_install():
    voice = EspeakVoice(command=NO_LIBRARY, program="no-such-program")
    with pytest.raises(VoiceUnavailable, match=r"Install .*espeakng-loader.*espeak-ng"):
        _ = voice.version


def test_a_command_that_does_not_exist_is_told_as_such():
    voice = EspeakVoice(command=("/no/such/python",), program="no-such-program")
    with pytest.raises(VoiceUnavailable, match="does not start"), voice.open():
        pass
