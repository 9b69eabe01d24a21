"""Bulletins as they sound: what is kept of them, and how shared sentences are told apart."""

import tracemalloc
from functools import cache

import numpy as np
import pytest

from app.domain.sound_checks import Judgement
from app.mastering.alignment import aligned
from app.mastering.constellation import (
    FRAMES_PER_S,
    RATE_HZ,
    constellation,
    packed,
    unpacked,
)
from app.mastering.fingerprint import CERTAIN, chances, match
from app.mastering.landmarks import Line
from app.mastering.listened import Listened, Reference
from tests.aired import at_speed, noisy

pytestmark = pytest.mark.audio


@cache
def words(seed, seconds=8.0):
    """Return something like speech: tones that glide between vowels, in syllables."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    made = np.zeros(len(t))
    for lowest, highest in ((300, 800), (900, 2000), (2000, 3200)):
        steps = rng.uniform(lowest, highest, round(seconds * 5) + 2)
        pitch = np.interp(t * 5, np.arange(len(steps)), steps)
        made += np.sin(2 * np.pi * np.cumsum(pitch) / RATE_HZ)
    swell = np.abs(np.sin(np.pi * t * 5)) * 0.1
    return (made * swell).astype(np.float32)


def bulletin(*seeds):
    return np.concatenate([words(seed) for seed in seeds])


def known(**bulletins):
    return [Reference.of(name, constellation([each])) for name, each in bulletins.items()]


def heard(samples, references):
    return match(Listened.of(constellation([samples])), references)


def test_pieces_of_any_length_give_the_same_peaks_as_the_whole():
    sound = np.concatenate([bulletin(*range(10))])
    whole = constellation([sound])
    pieces = constellation(np.array_split(sound, 61))
    assert len(whole.frames) > 15 * whole.seconds
    assert np.array_equal(whole.frames, pieces.frames)
    assert np.array_equal(whole.bins, pieces.bins)
    assert whole.length == pieces.length


def test_what_is_kept_of_a_bulletin_is_small_and_comes_back():
    found = constellation([bulletin(1, 2, 3, 4)])
    kept = packed(found)
    assert len(kept) < 100 * found.seconds
    again = unpacked(kept)
    assert np.array_equal(again.frames, found.frames)
    assert np.array_equal(again.bins, found.bins)
    assert again.length == found.length


@pytest.mark.parametrize("samples", [0, 1, 511, 512, 4000])
def test_a_sound_that_is_short_or_silent_has_no_peaks(samples):
    found = constellation([np.zeros(samples, dtype=np.float32)])
    assert len(found.frames) == 0
    assert heard(np.zeros(samples, dtype=np.float32), known(a=bulletin(1, 2))) == ()


def test_hours_of_sound_are_never_in_memory_at_once():
    half_minute = np.random.default_rng(2).normal(0, 0.1, 30 * RATE_HZ).astype(np.float32)
    tracemalloc.start()
    found = constellation(half_minute for _ in range(20))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.seconds == pytest.approx(600, abs=1)
    assert most < 60_000_000


@pytest.mark.parametrize("speed", [0.99, 1.0, 1.0035, 1.01])
def test_speed_and_offset_are_found_exactly(speed):
    sound = bulletin(1, 2, 3, 4)
    played = np.concatenate((words(99), at_speed(sound, speed)))
    reference = Reference.of("a", constellation([sound]))
    nearest = min((1.0, 0.994, 1.006, 0.988, 1.012), key=lambda each: abs(each - speed))
    guess = Line(reference=0, offset=8.0 * FRAMES_PER_S, speed=nearest, votes=0)
    found = aligned(reference, Listened.of(constellation([played])), guess)
    assert found.line.speed == pytest.approx(speed, abs=0.0005)
    assert found.line.offset / FRAMES_PER_S == pytest.approx(8.0, abs=0.05)


def test_of_bulletins_that_share_sentences_the_whole_one_wins():
    references = known(kitui=bulletin(1, 2, 3, 4), makueni=bulletin(1, 7, 3, 4))
    (found,) = heard(noisy(bulletin(1, 2, 3, 4), seed=1, snr_db=20), references)
    assert (found.best.bulletin, found.judgement) == ("kitui", Judgement.OURS)
    assert found.second.bulletin == "makueni"
    assert found.best.covered_s > 30


def test_a_bulletin_with_another_sentence_is_not_ours():
    (found,) = heard(bulletin(1, 2, 3, 4), known(makueni=bulletin(1, 7, 3, 4)))
    assert found.judgement is Judgement.LIKE_OURS


def test_a_bulletin_whose_middle_is_longer_is_not_ours():
    aired = np.concatenate((bulletin(1, 2), words(8)[: RATE_HZ // 4], bulletin(3, 4)))
    (found,) = heard(aired, known(makueni=bulletin(1, 2, 3, 4)))
    assert found.judgement is Judgement.LIKE_OURS


def test_sentences_that_two_share_are_one_of_two():
    references = known(kitui=bulletin(1, 2, 3, 4), makueni=bulletin(7, 2, 3, 4))
    (found,) = heard(bulletin(2, 3), references)
    assert found.judgement is Judgement.ONE_OF_TWO
    assert {found.best.bulletin, found.second.bulletin} == {"kitui", "makueni"}


def test_several_bulletins_of_an_hour_are_told_in_their_order():
    rest = np.random.default_rng(5).normal(0, 0.02, 20 * RATE_HZ).astype(np.float32)
    references = known(swahili=bulletin(1, 2, 3), english=bulletin(4, 5, 6))
    hour = np.concatenate((rest, bulletin(4, 5, 6), rest, bulletin(1, 2, 3), rest))
    found = heard(hour, references)
    assert [each.best.bulletin for each in found] == ["english", "swahili"]
    assert found[1].best.starts_s == pytest.approx(64, abs=0.5)


def test_a_jingle_that_all_share_is_no_bulletin():
    references = known(kitui=bulletin(1, 2, 3), makueni=bulletin(1, 5, 6))
    assert heard(np.concatenate((words(30), words(1), words(31))), references) == ()


def test_confidence_falls_with_a_rival_a_hole_noise_and_what_is_astray():
    sure = np.prod(chances(200.0, 5.0, 20.0, 0.0))
    assert sure >= CERTAIN
    for worse in (
        (2.0, 5.0, 20.0, 0.0),
        (200.0, 25.0, 20.0, 0.0),
        (200.0, 5.0, 20.0, 3.0),
        (200.0, 5.0, 8.0, 0.0),
    ):
        assert np.prod(chances(*worse)) < CERTAIN
