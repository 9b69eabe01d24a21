import io
import struct

import pytest
import soundfile
from mutagen.id3 import ID3
from mutagen.oggopus import OggOpus

from app.domain.recordings import AudioFormat, Chapter
from app.mastering.encode import decode, encode
from app.mastering.tags import tagged
from tests.audio.fakes import sheet, tone

RATE_HZ = 44_100
CHAPTERS = (
    Chapter(kind="ident", start_s=3.25, end_s=9.0),
    Chapter(kind="advice", start_s=9.7, end_s=83.25),
)


@pytest.fixture(scope="module")
def bodies():
    sound = tone(3.0, rate_hz=RATE_HZ)
    return {each: encode(sound, RATE_HZ, each) for each in AudioFormat}


def tag(bodies, audio_format, **changes) -> bytes:
    return tagged(
        bodies[audio_format],
        audio_format,
        sheet=sheet(**changes),
        chapters=CHAPTERS,
        duration_s=3.0,
    )


@pytest.fixture(scope="module")
def id3(bodies) -> ID3:
    return ID3(io.BytesIO(tag(bodies, AudioFormat.MP3_128)), translate=False)


def test_mp3_carries_version_two_point_three(id3, bodies):
    assert id3.version == (2, 3, 0)
    assert tag(bodies, AudioFormat.MP3_64)[-128:-125] != b"TAG"


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("TIT2", "Taarifa ya ukame - Kitui"),
        ("TPE1", "NDMA Kitui"),
        ("TALB", "Tangazo"),
        ("TCON", "Speech"),
        ("TLAN", "swa"),
        ("TYER", "2026"),
        ("TLEN", "3000"),
        ("COMM::swa", "valid 2026-11-23..2026-11-29"),
        ("USLT::swa", "Hujambo msikilizaji.\nMũndũ na ng’ombe."),
        ("TXXX:BULLETIN_ID", "x-2026-W48-kitui-sw-1"),
        ("TXXX:PHASE", "alarm"),
    ],
)
def test_mp3_says_what_it_is(id3, frame, text):
    assert str(id3[frame]) == text


@pytest.mark.parametrize(
    ("language", "code"), [("sw", "swa"), ("en", "eng"), ("kam", "kam"), ("dav", "dav")]
)
def test_languages_are_told_by_three_letters(bodies, language, code):
    tags = ID3(io.BytesIO(tag(bodies, AudioFormat.MP3_128, language=language)))
    assert str(tags["TLAN"]) == code
    assert tags.getall("USLT")[0].lang == code


def test_plain_text_is_written_for_old_players_and_the_rest_as_utf_16(id3):
    assert id3["TIT2"].encoding == 0
    assert id3["USLT::swa"].encoding == 1


def test_mp3_has_a_chapter_for_each_segment(id3):
    contents = id3.getall("CTOC")[0]
    chapters = [id3[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [(each.start_time, each.end_time) for each in chapters] == [(3250, 9000), (9700, 83250)]
    assert [str(each.sub_frames["TIT2"]) for each in chapters] == ["ident", "advice"]


def test_opus_carries_comments_and_chapters(bodies):
    comments = OggOpus(io.BytesIO(tag(bodies, AudioFormat.OPUS_24)))
    assert comments["title"] == ["Taarifa ya ukame - Kitui"]
    assert comments["language"] == ["swa"]
    assert comments["lyrics"] == ["Hujambo msikilizaji.\nMũndũ na ng’ombe."]
    assert comments["bulletin_id"] == ["x-2026-W48-kitui-sw-1"]
    assert comments["chapter001"] == ["00:00:09.700"]
    assert comments["chapter001name"] == ["advice"]


def test_wav_carries_an_info_list_and_no_id3(bodies):
    body = tag(bodies, AudioFormat.WAV_48, title="Ũkame - Kitui")
    with soundfile.SoundFile(io.BytesIO(body)) as file:
        told = file.copy_metadata()
    assert told["title"] == "Ukame - Kitui"
    assert told["artist"] == "NDMA Kitui"
    assert told["comment"] == "valid 2026-11-23..2026-11-29"
    assert b"id3 " not in body
    assert b"ID3" not in body


def test_the_sizes_in_the_wav_header_are_true(bodies):
    body = tag(bodies, AudioFormat.WAV_48, title="odd", artist="even")
    assert struct.unpack("<I", body[4:8])[0] == len(body) - 8
    at, chunks = 12, []
    while at < len(body):
        name, length = struct.unpack("<4sI", body[at : at + 8])
        chunks.append(name)
        at += 8 + length + length % 2
    assert at == len(body)
    assert chunks == [b"fmt ", b"data", b"LIST"]


@pytest.mark.parametrize("audio_format", list(AudioFormat), ids=str)
def test_tags_are_the_same_every_time_and_leave_the_sound_alone(bodies, audio_format):
    body = tag(bodies, audio_format)
    assert body == tag(bodies, audio_format)
    before, _ = decode(bodies[audio_format], audio_format)
    after, _ = decode(body, audio_format)
    assert (before == after).all()
