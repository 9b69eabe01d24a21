"""Pushes: where a station wants its files laid, what was laid there, and what can go wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from app.domain.trouble import Trouble
from app.errors import Conflict

LONGEST_ADDRESS, LONGEST_FOLDER, LONGEST_USER, LONGEST_SECRET = 200, 200, 80, 4_000
# A server may say much; this is what is kept of it.
MOST_SAID = 400
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.IGNORECASE)
HELP = (
    "Give an address such as sftp://192.168.1.20, ftp://192.168.1.20:2121, ftps://ftp.example.org, "
    "https://dav.example.org/files, webdav://192.168.1.20/files or folder."
)
OWN_FIELDS = "Leave name and password out of the address; they have fields of their own."
ODD_FOLDER = "Give a folder such as media/tangazo; no .., no \\ and no ~ in it."


class Scheme(StrEnum):
    """How a server takes files."""

    SFTP = "sftp"
    FTP = "ftp"
    FTPS = "ftps"
    HTTPS = "https"
    WEBDAV = "webdav"
    FOLDER = "folder"


PORTS = {
    Scheme.SFTP: 22,
    Scheme.FTP: 21,
    Scheme.FTPS: 21,
    Scheme.HTTPS: 443,
    Scheme.WEBDAV: 80,
    Scheme.FOLDER: 0,
}
# The key of these servers is remembered from the first time, and must stay the same.
PINNED = (Scheme.SFTP, Scheme.FTPS)


class Names(StrEnum):
    """How files are called at a station."""

    READABLE = "readable"
    FIXED = "fixed"


class Act(StrEnum):
    """What was tried at a station's server."""

    PUT = "put"
    REMOVE = "remove"
    TRY = "try"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server is, without name and secret.

    Attributes:
        path: Where its files begin, without a slash at the end; may be empty.
    """

    scheme: Scheme
    host: str = ""
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        """Return it as a person would type it."""
        if self.scheme is Scheme.FOLDER:
            return "folder"
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{quote(self.path)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushTarget:
    """A folder on a station's server into which its files are laid.

    Attributes:
        number: Counts up; what the desk and the log call it by.
        address: As `Address` writes it.
        secret: Password as it is kept: sealed, never in the clear.
        host_key: What the server proved itself with the first time; empty until then.
        folder: Beneath the address; empty for where one arrives.
        exercises: Whether it takes exercises, and nothing else.
        is_on: Whether anything is sent or removed.
    """

    number: int
    station: str
    address: str
    user: str
    secret: str
    host_key: str
    folder: str
    names: Names
    exercises: bool
    is_on: bool
    since: datetime

    @property
    def where(self) -> str:
        """Address and folder, as people read them."""
        return f"{self.address}/{self.folder}" if self.folder else self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt at one file.

    Attributes:
        bulletin: Which bulletin it is of; empty for a trial.
        name: What the file is called there.
        said: What the server said, or what was found there.
        trouble: What stood in the way; NONE when it was done.
        took_s: How long it took, in seconds.
    """

    target: int
    bulletin: str
    sha256: str
    name: str
    act: Act
    size_bytes: int
    said: str
    trouble: Trouble
    at: datetime
    took_s: float

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.trouble is Trouble.NONE


def parsed_address(text: str) -> Address:
    """Return the address that was typed.

    Raises:
        Conflict: It is not one that files may be pushed to.

    >>> str(parsed_address("sftp://192.168.1.20:22/srv/radio/"))
    'sftp://192.168.1.20/srv/radio'
    """
    typed = text.strip()
    if typed.rstrip("/:") == Scheme.FOLDER:
        return Address(scheme=Scheme.FOLDER)
    if len(typed) > LONGEST_ADDRESS or not _printable(typed):
        raise Conflict(HELP)
    try:
        parts = urlsplit(typed)
        scheme, host, port = Scheme(parts.scheme), parts.hostname or "", parts.port
    except ValueError as fault:
        raise Conflict(HELP) from fault
    if "@" in parts.netloc:
        raise Conflict(OWN_FIELDS)
    if scheme is Scheme.FOLDER or parts.query or parts.fragment or not _is_host(host) or port == 0:
        raise Conflict(HELP)
    path = clean_folder(unquote(parts.path))
    return Address(
        scheme=scheme, host=host, port=port or PORTS[scheme], path=f"/{path}" if path else ""
    )


def clean_folder(text: str) -> str:
    """Return a folder without slashes around it.

    Raises:
        Conflict: It leads elsewhere, or holds what no folder is called.

    >>> clean_folder("/media//tangazo/")
    'media/tangazo'
    """
    parts = [each for each in text.strip().split("/") if each not in ("", ".")]
    odd = any(each == ".." or each.startswith("~") or "\\" in each for each in parts)
    if odd or len(text) > LONGEST_FOLDER or not _printable(text):
        raise Conflict(ODD_FOLDER)
    return "/".join(parts)


def _is_host(host: str) -> bool:
    """Return whether a name or number may be asked; ours, as a cloud's own address, may not."""
    try:
        number = ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None and ".." not in host
    return not (number.is_link_local or number.is_multicast or number.is_unspecified)


def _printable(text: str) -> bool:
    return text.isprintable()
