"""A folder on an SFTP server, whose key is compared before the password is sent."""

from __future__ import annotations

import logging
import socket
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from threading import Timer
from typing import ClassVar

import paramiko

from app.domain.deliveries import Address
from app.domain.trouble import Trouble
from app.errors import PushError
from app.publishing.places import BLOCK_BYTES, TWO_STEPS, UNFINISHED, Limit, Limited

NOT_KNOWN = ("unsupported", "not supported", "not implemented", "unknown extended")


class KeyChanged(paramiko.SSHException):  # type: ignore[misc]
    """The server's key is not the one that is remembered."""


@dataclass(slots=True)
class PinnedKey(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Takes one key only: the remembered one, or the first that is shown.

    Attributes:
        key: Its fingerprint, as `ssh-keygen -l` prints it; empty before the first time.
    """

    key: str

    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        """Compare the key; the password is sent only after this.

        Raises:
            KeyChanged: It is another key.
        """
        _ = client, hostname
        shown = fingerprint(key.asbytes(), key.get_name())
        if self.key and shown.split()[-1] != self.key.split()[-1]:
            raise KeyChanged(f"Its key is {shown}; the one it had is {self.key}.")
        self.key = shown


def fingerprint(key: bytes, kind: str) -> str:
    """Return what people compare keys by."""
    return f"{kind} SHA256:{b64encode(sha256(key).digest()).decode().rstrip('=')}"


@dataclass(frozen=True, slots=True)
class SftpPlace:
    """A folder on an SFTP server."""

    client: paramiko.SSHClient
    files: paramiko.SFTPClient
    root: str
    limit: Limit
    guard: Timer
    unfinished: ClassVar[str] = UNFINISHED

    def refuse_missing(self) -> None:
        """Make sure that the folder is there.

        Raises:
            PushError: It is not.
        """
        if self.root and self.size("") is None:
            raise PushError(Trouble.NO_FOLDER)

    def upload(self, file: Limited, name: str, *, size: int) -> None:
        """Write a file."""
        _ = size
        with self.files.open(self._path(name), "wb") as kept:
            # not pipelined: paramiko would not tell what the server said to a block, such as "full"
            while block := file.read(BLOCK_BYTES):
                kept.write(block)

    def size(self, name: str) -> int | None:
        """Return how large the server says it is; None when it is not there."""
        try:
            told: int | None = self.files.stat(self._path(name)).st_size
        except FileNotFoundError:
            return None
        return told

    def read(self, name: str) -> Iterator[bytes]:
        """Give back its bytes."""
        with self.files.open(self._path(name), "rb") as kept:
            kept.prefetch(self.size(name))
            while block := kept.read(BLOCK_BYTES):
                self.limit.check()
                yield block

    def rename(self, old: str, new: str) -> str:
        """Give it its name: in one step where the server knows OpenSSH's way."""
        try:
            self.files.posix_rename(self._path(old), self._path(new))
        except OSError as fault:
            # what a server says that does not know the way; a full disk does not say it
            if not any(each in str(fault).lower() for each in NOT_KNOWN):
                raise
        else:
            return ""
        if self.size(new) is None:
            self.files.rename(self._path(old), self._path(new))
            return ""
        self.files.remove(self._path(new))
        self.files.rename(self._path(old), self._path(new))
        return TWO_STEPS

    def remove(self, name: str) -> None:
        """Remove it."""
        self.files.remove(self._path(name))

    def close(self) -> None:
        """Leave the server."""
        self.guard.cancel()
        self.client.close()

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}" if self.root else name


def open_sftp(
    address: Address, user: str, secret: str, root: str, *, key: str, limit: Limit
) -> tuple[SftpPlace, str]:
    """Return a folder on an SFTP server, and the key that the server has.

    Args:
        root: The folder, from the root or from where one arrives.
        key: The key that it had the first time; empty when this is the first.

    Raises:
        PushError: There is no such folder.
        paramiko.SSHException: The server refused, or is none.
        OSError: It was not reached.
    """
    # it logs every fault with its traceback; what matters of it is kept with the attempt
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    client, pinned = paramiko.SSHClient(), PinnedKey(key)
    client.set_missing_host_key_policy(pinned)
    guard = limit.guard(client.close)
    try:
        files = _connected(client, address, user, secret, silence_s=limit.silence_s)
        made = SftpPlace(client, files, root, limit, guard)
        made.refuse_missing()
    except BaseException:
        guard.cancel()
        client.close()
        raise
    return made, pinned.key


def _connected(
    client: paramiko.SSHClient, address: Address, user: str, secret: str, *, silence_s: float
) -> paramiko.SFTPClient:
    """Return the files of a server that we are let in to; no key or agent of this machine's."""
    client.connect(
        address.host,
        port=address.port,
        username=user,
        password=secret,
        timeout=silence_s,
        banner_timeout=silence_s,
        auth_timeout=silence_s,
        channel_timeout=silence_s,
        allow_agent=False,
        look_for_keys=False,
    )
    transport = client.get_transport()
    if transport is not None:
        # each block waits for its answer; with Nagle's algorithm that takes 40 ms a block
        transport.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    files = client.open_sftp()
    channel = files.get_channel()
    if channel is not None:
        channel.settimeout(silence_s)
    return files
