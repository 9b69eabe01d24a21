"""What a signature says, and whom one asks for it: comments, orders and the pinned keys.

A signature is a file of minisign: Ed25519 over the BLAKE2b-512 hash of the body, with a comment
that is signed too. Exercises have keys of their own, so that no exercise passes for a bulletin.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Protocol

from app.domain.bulletins import Bulletin
from app.domain.periods import NAIROBI
from app.domain.places import counties

ENDING = ".minisig"
EXERCISE = "EXERCISE "
DIGEST_BYTES = 64
LONGEST_COMMENT = 400
_COMMENT = re.compile(r"(EXERCISE )?NDMA (bulletin|script|manifest|revocation list|alert) [ -~]+")
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that a station compares with.

    Attributes:
        text: The key as minisign writes it, such as `RWQ…`.
    """

    text: str

    @property
    def id(self) -> str:
        """The id of the key as minisign prints it: 16 hexadecimal digits."""
        return b64decode(self.text)[2:10][::-1].hex().upper()

    @property
    def fingerprint(self) -> str:
        """What people compare by eye: 24 hexadecimal digits of the key's SHA-256."""
        digits = sha256(b64decode(self.text)).hexdigest()[:24].upper()
        return " ".join(digits[each : each + 4] for each in range(0, 24, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedKeys:
    """The two keys that stations pin: the one that signs, and the one that will.

    Attributes:
        exercise: Whether they sign exercises; a live file is never signed by them.
    """

    exercise: bool
    current: PublicKey
    next: PublicKey


class Signer(Protocol):
    """Signs short orders with keys that the asker never sees."""

    def sign(self, body: bytes, comment: str) -> str:
        """Return the text of a signature file; the comment chooses the keys.

        Raises:
            SigningError: It refused, or does not answer.
        """
        ...

    def sign_file(self, path: Path, comment: str) -> str:
        """Return the text of a signature file of a file that may be large.

        Raises:
            OSError: The file cannot be read.
            SigningError: It refused, or does not answer.
        """
        ...

    def keys(self, *, exercise: bool) -> PinnedKeys:
        """Return the two public keys; they are made when there are none.

        Raises:
            SigningError: It refused, or does not answer.
        """
        ...

    def close(self) -> None:
        """Let go of the keys."""
        ...


def digest_of(body: bytes) -> bytes:
    """Return what is signed in place of a body."""
    return blake2b(body, digest_size=DIGEST_BYTES).digest()


def digest_of_file(path: Path) -> bytes:
    """Return what is signed in place of a file.

    Raises:
        OSError: It cannot be read.
    """
    told = blake2b(digest_size=DIGEST_BYTES)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            told.update(chunk)
    return told.digest()


def is_comment(text: str) -> bool:
    """Return whether a text is a comment that we sign, and thus no order of a stranger's making.

    >>> is_comment("NDMA manifest live issued 2026-11-23T09:00:00Z"), is_comment("pay me")
    (True, False)
    """
    return len(text) <= LONGEST_COMMENT and _COMMENT.fullmatch(text) is not None


def bulletin_comment(bulletin: Bulletin, file_name: str, *, kind: str = "bulletin") -> str:
    """Return what the signature of a bulletin's file says.

    Args:
        file_name: The name under which a station keeps the file.
        kind: `bulletin` for sound, `script` for words.
    """
    until = bulletin.valid_until.astimezone(NAIROBI).date()
    return (
        f"{_mark(exercise=bulletin.exercise)}NDMA {kind} {counties()[bulletin.county].short} "
        f"{bulletin.language} {bulletin.week} edition {bulletin.edition} "
        f"valid until {until} file {file_name}"
    )


def list_comment(kind: str, about: str, *, issued: datetime, exercise: bool) -> str:
    """Return what the signature of a manifest, a revocation list or an alert says.

    Args:
        kind: `manifest`, `revocation list` or `alert`.
        about: Slug of the station that it is for, the mode, or the alert's identifier.
    """
    return f"{_mark(exercise=exercise)}NDMA {kind} {about} issued {issued:%Y-%m-%dT%H:%M:%SZ}"


def _mark(*, exercise: bool) -> str:
    return EXERCISE if exercise else ""
