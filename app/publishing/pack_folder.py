"""A pack as loose files in a folder, such as that of a USB stick that a station keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from app.errors import Conflict
from app.publishing.week_pack import PackFile

# What a pack put into a folder; only these files are ever replaced or deleted.
RECORD = "tangazo-pack.json"
_FORM = 1


def fill_folder(files: Sequence[PackFile], folder: Path) -> list[str]:
    """Put a pack's files into a folder in place of those of the pack before.

    What is old goes first, so that nothing that is over is left when the stick is full. Each file
    is written beside its place and renamed.

    Returns:
        The names of files of the pack before that are gone.

    Raises:
        Conflict: Somebody else's file has the name of one of the pack's.
        OSError: The folder cannot be written, or is full.
    """
    before, wanted = _recorded(folder), {each.name for each in files}
    foreign = sorted(name for name in wanted - before if (folder / name).exists())
    if foreign:
        raise Conflict(
            f"{folder / foreign[0]} was not put there by a pack; move it away, then try again."
        )
    gone = sorted(before - wanted)
    # Names are kept before files are written: after a power cut they are known to be ours.
    _record(folder, before | wanted)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    for each in files:
        _put(each, folder / each.name)
    _record(folder, wanted)
    return gone


def _recorded(folder: Path) -> set[str]:
    try:
        told = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        names = {str(each) for each in told["files"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return set()
    return {each for each in names if Path(each).name == each and each != RECORD}


def _record(folder: Path, names: set[str]) -> None:
    told = {"tangazo_pack": _FORM, "files": sorted(names)}
    _write(folder / RECORD, f"{json.dumps(told, indent=1)}\n".encode())


def _put(each: PackFile, target: Path) -> None:
    same_size = target.is_file() and target.stat().st_size == each.size_bytes
    body = each.read()
    if not same_size or target.read_bytes() != body:
        _write(target, body)


def _write(target: Path, body: bytes) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
