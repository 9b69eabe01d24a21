"""The minisign program itself finds our files genuine, and refuses them with one byte changed."""

import shutil
import subprocess

import pytest

from app.pipeline.publish import publish
from app.publishing.genuine import genuine as found_genuine
from app.publishing.keys import KeyFolder
from app.store.officers import LIVE
from app.store.shelf import document
from app.store.signatures import signed_files
from tests.web.filled import keep_released, opened_newsroom, tone

MINISIGN = shutil.which("minisign")
pytestmark = pytest.mark.skipif(
    MINISIGN is None, reason="minisign is not installed: apt-get install minisign"
)


def minisign(path, key):
    """Return whether the program finds a file genuine, and what it prints."""
    done = subprocess.run(
        [MINISIGN, "-V", "-m", path, "-P", key.text], capture_output=True, text=True, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """The files of a bulletin as a station has them, each beside its signature; and the keys."""
    folder = tmp_path_factory.mktemp("station")
    with opened_newsroom(tmp_path_factory.mktemp("home"), mode=LIVE) as newsroom:
        told = keep_released(newsroom, exercise=False, encode=tone)
        publish(newsroom)
        with newsroom.store.reading() as tx:
            for each in signed_files(tx, [told.id]):
                found = newsroom.blobs.path(f"{each.sha256}.{each.file_name.split('.')[-1]}")
                body = found.read_bytes() if found else f"{told.script.text}\n".encode()
                (folder / each.file_name).write_bytes(body)
                (folder / f"{each.file_name}.minisig").write_text(each.text)
            for name in ("manifest.json", "manifest.json.minisig", "revoked.json"):
                (folder / name).write_bytes(document(tx, f"/{name}").body)
            signature = document(tx, "/revoked.json.minisig").body
            (folder / "revoked.json.minisig").write_bytes(signature)
        return folder, newsroom.signer.keys(exercise=False)


def test_every_file_is_genuine_and_says_what_it_is(taken):
    folder, keys = taken
    files = [each for each in folder.iterdir() if each.suffix != ".minisig"]
    assert {each.suffix for each in files} == {".mp3", ".opus", ".wav", ".txt", ".json"}
    for each in files:
        genuine, said = minisign(each, keys.current)
        assert genuine, said
        assert "Trusted comment: NDMA " in said
        if each.suffix == ".mp3":
            assert f"KTU en 2026-W48 edition 1 valid until 2026-11-29 file {each.name}" in said


def test_one_changed_byte_is_refused(taken, tmp_path):
    folder, keys = taken
    for name in ("manifest.json", next(each.name for each in folder.glob("*.opus"))):
        body = bytearray((folder / name).read_bytes())
        body[len(body) // 2] ^= 1
        (tmp_path / name).write_bytes(body)
        shutil.copy(folder / f"{name}.minisig", tmp_path)
        genuine, said = minisign(tmp_path / name, keys.current)
        assert not genuine
        assert "verification failed" in said


def test_a_changed_comment_is_refused(taken, tmp_path):
    folder, keys = taken
    (file,) = folder.glob("*.wav")
    shutil.copy(file, tmp_path)
    signature = (folder / f"{file.name}.minisig").read_text().replace("2026-11-29", "2036-11-29")
    (tmp_path / f"{file.name}.minisig").write_text(signature)
    genuine, said = minisign(tmp_path / file.name, keys.current)
    assert not genuine
    assert "Comment signature verification failed" in said


def test_another_key_is_refused(taken):
    folder, keys = taken
    genuine, _ = minisign(folder / "manifest.json", keys.next)
    assert not genuine


def test_a_key_of_ours_signs_in_the_program_and_we_find_that_genuine(tmp_path):
    """Nobody depends on us: the private key is minisign's own form."""
    folder = KeyFolder(tmp_path / "keys")
    keys = folder.keys(exercise=False)
    file = tmp_path / "file"
    file.write_bytes(b"signed by hand")
    subprocess.run(
        [MINISIGN, "-S", "-W", "-s", folder.root / "live-current.key", "-m", file, "-t", "by hand"],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    signature = (tmp_path / "file.minisig").read_bytes()
    assert found_genuine(file, signature, [keys.current]) == "by hand"
