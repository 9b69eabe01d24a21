"""Names that automation can know beforehand, and the file that each asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Week
from app.domain.recordings import AudioFormat
from app.publishing.names import form_named, listed, rendition, week_named
from tests.builders import recording

EVERY = tuple(AudioFormat)
MP3, SMALL, OPUS, WAV = EVERY


@pytest.mark.parametrize(
    ("formats", "extension", "small", "found"),
    [
        (EVERY, "mp3", False, MP3),
        (EVERY, "mp3", True, SMALL),
        (EVERY, "opus", False, OPUS),
        (EVERY, "wav", False, WAV),
        (EVERY, "opus", True, None),
        (EVERY, "exe", False, None),
        ((SMALL,), "mp3", False, SMALL),
        ((MP3,), "mp3", True, None),
        ((WAV,), "mp3", False, None),
        ((), "mp3", False, None),
    ],
)
def test_a_name_asks_for_one_format(formats, extension, small, found):
    assert form_named(formats, extension=extension, small=small) is found
    made = [recording(format=each) for each in formats]
    got = rendition(made, extension=extension, small=small)
    assert (got.format if got else None) is found


@pytest.mark.parametrize(
    ("formats", "found"),
    [(EVERY, MP3), ((WAV, SMALL), SMALL), ((WAV, OPUS), OPUS), ((WAV,), WAV), ((), None)],
)
def test_a_playlist_names_one_file_of_a_bulletin(formats, found):
    got = listed(recording(format=each) for each in formats)
    assert (got.format if got else None) is found


@pytest.mark.parametrize(
    ("name", "week"),
    [
        ("2026-11-23", Week(2026, 48)),
        ("2026-11-29", Week(2026, 48)),
        ("2026-11-30", Week(2026, 49)),
        ("2027-01-01", Week(2026, 53)),
        ("2026W48", Week(2026, 48)),
        ("2026-W48", Week(2026, 48)),
        ("2026W53", Week(2026, 53)),
        ("2025W53", None),
        ("2026-02-30", None),
        ("2026-1-5", None),
        ("W48", None),
        ("", None),
        ("today", None),
    ],
)
def test_a_day_or_a_week_names_a_week(name, week):
    assert week_named(name) == week


@given(st.text(max_size=30))
def test_no_name_is_too_odd(name):
    found = week_named(name)
    assert found is None or 1 <= found.number <= 53
