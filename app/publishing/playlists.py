"""Playlists of links, for players that take a list of addresses: PLS and extended M3U."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PLS, M3U = "audio/x-scpls", "audio/x-mpegurl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of a playlist; the length is in seconds."""

    address: str
    title: str
    seconds: float


def pls(links: Sequence[Link]) -> bytes:
    """Return a PLS playlist (version 2), as AzuraCast and Winamp read it.

    >>> print(pls([Link(address="http://x/a.mp3", title="Kitui", seconds=112.4)]).decode())
    [playlist]
    File1=http://x/a.mp3
    Title1=Kitui
    Length1=112
    NumberOfEntries=1
    Version=2
    <BLANKLINE>
    """
    lines = ["[playlist]"]
    for number, each in enumerate(links, start=1):
        lines += [
            f"File{number}={each.address}",
            f"Title{number}={_one_line(each.title)}",
            f"Length{number}={round(each.seconds)}",
        ]
    lines += [f"NumberOfEntries={len(links)}", "Version=2", ""]
    return "\n".join(lines).encode()


def m3u(links: Sequence[Link]) -> bytes:
    """Return an extended M3U playlist.

    >>> print(m3u([Link(address="http://x/a.mp3", title="Kitui", seconds=112.4)]).decode())
    #EXTM3U
    #EXTINF:112,Kitui
    http://x/a.mp3
    <BLANKLINE>
    """
    lines = ["#EXTM3U"]
    for each in links:
        lines += [f"#EXTINF:{round(each.seconds)},{_one_line(each.title)}", each.address]
    return "\n".join([*lines, ""]).encode()


def _one_line(text: str) -> str:
    return " ".join(text.split())
