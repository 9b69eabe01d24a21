"""A stranger's sound file into samples: one forced reader, in a process that cannot do much.

ffmpeg opens a playlist under any name, and with it other files and addresses. So the kind is told
by the first bytes, that reader alone is used, and the process has little time, memory and room.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import UploadRefused
from app.mastering.encode import ffmpeg
from app.mastering.levels import PROGRAMME_RATE_HZ
from app.mastering.sniff import Kind, sniffed

Samples = NDArray[np.float32]

LARGEST_BYTES = 25_000_000
# A long bulletin lasts 198 s; people also read slowly, and forget to stop.
LONGEST_S = 360
PATIENCE_S = 20.0
CPU_S = 10
MEMORY_BYTES = 1_500_000_000
# What ffmpeg may write to a file: its messages, and nothing else.
MESSAGE_BYTES = 200_000
CUT_SHARE = 0.9
CUT_S = 1.0
FULL_SCALE = 32_768
LIMITS = (str(CPU_S), str(MEMORY_BYTES), str(MESSAGE_BYTES))
CHILD = (sys.executable, "-I", "-S", str(Path(__file__).with_name("limited_child.py")))
BROKEN = "The file cannot be read: it is damaged, or was cut on its way. Send it again."
SLOW = f"Reading the file took more than {PATIENCE_S:.0f} s. Send it as another kind, such as MP3."
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d\.\d+)")
_SOUND = re.compile(r"Stream #0:\d+.*?: Audio: .*?, (\d+) Hz, ([^,\n]+)")
_CHANNELS = {"mono": 1, "stereo": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a file held.

    Attributes:
        samples: Mono at 44.1 kHz; full scale is 1.
        kind: What the file was, such as `amr`.
        rate_hz: Its own sample rate, 0 when it did not say.
        channels: Its channels, 0 when it did not say.
    """

    samples: Samples
    kind: str
    rate_hz: int
    channels: int


def heard(body: bytes, *, folder: Path, longest_s: int = LONGEST_S) -> Heard:
    """Return the sound of a file that a person sent.

    Args:
        body: The file, from anybody.
        folder: Where it may lie for as long as it is read.
        longest_s: How long it may last, in seconds.

    Raises:
        UploadRefused: It is no sound file, too large, too long, cut or damaged.
    """
    if len(body) > LARGEST_BYTES:
        size, most = len(body) / 1e6, LARGEST_BYTES / 1e6
        raise UploadRefused(f"The file has {size:.0f} MB; {most:.0f} MB are the most.")
    kind = sniffed(body)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="take-") as room:
        # readers of M4A jump about in the file, so that it cannot come through a pipe
        path = Path(room).resolve() / "upload"
        path.write_bytes(body)
        raw, told = _decoded(path, kind, longest_s)
    samples = np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2").astype(np.float32)
    samples /= np.float32(FULL_SCALE)
    _refuse_length(len(samples) / PROGRAMME_RATE_HZ, told, longest_s)
    rate_hz, channels = _stream(told)
    return Heard(samples=samples, kind=kind.name, rate_hz=rate_hz, channels=channels)


def _decoded(path: Path, kind: Kind, longest_s: int) -> tuple[bytes, str]:
    """Return raw samples of 16 bit, and what ffmpeg said of the file."""
    with (path.with_name("said")).open("w+b") as said:
        try:
            done = subprocess.run(  # noqa: S603 - the program is ours or the machine's own
                [*CHILD, *LIMITS, *_command(path, kind, longest_s)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                timeout=PATIENCE_S,
                check=False,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired as fault:
            raise UploadRefused(SLOW) from fault
        said.seek(0)
        told = said.read(MESSAGE_BYTES).decode(errors="replace")
    if done.returncode != 0 or not done.stdout:
        raise UploadRefused(BROKEN)
    return done.stdout, told


def _command(path: Path, kind: Kind, longest_s: int) -> Sequence[str]:
    wanted_s = str(longest_s + 1)
    return (
        *(ffmpeg(), "-nostdin", "-hide_banner", "-nostats", "-loglevel", "info", "-threads", "1"),
        *("-protocol_whitelist", "file,pipe", "-codec_whitelist", kind.decoders),
        *("-f", kind.demuxer, "-t", wanted_s, "-i", f"file:{path}"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-t", wanted_s),
        *("-ac", "1", "-ar", str(PROGRAMME_RATE_HZ), "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"),
    )


def _refuse_length(found_s: float, told: str, longest_s: int) -> None:
    if found_s > longest_s:
        whole = f"{longest_s // 60} minutes. Send one bulletin or one part at a time."
        short = f"{longest_s} seconds. Send only what should be heard."
        raise UploadRefused(f"It is longer than {whole if longest_s >= 60 else short}")
    named = _DURATION.search(told)
    if named is None:
        return
    hours, minutes, seconds = named.groups()
    should_s = 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    if found_s < CUT_SHARE * should_s - CUT_S:
        raise UploadRefused(
            f"The file was cut on its way: it should last {should_s:.0f} s and holds "
            f"{found_s:.0f} s. Send it again."
        )


def _stream(told: str) -> tuple[int, int]:
    """Return sample rate and channels of the first sound in a file, 0 for what is not told."""
    found = _SOUND.search(told)
    if found is None:
        return 0, 0
    layout = found[2].strip()
    many = re.match(r"\d+", layout)
    return int(found[1]), _CHANNELS.get(layout, int(many[0]) if many else 0)
