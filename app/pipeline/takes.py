"""Recordings by people: kept for the exact words, matched by a second person, then put to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from app.domain.bulletins import Bulletin, Script, Verdict
from app.domain.people import Officer, Right
from app.domain.takes import WHOLE, Take, parts_to_read, take_id, words_sha256
from app.errors import ApprovalError, Conflict, NotFound, UploadRefused
from app.mastering.takes import Prepared, prepared
from app.pipeline.newsroom import Newsroom
from app.pipeline.recorded import recorded_of
from app.store.approvals import clearance
from app.store.bulletins import set_verdict, the_bulletin
from app.store.takes import add_take, match_take
from app.writing.lengths import planned_s

RECORDABLE = (
    *(Verdict.READY, Verdict.HELD_APPROVAL, Verdict.NO_VOICE),
    *(Verdict.FAILED, Verdict.REFUSED),
)
USUAL_WORDS_PER_MINUTE = 115
SHORTEST_NAME, LONGEST_NAME = 2, 80
NO_CONSENT = "Ask the speaker first, and tick that this person agrees to be heard and named."
NO_NAME = f"Write who speaks, in {SHORTEST_NAME} to {LONGEST_NAME} letters; stations will read it."
NO_FILE = "Choose the recording first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A recording as an officer sent it.

    Attributes:
        part: Kind of the segment, or `whole`.
        text_sha256: Hash of the words that were shown to be read.
        speaker: Who speaks, as typed.
        consent: Whether the officer ticked that the speaker agrees.
    """

    file: bytes
    part: str
    text_sha256: str
    speaker: str
    consent: bool


def parts_of(newsroom: Newsroom, bulletin: Bulletin) -> Mapping[str, tuple[str, ...]]:
    """Return what people may record of a bulletin: each part's sentences, and `whole` for all."""
    if bulletin.script is None:
        return {}
    return parts_to_read(bulletin.script, disclosure=_disclosure(newsroom, bulletin))


def expected_s(newsroom: Newsroom, language: str, sentences: tuple[str, ...]) -> float:
    """Return how many seconds some sentences take at the pace of a language."""
    pack = newsroom.packs.get(language)
    pace = pack.about.words_per_minute if pack else USUAL_WORDS_PER_MINUTE
    return planned_s(len(" ".join(sentences).split()), words_per_minute=pace)


def keep_recording(newsroom: Newsroom, name: str, sent: Sent, *, by: Officer) -> Take:
    """Keep a recording of a bulletin's words, trimmed and levelled, until somebody matches it.

    Raises:
        ApprovalError: This person may not.
        Conflict: The words have changed, the bulletin's story has ended, or it was sent before.
        NotFound: There is no such bulletin or part.
        UploadRefused: The file or form cannot be used; the message says what to do.
    """
    with newsroom.store.reading() as tx:
        bulletin = the_bulletin(tx, name)
    _refuse_officer(bulletin, by)
    sentences = _words(newsroom, bulletin, sent)
    sent = replace(sent, speaker=_speaker(sent))
    made = prepared(
        sent.file,
        expected_s=expected_s(newsroom, bulletin.language, sentences),
        folder=newsroom.cache / "uploads",
    )
    take = _take(newsroom, bulletin, sent, by=by, made=made)
    with newsroom.store.transaction() as tx:
        return add_take(tx, take)


def _take(
    newsroom: Newsroom, bulletin: Bulletin, sent: Sent, *, by: Officer, made: Prepared
) -> Take:
    sound = newsroom.blobs.put(made.wav, "wav")
    return Take(
        id=take_id(
            county=bulletin.county,
            language=bulletin.language,
            text_sha256=sent.text_sha256,
            sha256_of_sound=sound,
        ),
        county=bulletin.county,
        language=bulletin.language,
        bulletin=bulletin.id,
        segment=sent.part,
        text_sha256=sent.text_sha256,
        sha256=sound,
        upload_sha256=sha256(sent.file).hexdigest(),
        speaker=sent.speaker,
        uploaded_by=by.name,
        at=newsroom.clock.now(),
        sounding=made.sounding,
    )


