import string

import pytest

from app.domain.places import counties
from app.domain.recordings import AudioFormat, file_name
from tests.builders import draft


@pytest.mark.parametrize("exercise", [True, False])
@pytest.mark.parametrize("audio_format", list(AudioFormat))
def test_file_names_fit_every_station(audio_format, *, exercise):
    for county in counties().values():
        name = file_name(draft(edition=12, exercise=exercise, language="dav"), county, audio_format)
        assert len(name) <= 64
        assert set(name) <= set(string.ascii_letters + string.digits + "-_.")
        assert name.startswith("EXERCISE-") is exercise


def test_the_renditions_of_a_bulletin_have_names_of_their_own():
    county = counties()["kitui"]
    assert len({file_name(draft(), county, each) for each in AudioFormat}) == len(AudioFormat)
    assert "valid-20261129" in file_name(draft(), county, AudioFormat.MP3_128)
