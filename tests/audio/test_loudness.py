import re
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import MasteringError
from app.mastering.limiter import block_gains, block_peaks, turned
from app.mastering.loudness import (
    REACH,
    brought_to,
    integrated_lufs,
    master,
    measure,
    true_peak_dbtp,
)
from tests.audio.fakes import tone

RATE_HZ = 44_100


def speechlike(seconds: float, *, seed: int = 1, peak: float = 0.7) -> np.ndarray:
    """Return noise in the band of speech, in syllables of uneven strength."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE_HZ)
    noise = soxr.resample(rng.standard_normal(round(seconds * 8000) + 9), 8000, RATE_HZ)[:count]
    strength = np.repeat(rng.uniform(0.05, 1, count // 8000 + 1) ** 2, 8000)[:count]
    smooth = np.convolve(strength, np.hanning(2000) / 1000, mode="same")
    samples = noise * smooth
    return (peak * samples / np.abs(samples).max()).astype(np.float32)


def ffmpeg_meter(path) -> tuple[float, float]:
    """Return integrated LUFS and true peak in dBTP as ffmpeg's own meter reads them."""
    done = subprocess.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-i", str(path)),
            *("-af", "ebur128=peak=true", "-f", "null", "-"),
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    summary = done.stderr[done.stderr.rindex("Summary:") :]
    loudness, peak = (
        re.search(rf"{name}:\s+(-?[\d.]+|-inf)", summary)[1] for name in ("I", "Peak")
    )
    return float(loudness), float(peak)


def test_a_sine_reads_as_the_standard_says():
    # ITU-R BS.1770-5: a 997 Hz sine at full scale in one channel reads -3.01 LUFS.
    sine = np.sin(2 * np.pi * 997 * np.arange(5 * RATE_HZ) / RATE_HZ).astype(np.float32)
    assert integrated_lufs(sine, RATE_HZ) == pytest.approx(-3.01, abs=0.05)


def test_a_peak_between_two_samples_is_found():
    # At a quarter of the rate and 45 degrees, every sample misses the crest by 3.01 dB.
    at = np.arange(RATE_HZ)
    sine = 0.5 * np.sin(np.pi / 2 * at + np.pi / 4) * np.hanning(RATE_HZ)
    assert 20 * np.log10(np.abs(sine).max()) == pytest.approx(-9.03, abs=0.02)
    assert true_peak_dbtp(sine.astype(np.float32)) == pytest.approx(-6.02, abs=0.05)


@pytest.mark.parametrize("seed", [1, 2])
def test_our_meter_agrees_with_the_one_of_ffmpeg(tmp_path, seed):
    samples = speechlike(12, seed=seed)
    soundfile.write(tmp_path / "x.wav", samples, RATE_HZ, subtype="FLOAT")
    lufs, dbtp = ffmpeg_meter(tmp_path / "x.wav")
    ours = measure(samples, RATE_HZ)
    assert ours.integrated_lufs == pytest.approx(lufs, abs=0.3)
    assert ours.true_peak_dbtp == pytest.approx(dbtp, abs=0.3)


@pytest.mark.parametrize(
    ("target_lufs", "ceiling_dbtp", "peak"),
    [(-16, -1.5, 0.7), (-16, -1.5, 0.01), (-23, -1.0, 0.9), (-16, -3.0, 0.5)],
)
def test_what_is_mastered_is_at_its_target_and_under_its_ceiling(
    tmp_path, target_lufs, ceiling_dbtp, peak
):
    samples = master(
        speechlike(12, peak=peak), RATE_HZ, target_lufs=target_lufs, ceiling_dbtp=ceiling_dbtp
    )
    soundfile.write(tmp_path / "x.wav", samples, RATE_HZ, subtype="FLOAT")
    lufs, dbtp = ffmpeg_meter(tmp_path / "x.wav")
    assert lufs == pytest.approx(target_lufs, abs=0.3)
    assert dbtp <= ceiling_dbtp + 0.1
    assert true_peak_dbtp(samples) <= ceiling_dbtp


def test_sound_far_under_the_ceiling_is_only_turned_up():
    samples = tone(4, rate_hz=RATE_HZ, peak=0.05)
    louder = master(samples, RATE_HZ, target_lufs=-20, ceiling_dbtp=-1)
    gains = louder[np.abs(samples) > 0.01] / samples[np.abs(samples) > 0.01]
    assert gains.max() / gains.min() == pytest.approx(1, abs=1e-4)


def test_silence_cannot_be_mastered():
    with pytest.raises(MasteringError, match="silent"):
        master(np.zeros(RATE_HZ * 3, dtype=np.float32), RATE_HZ)


def test_a_target_out_of_reach_is_refused():
    clicks = np.zeros(RATE_HZ * 5, dtype=np.float32)
    clicks[::4410] = 0.5
    with pytest.raises(MasteringError, match="too uneven"):
        master(clicks, RATE_HZ, target_lufs=-9, ceiling_dbtp=-12)


@given(seed=st.integers(0, 1000), ceiling=st.floats(0.05, 1.0))
@settings(max_examples=20, deadline=None)
def test_no_limited_peak_is_over_the_ceiling(seed, ceiling):
    samples = speechlike(1, seed=seed, peak=1.0)
    gains = block_gains(block_peaks(samples, heeded=0), ceiling=ceiling, reach=REACH)
    limited = turned(samples, gains)
    assert np.abs(limited).max() <= ceiling * 1.0001
    assert true_peak_dbtp(limited) <= 20 * np.log10(ceiling) + 0.05
    assert gains.max() <= 1.0001


def test_the_limiter_moves_its_gain_without_a_step():
    samples = np.zeros(RATE_HZ, dtype=np.float32)
    samples[RATE_HZ // 2] = 1.0
    gains = block_gains(block_peaks(samples), ceiling=0.25, reach=REACH)
    assert gains.min() == pytest.approx(0.25, abs=0.01)
    assert np.abs(np.diff(gains)).max() < 0.05


def test_block_peaks_of_loud_blocks_are_those_of_a_plain_resampler():
    samples = speechlike(2)
    fine = np.abs(soxr.resample(samples, RATE_HZ, 4 * RATE_HZ, "VHQ"))
    plain = fine[: len(fine) // 64 * 64].reshape(-1, 64).max(axis=1)
    ours = block_peaks(samples, heeded=0)[: len(plain)]
    assert np.abs(ours - plain).max() < 0.005


@pytest.mark.parametrize("seconds", [0.15, 0.5, 3.0])
def test_even_a_short_sound_is_brought_to_a_loudness(seconds):
    sound = tone(seconds, rate_hz=RATE_HZ)
    levelled = brought_to(sound, RATE_HZ, lufs=-23)
    again = np.tile(levelled, max(1, round(3 / seconds)))
    assert integrated_lufs(again, RATE_HZ) == pytest.approx(-23, abs=0.5)
