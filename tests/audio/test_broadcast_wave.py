"""Broadcast WAV: read back byte by byte, at the offsets that the standards give."""

import io
import json
import shutil
import struct
import subprocess
import wave
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile
from mutagen.wave import WAVE

from app.domain.broadcasts import Broadcast
from app.domain.recordings import AudioFormat
from app.errors import MasteringError
from app.mastering.broadcast_wave import Metered, broadcast_wave, metered
from app.mastering.encode import encode
from app.mastering.tags import tagged
from tests.audio.fakes import sheet, tone

RATE_HZ, SECONDS = 48_000, 3.0
TOLD = Broadcast(
    edition="2026-W48-kitui-kam-1",
    artist="NDMA Kitui",
    classification="DROUGHT-ALARM",
    made_at=datetime(2026, 11, 22, 21, 30, tzinfo=UTC),
    starts_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 29, 20, 59, 59, tzinfo=UTC),
    producer=("Tangazo", "1.2"),
    page="https://tangazo.example/kitui",
    cart=412_345,
)
LOUDNESS = Metered(
    integrated_lufs=-16.02,
    range_lu=3.5,
    true_peak_dbtp=-1.61,
    most_momentary_lufs=-11.4,
    most_short_term_lufs=-14.25,
)


def told(**changes):
    return sheet(broadcast=replace(TOLD, **changes))


@pytest.fixture(scope="module")
def plain_wav():
    return encode(tone(SECONDS, rate_hz=RATE_HZ), RATE_HZ, AudioFormat.WAV_48)


@pytest.fixture(scope="module")
def made(plain_wav):
    return broadcast_wave(plain_wav, sheet=told(), loudness=LOUDNESS)


