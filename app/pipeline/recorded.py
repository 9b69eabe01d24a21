"""Which of a bulletin's words people have recorded, for whoever speaks the rest."""

from __future__ import annotations

from app.domain.bulletins import Bulletin, Script
from app.domain.recordings import Clip
from app.domain.takes import Take, parts_to_read, words_sha256
from app.pipeline.newsroom import Newsroom
from app.speech.recorded import Recorded
from app.store.blobs import Blobs, hashed_name
from app.store.takes import matched_takes


def recorded_of(
    newsroom: Newsroom, bulletin: Bulletin, script: Script, disclosure: str
) -> Recorded:
    """Return every matched recording of a script's words as they stand.

    Args:
        disclosure: The language's sentence that a computer speaks, or empty.
    """
    parts = parts_to_read(script, disclosure=disclosure)
    words = {words_sha256(sentences): " ".join(sentences) for sentences in parts.values()}
    with newsroom.store.reading() as tx:
        found = matched_takes(
            tx, county=bulletin.county, language=bulletin.language, words=list(words)
        )
    clips = {key: clip_of(newsroom.blobs, take, words[key]) for key, take in found.items()}
    return Recorded(clips=clips, disclosure=disclosure)


def clip_of(blobs: Blobs, take: Take, words: str) -> Clip:
    """Return the sound of a take as a clip."""
    return Clip(
        sentence=words,
        path=blobs.root / hashed_name(f"{take.sha256}.wav"),
        key=take.sha256,
        voice=take.voice,
        duration_s=take.sounding.duration_s,
    )
