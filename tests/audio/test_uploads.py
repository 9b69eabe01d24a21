"""Sound files from strangers: what phones send is read, what would do harm is refused by name."""

import socket
import subprocess
import sys

import imageio_ffmpeg
import numpy as np
import pytest

from app.errors import UploadRefused
from app.mastering import uploads
from app.mastering.levels import PROGRAMME_RATE_HZ
from app.mastering.sniff import sniffed
from app.mastering.uploads import LARGEST_BYTES, LONGEST_S, heard
from tests.spoken import speech, spoken_wav, wav

PHONES = {
    "amr": ("-f", "amr", "-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1"),
    "3gp": ("-f", "3gp", "-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1"),
    "m4a": ("-f", "ipod", "-c:a", "aac"),
    "aac": ("-f", "adts", "-c:a", "aac"),
    "ogg": ("-f", "ogg", "-c:a", "libvorbis", "-ac", "2"),
    "opus": ("-f", "ogg", "-c:a", "libopus"),
    "mp3": ("-f", "mp3", "-c:a", "libmp3lame"),
    "webm": ("-f", "webm", "-c:a", "libopus"),
    "flac": ("-f", "flac"),
    "wav": ("-f", "wav", "-ar", "48000", "-ac", "2"),
}
SECRET = "a line of a file that nobody may read"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500)
ID3 = b"ID3\x04\x00\x00\x00\x00\x00\x00"
# A frame of the smallest kind lasts 20 ms and has 13 bytes.
TEN_HOURS_OF_AMR = b"#!AMR\n" + (b"\x04" + bytes(12)) * (10 * 3600 * 50)


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """Speech of three seconds as ffmpeg writes it for each kind; through files, as M4A needs."""
    folder, program = tmp_path_factory.mktemp("sent"), imageio_ffmpeg.get_ffmpeg_exe()
    (folder / "speech.wav").write_bytes(spoken_wav(3.0))
    command = [program, "-nostdin", "-v", "error", "-i", str(folder / "speech.wav")]
    for kind, arguments in PHONES.items():
        command += [*arguments, str(folder / kind)]
    subprocess.run(command, check=True)
    return {kind: (folder / kind).read_bytes() for kind in PHONES}


@pytest.mark.parametrize("kind", PHONES)
def test_what_phones_send_is_read_as_the_same_speech(sent, tmp_path, kind):
    found = heard(sent[kind], folder=tmp_path)
    assert len(found.samples) / PROGRAMME_RATE_HZ == pytest.approx(4.0, abs=0.15)
    assert 0.1 < float(np.abs(found.samples).max()) <= 1.0
    assert found.rate_hz == {"amr": 8000, "3gp": 8000, "wav": 48_000}.get(kind, found.rate_hz)
    assert found.channels == (2 if kind in ("ogg", "wav") else 1)
    assert list(tmp_path.iterdir()) == []


def test_the_ffmpeg_of_the_wheel_reads_them_as_well(sent, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    for kind in ("amr", "m4a", "webm"):
        assert len(heard(sent[kind], folder=tmp_path).samples) > 3.8 * PROGRAMME_RATE_HZ


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "a playlist"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "a list of other files"),
        (b"[playlist]\nFile1=http://127.0.0.1/x\n", "a playlist"),
        (b"<?xml version='1.0'?><MPD></MPD>", "XML"),
        (PICTURE, "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "a picture"),
        (HEIC, "a picture"),
        (b"PK\x03\x04" + bytes(100), "a packed archive"),
        (b"\x1f\x8b" + bytes(100), "a packed archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"just words", "no sound file that we know"),
    ],
)
def test_what_is_no_sound_is_called_by_its_name(body, says):
    with pytest.raises(UploadRefused, match=says) as refused:
        sniffed(body)
    assert body == b"" or "Send the recording itself" in str(refused.value)


