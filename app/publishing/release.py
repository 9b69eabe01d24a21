"""The friendly tree beside the hashed files: names a person can read, and a manifest."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.bulletins import Bulletin
from app.domain.recordings import NOMINAL_BIT_RATE, SAMPLE_RATE_HZ, Recording
from app.domain.takes import people_among, speech_kind


def manifest(bulletin: Bulletin, recordings: Sequence[Recording]) -> dict[str, Any]:
    """Return what a station or an inspector can check the files against, as JSON values."""
    return {
        "bulletin": bulletin.id,
        "county": bulletin.county,
        "week": str(bulletin.week),
        "language": bulletin.language,
        "edition": bulletin.edition,
        "mode": "exercise" if bulletin.exercise else "live",
        "phase": bulletin.phase,
        "valid_from": bulletin.valid_from.isoformat(),
        "valid_until": bulletin.valid_until.isoformat(),
        "script_sha256": bulletin.script.sha256 if bulletin.script else None,
        "approved_by": [each.officer for each in bulletin.sign_offs],
        "recordings": [_entry(each) for each in recordings],
    }


def _entry(recording: Recording) -> dict[str, Any]:
    return {
        "format": recording.format,
        "file_name": recording.file_name,
        "sha256": recording.sha256,
        "bytes": recording.size_bytes,
        "media_type": recording.media_type,
        "duration_s": round(recording.duration_s, 3),
        "sample_rate_hz": SAMPLE_RATE_HZ[recording.format],
        "bit_rate": NOMINAL_BIT_RATE[recording.format],
        "integrated_lufs": round(recording.loudness.integrated_lufs, 2),
        "true_peak_dbtp": round(recording.loudness.true_peak_dbtp, 2),
        "voices": list(recording.voices),
        "speech": speech_kind(recording.voices),
        "spoken_by": list(people_among(recording.voices)),
    }


def tree_folder(audio: Path, bulletin: Bulletin) -> Path:
    """Return the folder of a bulletin's friendly names; exercises have a tree of their own."""
    mode = "exercise" if bulletin.exercise else "released"
    return audio / mode / bulletin.county / str(bulletin.week)


def lay_out(
    audio: Path,
    bulletin: Bulletin,
    recordings: Sequence[Recording],
    *,
    hashed: Mapping[str, Path],
) -> Path:
    """Give a released bulletin's files their friendly names, with script and manifest beside.

    Doing it twice changes nothing.

    Args:
        hashed: The kept file of each recording, by its address.

    Returns:
        The manifest's path.

    Raises:
        OSError: The folder cannot be written; the hashed files are not touched.
    """
    folder = tree_folder(audio, bulletin)
    folder.mkdir(parents=True, exist_ok=True)
    for each in recordings:
        _link(hashed[each.address], folder / each.file_name)
    stem = _stem(folder, recordings)
    if bulletin.script:
        _write(stem.with_suffix(".txt"), bulletin.script.text + "\n")
    body = json.dumps(manifest(bulletin, recordings), ensure_ascii=False, indent=1) + "\n"
    return _write(stem.with_suffix(".json"), body)


def take_away(audio: Path, bulletin: Bulletin, recordings: Sequence[Recording]) -> None:
    """Remove the friendly names of a bulletin that left the air; the hashed files are kept.

    Doing it twice changes nothing.

    Raises:
        OSError: The folder cannot be written.
    """
    folder = tree_folder(audio, bulletin)
    for each in recordings:
        (folder / each.file_name).unlink(missing_ok=True)
    if recordings:
        stem = _stem(folder, recordings)
        stem.with_suffix(".txt").unlink(missing_ok=True)
        stem.with_suffix(".json").unlink(missing_ok=True)


def _stem(folder: Path, recordings: Sequence[Recording]) -> Path:
    return folder / Path(recordings[0].file_name).stem.removesuffix("_64k")


def _link(kept: Path, friendly: Path) -> None:
    if friendly.exists() and friendly.samefile(kept):
        return
    part = friendly.with_name(friendly.name + ".part")
    part.unlink(missing_ok=True)
    try:
        os.link(kept, part)
    except OSError:
        shutil.copyfile(kept, part)
    part.replace(friendly)


def _write(path: Path, text: str) -> Path:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    return part.replace(path)
