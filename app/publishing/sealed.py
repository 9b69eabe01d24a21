"""Passwords of stations' servers, sealed with a key that lies beside the database, not in it.

A copy of the database alone tells no password. Whoever can read the whole folder can open them:
a program that logs in by itself must hold what it logs in with.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from app.domain.trouble import Trouble
from app.errors import PushError, SettingsError

LOST = "Its password cannot be opened: the file push.key is gone or another one. Type it again."


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals and opens with the key in a file, which is made when first needed."""

    path: Path

    def close(self, secret: str) -> str:
        """Return a secret as it is kept; an empty one stays empty.

        Raises:
            SettingsError: The key cannot be written or used.
        """
        return self._fernet(make=True).encrypt(secret.encode()).decode() if secret else ""

    def open(self, sealed: str) -> str:
        """Return the secret.

        Raises:
            PushError: The key is not the one that it was sealed with.
        """
        if not sealed:
            return ""
        try:
            return self._fernet(make=False).decrypt(sealed.encode()).decode()
        except (InvalidToken, SettingsError) as fault:
            raise PushError(Trouble.SECRET, LOST) from fault

    def _fernet(self, *, make: bool) -> Fernet:
        try:
            if make:
                self._make()
            return Fernet(self.path.read_bytes())
        except (OSError, ValueError) as fault:
            raise SettingsError(f"{self.path}: not a key for passwords ({fault}).") from fault

    def _make(self) -> None:
        """Write a key that only this user reads, unless there is one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(handle, Fernet.generate_key())
                os.fsync(handle)
            finally:
                os.close(handle)
