"""A station's tune: what is sent, what is kept of it, and how it stands before a bulletin."""

import numpy as np
import pytest

from app.domain.recordings import AudioFormat
from app.errors import MasteringError, UploadRefused
from app.mastering.encode import decode, encode
from app.mastering.loudness import measure
from app.mastering.tunes import prepared_tune, tune_before
from tests.audio.fakes import tone
from tests.audio.test_uploads import TEN_HOURS_OF_AMR

RATE_HZ = 48_000


def sent(samples, kind=AudioFormat.MP3_128):
    return encode(samples.astype(np.float32), RATE_HZ, kind)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    jingle = 0.1 * tone(4.0, rate_hz=RATE_HZ, hz=523) + 0.02
    return prepared_tune(sent(jingle), folder=tmp_path_factory.mktemp("tune"))


def test_a_tune_is_kept_at_the_loudness_of_the_house(kept):
    samples, rate_hz = decode(kept, AudioFormat.WAV_48)
    found = measure(samples, rate_hz)
    assert found.integrated_lufs == pytest.approx(-16.0, abs=0.5)
    assert found.true_peak_dbtp <= -1.0
    assert len(samples) / rate_hz == pytest.approx(4.0, abs=0.1)
    assert abs(float(samples.mean())) < 0.002


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"PK\x03\x04" + bytes(500), "a packed archive"),
        (b"#EXTM3U\nhttp://evil.example/x.mp3\n", "a playlist"),
        (b"<html>hm</html>", "a web page"),
        (b"My tune is la la la", "no sound file that we know"),
        (b"", "empty"),
        (TEN_HOURS_OF_AMR, "longer than 15 seconds"),
        (sent(tone(16.0, rate_hz=RATE_HZ)), "longer than 15 seconds"),
        (sent(tone(0.5, rate_hz=RATE_HZ)), "less than a second"),
        (sent(np.zeros(3 * RATE_HZ), AudioFormat.WAV_48), "almost silent"),
        (
            sent(np.concatenate([tone(2, rate_hz=RATE_HZ), np.zeros(3 * RATE_HZ)])),
            "3.0 s of silence",
        ),
        (sent(tone(3.0, rate_hz=RATE_HZ))[:200], "cannot be read"),
    ],
    ids=[
        *("zip", "playlist", "page", "text", "empty"),
        *("ten hours", "too long", "too short", "silent", "silence at its end", "cut"),
    ],
)
def test_what_can_be_no_tune_is_named(tmp_path, body, says):
    with pytest.raises(UploadRefused, match=says):
        prepared_tune(body, folder=tmp_path)


def test_a_tune_stands_before_the_words_with_a_short_pause_between(kept):
    words = tone(3.0, rate_hz=RATE_HZ)
    whole, later_s = tune_before(kept, words, RATE_HZ)
    begins = round(later_s * RATE_HZ)
    assert np.array_equal(whole[begins:], words)
    pause = whole[begins - 12_000 : begins]
    assert not pause.any()
    assert whole[: begins - 12_000].any()
    assert abs(whole[begins - 12_001]) < 0.001
    assert whole[0] == 0


def test_a_tune_of_another_rate_is_refused(kept):
    with pytest.raises(MasteringError, match="44100 Hz"):
        tune_before(kept, tone(3.0), 44_100)
