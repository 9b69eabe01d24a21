"""Cuts: a bulletin at a station's loudness, after its tune, under its cart number."""

import io
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from app.domain.recordings import AudioFormat, Chapter
from app.errors import MasteringError
from app.mastering.encode import decode, encode
from app.mastering.loudness import master, measure
from app.mastering.station_cut import Common, make_cut
from app.mastering.tags import chapters_of, tagged
from tests.audio.fakes import names, sheet
from tests.audio.test_broadcast_wave import TOLD, chunk_of, text
from tests.audio.test_loudness import RATE_HZ as SPEECH_HZ
from tests.audio.test_loudness import speechlike

MP3, OPUS, WAV = AudioFormat.MP3_128, AudioFormat.OPUS_24, AudioFormat.WAV_48
CHAPTERS = (
    Chapter(kind="ident", start_s=0.3, end_s=2.0),
    Chapter(kind="advice", start_s=2.5, end_s=8.0),
)
SECONDS = 8


@pytest.fixture(scope="module")
def common():
    return Common(
        wav=encode(master(speechlike(SECONDS), SPEECH_HZ), SPEECH_HZ, WAV),
        chapters=CHAPTERS,
        voices=("espeak/sw",),
    )


@pytest.fixture(scope="module")
def tune():
    return encode(master(speechlike(3)[::-1].copy(), SPEECH_HZ), SPEECH_HZ, WAV)


def cut(common, *, loudness_lufs=-16.0, tune=None, formats=(WAV,), cart=412_345):
    return make_cut(
        common,
        sheet(broadcast=replace(TOLD, cart=cart)),
        loudness_lufs=loudness_lufs,
        tune=tune,
        formats=formats,
        file_names=names(),
    )


@pytest.mark.parametrize("loudness_lufs", [-18.0, -23.0])
def test_every_format_comes_at_the_loudness_that_is_asked_for(common, loudness_lufs):
    made = cut(common, loudness_lufs=loudness_lufs, formats=tuple(AudioFormat))
    assert [each.format for each, _ in made] == list(AudioFormat)
    for recording, body in made:
        found = measure(*decode(body, recording.format))
        assert found.integrated_lufs == pytest.approx(loudness_lufs, abs=0.5), recording.format
        assert found.true_peak_dbtp <= -1.5, recording.format
        assert recording.loudness == found
        assert recording.sha256 == sha256(body).hexdigest()
        assert recording.size_bytes == len(body)
        assert recording.voices == ("espeak/sw",)


def test_going_down_is_one_gain_and_nothing_else(common):
    ((_, body),) = cut(common, loudness_lufs=-23.0)
    before, _ = decode(common.wav, WAV)
    after, _ = decode(body, WAV)
    loud = np.abs(before) > 0.05
    gains_db = 20 * np.log10(after[loud] / before[loud])
    assert np.ptp(gains_db) < 0.03
    assert gains_db.mean() == pytest.approx(-7.0, abs=0.3)


def test_with_carts_alone_the_samples_are_the_common_ones(common):
    ((recording, body),) = cut(common)
    before, after = (
        soundfile.read(io.BytesIO(each), dtype="int16")[0] for each in (common.wav, body)
    )
    assert np.array_equal(before, after)
    assert text(chunk_of(body, b"cart"), 132, 64) == "412345"
    assert recording.loudness == measure(*decode(common.wav, WAV))


def test_after_a_tune_everything_begins_later(common, tune):
    (wav, _), (mp3, tagged_mp3) = cut(common, tune=tune, formats=(WAV, MP3))
    later_s = 3 + 0.25
    assert wav.duration_s == pytest.approx(SECONDS + later_s, abs=0.01)
    assert mp3.duration_s == pytest.approx(SECONDS + later_s, abs=0.1)
    found = chapters_of(tagged_mp3)
    assert [each.kind for each in found] == ["tune", "ident", "advice"]
    starts = [each.start_s for each in found]
    assert starts == pytest.approx([0, 0.3 + later_s, 2.5 + later_s], abs=0.01)


def test_a_tune_is_as_loud_as_the_words(common, tune):
    ((_, body),) = cut(common, tune=tune, loudness_lufs=-23.0)
    samples, rate_hz = decode(body, WAV)
    before, words = samples[: 3 * rate_hz], samples[round(3.25 * rate_hz) :]
    loudness = [measure(each, rate_hz).integrated_lufs for each in (before, words)]
    assert loudness == pytest.approx([-23.0, -23.0], abs=1.0)


def test_bext_of_a_cut_tells_its_own_loudness(common):
    ((_, body),) = cut(common, loudness_lufs=-23.0)
    told = int.from_bytes(chunk_of(body, b"bext")[412:414], "little", signed=True)
    assert told == pytest.approx(-2300, abs=50)


def test_equal_wishes_give_equal_bytes(common, tune):
    wishes = {"tune": tune, "loudness_lufs": -23.0, "formats": (MP3, OPUS)}
    assert cut(common, **wishes) == cut(common, **wishes)


def test_only_the_wav_tells_the_cart(common):
    one, other = (
        cut(common, loudness_lufs=-23.0, formats=(MP3, WAV), cart=cart) for cart in (1, 2)
    )
    assert one[0] == other[0]
    assert one[1][0].sha256 != other[1][0].sha256


@pytest.mark.parametrize(
    ("wav", "says"),
    [
        (b"no sound", "does not decode"),
        (encode(np.zeros(48_000, np.float32), 48_000, WAV), "silent"),
    ],
    ids=["no sound", "silence"],
)
def test_what_cannot_be_cut_is_refused(common, wav, says):
    with pytest.raises(MasteringError, match=says):
        cut(replace(common, wav=wav), loudness_lufs=-23.0)


def test_chapters_are_read_back_as_they_were_written(common):
    body = encode(speechlike(2), SPEECH_HZ, MP3)
    assert chapters_of(body) == ()
    told = tagged(body, MP3, sheet=sheet(), chapters=CHAPTERS, duration_s=8.0)
    assert chapters_of(told) == CHAPTERS
    assert str(ID3(io.BytesIO(told))["TIT2"]) == sheet().title


def test_broken_tags_are_named_or_hold_no_chapters():
    for body in (b"", b"ID3", b"ID3\x03\x00\x00\x00\x00\x0f\x00" + b"CHAP" * 500, bytes(3000)):
        assert chapters_or_fault(body) in ((), "named")


def chapters_or_fault(body):
    try:
        return chapters_of(body)
    except MasteringError:
        return "named"
