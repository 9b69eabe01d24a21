"""The private keys: two files a mode in a folder that nobody else may read.

Only the signer's process and the commands about keys open them. The library is py-minisign, so
that the files are those of the minisign program itself.
"""

from __future__ import annotations

import os
import stat
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from minisign import KeyPair, SecretKey
from minisign import PublicKey as MinisignKey

from app.errors import SigningError
from app.publishing.signing import DIGEST_BYTES, EXERCISE, PinnedKeys, PublicKey, is_comment

CURRENT, NEXT = "current", "next"
LARGEST_FILE = 4096


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """A folder of signing keys: `live-current.key`, `live-next.key`, and those of exercises."""

    root: Path

    def sign(self, digest: bytes, comment: str) -> str:
        """Return the text of a signature file over a body with this BLAKE2b-512 hash.

        Exercises are signed by their own key, which the first word of the comment chooses.

        Raises:
            SigningError: It is no comment of ours, or the keys cannot be used.
        """
        if len(digest) != DIGEST_BYTES or not is_comment(comment):
            raise SigningError("This is not an order that is signed here.")
        exercise = comment.startswith(EXERCISE)
        with self._secret(CURRENT, exercise=exercise) as secret:
            told = f"signature from the {_mode(exercise=exercise)} key of NDMA bulletins"
            plain = secret.sign(
                digest, prehash=False, untrusted_comment=told, trusted_comment=comment
            )
        return _of_hash(bytes(plain).decode())

    def keys(self, *, exercise: bool) -> PinnedKeys:
        """Return both public keys; those that are missing are made.

        Raises:
            SigningError: The keys cannot be read, or others may read them.
        """
        return PinnedKeys(
            exercise=exercise,
            current=self._public(CURRENT, exercise=exercise),
            next=self._public(NEXT, exercise=exercise),
        )

    def rotate(self, *, exercise: bool) -> PinnedKeys:
        """Let the next key sign from now on, make a new next one, and destroy the one before.

        Raises:
            SigningError: The keys cannot be read, or others may read them.
        """
        self.keys(exercise=exercise)
        self._path(NEXT, exercise=exercise).replace(self._path(CURRENT, exercise=exercise))
        return self.keys(exercise=exercise)

    def replace(self, *, exercise: bool) -> PinnedKeys:
        """Destroy both keys and make new ones, which no station has pinned yet.

        Raises:
            SigningError: The folder cannot be used.
        """
        for which in (CURRENT, NEXT):
            self._path(which, exercise=exercise).unlink(missing_ok=True)
        return self.keys(exercise=exercise)

    def exists(self, *, exercise: bool) -> bool:
        """Return whether the keys of a mode have been made."""
        return self._path(CURRENT, exercise=exercise).exists()

    def _path(self, which: str, *, exercise: bool) -> Path:
        return self.root / f"{_mode(exercise=exercise)}-{which}.key"

    def _public(self, which: str, *, exercise: bool) -> PublicKey:
        with self._secret(which, exercise=exercise) as secret:
            return PublicKey(text=MinisignKey.from_secret_key(secret).to_base64().decode())

    def _secret(self, which: str, *, exercise: bool) -> SecretKey:
        path = self._path(which, exercise=exercise)
        try:
            if not path.exists():
                self._make(path)
            return SecretKey.from_bytes(_private_bytes(path))
        except ValueError as fault:
            raise SigningError(f"{path} is not a signing key ({fault}).") from fault
        except OSError as fault:
            raise SigningError(f"{path}: {fault.strerror or fault}.") from fault

    def _make(self, path: Path) -> None:
        """Make a key; when two processes do so at once, both then use the one that came first."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{path.name}.{token_hex(8)}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(bytes(KeyPair.generate().secret_key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            with suppress(FileExistsError):
                path.hardlink_to(part)
        finally:
            part.unlink()


def _mode(*, exercise: bool) -> str:
    return "exercise" if exercise else "live"


def _private_bytes(path: Path) -> bytes:
    """Return a file that nobody else may read.

    Raises:
        OSError: It cannot be read.
        SigningError: Others may read it, or its folder.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        for place, found in ((path.parent, path.parent.stat()), (path, os.fstat(file.fileno()))):
            if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
                allowed = "700" if place == path.parent else "600"
                raise SigningError(
                    f"{place} may be read by others, so nothing is signed with it. "
                    f"If nobody can have copied it: chmod {allowed} {place}"
                )
        return file.read(LARGEST_FILE)


def _of_hash(text: str) -> str:
    """Return a signature of a hash as the signature of the body that has this hash.

    The two differ in nothing but the letters of the algorithm; signing the hash keeps large bodies
    out of the process that holds the keys, which the library has no call for.
    """
    untrusted, signature, trusted, whole = text.splitlines()
    raw = b64decode(signature)
    told = b64encode(b"ED" + raw[2:]).decode()
    return "\n".join((untrusted, told, trusted, whole)) + "\n"
