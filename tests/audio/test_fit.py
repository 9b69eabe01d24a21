import numpy as np
import pytest

from app.domain.recordings import AudioFormat
from app.errors import MasteringError
from app.mastering import fit
from app.mastering.fit import FIRST_AIM, Aim, fitted
from app.mastering.loudness import study
from tests.audio.test_loudness import RATE_HZ, speechlike

EVERY = pytest.mark.parametrize("audio_format", list(AudioFormat), ids=str)


def harsh(seconds: float) -> np.ndarray:
    """Return syllables with bright bursts on top, which every encoder overshoots."""
    sound = speechlike(seconds)
    bursts = np.random.default_rng(5).standard_normal(len(sound)).astype(np.float32)
    bursts[np.arange(len(sound)) % 22_050 > 1_500] = 0
    return sound + 0.15 * bursts


@EVERY
def test_even_harsh_sound_is_fit_for_air_in_the_end(audio_format):
    _, found = fitted(study(harsh(15), RATE_HZ), audio_format)
    assert found.loudness.integrated_lufs == pytest.approx(-16, abs=0.5)
    assert found.loudness.true_peak_dbtp <= -1.5


def test_a_file_that_overshoots_is_made_again_lower_where_it_did():
    studied = study(harsh(10), RATE_HZ)
    heard = speechlike(10)
    heard *= 0.5 / np.abs(heard).max()
    heard[3 * RATE_HZ] = 1.0
    aim = fit._lower(Aim(room_db=1.0), studied, heard, RATE_HZ)
    assert aim.room_db == pytest.approx(1.2)
    lowest = int(np.argmin(aim.dips)) * 16 / RATE_HZ
    assert lowest == pytest.approx(3.0, abs=0.03)
    assert 20 * np.log10(aim.dips.min()) == pytest.approx(-1.8, abs=0.1)
    assert np.mean(aim.dips > 0.999) > 0.99


def test_a_sound_that_cannot_be_made_fit_is_refused():
    clicks = np.full(12 * RATE_HZ, 0.0, dtype=np.float32)
    clicks[::8820] = 0.9
    with pytest.raises(MasteringError, match="Refused"):
        fitted(study(clicks, RATE_HZ), AudioFormat.WAV_48)


def test_every_format_has_an_aim_under_the_ceiling():
    assert set(FIRST_AIM) == set(AudioFormat)
    assert all(aim.room_db > 0 for aim in FIRST_AIM.values())
