import numpy as np
import pytest

from app.domain.recordings import SAMPLE_RATE_HZ, AudioFormat
from app.errors import MasteringError
from app.mastering.encode import decode, encode
from app.mastering.loudness import integrated_lufs
from tests.audio.fakes import tone

RATE_HZ = 44_100
EVERY = pytest.mark.parametrize("audio_format", list(AudioFormat), ids=str)


@pytest.fixture(scope="module")
def sound():
    return tone(6.0, rate_hz=RATE_HZ, peak=0.4)


@EVERY
def test_what_is_encoded_is_heard_again(sound, audio_format):
    heard, rate_hz = decode(encode(sound, RATE_HZ, audio_format), audio_format)
    assert rate_hz == SAMPLE_RATE_HZ[audio_format]
    assert len(heard) / rate_hz == pytest.approx(6.0, abs=0.06)
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) * rate_hz / len(heard) == pytest.approx(220, abs=5)


@EVERY
def test_the_same_sound_gives_the_same_bytes(sound, audio_format):
    assert encode(sound, RATE_HZ, audio_format) == encode(sound.copy(), RATE_HZ, audio_format)


@pytest.mark.parametrize("audio_format", [AudioFormat.MP3_128, AudioFormat.MP3_64], ids=str)
def test_mp3_keeps_its_level(sound, audio_format):
    heard, rate_hz = decode(encode(sound, RATE_HZ, audio_format), audio_format)
    assert integrated_lufs(heard, rate_hz) == pytest.approx(
        integrated_lufs(sound, RATE_HZ), abs=0.1
    )


@pytest.mark.parametrize(
    ("audio_format", "bits_a_second", "tolerance"),
    [
        (AudioFormat.MP3_128, 128_000, 0.02),
        (AudioFormat.MP3_64, 64_000, 0.02),
        (AudioFormat.OPUS_24, 24_000, 0.3),
        (AudioFormat.WAV_48, 768_000, 0.02),
    ],
    ids=str,
)
def test_files_are_as_big_as_their_bit_rate(sound, audio_format, bits_a_second, tolerance):
    size = len(encode(sound, RATE_HZ, audio_format))
    assert 8 * size / 6.0 == pytest.approx(bits_a_second, rel=tolerance)


@pytest.mark.parametrize("audio_format", [AudioFormat.MP3_128, AudioFormat.MP3_64], ids=str)
def test_mp3_begins_with_sound_and_tells_nothing_of_a_variable_rate(sound, audio_format):
    body = encode(sound, RATE_HZ, audio_format)
    assert body[0] == 0xFF
    assert body[1] == 0xFB
    assert b"Xing" not in body[:400]
    assert b"Info" not in body[:400]


@EVERY
@pytest.mark.parametrize("samples", [[], [0.1, np.nan], [np.inf]], ids=repr)
def test_what_is_no_sound_is_not_encoded(samples, audio_format):
    with pytest.raises(MasteringError, match="no samples, or some that are no numbers"):
        encode(np.array(samples, dtype=np.float32), RATE_HZ, audio_format)


@EVERY
def test_another_kind_of_file_is_refused(sound, audio_format):
    other = AudioFormat.WAV_48 if audio_format is not AudioFormat.WAV_48 else AudioFormat.OPUS_24
    with pytest.raises(MasteringError, match="it should be"):
        decode(encode(sound, RATE_HZ, other), audio_format)


@EVERY
@pytest.mark.parametrize("body", [b"", b"no sound at all" * 50], ids=["empty", "text"])
def test_what_is_no_file_is_refused(body, audio_format):
    with pytest.raises(MasteringError, match="does not decode"):
        decode(body, audio_format)
