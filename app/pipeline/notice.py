"""The notice: what a station may play when it has no bulletin; made once, from reviewed words."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.domain.bulletins import Script, Segment
from app.domain.periods import NAIROBI
from app.domain.recordings import EXTENSION, AudioFormat, Recording, TagSheet
from app.domain.stations import USUAL_LUFS, Station, WhenExpired
from app.errors import MasteringError, VoiceError
from app.mastering.render import make_recordings
from app.mastering.station_cut import Common, make_cut
from app.pipeline.newsroom import Newsroom
from app.pipeline.render import ISSUER
from app.speech.voices import speak_script
from app.store.blobs import Blobs
from app.store.officers import EXERCISE, LIVE, install_mode
from app.store.reviews import pack_approved
from app.store.stations import stations
from app.writing.language_pack import LanguagePack
from app.writing.phrases import EXERCISE_NOT_REAL, EXERCISE_ONLY, NOTHING_NOW

LOG = logging.getLogger(__name__)
FOLDER = "notices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice as it is served: its hash, its format, and where it lies."""

    sha256: str
    format: AudioFormat
    path: Path


def make_notices(newsroom: Newsroom) -> None:
    """Make the notices that stations want and that are not there yet; a fault is only logged."""
    with newsroom.store.reading() as tx:
        known = stations(tx)
        practising = install_mode(tx) != LIVE
    modes = (True,) if practising else (False, True)
    for station in known:
        if station.when_expired is WhenExpired.NOTICE:
            for exercise in modes:
                _make(newsroom, _words(newsroom, station, exercise=exercise), station.formats)


def kept_notice(
    newsroom: Newsroom, station: Station, form: AudioFormat, *, exercise: bool
) -> Notice | None:
    """Return the notice of a station in its first language, or None where there is none.

    There is none as long as the words are not approved; an exercise may use drafts.
    """
    words = _words(newsroom, station, exercise=exercise)
    return _kept(newsroom, words, form) if words else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What is said, in which language, and how loud (LUFS)."""

    pack: LanguagePack
    sentences: tuple[str, ...]
    exercise: bool
    lufs: float

    @property
    def key(self) -> str:
        """Name of the notice among those that are kept: other words or voices, another notice."""
        told = [self.sentences, self.lufs, repr(self.pack.voice_plan())]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _words(newsroom: Newsroom, station: Station, *, exercise: bool) -> _Words | None:
    pack = newsroom.packs.get(station.languages[0])
    said = pack.phrases.get(NOTHING_NOW, "") if pack else ""
    if pack is None or not said or not pack.voices.ladder:
        return None
    mark: tuple[str, ...] = ()
    if exercise:
        mark = (pack.phrases[EXERCISE_ONLY], pack.phrases[EXERCISE_NOT_REAL])
    else:
        with newsroom.store.reading() as tx:
            if not pack_approved(tx, pack.code, pack.sha256):
                return None
    sentences = (*mark, said, pack.voices.disclosure, *mark)
    return _Words(pack=pack, sentences=sentences, exercise=exercise, lufs=station.loudness_lufs)


def _make(newsroom: Newsroom, words: _Words | None, formats: Sequence[AudioFormat]) -> None:
    """Make the files of a notice that are not there yet."""
    if words is None:
        return
    missing = [each for each in formats if _kept(newsroom, words, each) is None]
    if not missing:
        return
    try:
        made = _spoken(newsroom, words, missing)
    except (VoiceError, MasteringError) as fault:
        LOG.warning("notice_not_made", extra={"language": words.pack.code, "reason": str(fault)})
        return
    for recording, body in made:
        digest = _blobs(newsroom).put(body, recording.extension)
        note = _note_path(newsroom, words, recording.format)
        part = note.with_suffix(".part")
        part.write_text(digest, encoding="ascii")
        part.replace(note)


def _spoken(
    newsroom: Newsroom, words: _Words, formats: Sequence[AudioFormat]
) -> tuple[tuple[Recording, bytes], ...]:
    """Return the files of a notice, as loud as is wanted."""
    script = Script(
        language=words.pack.code,
        title="EXERCISE - Notice" if words.exercise else "Notice",
        segments=(Segment(kind="notice", sentences=words.sentences),),
        pack_sha256=words.pack.sha256,
        exercise=words.exercise,
    )
    speech = speak_script(
        script,
        words.pack.voice_plan(online=newsroom.online_voices),
        voices=newsroom.voices,
        clips=newsroom.cache / "clips",
    )
    sheet, cache = _sheet(newsroom, script), newsroom.cache / "mastered"
    wav, names = AudioFormat.WAV_48, dict.fromkeys(AudioFormat, "notice")
    if words.lufs == USUAL_LUFS:
        return make_recordings(speech, sheet, formats=formats, file_names=names, cache=cache)
    ((common, body),) = make_recordings(
        speech, sheet, formats=(wav,), file_names=names, cache=cache
    )
    return make_cut(
        Common(wav=body, chapters=(), voices=common.voices),
        sheet,
        loudness_lufs=words.lufs,
        tune=None,
        formats=formats,
        file_names=names,
    )


def _sheet(newsroom: Newsroom, script: Script) -> TagSheet:
    return TagSheet(
        title=script.title,
        artist=ISSUER,
        album=script.title,
        language=script.language,
        script=script.text,
        comment="no bulletin may be played now",
        year=newsroom.clock.now().astimezone(NAIROBI).year,
        extra=(("MODE", EXERCISE if script.exercise else LIVE),),
    )


def _blobs(newsroom: Newsroom) -> Blobs:
    return Blobs(newsroom.cache / FOLDER)


def _note_path(newsroom: Newsroom, words: _Words, form: AudioFormat) -> Path:
    """Return the file that holds the hash of a notice that was made."""
    return newsroom.cache / FOLDER / f"{words.key}-{form}.txt"


def _kept(newsroom: Newsroom, words: _Words, form: AudioFormat) -> Notice | None:
    """Return a notice that was made; the cache may be emptied at any time, so it is looked for."""
    try:
        digest = _note_path(newsroom, words, form).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
    path = _blobs(newsroom).path(f"{digest}.{EXTENSION[form]}")
    return Notice(sha256=digest, format=form, path=path) if path else None
