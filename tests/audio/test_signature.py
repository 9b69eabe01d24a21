import numpy as np
import pytest

from app.mastering.levels import PROGRAMME_RATE_HZ
from app.mastering.signature import bed_loop, tune

SOUNDS = pytest.mark.parametrize("sound", [tune, bed_loop], ids=["tune", "bed"])


def steepest(samples) -> float:
    """Return the biggest change of slope from one sample to the next; a click has a big one."""
    return float(np.abs(np.diff(samples, 2)).max())


@SOUNDS
def test_it_is_the_same_every_time_and_cannot_be_changed(sound):
    again = sound.__wrapped__()
    assert np.array_equal(sound(), again)
    with pytest.raises(ValueError, match="read-only"):
        sound()[0] = 1


@SOUNDS
def test_it_peaks_at_half_of_full_scale_and_has_no_offset(sound):
    assert np.abs(sound()).max() == pytest.approx(0.5, abs=1e-6)
    assert abs(sound().mean()) < 1e-3


def test_the_tune_lasts_five_seconds_and_is_silent_at_both_ends():
    assert len(tune()) == 5 * PROGRAMME_RATE_HZ
    assert np.abs(tune()[[0, -1]]).max() < 1e-4


def test_the_tune_has_no_clicks():
    clicked = tune().copy()
    clicked[100_000] += 0.2
    assert steepest(tune()) < 0.05 < steepest(clicked)


def test_the_bed_joins_to_itself_without_a_seam():
    twice = np.tile(bed_loop(), 2)
    seam = len(bed_loop())
    assert steepest(twice[seam - 50 : seam + 50]) <= steepest(bed_loop())
    assert steepest(bed_loop()) < 1e-3


def test_the_tune_stays_in_one_key():
    spectrum = np.abs(np.fft.rfft(tune() * np.hanning(len(tune()))))
    strongest_hz = np.argsort(spectrum)[-1] * PROGRAMME_RATE_HZ / len(tune())
    semitones = 12 * np.log2(strongest_hz / 261.63)
    assert round(semitones) % 12 in {0, 2, 4, 7, 9}
    assert abs(semitones - round(semitones)) < 0.1
