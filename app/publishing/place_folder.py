"""A folder of this machine, such as one that is mounted from a station."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from app.domain.trouble import Trouble
from app.errors import PushError
from app.publishing.places import BLOCK_BYTES, UNFINISHED, Limit, Limited

NOT_SET = "No folder is set for this: the operator sets TANGAZO_PUSH_FOLDERS."


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder beneath the one that the operator allows."""

    root: Path
    limit: Limit
    unfinished: ClassVar[str] = UNFINISHED

    def upload(self, file: Limited, name: str, *, size: int) -> None:
        """Write a file and make it survive a power cut."""
        _ = size
        with (self.root / name).open("wb") as kept:
            while block := file.read(BLOCK_BYTES):
                kept.write(block)
            kept.flush()
            os.fsync(kept.fileno())

    def size(self, name: str) -> int | None:
        """Return how large it is; None when it is not there."""
        path = self.root / name
        return path.stat().st_size if path.is_file() else None

    def read(self, name: str) -> Iterator[bytes]:
        """Give back its bytes."""
        with (self.root / name).open("rb") as kept:
            while block := kept.read(BLOCK_BYTES):
                self.limit.check()
                yield block

    def rename(self, old: str, new: str) -> str:
        """Give it its name in one step."""
        (self.root / old).replace(self.root / new)
        return ""

    def remove(self, name: str) -> None:
        """Remove it."""
        (self.root / name).unlink()

    def close(self) -> None:
        """Nothing is open."""


def open_folder(folders: Path | None, folder: str, *, limit: Limit) -> FolderPlace:
    """Return a folder, which must be there: an empty mount point is not made into one.

    Raises:
        PushError: No folders are allowed, or this one is not there or lies elsewhere.
    """
    if folders is None:
        raise PushError(Trouble.FORBIDDEN, NOT_SET)
    if not folder:
        raise PushError(Trouble.NO_FOLDER, "A station needs a folder of its own.")
    allowed = folders.resolve()
    found = (allowed / folder).resolve()
    if not found.is_relative_to(allowed):
        raise PushError(Trouble.FORBIDDEN, "The folder leads out of the one that is allowed.")
    if not found.is_dir():
        raise PushError(Trouble.NO_FOLDER)
    return FolderPlace(found, limit)
