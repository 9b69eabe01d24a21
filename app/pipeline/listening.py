"""What an officer hears before a bulletin is made: a part of it, or all, as it will be spoken."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from app.domain.bulletins import Bulletin, Script
from app.domain.recordings import Clip
from app.domain.takes import WHOLE, Take
from app.errors import NotFound, VoiceError
from app.mastering.listening import to_listen
from app.pipeline.newsroom import Newsroom
from app.pipeline.recorded import clip_of, recorded_of
from app.speech.recorded import speak_with_people

# Goes up when what is heard is put together otherwise.
RECIPE = 1


def part_to_hear(newsroom: Newsroom, bulletin: Bulletin, part: str) -> Path:
    """Return an MP3 of one part of a bulletin, or of `whole`; what was made before is kept.

    A part that a person recorded and another matched is that recording. No sentence leaves this
    machine: only its own voices speak.

    Raises:
        MasteringError: It cannot be put together.
        NotFound: The bulletin has no such part.
        VoiceError: The language has no voice here, or it fails.
    """
    script = _part_of(bulletin, part)
    pack = newsroom.packs.get(bulletin.language)
    if pack is None:
        raise VoiceError(f"There is no language pack '{bulletin.language}'.")
    speech = speak_with_people(
        script,
        pack.voice_plan(online=False),
        recorded_of(newsroom, bulletin, script, pack.voices.disclosure),
        voices=newsroom.voices,
        clips=newsroom.cache / "clips",
    )
    return clips_to_hear(newsroom, [clip for segment in speech.segments for clip in segment.clips])


def take_to_hear(newsroom: Newsroom, take: Take) -> Path:
    """Return an MP3 of a take.

    Raises:
        MasteringError: Its sound is gone or damaged.
    """
    return clips_to_hear(newsroom, [clip_of(newsroom.blobs, take, take.segment)])


def _part_of(bulletin: Bulletin, part: str) -> Script:
    if bulletin.script is None:
        raise NotFound(f"{bulletin.id} has no words: {bulletin.reason}")
    if part == WHOLE:
        return bulletin.script
    wanted = tuple(each for each in bulletin.script.segments if each.kind == part)
    if not wanted:
        raise NotFound(f"{bulletin.id} has no part '{part[:40]}'.")
    return replace(bulletin.script, segments=wanted)


def clips_to_hear(newsroom: Newsroom, clips: Sequence[Clip]) -> Path:
    """Return an MP3 of some clips, one after another; its stem is what `kept_sound` asks for.

    Raises:
        MasteringError: They cannot be put together.
    """
    shape = json.dumps([RECIPE, *(each.key for each in clips)])
    key = sha256(shape.encode()).hexdigest()
    path = _place(newsroom, key)
    if not path.is_file():
        body = to_listen(clips, cache=newsroom.cache / "mastered")
        path.parent.mkdir(parents=True, exist_ok=True)
        # it appears whole or not at all, whoever else makes it at the same time
        handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(part).replace(path)
    return path


def kept_sound(newsroom: Newsroom, key: str) -> Path:
    """Return an MP3 that was made before.

    Raises:
        NotFound: It was not, or is gone.
    """
    path = _place(newsroom, key)
    if not path.is_file():
        raise NotFound("This sound is not kept any more; ask for it again.")
    return path


def _place(newsroom: Newsroom, key: str) -> Path:
    return newsroom.cache / "listening" / key[:2] / f"{key}.mp3"
