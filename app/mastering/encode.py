"""Sound into the files that stations take, and back again for inspection."""

from __future__ import annotations

import io
import shutil
import subprocess

import imageio_ffmpeg
import lameenc
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from app.domain.recordings import AudioFormat
from app.errors import MasteringError

Samples = NDArray[np.float32]

MP3_RATE_HZ = 44_100
STUDIO_RATE_HZ = 48_000
MP3_KBPS = {AudioFormat.MP3_128: 128, AudioFormat.MP3_64: 64}
# LAME turns mono input at both bit rates down by this much (measured: 0.45 LU), and cannot be
# told not to.
LAME_INPUT_SCALE = 0.95
# 0 is LAME's best and slowest; 7 is four times as fast as 2 and meters the same.
LAME_QUALITY = 7
FFMPEG_TIMEOUT_S = 120.0
FULL_SCALE = 32_767
OPUS_ARGUMENTS = (
    *("-nostdin", "-hide_banner", "-loglevel", "error"),
    *("-f", "s16le", "-ar", str(STUDIO_RATE_HZ), "-ac", "1", "-i", "pipe:0"),
    *("-map_metadata", "-1", "-c:a", "libopus", "-b:a", "24k", "-application", "voip"),
    # Above 8 kHz, libopus changes its method from moment to moment, with a peak of up to 4.5 dB at
    # some changes; and at 10, ffmpeg's default, it takes the bed for music and spends 40 kb/s.
    *("-cutoff", "8000", "-compression_level", "8", "-frame_duration", "60"),
    *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "ogg", "pipe:1"),
)


def encode(samples: Samples, rate_hz: int, audio_format: AudioFormat) -> bytes:
    """Return mono samples as a file, without tags; equal samples give equal bytes.

    Args:
        samples: Full scale is 1.
        rate_hz: Their rate in Hz.
        audio_format: What to make of them.

    Raises:
        MasteringError: They are not numbers, or an encoder fails.
    """
    if not samples.size or not np.isfinite(samples).all():
        raise MasteringError("The sound holds no samples, or some that are no numbers.")
    if audio_format in MP3_KBPS:
        return _mp3(_at(samples, rate_hz, MP3_RATE_HZ), MP3_KBPS[audio_format])
    whole = _whole(_at(samples, rate_hz, STUDIO_RATE_HZ))
    return _opus(whole) if audio_format is AudioFormat.OPUS_24 else _wav(whole)


def decode(body: bytes, audio_format: AudioFormat) -> tuple[Samples, int]:
    """Return the samples of a file, mono with full scale at 1, and their rate in Hz.

    Raises:
        MasteringError: It does not decode, or is another kind of file.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(body)) as file:
            kind, channels, rate_hz = file.format, file.channels, file.samplerate
            samples = file.read(dtype="float32")
    except soundfile.SoundFileError as fault:
        raise MasteringError(f"The {audio_format} file does not decode: {fault}") from fault
    wanted = {AudioFormat.OPUS_24: "OGG", AudioFormat.WAV_48: "WAV"}.get(audio_format, "MP3")
    if kind != wanted or channels != 1:
        raise MasteringError(
            f"The {audio_format} file is {kind} with {channels} channels; "
            f"it should be {wanted} with one."
        )
    return samples, int(rate_hz)


def _at(samples: Samples, rate_hz: int, wanted_hz: int) -> Samples:
    if rate_hz == wanted_hz:
        return samples
    resampled: Samples = soxr.resample(samples, rate_hz, wanted_hz, "HQ")
    return resampled


def _whole(samples: Samples, *, gain: float = 1.0) -> bytes:
    """Return samples times a gain as 16 bit, little-endian."""
    scaled = np.multiply(samples, np.float32(gain * FULL_SCALE))
    np.rint(scaled, out=scaled)
    np.clip(scaled, -FULL_SCALE, FULL_SCALE, out=scaled)
    return scaled.astype("<i2").tobytes()


def _mp3(samples: Samples, kbps: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(MP3_RATE_HZ)
    encoder.set_out_sample_rate(MP3_RATE_HZ)
    encoder.set_bit_rate(kbps)
    encoder.set_quality(LAME_QUALITY)
    whole = _whole(samples, gain=1 / LAME_INPUT_SCALE)
    return bytes(encoder.encode(whole)) + bytes(encoder.flush())


def _wav(whole: bytes) -> bytes:
    file = io.BytesIO()
    soundfile.write(
        file, np.frombuffer(whole, dtype="<i2"), STUDIO_RATE_HZ, format="WAV", subtype="PCM_16"
    )
    return file.getvalue()


def _opus(whole: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - the program is ours or the machine's own
            [ffmpeg(), *OPUS_ARGUMENTS],
            input=whole,
            capture_output=True,
            timeout=FFMPEG_TIMEOUT_S,
            check=True,
        )
    except subprocess.CalledProcessError as fault:
        reason = fault.stderr.decode(errors="replace").strip()
        raise MasteringError(f"ffmpeg could not make Opus: {reason}") from fault
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise MasteringError(f"ffmpeg could not make Opus: {fault}") from fault
    return done.stdout


def ffmpeg() -> str:
    """Return the path of ffmpeg: the machine's, else the one in the wheel."""
    try:
        return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as fault:
        raise MasteringError(
            "There is no ffmpeg here; install the program or the package imageio-ffmpeg."
        ) from fault
