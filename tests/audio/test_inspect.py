import numpy as np
import pytest

from app.domain.recordings import AudioFormat
from app.errors import MasteringError
from app.mastering.encode import encode
from app.mastering.inspect import accept_sound, clipped_stretches, inspect, longest_gap_s
from app.mastering.loudness import master
from tests.audio.test_loudness import speechlike

RATE_HZ = 48_000
LENGTH_S = 20.0


@pytest.fixture(scope="module")
def good() -> np.ndarray:
    """Return sound that is fit for air: syllables at -16 LUFS, under -1.6 dBTP."""
    sound = speechlike(LENGTH_S * RATE_HZ / 44_100 + 0.01)[: round(LENGTH_S * RATE_HZ)]
    return master(sound, RATE_HZ, ceiling_dbtp=-1.6)


def judge(sound, *, expected_s: float = LENGTH_S):
    wav = encode(sound.astype(np.float32), RATE_HZ, AudioFormat.WAV_48)
    return inspect(wav, AudioFormat.WAV_48, expected_s=expected_s)


def with_hole(sound, start_s: float, length_s: float):
    holed = sound.copy()
    holed[round(start_s * RATE_HZ) : round((start_s + length_s) * RATE_HZ)] *= 0.001
    return holed


def test_good_sound_is_accepted_and_its_figures_told(good):
    found = judge(good)
    assert found.duration_s == pytest.approx(LENGTH_S)
    assert found.loudness.integrated_lufs == pytest.approx(-16, abs=0.3)
    assert found.loudness.true_peak_dbtp <= -1.5


def test_a_short_hole_is_accepted(good):
    assert judge(with_hole(good, 8, 2.0)).duration_s == pytest.approx(LENGTH_S)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda x: 0 * x, "longest gap"),
        (lambda x: with_hole(x, 10, 10), "longest gap without speech 10"),
        (lambda x: with_hole(x, 7, 6), r"longest gap without speech 6\.\d+ s; the limit is 2\.5 s"),
        (lambda x: with_hole(x, 0, 3), "longest gap"),
        (lambda x: np.clip(3 * x, -1, 1), "clipped stretches"),
        (lambda x: x + 0.02, r"DC offset 0\.0198 of full scale; the limit is 0\.005"),
        (lambda x: x[: 18 * RATE_HZ], r"length off by 2 s; the limit is 0\.4 s"),
        (lambda x: np.concatenate([x, x[: 2 * RATE_HZ]]), "length off by 2 s"),
        (lambda x: 1.15 * x, "loudness is -14"),
        (lambda x: 0.7 * x, "loudness is -19"),
        (lambda x: np.where(np.arange(len(x)) == 5000, 0.98, x), "true peak"),
        (lambda x: 0.003 * x, "longest gap"),
    ],
    ids=[
        "silence",
        "half silent",
        "six seconds missing",
        "late start",
        "clipped",
        "offset",
        "too short",
        "too long",
        "too loud",
        "too quiet",
        "one high peak",
        "faint hiss only",
    ],
)
def test_sound_that_is_not_fit_for_air_is_refused_with_figure_and_limit(good, spoil, reason):
    with pytest.raises(MasteringError, match=reason):
        judge(spoil(good))


def test_samples_that_are_no_numbers_are_refused(good):
    spoilt = good.copy()
    spoilt[100] = np.nan
    with pytest.raises(MasteringError, match="no numbers"):
        accept_sound(spoilt, RATE_HZ, expected_s=LENGTH_S)


@pytest.mark.parametrize("audio_format", list(AudioFormat), ids=str)
def test_a_file_that_breaks_off_is_refused(good, audio_format):
    body = encode(good, RATE_HZ, audio_format)
    with pytest.raises(MasteringError, match=r"length off|does not decode"):
        inspect(body[: len(body) * 2 // 3], audio_format, expected_s=LENGTH_S)


def test_an_empty_file_is_refused():
    with pytest.raises(MasteringError, match="does not decode"):
        inspect(b"", AudioFormat.MP3_128, expected_s=LENGTH_S)


def test_another_container_is_refused(good):
    wav = encode(good, RATE_HZ, AudioFormat.WAV_48)
    with pytest.raises(MasteringError, match="is WAV with 1 channels; it should be MP3"):
        inspect(wav, AudioFormat.MP3_128, expected_s=LENGTH_S)


def test_gaps_are_measured_to_a_twentieth_of_a_second(good):
    assert longest_gap_s(with_hole(good, 5, 4.0), RATE_HZ) == pytest.approx(4.0, abs=0.35)


def test_only_runs_of_full_samples_count_as_clipped():
    samples = np.zeros(100, dtype=np.float32)
    samples[[10, 20, 21]] = 1.0
    assert clipped_stretches(samples) == 0
    samples[30:33] = -1.0
    assert clipped_stretches(samples) == 1
