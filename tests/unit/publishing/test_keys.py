import os
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import SigningError
from app.publishing.genuine import genuine
from app.publishing.keys import KeyFolder
from app.publishing.signing import digest_of

BODY = b"the sound of a bulletin" * 40
COMMENT = "NDMA bulletin KTU sw 2026-W48 edition 1 valid until 2026-11-29 file KTU.mp3"


@pytest.fixture
def folder(tmp_path):
    return KeyFolder(tmp_path / "home" / "keys")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "KTU.mp3"
    path.write_bytes(BODY)
    return path


def both(folder, *, exercise=False):
    pinned = folder.keys(exercise=exercise)
    return pinned.current, pinned.next


def test_keys_are_made_when_they_are_first_needed_and_nobody_else_may_read_them(folder):
    first = folder.keys(exercise=False)
    assert first == folder.keys(exercise=False)
    assert first.current != first.next
    assert folder.root.stat().st_mode & 0o777 == 0o700
    names = {each.name: each.stat().st_mode & 0o777 for each in folder.root.iterdir()}
    assert names == {"live-current.key": 0o600, "live-next.key": 0o600}


def test_exercises_have_keys_of_their_own(folder):
    assert not set(both(folder)) & set(both(folder, exercise=True))


def test_many_who_make_the_keys_at_once_get_the_same_ones(folder):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: folder.keys(exercise=False), range(16)))
    assert len(found) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_key_that_others_may_read_is_refused_with_the_remedy(folder, mode):
    folder.keys(exercise=False)
    path = folder.root / "live-current.key"
    path.chmod(mode)
    with pytest.raises(SigningError, match=f"chmod 600 {path}"):
        folder.sign(digest_of(BODY), COMMENT)


def test_a_folder_that_others_may_enter_is_refused(folder):
    folder.keys(exercise=False)
    folder.root.chmod(0o755)
    with pytest.raises(SigningError, match=f"chmod 700 {folder.root}"):
        folder.keys(exercise=False)


@pytest.mark.parametrize("body", [b"", b"no key\n", b"untrusted comment: x\nAAAA\n", b"\xff" * 99])
def test_a_damaged_key_is_named_and_never_replaced(folder, body):
    folder.keys(exercise=False)
    path = folder.root / "live-current.key"
    path.write_bytes(body)
    with pytest.raises(SigningError, match="live-current"):
        folder.keys(exercise=False)
    assert path.read_bytes() == body


def test_a_link_in_place_of_a_key_is_not_followed(folder, tmp_path):
    folder.keys(exercise=False)
    path = folder.root / "live-current.key"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SigningError, match="live-current"):
        folder.keys(exercise=False)


def test_after_a_rotation_the_next_key_signs_and_the_old_one_is_gone(folder, file):
    before = folder.keys(exercise=False)
    old = (folder.root / "live-current.key").read_bytes()
    after = folder.rotate(exercise=False)
    assert after.current == before.next
    assert after.next not in (before.current, before.next)
    assert all(each.read_bytes() != old for each in folder.root.iterdir())
    signed = folder.sign(digest_of(BODY), COMMENT).encode()
    # a station that pinned both keys before needs no visit
    assert genuine(file, signed, [before.current, before.next]) == COMMENT


def test_keys_that_were_stolen_are_replaced_both(folder):
    before = both(folder)
    folder.replace(exercise=False)
    assert not set(before) & set(both(folder))


def test_a_file_that_was_signed_is_genuine(folder, file):
    assert genuine(file, folder.sign(digest_of(BODY), COMMENT).encode(), both(folder)) == COMMENT


def test_one_changed_byte_is_found(folder, file):
    signed = folder.sign(digest_of(BODY), COMMENT).encode()
    for at in range(0, len(BODY), 97):
        file.write_bytes(BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :])
        with pytest.raises(SigningError, match="Do not air it"):
            genuine(file, signed, both(folder))


def test_a_signature_that_is_cut_off_anywhere_is_damaged(folder, file):
    signed = folder.sign(digest_of(BODY), COMMENT).encode()
    for length in range(len(signed) - 2):
        with pytest.raises(SigningError):
            genuine(file, signed[:length], both(folder))


def test_a_comment_that_was_changed_is_found(folder, file):
    signed = folder.sign(digest_of(BODY), COMMENT).replace("2026-11-29", "2027-11-29").encode()
    with pytest.raises(SigningError, match="changed"):
        genuine(file, signed, both(folder))


def test_an_exercise_never_passes_for_a_bulletin(folder, file):
    signed = folder.sign(digest_of(BODY), f"EXERCISE {COMMENT}").encode()
    with pytest.raises(SigningError, match="somebody else"):
        genuine(file, signed, both(folder))
    assert genuine(file, signed, both(folder, exercise=True)).startswith("EXERCISE")


def test_a_signature_by_another_key_is_not_ours(folder, file, tmp_path):
    other = KeyFolder(tmp_path / "other")
    signed = other.sign(digest_of(BODY), COMMENT).encode()
    with pytest.raises(SigningError, match="somebody else"):
        genuine(file, signed, both(folder))


def test_a_signature_under_our_key_id_by_another_key_is_not_ours(folder, file, tmp_path):
    lines = KeyFolder(tmp_path / "other").sign(digest_of(BODY), COMMENT).splitlines()
    ours = b64decode(folder.keys(exercise=False).current.text)[2:10]
    raw = b64decode(lines[1])
    lines[1] = b64encode(raw[:2] + ours + raw[10:]).decode()
    with pytest.raises(SigningError, match="changed"):
        genuine(file, "\n".join(lines).encode(), both(folder))


def test_a_signature_of_the_old_kind_is_refused(folder, tmp_path):
    """Else the hash of a bulletin, as a file, would pass with the signature of the bulletin."""
    lines = folder.sign(digest_of(BODY), COMMENT).splitlines()
    lines[1] = b64encode(b"Ed" + b64decode(lines[1])[2:]).decode()
    (tmp_path / "hash").write_bytes(digest_of(BODY))
    with pytest.raises(SigningError, match="never make"):
        genuine(tmp_path / "hash", "\n".join(lines).encode(), both(folder))


def test_a_signature_file_of_another_size_is_not_even_read(folder, file):
    with pytest.raises(SigningError, match="too long"):
        genuine(file, b"x" * 2000, both(folder))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SigningError, match="keys"):
        KeyFolder(tmp_path / "keys").keys(exercise=False)