def match_recording(newsroom: Newsroom, take: str, *, by: Officer) -> Bulletin:
    """Keep that a take matches its words; a bulletin that only lacked a voice goes on.

    Returns:
        The bulletin that it was recorded for: `ready` when it may now be produced.

    Raises:
        ApprovalError: This person may not say so.
        Conflict: Somebody has said so before.
        NotFound: There is no such take.
    """
    with newsroom.store.transaction() as tx:
        matched = match_take(tx, take, by=by, at=newsroom.clock.now())
        bulletin = the_bulletin(tx, matched.bulletin)
    if bulletin.verdict is not Verdict.NO_VOICE or bulletin.script is None:
        return bulletin
    if missing_parts(newsroom, bulletin, bulletin.script):
        return bulletin
    return _go_on(newsroom, bulletin)


def missing_parts(newsroom: Newsroom, bulletin: Bulletin, script: Script) -> tuple[str, ...]:
    """Return the parts that nobody has recorded with a match; none when the whole was."""
    disclosure = _disclosure(newsroom, bulletin)
    recorded = recorded_of(newsroom, bulletin, script, disclosure)
    if recorded.of_whole(script) is not None:
        return ()
    return tuple(
        kind
        for kind, sentences in parts_to_read(script, disclosure=disclosure).items()
        if kind != WHOLE and words_sha256(sentences) not in recorded.clips
    )


def _go_on(newsroom: Newsroom, bulletin: Bulletin) -> Bulletin:
    """Return a bulletin that people have recorded, ready or waiting for who must sign it."""
    with newsroom.store.transaction() as tx:
        cleared = clearance(tx, bulletin, at=newsroom.clock.now())
        lacking = "" if bulletin.exercise else cleared.lacking
        reason = f"All of it is recorded; it {lacking}." if lacking else "All of it is recorded."
        verdict = Verdict.HELD_APPROVAL if lacking else Verdict.READY
        set_verdict(tx, bulletin.id, verdict, reason=reason)
        return the_bulletin(tx, bulletin.id)


def _disclosure(newsroom: Newsroom, bulletin: Bulletin) -> str:
    pack = newsroom.packs.get(bulletin.language)
    return pack.voices.disclosure if pack else ""


def _refuse_officer(bulletin: Bulletin, by: Officer) -> None:
    if not by.may(Right.RECORD):
        raise ApprovalError(f"As {by.role} you may not {Right.RECORD}.")
    if not by.covers(county=bulletin.county, language=bulletin.language):
        raise ApprovalError(f"You do not decide for {bulletin.county} in '{bulletin.language}'.")
    if bulletin.verdict not in RECORDABLE or bulletin.script is None:
        raise Conflict(f"Nothing can be recorded for {bulletin.id}: {bulletin.reason}")


def _words(newsroom: Newsroom, bulletin: Bulletin, sent: Sent) -> tuple[str, ...]:
    sentences = parts_of(newsroom, bulletin).get(sent.part)
    if sentences is None:
        raise NotFound(f"{bulletin.id} has no part '{sent.part[:40]}'.")
    if words_sha256(sentences) != sent.text_sha256:
        raise Conflict("These words have changed since they were shown; read the new ones.")
    return sentences


def _speaker(sent: Sent) -> str:
    speaker = " ".join(sent.speaker.split())
    # a name goes into tags and lists of others, where an unseen letter could turn what follows
    if not SHORTEST_NAME <= len(speaker) <= LONGEST_NAME or not speaker.isprintable():
        raise UploadRefused(NO_NAME)
    if not sent.consent:
        raise UploadRefused(NO_CONSENT)
    if not sent.file:
        raise UploadRefused(NO_FILE)
    return speaker
