"""Hours of somebody's sound: read piece by piece, and refused by name where it is none."""

import subprocess
import sys

import numpy as np
import pytest

from app.errors import UploadRefused
from app.mastering import long_uploads
from app.mastering.long_uploads import LARGEST_BYTES, sound_of
from tests.aired import RATE_HZ, coded, music

pytestmark = pytest.mark.audio

# A frame of the smallest kind lasts 20 ms and has 13 bytes.
TEN_HOURS_OF_AMR = b"#!AMR\n" + (b"\x04" + bytes(12)) * (10 * 3600 * 50)
MP3 = ("-c:a", "libmp3lame", "-b:a", "32k", "-ar", "16000", "-f", "mp3")


@pytest.fixture(scope="module")
def mp3():
    return coded(music(40.0, seed=1), RATE_HZ, *MP3)


def kept(folder, body):
    file = folder / "sent"
    file.write_bytes(body)
    return file


def test_a_recording_is_read_and_told_as_it_goes(tmp_path, mp3):
    told = []
    found = sound_of(kept(tmp_path, mp3), report=told.append)
    assert found.seconds == pytest.approx(40.0, abs=0.3)
    assert len(found.frames) > 100
    assert told[0] == pytest.approx(30.0)


def test_a_recording_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path, mp3):
    found = sound_of(kept(tmp_path, mp3[: len(mp3) // 2]))
    assert found.seconds == pytest.approx(20.0, abs=0.5)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + bytes(500), "packed archive"),
        (b"#EXTM3U\nhttp://127.0.0.1/x\n", "playlist"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00", "cannot be read"),
        (b"RIFF\x00\x10\x00\x00WAVE" + bytes(500), "cannot be read"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(500), "cannot be read"),
    ],
    ids=["nothing", "zip", "playlist", "mp3 tag", "wav head", "m4a head"],
)
def test_what_holds_no_sound_is_refused_by_name(tmp_path, body, says):
    with pytest.raises(UploadRefused, match=says):
        sound_of(kept(tmp_path, body))


def test_damaged_bytes_are_read_or_refused_and_nothing_else(tmp_path, mp3):
    rng = np.random.default_rng(7)
    body = np.frombuffer(mp3, dtype=np.uint8).copy()
    body[rng.integers(12, len(body), size=len(body) // 30)] = 0xFF
    try:
        found = sound_of(kept(tmp_path, body.tobytes()))
    except UploadRefused:
        return
    assert found.seconds < 60


def test_a_second_of_sound_is_too_short(tmp_path):
    body = coded(music(1.0, seed=1), RATE_HZ, "-c:a", "flac", "-f", "flac")
    with pytest.raises(UploadRefused, match="less than 5 seconds"):
        sound_of(kept(tmp_path, body))


# VmHWM begins anew with a program; ru_maxrss would begin with that of the process that started it.
READER = r"""
import re, sys
from pathlib import Path
from app.errors import UploadRefused
from app.mastering import long_uploads
long_uploads.LONGEST_S = 900
try:
    long_uploads.sound_of(Path(sys.argv[1]))
except UploadRefused as refused:
    print(refused)
print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


def test_ten_hours_are_refused_and_cost_little_memory(tmp_path):
    # in a process of its own, as the memory of all tests before counts too; with a quarter of an
    # hour as the most, as two hours take long to read
    file = kept(tmp_path, TEN_HOURS_OF_AMR)
    read = subprocess.run(
        [sys.executable, "-c", READER, str(file)], capture_output=True, check=True
    )
    told, most_kb = read.stdout.decode().splitlines()
    assert "longer than 2 hours" in told
    assert int(most_kb) < 300_000


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path):
    file = tmp_path / "sent"
    with file.open("wb") as sparse:
        sparse.truncate(LARGEST_BYTES + 1)
    with pytest.raises(UploadRefused, match="larger than 200 MB"):
        sound_of(file)


def test_a_file_that_takes_too_long_is_given_up(tmp_path, mp3, monkeypatch):
    monkeypatch.setattr(long_uploads, "PATIENCE_S", 0.0)
    with pytest.raises(UploadRefused, match="took too long"):
        sound_of(kept(tmp_path, mp3))
