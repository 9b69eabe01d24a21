"""What a library or a server complains of, as one kind of trouble and the server's own words."""

from __future__ import annotations

import errno
import ftplib
import socket
import ssl
import struct
from collections.abc import Iterable
from xml.etree.ElementTree import ParseError

import httpx
import paramiko
from webdav4.client import ClientError, HTTPError, InsufficientStorage

from app.domain.deliveries import MOST_SAID
from app.domain.trouble import Trouble
from app.errors import PushError
from app.publishing.place_ftp import CertificateChanged
from app.publishing.place_sftp import KeyChanged

# What libraries trip over when a server sends what it should not.
_TRIPS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    ParseError,
    paramiko.SFTPError,
    struct.error,
)
# All that they raise.
FAULTS = (
    OSError,
    EOFError,
    ftplib.Error,
    paramiko.SSHException,
    httpx.HTTPError,
    httpx.InvalidURL,
    ClientError,
    *_TRIPS,
)
_KINDS: tuple[tuple[tuple[type[BaseException], ...], Trouble], ...] = (
    ((KeyChanged, CertificateChanged), Trouble.KEY_CHANGED),
    ((paramiko.AuthenticationException,), Trouble.PASSWORD),
    ((InsufficientStorage,), Trouble.FULL),
    ((httpx.TimeoutException, TimeoutError), Trouble.SILENT),
    ((socket.gaierror,), Trouble.UNKNOWN),
    ((ConnectionRefusedError, paramiko.ssh_exception.NoValidConnectionsError), Trouble.REFUSED),
    ((httpx.ReadError, httpx.WriteError, httpx.CloseError), Trouble.DROPPED),
    ((httpx.ProtocolError,), Trouble.GARBLED),
    ((ConnectionError, EOFError), Trouble.DROPPED),
    ((ssl.SSLError, ftplib.error_proto, httpx.DecodingError), Trouble.GARBLED),
    ((PermissionError,), Trouble.FORBIDDEN),
    ((FileNotFoundError, NotADirectoryError), Trouble.NO_FOLDER),
    ((paramiko.SSHException, *_TRIPS), Trouble.GARBLED),
)
_STATUS = {
    401: Trouble.PASSWORD,
    403: Trouble.FORBIDDEN,
    404: Trouble.NO_FOLDER,
    405: Trouble.FORBIDDEN,
    409: Trouble.NO_FOLDER,
    423: Trouble.FORBIDDEN,
    507: Trouble.FULL,
}
_REPLY = {"530": Trouble.PASSWORD, "452": Trouble.FULL, "552": Trouble.FULL}
_AWAY = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN)
_CLOSED = (
    "socket is closed",
    "connection dropped",
    "not connected",
    "connection lost",
    "server disconnected",
)
_IN_VAIN = ("timeout", "no existing session")
_ROOM = ("no space", "disk full", "quota", "not enough space", "disk space")


def named(fault: BaseException, *, secrets: Iterable[str] = ()) -> PushError:
    """Return a fault of a library as trouble with the server's words.

    Args:
        secrets: What must not be repeated, whoever says it.
    """
    if isinstance(fault, PushError):
        return PushError(fault.trouble, plain(fault.said, secrets=secrets))
    return PushError(_trouble(fault), plain(_said(fault), secrets=secrets))


def plain(text: str, *, secrets: Iterable[str] = ()) -> str:
    r"""Return what a server said on one line, printable, bounded, and without secrets.

    >>> plain("530 No, \x1b[31mhunter2\r\nis wrong", secrets=["hunter2"])
    '530 No, [31m*** is wrong'
    """
    told = text
    for each in secrets:
        told = told.replace(each, "***") if each else told
    line = "".join(each if each.isprintable() else " " for each in told.replace("\x1b", ""))
    return " ".join(line.split())[:MOST_SAID]


def _trouble(fault: BaseException) -> Trouble:
    text = str(fault).lower()
    if any(each in text for each in _ROOM) or getattr(fault, "errno", None) == errno.ENOSPC:
        return Trouble.FULL
    if getattr(fault, "errno", None) in _AWAY:
        return Trouble.SILENT
    if any(each in text for each in _CLOSED):
        return Trouble.DROPPED
    if isinstance(fault, paramiko.SSHException) and _waited_in_vain(fault):
        return Trouble.SILENT
    return _of_protocol(fault)


def _waited_in_vain(fault: paramiko.SSHException) -> bool:
    """Return whether paramiko's complaint is only that nothing came, which it says in many ways."""
    told = str(fault).lower()
    return isinstance(fault.__context__, TimeoutError) or any(each in told for each in _IN_VAIN)


def _of_protocol(fault: BaseException) -> Trouble:
    if isinstance(fault, HTTPError | httpx.HTTPStatusError):
        return _STATUS.get(fault.response.status_code, Trouble.OTHER)
    if isinstance(fault, httpx.ConnectError | httpx.ConnectTimeout):
        return _of_connecting(fault)
    if isinstance(fault, ftplib.error_perm | ftplib.error_temp):
        reply = str(fault)[:3]
        return _REPLY.get(reply, Trouble.FORBIDDEN if reply.startswith("55") else Trouble.OTHER)
    found = (trouble for kinds, trouble in _KINDS if isinstance(fault, kinds))
    return next(found, Trouble.OTHER)


def _of_connecting(fault: httpx.TransportError) -> Trouble:
    """Return why an HTTP server was not reached, which httpx tells by the cause alone."""
    if isinstance(fault, httpx.ConnectTimeout):
        return Trouble.SILENT
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return Trouble.UNKNOWN
        if isinstance(cause, ssl.SSLError):
            return Trouble.GARBLED
        cause = cause.__cause__ or cause.__context__
    return Trouble.REFUSED


def _said(fault: BaseException) -> str:
    if isinstance(fault, HTTPError | httpx.HTTPStatusError):
        return f"{fault.response.status_code} {fault.response.reason_phrase}"
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    return str(fault)
