"""Hours of somebody's sound, read piece by piece in the process that cannot do much.

What `uploads` does for a bulletin's words, this does for what came over the air: the whole is never
in memory, and a file that was cut off is read as far as it goes.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from threading import Timer
from typing import IO

import numpy as np
from numpy.typing import NDArray

from app.errors import UploadRefused
from app.mastering.constellation import RATE_HZ, Constellation, constellation
from app.mastering.encode import ffmpeg
from app.mastering.sniff import HEAD_BYTES, Kind, sniffed
from app.mastering.uploads import BROKEN, CHILD, FULL_SCALE, MEMORY_BYTES, MESSAGE_BYTES

Samples = NDArray[np.float32]

LARGEST_BYTES = 200_000_000
LONGEST_S = 2 * 3600
CPU_S = 240
PATIENCE_S = 480.0
PIECE_S = 30
SHORTEST_S = 5.0
TOO_LARGE = f"The file is larger than {LARGEST_BYTES // 1_000_000} MB. Send less of it."
TOO_LONG = f"It is longer than {LONGEST_S // 3600} hours. Cut it, and send the hour that matters."
TOO_SHORT = f"It holds less than {SHORTEST_S:.0f} seconds of sound. Send a longer piece."
TOO_SLOW = "Reading the file took too long. Send it as another kind, such as MP3."


def sound_of(path: Path, *, report: Callable[[float], object] | None = None) -> Constellation:
    """Return the peaks of a file that a person sent.

    Args:
        path: The file, from anybody.
        report: Hears how many seconds have been read.

    Raises:
        UploadRefused: It is no sound file, too large, too long, too short or damaged.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise UploadRefused(TOO_LARGE)
    with path.open("rb") as file:
        kind = sniffed(file.read(HEAD_BYTES))
    found = constellation(_pieces(path, kind, report))
    if found.seconds < SHORTEST_S:
        raise UploadRefused(TOO_SHORT)
    return found


def _pieces(path: Path, kind: Kind, report: Callable[[float], object] | None) -> Iterator[Samples]:
    limits = (str(CPU_S), str(MEMORY_BYTES), str(MESSAGE_BYTES))
    with subprocess.Popen(  # noqa: S603 - the program is ours or the machine's own
        [*CHILD, *limits, *_command(path.resolve(), kind)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as child:
        watch = Timer(PATIENCE_S, child.kill)
        watch.start()
        try:
            read_s = yield from _read(child.stdout, report)
        finally:
            late = not watch.is_alive()
            watch.cancel()
            child.kill()
    if late:
        raise UploadRefused(TOO_SLOW)
    if not read_s:
        raise UploadRefused(BROKEN)


def _read(
    stdout: IO[bytes] | None, report: Callable[[float], object] | None
) -> Generator[Samples, None, float]:
    """Give pieces of half a minute; returns how many seconds there were."""
    read_s = 0.0
    while stdout is not None and (raw := stdout.read(2 * PIECE_S * RATE_HZ)):
        piece = np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2").astype(np.float32)
        read_s += len(piece) / RATE_HZ
        if read_s > LONGEST_S:
            raise UploadRefused(TOO_LONG)
        if report is not None:
            report(read_s)
        yield piece / np.float32(FULL_SCALE)
    return read_s


def _command(path: Path, kind: Kind) -> tuple[str, ...]:
    return (
        *(ffmpeg(), "-nostdin", "-hide_banner", "-nostats", "-loglevel", "quiet", "-threads", "1"),
        *("-protocol_whitelist", "file,pipe", "-codec_whitelist", kind.decoders),
        *("-f", kind.demuxer, "-i", f"file:{path}"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-t", str(LONGEST_S + 60)),
        *("-ac", "1", "-ar", str(RATE_HZ), "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"),
    )
