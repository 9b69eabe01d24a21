"""What is on air is signed: every recording, every station's cut, every text."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from app.domain.bulletins import Bulletin
from app.pipeline.newsroom import Newsroom
from app.publishing.signing import PublicKey, Signer, bulletin_comment
from app.store.bulletins import the_bulletin
from app.store.listing import on_air
from app.store.officers import LIVE, install_mode
from app.store.shelf import Reading
from app.store.signatures import (
    Signed,
    SoundFile,
    keep_signature,
    knows_key,
    note_key,
    signed_files,
    sound_files,
)

LOG = logging.getLogger(__name__)
# More than two weeks of all counties in all languages.
MOST = 800
TEXT = ".txt"


def sign_what_is_on_air(newsroom: Newsroom) -> None:
    """Sign what is on air and not yet signed by the key that signs now.

    Doing it twice changes nothing. After a change of keys everything is signed anew.

    Raises:
        SigningError: The signer refused, or does not answer.
        StoreError: The database or a file cannot be read or written.
    """
    if newsroom.signer is None:
        return
    with newsroom.store.reading() as tx:
        held = modes(tx)
    for exercise in held:
        key = newsroom.signer.keys(exercise=exercise).current
        _note(newsroom, key, exercise=exercise)
        for name, signed in _unsigned(newsroom, key, exercise=exercise):
            _sign(newsroom, newsroom.signer, name, signed, key=key)


def modes(tx: Reading) -> tuple[bool, ...]:
    """Return what this install may hold: exercises always, live bulletins on a live install."""
    return (True, False) if install_mode(tx) == LIVE else (True,)


def script_name(sound: str) -> str:
    """Return the name of the text beside a recording.

    >>> script_name("KTU_sw_2026W48_drought_v1_valid-20261129_64k.mp3")
    'KTU_sw_2026W48_drought_v1_valid-20261129.txt'
    """
    return Path(sound).stem.removesuffix("_64k") + TEXT


def script_body(bulletin: Bulletin) -> bytes:
    """Return a bulletin's words as the bytes that are served and signed; empty without words."""
    return f"{bulletin.script.text}\n".encode() if bulletin.script else b""


def _note(newsroom: Newsroom, key: PublicKey, *, exercise: bool) -> None:
    with newsroom.store.reading() as tx:
        if knows_key(tx, key.id):
            return
    at = newsroom.clock.now()
    with newsroom.store.transaction() as tx:
        changed = note_key(tx, key.id, key.text, exercise=exercise, at=at)
    if changed:
        LOG.warning("signing_keys_changed", extra={"key": key.id, "exercise": exercise})


def _unsigned(newsroom: Newsroom, key: PublicKey, *, exercise: bool) -> list[tuple[str, set[str]]]:
    """Return the bulletins that lack a signature, each with the hashes that are signed already."""
    at = newsroom.clock.now()
    with newsroom.store.reading() as tx:
        found = on_air(tx, exercise=exercise, limit=MOST)
        names = [each.id for each in found if each.valid_until >= at]
        files = sound_files(tx, names)
        signed = [each for each in signed_files(tx, names) if each.key_id == key.id]
    hashes = {each.sha256 for each in signed}
    with_text = {each.bulletin for each in signed if each.file_name.endswith(TEXT)}
    return [
        (name, hashes)
        for name in names
        if files[name]
        and (name not in with_text or any(each.sha256 not in hashes for each in files[name]))
    ]


def _sign(
    newsroom: Newsroom, signer: Signer, name: str, signed: set[str], *, key: PublicKey
) -> None:
    """Sign a bulletin's text and those of its files that lack it, and keep that at once."""
    with newsroom.store.reading() as tx:
        told = the_bulletin(tx, name)
        files = sound_files(tx, [name])[name]
    made = [
        Signed(sha256=digest, bulletin=name, file_name=kept_as, key_id=key.id, text=text)
        for digest, kept_as, text in (
            *_sounds(newsroom, signer, told, files, signed=signed),
            *_text(signer, told, script_name(files[0].file_name), signed=signed),
        )
    ]
    with newsroom.store.transaction() as tx:
        for each in made:
            keep_signature(tx, each, at=newsroom.clock.now())


def _sounds(
    newsroom: Newsroom,
    signer: Signer,
    told: Bulletin,
    files: Iterable[SoundFile],
    *,
    signed: set[str],
) -> Iterator[tuple[str, str, str]]:
    """Give hash, name and signature of each file that lacks one; stations may share a cut."""
    for each in {each.sha256: each for each in files if each.sha256 not in signed}.values():
        path = newsroom.blobs.path(each.address)
        if path is None:
            LOG.error("recording_lost", extra={"recording": each.address, "bulletin": told.id})
            continue
        comment = bulletin_comment(told, each.file_name)
        yield each.sha256, each.file_name, signer.sign_file(path, comment)


def _text(
    signer: Signer, told: Bulletin, kept_as: str, *, signed: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Give the same of the words, if they lack a signature."""
    body = script_body(told)
    digest = sha256(body).hexdigest()
    if body and digest not in signed:
        comment = bulletin_comment(told, kept_as, kind="script")
        yield digest, kept_as, signer.sign(body, comment)
