import resource
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from app.errors import StoreError
from app.store.blobs import Blobs

LATER = datetime.now(UTC) + timedelta(hours=2)  # noqa: TID251 - files carry the real time


def test_a_file_lies_under_its_hash_and_is_written_once(tmp_path):
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"sound", "mp3")
    assert digest == sha256(b"sound").hexdigest()
    written = blobs.path(f"{digest}.mp3").stat().st_mtime_ns
    blobs.put(b"sound", "mp3")
    assert blobs.path(f"{digest}.mp3").stat().st_mtime_ns == written
    assert blobs.path("0" * 64 + ".mp3") is None


def test_the_sweep_takes_old_files_that_no_record_names(tmp_path):
    blobs = Blobs(tmp_path)
    kept, lost = blobs.put(b"kept", "mp3"), blobs.put(b"lost", "mp3")
    young = datetime.now(UTC)  # noqa: TID251 - files carry the real time
    assert blobs.sweep({kept}, now=young) == 0
    assert blobs.sweep({kept}, now=LATER) == 1
    assert blobs.path(f"{kept}.mp3")
    assert blobs.path(f"{lost}.mp3") is None


def test_a_file_that_does_not_fit_leaves_nothing_behind(tmp_path):
    blobs = Blobs(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StoreError):
            blobs.put(b"x" * 1_000_000, "mp3")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [each for each in tmp_path.rglob("*.mp3")] == []
