"""What is written into a file beside its sound: title, issuer, validity, script, chapters."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Sequence

from mutagen import MutagenError, id3
from mutagen.oggopus import OggOpus

from app.domain.recordings import AudioFormat, Chapter, TagSheet
from app.errors import MasteringError
from app.mastering.broadcast_wave import broadcast_wave, chunk, metered, plain
from app.mastering.encode import decode

# ISO 639-2 codes, which ID3 asks for; what is not listed is passed on as it is.
THREE_LETTERS = {"en": "eng", "sw": "swa"}
SPEECH = "Speech"
NO_OFFSET = 0xFFFFFFFF


def tagged(
    body: bytes,
    audio_format: AudioFormat,
    *,
    sheet: TagSheet,
    chapters: Sequence[Chapter],
    duration_s: float,
) -> bytes:
    """Return the file with its tags; equal arguments give equal bytes.

    MP3 gets ID3v2.3, which every player reads; Opus gets Vorbis comments; WAV gets what
    broadcast automation reads and a RIFF INFO list, because automation that reads podcasts
    stumbles over ID3 inside a WAV.

    Args:
        body: A file without tags.
        audio_format: What kind of file.
        sheet: What is written.
        chapters: Where the segments lie, in seconds.
        duration_s: Length of the sound in seconds.
    """
    if audio_format is AudioFormat.WAV_48:
        if sheet.broadcast is not None:
            loudness = metered(*decode(body, audio_format))
            body = broadcast_wave(body, sheet=sheet, loudness=loudness)
        return _with_info(body, sheet)
    if audio_format is AudioFormat.OPUS_24:
        return _with_comments(body, sheet, chapters)
    return _id3(sheet, chapters, duration_s) + body


def chapters_of(mp3: bytes) -> tuple[Chapter, ...]:
    """Return the chapters that `tagged` wrote into an MP3, in their order; none when it has none.

    Raises:
        MasteringError: Its tags cannot be read.
    """
    try:
        tags = id3.ID3(io.BytesIO(mp3), translate=False)  # type: ignore[no-untyped-call]
    except id3.ID3NoHeaderError:
        return ()
    except MutagenError as fault:
        raise MasteringError(f"The tags of the MP3 cannot be read: {fault}") from fault
    found = [
        Chapter(
            kind=str(each.sub_frames.get("TIT2", "")),
            start_s=each.start_time / 1000,
            end_s=each.end_time / 1000,
        )
        for each in tags.getall("CHAP")  # type: ignore[no-untyped-call]
    ]
    return tuple(sorted(found, key=lambda each: each.start_s))


def _id3(sheet: TagSheet, chapters: Sequence[Chapter], duration_s: float) -> bytes:
    language = THREE_LETTERS.get(sheet.language, sheet.language)
    frames = [
        _text(id3.TIT2, sheet.title),
        _text(id3.TPE1, sheet.artist),
        _text(id3.TALB, sheet.album),
        _text(id3.TCON, SPEECH),
        _text(id3.TLAN, language),
        _text(id3.TYER, str(sheet.year)),
        _text(id3.TLEN, str(_ms(duration_s))),
        _text(id3.COMM, sheet.comment, lang=language, desc=""),
        _text(id3.USLT, sheet.script, lang=language, desc=""),
        *(_text(id3.TXXX, value, desc=name) for name, value in sheet.extra),
        *_chapter_frames(chapters),
    ]
    tags = id3.ID3()  # type: ignore[no-untyped-call]
    for frame in frames:
        tags.add(frame)  # type: ignore[no-untyped-call]
    file = io.BytesIO()
    tags.save(file, v1=0, v2_version=3, padding=_no_padding)
    return file.getvalue()


def _text(kind: Callable[..., id3.Frame], text: str, **fields: str) -> id3.Frame:
    """Return a frame in the plainest encoding that holds it; old players know Latin-1."""
    plain = (text + fields.get("desc", "")).isascii()
    encoding = id3.Encoding.LATIN1 if plain else id3.Encoding.UTF16
    return kind(encoding=encoding, text=text, **fields)


def _chapter_frames(chapters: Sequence[Chapter]) -> list[id3.Frame]:
    names = [f"chp{number}" for number, _ in enumerate(chapters)]
    table: Callable[..., id3.Frame] = id3.CTOC
    entry: Callable[..., id3.Frame] = id3.CHAP
    flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    return [
        table(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]),
        *(
            entry(
                element_id=name,
                start_time=_ms(chapter.start_s),
                end_time=_ms(chapter.end_s),
                start_offset=NO_OFFSET,
                end_offset=NO_OFFSET,
                sub_frames=[_text(id3.TIT2, chapter.kind)],
            )
            for name, chapter in zip(names, chapters, strict=True)
        ),
    ]


def _with_comments(body: bytes, sheet: TagSheet, chapters: Sequence[Chapter]) -> bytes:
    file = io.BytesIO(body)
    comments = OggOpus(file)  # type: ignore[no-untyped-call]
    comments["title"] = sheet.title
    comments["artist"] = sheet.artist
    comments["album"] = sheet.album
    comments["genre"] = SPEECH
    comments["language"] = THREE_LETTERS.get(sheet.language, sheet.language)
    comments["date"] = str(sheet.year)
    comments["comment"] = sheet.comment
    comments["lyrics"] = sheet.script
    for name, value in sheet.extra:
        comments[name] = value
    for number, chapter in enumerate(chapters):
        comments[f"CHAPTER{number:03d}"] = _clock(chapter.start_s)
        comments[f"CHAPTER{number:03d}NAME"] = chapter.kind
    file.seek(0)
    comments.save(file, padding=_no_padding)
    return file.getvalue()


def _with_info(body: bytes, sheet: TagSheet) -> bytes:
    """Return a WAV file with a RIFF INFO list after its samples; the list knows ASCII only."""
    listed = b"INFO"
    for name, text in (
        (b"INAM", sheet.title),
        (b"IART", sheet.artist),
        (b"IPRD", sheet.album),
        (b"IGNR", SPEECH),
        (b"ICRD", str(sheet.year)),
        (b"ICMT", sheet.comment),
    ):
        listed += chunk(name, plain(text) + b"\0")
    whole = body + chunk(b"LIST", listed)
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def _ms(seconds: float) -> int:
    return round(1000 * seconds)


def _clock(seconds: float) -> str:
    """Return seconds as Vorbis chapters tell time.

    >>> _clock(83.25)
    '00:01:23.250'
    """
    minutes, ms = divmod(_ms(seconds), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def _no_padding(_: object) -> int:
    return 0
