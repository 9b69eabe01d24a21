import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from app.domain.recordings import AudioFormat
from app.errors import MasteringError
from app.mastering.encode import decode
from app.mastering.inspect import inspect
from app.mastering.loudness import measure
from app.mastering.render import make_recordings
from app.speech.espeak import EspeakVoice
from app.speech.voices import speak_script
from tests.audio.fakes import (
    ESPEAK_EN,
    ESPEAK_SW,
    SW_SENTENCES,
    names,
    plan,
    script,
    sheet,
    speech_of_tones,
)

EVERY = tuple(AudioFormat)
EN_SENTENCES = (
    "Hello.",
    "Alert means rain and pasture are below normal, but most families are still managing.",
    "One: sell some animals now, while they are healthy and the price is fair.",
)
WORDS = {
    "sw": (script(SW_SENTENCES[:2], SW_SENTENCES[2:]), plan(ESPEAK_SW)),
    "en": (script(EN_SENTENCES, language="en"), plan(ESPEAK_EN, language="en")),
}


def make(folder: Path, language: str):
    words, voices = WORDS[language]
    speech = speak_script(words, voices, voices=(EspeakVoice(),), clips=folder / "clips")
    return make_recordings(
        speech, sheet(), formats=EVERY, file_names=names(), cache=folder / "mastered"
    )


@pytest.fixture(scope="module", params=["sw", "en"])
def made(request, tmp_path_factory):
    return make(tmp_path_factory.mktemp(request.param), request.param)


def test_every_format_is_fit_for_air_as_it_decodes(made):
    for recording, body in made:
        samples, rate_hz = decode(body, recording.format)
        heard = measure(samples, rate_hz)
        assert heard.integrated_lufs == pytest.approx(-16, abs=0.5), recording.format
        assert heard.true_peak_dbtp <= -1.5, recording.format
        assert recording.loudness == heard
        assert inspect(body, recording.format, expected_s=recording.duration_s)


def test_a_recording_tells_the_truth_of_its_bytes(made):
    for recording, body in made:
        assert recording.sha256 == sha256(body).hexdigest()
        assert recording.size_bytes == len(body)
        assert recording.file_name == f"kitui.{recording.format}"
    assert [recording.format for recording, _ in made] == list(EVERY)


def test_a_recording_names_the_voices_that_spoke_it(made):
    assert made[0][0].voices in {("espeak/sw",), ("espeak/en-gb",)}


def test_all_renditions_last_equally_long(made):
    lengths = [recording.duration_s for recording, _ in made]
    assert max(lengths) - min(lengths) < 0.08


def test_chapters_in_the_file_are_the_segments_of_the_script(tmp_path):
    recording, body = make(tmp_path, "sw")[0]
    path = tmp_path / recording.file_name
    path.write_bytes(body)
    chapters = ID3(path).getall("CHAP")
    assert [str(each.sub_frames["TIT2"]) for each in chapters] == ["part-0", "part-1"]
    assert 3000 < chapters[0].start_time < chapters[0].end_time < chapters[1].start_time


ELSEWHERE = """
import json, sys
from pathlib import Path
from tests.audio.test_render import make
print(json.dumps([recording.sha256 for recording, _ in make(Path(sys.argv[1]), "sw")]))
"""


def test_another_process_makes_the_same_bytes(tmp_path):
    here = [recording.sha256 for recording, _ in make(tmp_path / "here", "sw")]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ELSEWHERE, str(tmp_path / "there")],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert json.loads(done.stdout) == here
    warm = [recording.sha256 for recording, _ in make(tmp_path / "here", "sw")]
    assert warm == here


def test_one_format_is_the_same_alone_and_in_company(tmp_path):
    speech = speech_of_tones(tmp_path, (2.0, 1.0))
    wanted = {"file_names": names(), "cache": None}
    both = (AudioFormat.MP3_64, AudioFormat.WAV_48)
    company = make_recordings(speech, sheet(), formats=both, **wanted)
    alone = make_recordings(speech, sheet(), formats=both[1:], **wanted)
    assert alone == company[1:]


def test_a_speech_with_a_long_hole_never_becomes_a_recording(tmp_path):
    speech = speech_of_tones(tmp_path, (2.0, 1.0))
    path = speech.segments[0].clips[1].path
    hole = speech_with_hole(path)
    path.write_bytes(hole)
    with pytest.raises(MasteringError, match="longest gap"):
        make_recordings(
            speech, sheet(), formats=(AudioFormat.MP3_128,), file_names=names(), cache=None
        )


def speech_with_hole(path: Path) -> bytes:
    """Return a clip with four silent seconds in its middle."""
    header, sound = path.read_bytes()[:44], path.read_bytes()[44:]
    half = len(sound) // 4 * 2
    body = sound[:half] + bytes(4 * 2 * 22_050) + sound[half:]
    sizes = (36 + len(body)).to_bytes(4, "little"), len(body).to_bytes(4, "little")
    return header[:4] + sizes[0] + header[8:40] + sizes[1] + body
