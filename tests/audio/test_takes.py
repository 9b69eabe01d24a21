"""Recordings by people, judged in plain words, trimmed and levelled."""

import io

import numpy as np
import pytest
import soundfile

from app.errors import UploadRefused
from app.mastering.levels import CEILING_DBTP, PROGRAMME_RATE_HZ, TARGET_LUFS
from app.mastering.loudness import measure
from app.mastering.takes import prepared
from tests.spoken import RATE_HZ, speech, spoken_wav, wav


def made(samples, folder, *, expected_s=5.0):
    return prepared(wav(samples), expected_s=expected_s, folder=folder)


def samples_of(body):
    samples, rate_hz = soundfile.read(io.BytesIO(body), dtype="float32")
    assert rate_hz == PROGRAMME_RATE_HZ
    return samples


def silence(seconds, *, hiss=0.001):
    noise = np.random.default_rng(3).normal(0, hiss, round(seconds * RATE_HZ))
    return noise.astype(np.float32)


def test_both_ends_are_cut_and_the_loudness_is_that_of_the_house(tmp_path):
    long_ends = np.concatenate((silence(4), speech(5.0), silence(6)))
    found = made(long_ends, tmp_path)
    samples = samples_of(found.wav)
    assert len(samples) / PROGRAMME_RATE_HZ == pytest.approx(5.0, abs=0.4)
    loudness = measure(samples, PROGRAMME_RATE_HZ)
    assert loudness.integrated_lufs == pytest.approx(TARGET_LUFS, abs=0.3)
    assert loudness.true_peak_dbtp <= CEILING_DBTP + 0.01
    assert found.sounding.duration_s == pytest.approx(len(samples) / PROGRAMME_RATE_HZ, abs=0.01)


def test_the_same_file_gives_the_same_bytes(tmp_path):
    assert made(speech(5.0), tmp_path).wav == made(speech(5.0), tmp_path).wav


def test_a_quiet_and_a_loud_reading_come_out_alike(tmp_path):
    quiet, loud = (made(gain * speech(5.0), tmp_path).sounding for gain in (0.2, 1.0))
    assert quiet.integrated_lufs == pytest.approx(loud.integrated_lufs, abs=0.3)


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        (silence(5, hiss=1e-5), "almost silent"),
        (silence(5, hiss=0.1), "above the noise"),
        (speech(5.0, hiss=0.02), "above the noise"),
        (np.sin(np.arange(5 * RATE_HZ) / 20).astype(np.float32) / 3, "above the noise"),
        (np.clip(12 * speech(5.0), -0.9, 0.9), "It is distorted"),
        (np.clip(30 * speech(5.0), -1, 1), "It is distorted"),
        (speech(8.0), "these words take about 5 s. Was something else recorded"),
        (speech(2.0), "these words take about 5 s. Is something missing"),
        (silence(0.03, hiss=0.1), "less than a second"),
    ],
    ids=["silent", "noise", "noisy", "hum", "clipped", "overdriven", "long", "short", "blip"],
)
def test_what_is_not_fit_is_refused_with_what_to_do(tmp_path, samples, says):
    with pytest.raises(UploadRefused, match=says):
        made(samples, tmp_path)


def test_a_long_pause_is_refused_with_its_length(tmp_path):
    halves = np.concatenate((speech(3.0), silence(2.5), speech(3.0)))
    with pytest.raises(UploadRefused, match=r"a pause of 3\.\d s"):
        made(halves, tmp_path, expected_s=9.0)


def test_forty_percent_more_or_less_is_still_read_out(tmp_path):
    for seconds in (6.2, 13.6):
        assert made(speech(seconds), tmp_path, expected_s=10.0).sounding.duration_s > 6.0


def test_what_an_officer_should_know_is_remarked_and_not_refused(tmp_path):
    both = np.stack((speech(5.0), speech(5.0)), axis=1)
    assert "more than one channel" in made(both, tmp_path).sounding.remarks[0]
    telephone = prepared(
        wav(speech(8.0)[:: RATE_HZ // 8000][: 8000 * 6], rate_hz=8000),
        expected_s=5.0,
        folder=tmp_path,
    )
    assert any("sound of a telephone" in each for each in telephone.sounding.remarks)
    noisy = made(speech(5.0, hiss=0.008), tmp_path).sounding
    assert any("The room is heard" in each for each in noisy.remarks)
    assert prepared(spoken_wav(5.0), expected_s=5.0, folder=tmp_path).sounding.remarks == ()
