"""A station's week as one zip: sound, words, presenters' pages, the signed list, how to check."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import get_ident

from app.domain.periods import NAIROBI

# Sound and PDF are packed already; packing them again costs time and wins nothing.
STORED = (".mp3", ".opus", ".wav", ".pdf")
PACKING = 6
# What unzip programs of any system write files with: the owner may write, all may read.
_RIGHTS = 0o100644 << 16
_UNIX = 3
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """A file of a pack: short ones as bytes, recordings where they lie.

    Attributes:
        body: Its bytes, or the file that holds them.
    """

    name: str
    sha256: str
    body: bytes | Path

    @property
    def size_bytes(self) -> int:
        """How large it is.

        Raises:
            OSError: The file is gone.
        """
        return len(self.body) if isinstance(self.body, bytes) else self.body.stat().st_size

    def read(self) -> bytes:
        """Return its bytes.

        Raises:
            OSError: The file is gone.
        """
        return self.body if isinstance(self.body, bytes) else self.body.read_bytes()


def pack_file(name: str, body: bytes) -> PackFile:
    """Return a short file of a pack."""
    return PackFile(name=name, sha256=sha256(body).hexdigest(), body=body)


def pack_key(files: Iterable[PackFile]) -> str:
    """Return the hash of a pack's contents: the same key, the same bytes of the zip."""
    told = "\n".join(f"{each.sha256} {each.name}" for each in files)
    return sha256(told.encode()).hexdigest()


def write_zip(files: Sequence[PackFile], target: Path, *, at: datetime) -> None:
    """Write a pack whole or not at all; equal files give equal bytes.

    Args:
        at: The moment that every file in it bears, as nothing in it may depend on today.

    Raises:
        OSError: It cannot be written, or a file is gone.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.{get_ident()}.part")
    local = at.astimezone(NAIROBI)
    # Two seconds are the finest that a zip knows.
    moment = (*local.timetuple()[:5], local.second // 2 * 2)
    try:
        with zipfile.ZipFile(part, "w", compresslevel=PACKING) as out:
            for each in files:
                _add(out, each, moment)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _add(out: zipfile.ZipFile, each: PackFile, moment: tuple[int, ...]) -> None:
    year, month, day, hour, minute, second = moment
    entry = zipfile.ZipInfo(each.name, (year, month, day, hour, minute, second))
    stored = each.name.endswith(STORED)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.external_attr, entry.create_system = _RIGHTS, _UNIX
    entry.file_size = each.size_bytes
    if isinstance(each.body, bytes):
        out.writestr(entry, each.body)
        return
    with each.body.open("rb") as sound, out.open(entry, "w") as copy:
        while chunk := sound.read(_CHUNK_BYTES):
            copy.write(chunk)
