from dataclasses import replace

import numpy as np
import pytest

from app.domain.recordings import Speech
from app.errors import MasteringError
from app.mastering import assemble as assembling
from app.mastering.assemble import assemble
from app.mastering.levels import PROGRAMME_RATE_HZ, WORKING_LUFS
from app.mastering.loudness import integrated_lufs
from app.speech.clips import write_clip
from tests.audio.fakes import sixteen_bit, speech_of_tones, tone

KEPT_S = 0.03
HEAD_S = 3.25


def level_db(samples) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(samples, dtype=np.float64))) + 1e-12))


def between(programme, start_s: float, end_s: float):
    first, last = (round(PROGRAMME_RATE_HZ * at) for at in (start_s, end_s))
    return programme.samples[first:last]


@pytest.fixture(scope="module")
def speech(tmp_path_factory) -> Speech:
    return speech_of_tones(tmp_path_factory.mktemp("clips"), (2.0, 1.0), (1.5,))


@pytest.fixture(scope="module")
def programme(speech):
    return assemble(speech)


def test_chapters_lie_where_their_segments_are_spoken(programme):
    first, second = programme.chapters
    assert (first.kind, second.kind) == ("part-0", "part-1")
    assert first.start_s == pytest.approx(HEAD_S, abs=0.001)
    spoken_s = 2.0 + 1.0 + 4 * KEPT_S
    assert first.end_s == pytest.approx(HEAD_S + spoken_s + 0.35, abs=0.06)
    assert second.start_s == pytest.approx(first.end_s + 0.7, abs=0.001)
    assert second.end_s - second.start_s == pytest.approx(1.5 + 2 * KEPT_S, abs=0.04)


def test_the_programme_ends_with_the_whole_tune(programme):
    assert programme.duration_s == pytest.approx(
        programme.chapters[-1].end_s + 0.7 + 5.0 + 0.25, abs=0.001
    )


def test_the_silence_around_a_clip_is_cut_to_a_breath(tmp_path):
    short = assemble(speech_of_tones(tmp_path / "a", (2.0,), quiet_s=0.1))
    long = assemble(speech_of_tones(tmp_path / "b", (2.0,), quiet_s=0.9))
    assert long.duration_s == pytest.approx(short.duration_s, abs=0.03)


def test_there_is_speech_in_the_chapters_and_only_the_bed_in_the_pauses(programme):
    first, second = programme.chapters
    pause = level_db(between(programme, first.end_s + 0.05, second.start_s - 0.05))
    spoken = level_db(between(programme, second.start_s + 0.1, second.end_s - 0.1))
    assert 17 < spoken - pause < 27


def test_the_bed_makes_way_for_speech(programme):
    end_s = programme.chapters[-1].end_s
    under = level_db(between(programme, programme.chapters[0].end_s, end_s - 1.6))
    after = level_db(between(programme, end_s + 0.55, end_s + 0.68))
    assert 10 < after - under < 16


def test_both_ends_hold_room_tone_and_no_digital_silence(programme):
    for start_s, end_s in ((0, 0.2), (programme.duration_s - 0.2, programme.duration_s)):
        room = between(programme, start_s, end_s)
        assert -80 < level_db(room) < -65
        assert np.count_nonzero(room) > 0.99 * len(room)


def test_every_sentence_is_brought_to_the_same_loudness(tmp_path):
    speech = speech_of_tones(tmp_path, (2.0, 2.0))
    faint = speech.segments[0].clips[1]
    write_clip(faint.path, sixteen_bit(tone(2.0, peak=0.02)), 22_050)
    programme = assemble(speech)
    halves = [
        between(programme, HEAD_S + start_s, HEAD_S + start_s + 1.6) for start_s in (0.2, 2.6)
    ]
    loud, soft = (integrated_lufs(half, PROGRAMME_RATE_HZ) for half in halves)
    assert loud == pytest.approx(soft, abs=1.0)
    assert loud == pytest.approx(WORKING_LUFS, abs=1.5)


def test_nothing_clicks_where_pieces_meet(programme):
    bends = np.abs(np.diff(programme.samples, 2))
    assert bends.max() < 0.05


def test_a_kept_sentence_gives_the_same_programme(speech, programme, tmp_path):
    fresh = assemble(speech, cache=tmp_path)
    kept = assemble(speech, cache=tmp_path)
    assert np.array_equal(fresh.samples, programme.samples)
    assert np.array_equal(kept.samples, programme.samples)


def test_kept_sentences_are_used(speech, tmp_path):
    assemble(speech, cache=tmp_path)
    elsewhere = [replace(each, path=each.path.with_name("gone.wav")) for each in _clips(speech)]
    kept = Speech(segments=(replace(speech.segments[0], clips=tuple(elsewhere)),))
    assert assemble(kept, cache=tmp_path).duration_s > 10


def test_a_spoilt_kept_sentence_is_made_again(speech, programme, tmp_path):
    assemble(speech, cache=tmp_path)
    for kept in tmp_path.rglob("*.wav"):
        kept.write_bytes(b"RIFF")
    again = assemble(speech, cache=tmp_path)
    assert np.array_equal(again.samples, programme.samples)


def test_a_cache_that_cannot_be_written_to_costs_no_bulletin(speech, programme, tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert np.array_equal(assemble(speech, cache=blocked).samples, programme.samples)
    assert "sentence_not_kept" in caplog.text


def _clips(speech: Speech):
    return [clip for segment in speech.segments for clip in segment.clips]


def test_a_speech_without_clips_is_refused():
    with pytest.raises(MasteringError, match="no clips"):
        assemble(Speech(segments=()))


@pytest.mark.parametrize(
    ("body", "reason"), [(None, "cannot be opened"), (b"no sound", "cannot be opened")]
)
def test_a_missing_or_broken_clip_is_named(tmp_path, body, reason):
    speech = speech_of_tones(tmp_path, (1.0,))
    path = speech.segments[0].clips[0].path
    path.unlink() if body is None else path.write_bytes(body)
    with pytest.raises(MasteringError, match=reason) as fault:
        assemble(speech)
    assert path.name in str(fault.value)


def test_a_silent_clip_is_refused(tmp_path):
    speech = speech_of_tones(tmp_path, (1.0,))
    write_clip(speech.segments[0].clips[0].path, np.zeros(22_050, dtype=np.int16), 22_050)
    with pytest.raises(MasteringError, match="silence"):
        assemble(speech)


def test_the_head_is_as_long_as_the_documentation_says():
    assert assembling.ROOM_TONE_S + assembling.TUNE_ALONE_S == HEAD_S
