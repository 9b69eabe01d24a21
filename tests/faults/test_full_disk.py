"""A disk that fills up: one clear line, nothing torn, and the next run heals it."""

import shutil
import subprocess

import pytest

pytestmark = pytest.mark.slow
WEEK = ("week", "--replay", "2026-02", "--county", "kitui")


@pytest.fixture
def small_disk(machine):
    """A TANGAZO_HOME on a disk of its own, of 6 MB."""
    machine.home.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", machine.home],
        capture_output=True,
        check=False,
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield machine
    subprocess.run(["umount", "--lazy", machine.home], check=True)


def test_a_full_disk_is_named_and_healed_by_the_next_run(small_disk):
    full = small_disk.tangazo_apart(*WEEK)
    assert full.returncode == 1, full.stdout
    assert "disk is full" in full.stdout + full.stderr
    assert "Traceback" not in full.stdout + full.stderr
    subprocess.run(["mount", "-o", "remount,size=300m", small_disk.home], check=True)
    healed = small_disk.tangazo_apart(*WEEK)
    assert healed.returncode == 0, healed.stdout + healed.stderr
    lines = [each for each in healed.stdout.splitlines() if "kitui-en" in each or "-sw-" in each]
    assert len(lines) == 2
    assert all("released" in each and "-1 " in each for each in lines)
