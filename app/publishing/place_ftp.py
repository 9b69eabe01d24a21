"""A folder on an FTP server, plain or with TLS.

ftplib is used as it is: fsspec's own FTP sends every 64 kB as a file of its own, lists a whole
folder to learn one size, and sends the password before it looks at a certificate.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ftplib import FTP, FTP_TLS, error_perm
from hashlib import sha256
from threading import Timer
from typing import ClassVar

from app.domain.deliveries import Address, Scheme
from app.domain.trouble import Trouble
from app.errors import PushError
from app.publishing.places import BLOCK_BYTES, TWO_STEPS, UNFINISHED, Limit, Limited

GONE, NOT_KNOWN = "550", ("500", "501", "502", "504")


class CertificateChanged(ssl.SSLError):
    """The server's certificate is not the one that is remembered."""


@dataclass(frozen=True, slots=True)
class FtpPlace:
    """A folder on an FTP server, in which we are."""

    ftp: FTP
    limit: Limit
    guard: Timer
    unfinished: ClassVar[str] = UNFINISHED

    def upload(self, file: Limited, name: str, *, size: int) -> None:
        """Write a file."""
        _ = size
        self.ftp.storbinary(f"STOR {name}", file, BLOCK_BYTES)

    def size(self, name: str) -> int | None:
        """Return how large the server says it is; None when it is not there or not told."""
        self.ftp.voidcmd("TYPE I")
        try:
            return self.ftp.size(name)
        except error_perm as fault:
            if str(fault)[:3] == GONE:
                return None
            if str(fault)[:3] in NOT_KNOWN:
                return self._listed_size(name)
            raise

    def _listed_size(self, name: str) -> int | None:
        """Return the size from the list of the folder, for servers without SIZE."""
        for found, facts in self.ftp.mlsd(facts=["size"]):
            if found == name:
                told = facts.get("size", "")
                return int(told) if told.isdecimal() else None
        return None

    def read(self, name: str) -> Iterator[bytes]:
        """Give back its bytes."""
        self.ftp.voidcmd("TYPE I")
        with self.ftp.transfercmd(f"RETR {name}") as taken:
            while block := taken.recv(BLOCK_BYTES):
                self.limit.check()
                yield block
        self.ftp.voidresp()

    def rename(self, old: str, new: str) -> str:
        """Give it its name; some servers do not rename over a file that is there."""
        try:
            self.ftp.rename(old, new)
        except error_perm:
            if self.size(new) is None:
                raise
        else:
            return ""
        self.ftp.delete(new)
        self.ftp.rename(old, new)
        return TWO_STEPS

    def remove(self, name: str) -> None:
        """Remove it."""
        try:
            self.ftp.delete(name)
        except error_perm as fault:
            if str(fault)[:3] == GONE and self.size(name) is None:
                raise FileNotFoundError(name) from fault
            raise

    def close(self) -> None:
        """Leave the server without waiting for its goodbye."""
        self.guard.cancel()
        self.ftp.close()


def open_ftp(
    address: Address, user: str, secret: str, root: str, *, key: str, limit: Limit
) -> tuple[FtpPlace, str]:
    """Return a folder on an FTP server, and the certificate that the server has.

    Args:
        root: The folder, from the root or from where one arrives.
        key: The certificate that it had the first time; empty when this is the first, or for FTP
            without TLS.

    Raises:
        PushError: There is no such folder.
        ftplib.Error: The server refused.
        OSError: It was not reached, or its certificate changed.
    """
    ftp = _client(address)
    guard = limit.guard(lambda: _hang_up(ftp))
    try:
        ftp.connect(address.host, address.port, timeout=limit.silence_s)
        shown = _prove(ftp, key) if isinstance(ftp, FTP_TLS) else ""
        ftp.login(user, secret)
        if isinstance(ftp, FTP_TLS):
            ftp.prot_p()
        if root:
            _enter(ftp, root)
    except BaseException:
        guard.cancel()
        ftp.close()
        raise
    return FtpPlace(ftp, limit, guard), shown


def _hang_up(ftp: FTP) -> None:
    """End what waits for the server, from another thread."""
    with suppress(OSError, AttributeError):
        ftp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


def _client(address: Address) -> FTP:
    if address.scheme is not Scheme.FTPS:
        return FTP(encoding="utf-8")  # noqa: S321 - what the station has; docs say that it is open
    context = ssl.create_default_context()
    # Stations sign their own certificates; ours is compared with the first one that was shown.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return FTP_TLS(context=context, encoding="utf-8")  # noqa: S321 - with TLS, and pinned


def _prove(ftp: FTP_TLS, key: str) -> str:
    """Return the certificate's fingerprint, before the password is sent."""
    ftp.auth()
    shown_cert = ftp.sock.getpeercert(binary_form=True) if ftp.sock else None  # type: ignore[attr-defined]
    shown = f"certificate SHA256:{sha256(shown_cert or b'').hexdigest()}"
    if key and shown.split()[-1] != key.split()[-1]:
        raise CertificateChanged(f"Its {shown}; the one it had: {key}.")
    return shown


def _enter(ftp: FTP, root: str) -> None:
    try:
        ftp.cwd(root)
    except error_perm as fault:
        if str(fault)[:3] == GONE:
            raise PushError(Trouble.NO_FOLDER, str(fault)) from fault
        raise