def chunks(body):
    """Names and contents of a RIFF file's chunks, in their order."""
    assert body[:4] == b"RIFF"
    assert struct.unpack("<I", body[4:8]) == (len(body) - 8,)
    at, found = 12, []
    while at < len(body):
        name, size = struct.unpack_from("<4sI", body, at)
        found.append((name, body[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return found


def text(content, at, size):
    return content[at : at + size].split(b"\0")[0].decode("ascii")


def chunk_of(body, name):
    return dict(chunks(body))[name]


def test_the_chunks_stand_in_the_order_that_automation_expects(made):
    assert [name for name, _ in chunks(made)] == [b"bext", b"fmt ", b"cart", b"data"]


def test_the_samples_stay_as_they_are(plain_wav, made):
    before, after = (soundfile.read(io.BytesIO(each), dtype="int16") for each in (plain_wav, made))
    assert after[1] == before[1] == RATE_HZ
    assert np.array_equal(before[0], after[0])


@pytest.mark.parametrize(
    ("at", "size", "says"),
    [
        (0, 256, "Taarifa ya ukame - Kitui; valid 2026-11-23..2026-11-29; NDMA Kitui"),
        (256, 32, "NDMA"),
        (288, 32, "2026-W48-kitui-kam-1"),
        (320, 10, "2026-11-23"),
        (330, 8, "00:30:00"),
        (602, 99, "A=PCM,F=48000,W=16,M=mono,T=Tangazo\r\n"),
    ],
)
def test_bext_says_what_it_is_in_the_time_of_nairobi(made, at, size, says):
    assert text(chunk_of(made, b"bext"), at, size) == says


def test_bext_is_version_two_with_its_loudness(made):
    bext = chunk_of(made, b"bext")
    assert struct.unpack_from("<IIH", bext, 338) == (0, 0, 2)
    assert struct.unpack_from("<5h", bext, 412) == (-1602, 350, -161, -1140, -1425)
    assert bext[348:412] == bytes(64)
    assert bext[422:602] == bytes(180)


def test_what_was_not_measured_is_told_as_not_measured(plain_wav):
    silent = replace(LOUDNESS, most_short_term_lufs=float("-inf"))
    body = broadcast_wave(plain_wav, sheet=told(), loudness=silent)
    assert struct.unpack_from("<h", chunk_of(body, b"bext"), 420) == (0x7FFF,)


@pytest.mark.parametrize(
    ("at", "size", "says"),
    [
        (0, 4, "0101"),
        (4, 64, "Taarifa ya ukame - Kitui"),
        (68, 64, "NDMA Kitui"),
        (132, 64, "412345"),
        (196, 64, "NDMA"),
        (260, 64, "NEWS"),
        (324, 64, "DROUGHT-ALARM"),
        (388, 64, "Hujambo msikilizaji. Mundu na ng'ombe."),
        (452, 10, "2026-11-23"),
        (462, 8, "05:00:00"),
        (470, 10, "2026-11-29"),
        (480, 8, "23:59:59"),
        (488, 64, "Tangazo"),
        (552, 64, "1.2"),
        (616, 64, "2026-W48-kitui-kam-1"),
        (1024, 1024, "https://tangazo.example/kitui"),
        (2048, 999, "Hujambo msikilizaji.\r\nMundu na ng'ombe.\r\n"),
    ],
)
def test_cart_tells_automation_what_it_is_and_until_when(made, at, size, says):
    assert text(chunk_of(made, b"cart"), at, size) == says


def test_cart_tells_when_the_next_thing_may_begin(made):
    cart, count = chunk_of(made, b"cart"), round(SECONDS * RATE_HZ)
    assert struct.unpack_from("<i", cart, 680) == (32_768,)
    timers = [struct.unpack_from("<4sI", cart, 684 + 8 * each) for each in range(8)]
    assert timers[:4] == [
        (b"AUDs", 0),
        (b"SEGs", count - 24_000),
        (b"AUDe", count),
        (b"EOD ", count),
    ]
    assert timers[4:] == [(bytes(4), 0)] * 4
    assert cart[748:1024] == bytes(276)


def test_a_file_for_every_station_has_no_cart_number(plain_wav):
    body = broadcast_wave(plain_wav, sheet=told(cart=None), loudness=LOUDNESS)
    assert text(chunk_of(body, b"cart"), 132, 64) == ""


def test_what_is_too_long_is_cut_and_overflows_nothing(plain_wav):
    long = sheet(title="ũ" * 300, script="neno " * 500, broadcast=replace(TOLD, page="x" * 2000))
    body = broadcast_wave(plain_wav, sheet=long, loudness=LOUDNESS)
    cart = chunk_of(body, b"cart")
    assert text(cart, 4, 64) == "u" * 64
    assert text(cart, 388, 64) == ("neno " * 12).strip()
    assert cart[1024:2048] == b"x" * 1024
    assert len(chunk_of(body, b"bext")) == 602 + len("A=PCM,F=48000,W=16,M=mono,T=Tangazo\r\n")


def test_equal_arguments_give_equal_bytes_and_a_second_time_changes_nothing(plain_wav, made):
    assert broadcast_wave(plain_wav, sheet=told(), loudness=LOUDNESS) == made
    assert broadcast_wave(made, sheet=told(), loudness=LOUDNESS) == made


@pytest.mark.parametrize(
    "body",
    [b"", b"ID3\x03", b"RIFF\x04\0\0\0WAVE", b"RIFF\x10\0\0\0WAVEfmt \x04\0\0\0abcd"],
    ids=["empty", "MP3", "no chunks", "short format"],
)
def test_what_is_no_wav_is_refused(body):
    with pytest.raises(MasteringError, match="WAV"):
        broadcast_wave(body, sheet=told(), loudness=LOUDNESS)


def test_a_wav_that_may_never_be_played_is_refused(plain_wav):
    with pytest.raises(MasteringError, match="until when"):
        broadcast_wave(plain_wav, sheet=sheet(), loudness=LOUDNESS)


def test_the_meter_agrees_with_ebu_tech_3341():
    # Its first test signal: a sine of 1 kHz at -23 dBFS in both channels reads -23 LUFS, and one
    # channel alone 3 LU less.
    at = np.arange(20 * RATE_HZ) / RATE_HZ
    sine = (10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)
    found = metered(sine, RATE_HZ)
    assert found.integrated_lufs == pytest.approx(-26.0, abs=0.1)
    assert found.most_momentary_lufs == pytest.approx(-26.0, abs=0.1)
    assert found.most_short_term_lufs == pytest.approx(-26.0, abs=0.1)
    assert found.range_lu == pytest.approx(0.0, abs=0.1)
    assert found.true_peak_dbtp == pytest.approx(-23.0, abs=0.1)


@pytest.fixture(scope="module")
def whole(plain_wav):
    """A WAV with all that we write into it."""
    return tagged(plain_wav, AudioFormat.WAV_48, sheet=told(), chapters=(), duration_s=SECONDS)


def test_tags_of_a_wav_for_air_hold_both_chunks_and_the_list(whole):
    names = [name for name, _ in chunks(whole)]
    assert names == [b"bext", b"fmt ", b"cart", b"data", b"LIST"]


def test_programs_that_read_wav_read_it(whole):
    with wave.open(io.BytesIO(whole)) as file:
        shape = (file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getnframes())
        assert shape == (RATE_HZ, 1, 2, 144_000)
    assert soundfile.info(io.BytesIO(whole)).frames == 144_000
    assert WAVE(io.BytesIO(whole)).info.length == pytest.approx(SECONDS)


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not here")
def test_ffprobe_reads_it_with_its_description(whole, tmp_path):
    path = tmp_path / "cut.wav"
    path.write_bytes(whole)
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)],
        capture_output=True,
        check=True,
    )
    found = json.loads(told.stdout)
    assert found["streams"][0]["codec_name"] == "pcm_s16le"
    assert float(found["format"]["duration"]) == pytest.approx(SECONDS)
    assert found["format"]["tags"]["originator_reference"] == "2026-W48-kitui-kam-1"
