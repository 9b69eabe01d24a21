"""What a file is, by its first bytes; never by its name, and never by what a decoder guesses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import UploadRefused

HEAD_BYTES = 4096
# As people find them in their phone.
GOOD_KINDS = "AMR, 3GP, M4A, AAC, OGG, Opus, MP3, WAV, FLAC or WebM"
PCM = "pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8,pcm_alaw,pcm_mulaw"
IN_A_BOX = "aac,alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,mp3,mp3float,pcm_s16le,opus"
PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file that we read.

    Attributes:
        name: As a person calls it.
        demuxer: The one reader of ffmpeg that may open it.
        decoders: Those that may turn it into sound, with commas.
    """

    name: str
    demuxer: str
    decoders: str


AMR = Kind(name="amr", demuxer="amr", decoders=IN_A_BOX)
WAV = Kind(name="wav", demuxer="wav", decoders=PCM)
OGG = Kind(name="ogg", demuxer="ogg", decoders="opus,libopus,vorbis,libvorbis,flac")
FLAC = Kind(name="flac", demuxer="flac", decoders="flac")
MP3 = Kind(name="mp3", demuxer="mp3", decoders="mp3,mp3float")
AAC = Kind(name="aac", demuxer="aac", decoders="aac")
M4A = Kind(name="m4a", demuxer="mov", decoders=IN_A_BOX)
WEBM = Kind(name="webm", demuxer="matroska", decoders="opus,libopus,vorbis,libvorbis,aac")

_BEGINNINGS = (
    (re.compile(rb"#!AMR(-WB)?\n"), AMR),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), WAV),
    (re.compile(rb"OggS\x00"), OGG),
    (re.compile(rb"fLaC"), FLAC),
    (re.compile(rb"\x1aE\xdf\xa3"), WEBM),
    (re.compile(rb".{4}ftyp", re.DOTALL), M4A),
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), AAC),
    (re.compile(rb"ID3[\x02-\x04]"), MP3),
    # a frame of MPEG audio, layer III
    (re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), MP3),
)
_NO_SOUND = (
    (re.compile(rb"\s*#EXT", re.IGNORECASE), "a playlist: addresses, and no sound"),
    (re.compile(rb"\s*(ffconcat|file\s)"), "a list of other files, and no sound"),
    (re.compile(rb"\s*\[playlist\]", re.IGNORECASE), "a playlist: addresses, and no sound"),
    (re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|BM.{4}\x00\x00|RIFF.{4}WEBP", re.DOTALL), "a picture"),
    (re.compile(rb"PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!|\xfd7zXZ"), "a packed archive; unpack it"),
    (re.compile(rb"%PDF"), "a PDF"),
    (re.compile(rb"\s*(<!doctype|<html|<\?xml|<svg|<mpd)", re.IGNORECASE), "a web page or XML"),
    (re.compile(rb"FORM.{4}AIF|caff|\x30\x26\xb2\x75|MThd", re.DOTALL), "of a kind we do not read"),
)


def sniffed(body: bytes) -> Kind:
    """Return what kind of sound file this is.

    Raises:
        UploadRefused: It is none that we read; the message says what it is, and what would do.
    """
    head = body[:HEAD_BYTES]
    if not head:
        raise UploadRefused("The file is empty. Was it sent before the phone had saved it?")
    what = next((told for begins, told in _NO_SOUND if begins.match(head)), "")
    kind = next((each for begins, each in _BEGINNINGS if begins.match(head)), None)
    if kind is M4A and head[8:12] in PICTURE_BRANDS:
        kind, what = None, "a picture"
    if kind is WEBM and b"webm" not in head and b"matroska" not in head:
        kind = None
    if kind is None or what:
        told = what or "no sound file that we know"
        raise UploadRefused(f"This is {told}. Send the recording itself, as {GOOD_KINDS}.")
    return kind
