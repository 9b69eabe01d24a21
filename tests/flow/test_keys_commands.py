"""The commands about keys: what they print, and what they refuse."""

import re

import pytest

from tests.fakes import here_signer
from tests.machine import Machine

FINGERPRINT = re.compile(r"fingerprint +((?:[0-9A-F]{4} ?){6})")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A machine that has made its keys."""
    made = Machine(tmp_path_factory.mktemp("keys") / "home")
    done = made.tangazo("keys", "new")
    assert done.returncode == 0, done.stderr
    return made


def fingerprints(done):
    assert done.returncode == 0, done.stderr
    return [each.strip() for each in FINGERPRINT.findall(done.stdout)]


def test_keys_are_shown_with_their_fingerprints_and_stay_as_they_are(machine):
    first = fingerprints(machine.tangazo("keys", "show"))
    assert len(set(first)) == 4
    assert fingerprints(machine.tangazo("keys", "show")) == first
    (machine.home / "keys" / "live-next.key").stat()


def test_keys_that_are_there_are_not_made_anew(machine):
    again = machine.tangazo("keys", "new")
    assert again.returncode == 1
    assert "tangazo keys rotate" in again.stderr


def test_after_a_rotation_the_next_key_signs(machine):
    before = fingerprints(machine.tangazo("keys", "show"))
    after = fingerprints(machine.tangazo("keys", "rotate"))
    assert after[0] == before[1]
    assert after[1] not in before
    drill = fingerprints(machine.tangazo("keys", "rotate", "--exercise"))
    assert drill[0] == before[3]


def test_stolen_keys_are_replaced_both(machine):
    before = fingerprints(machine.tangazo("keys", "new", "--exercise", "--stolen"))
    done = machine.tangazo("keys", "new", "--exercise", "--stolen")
    assert not set(before) & set(fingerprints(done))
    assert "every station" in done.stdout


def test_a_key_that_others_may_read_is_refused_in_one_line(tmp_path):
    other = Machine(tmp_path / "home")
    other.tangazo("keys", "new")
    (other.home / "keys" / "live-current.key").chmod(0o644)
    done = other.tangazo("keys", "show")
    assert done.returncode == 1
    assert "may be read by others" in done.stderr
    assert "chmod 600" in done.stderr
    assert "Traceback" not in done.stderr


def test_keys_of_another_user_are_left_to_them(machine, tmp_path):
    asked = {"TANGAZO_SIGNER": str(tmp_path / "signer")}
    done = machine.tangazo("keys", "rotate", **asked)
    assert done.returncode == 1
    assert "run this there" in done.stderr
    assert "does not answer" in machine.tangazo("keys", "show", **asked).stderr


def test_a_signer_without_a_socket_says_what_is_missing(machine):
    done = machine.tangazo("signer")
    assert done.returncode == 1
    assert "TANGAZO_SIGNER" in done.stderr


def test_a_file_is_told_to_be_genuine_and_a_changed_one_is_not(machine, tmp_path):
    file = tmp_path / "list.json"
    file.write_bytes(b"{}")
    signer = here_signer(machine.home)
    beside = tmp_path / "list.json.minisig"
    beside.write_text(signer.sign(b"{}", "NDMA manifest live issued today"))
    assert "Genuine: NDMA manifest live" in machine.tangazo("keys", "check", str(file)).stdout
    file.write_bytes(b"[]")
    done = machine.tangazo("keys", "check", str(file))
    assert (done.returncode, "Do not air it" in done.stderr) == (1, True)
    beside.unlink()
    assert "list.json.minisig" in machine.tangazo("keys", "check", str(file)).stderr
