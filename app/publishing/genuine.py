"""Whether a file is ours: a signature file is checked against the pinned keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from minisign import PublicKey as MinisignKey
from minisign import Signature, VerifyError

from app.errors import SigningError
from app.publishing.signing import PublicKey

LARGEST_SIGNATURE = 1024


def genuine(path: Path, signature: bytes, keys: Iterable[PublicKey]) -> str:
    """Return what a file's signature says of it.

    Args:
        signature: The signature file, which may be anything.
        keys: The keys that are pinned.

    Raises:
        OSError: The file cannot be read.
        SigningError: It is not ours, or was changed.
    """
    if len(signature) > LARGEST_SIGNATURE:
        raise SigningError("The signature file is too long to be one.")
    try:
        told = Signature.from_bytes(signature)
    except ValueError as fault:
        raise SigningError(f"The signature file is damaged: {fault}.") from fault
    if not told.is_prehashed():
        raise SigningError("The signature is of a kind that we never make.")
    for key in keys:
        try:
            MinisignKey.from_base64(key.text).verify_file(path, told)
        except VerifyError:
            continue
        return str(told.trusted_comment)
    raise SigningError("It was changed, or signed by somebody else. Do not air it.")