@pytest.mark.parametrize(
    "dressed",
    [ID3, b"OggS\x00", b"RIFF\x00\x10\x00\x00WAVE", b"\x00\x00\x00\x20ftypM4A ", b"#!AMR\n"],
    ids=["mp3", "ogg", "wav", "m4a", "amr"],
)
def test_a_list_dressed_as_sound_opens_no_other_file_and_no_address(tmp_path, dressed):
    secret = tmp_path / "secret.mp3"
    secret.write_text(SECRET)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.mp3"
        lines = f"\n#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n"
        try:
            found = heard(dressed + lines.encode() * 20, folder=tmp_path / "room")
        except UploadRefused:
            found = None
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert found is None or len(found.samples) < PROGRAMME_RATE_HZ


READER = """
import resource, sys
from pathlib import Path
from app.errors import UploadRefused
from app.mastering.uploads import heard
try:
    heard(sys.stdin.buffer.read(), folder=Path(sys.argv[1]))
except UploadRefused as refused:
    print(refused)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_ten_hours_of_silence_cost_little_and_are_refused(tmp_path):
    # in a process of its own, as the children of all tests before count together
    read = subprocess.run(
        [sys.executable, "-c", READER, str(tmp_path)],
        input=TEN_HOURS_OF_AMR,
        capture_output=True,
        check=True,
    )
    told, most_kb = read.stdout.decode().splitlines()
    assert "longer than 6 minutes" in told
    assert int(most_kb) < 300_000


def test_a_file_that_is_too_large_is_not_even_looked_at(tmp_path):
    with pytest.raises(UploadRefused, match="25 MB are the most"):
        heard(bytes(LARGEST_BYTES + 1_000_000), folder=tmp_path)


@pytest.mark.parametrize("kind", ["mp3", "m4a", "3gp", "webm", "flac"])
def test_a_file_that_was_cut_on_its_way_is_named(sent, tmp_path, kind):
    with pytest.raises(UploadRefused, match="was cut on its way"):
        heard(sent[kind][: len(sent[kind]) // 2], folder=tmp_path)


@pytest.mark.parametrize("kind", PHONES)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(sent, tmp_path, kind):
    rng = np.random.default_rng(7)
    body = np.frombuffer(sent[kind], dtype=np.uint8).copy()
    places = rng.integers(12, len(body), size=max(8, len(body) // 50))
    body[places] = rng.integers(0, 256, size=len(places))
    try:
        found = heard(body.tobytes(), folder=tmp_path)
    except UploadRefused:
        return
    assert len(found.samples) <= LONGEST_S * PROGRAMME_RATE_HZ


def test_a_film_without_sound_is_refused(tmp_path):
    silent = [*("-f", "lavfi", "-i", "color=size=128x96:rate=5:duration=2"), "-f", "3gp"]
    film = tmp_path / "film"
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-nostdin", "-v", "error", *silent, str(film)], check=True)
    with pytest.raises(UploadRefused, match="cannot be read"):
        heard(film.read_bytes(), folder=tmp_path / "room")


def limited(*arguments, seconds=5, memory=500_000_000, size=1000):
    command = [*uploads.CHILD, str(seconds), str(memory), str(size), sys.executable, "-c"]
    return subprocess.run([*command, *arguments], capture_output=True, check=False)


def test_the_child_is_ended_when_it_takes_too_much_time_memory_or_room(tmp_path):
    assert limited("while True: pass", seconds=1).returncode < 0
    assert b"MemoryError" in limited("bytearray(600_000_000)").stderr
    written = tmp_path / "written"
    limited(f"open({str(written)!r}, 'wb').write(bytes(5000))")
    assert written.stat().st_size <= 1000


def test_a_child_without_its_program_is_a_refusal(tmp_path, monkeypatch):
    (tmp_path / "ffmpeg").write_text("no program")
    (tmp_path / "ffmpeg").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UploadRefused, match="cannot be read"):
        heard(wav(speech(2.0)), folder=tmp_path / "room")
