import os
import sqlite3
import time
from hashlib import sha256

import httpx
import pytest

from tests.machine import wait_until_serving

pytestmark = pytest.mark.slow


def query(machine, sql):
    address = f"file:{machine.home / 'tangazo.db'}?mode=ro"
    with sqlite3.connect(address, uri=True) as database:
        return database.execute(sql).fetchall()


def wait_for(machine, sql, *, within_s=90):
    start = time.monotonic()
    while time.monotonic() - start < within_s:
        try:
            if found := query(machine, sql):
                return found
        except sqlite3.OperationalError:
            pass
        time.sleep(0.02)
    raise AssertionError(f"nothing came of: {sql}")


def assert_six_whole_bulletins(machine, address):
    listed = httpx.get(f"{address}/api/v1/bulletins", timeout=10).json()
    bulletins = listed["bulletins"] if isinstance(listed, dict) else listed
    assert len(bulletins) == 6
    assert query(machine, "select max(edition) from bulletin") == [(1,)]
    rows = query(machine, "select sha256, format, size_bytes from recording")
    assert len(rows) == 24
    for digest, _, size in rows:
        (path,) = (machine.home / "audio_out" / digest[:2]).glob(f"{digest}.*")
        body = path.read_bytes()
        assert (sha256(body).hexdigest(), len(body)) == (digest, size)
    torn = [each for each in (machine.home / "audio_out").rglob("*.part")]
    assert torn == []


def test_two_processes_over_one_due_slot_make_one_edition(machine):
    (_, one), (_, two) = machine.up(), machine.up()
    for address in (one, two):
        wait_until_serving(address)
    wait_for(machine, "select 1 from run where state = 'done'")
    assert query(machine, "select count(*), max(fence) from run") == [(1, 1)]
    for address in (one, two):
        assert_six_whole_bulletins(machine, address)


@pytest.mark.parametrize(
    "moment",
    [
        "select 1 from run where state = 'running'",
        "select 1 from bulletin where verdict = 'ready'",
        "select 1 from bulletin where verdict = 'released'",
    ],
    ids=["claimed", "written", "first-released"],
)
def test_a_killed_run_is_completed_at_the_next_start_with_nothing_twice(machine, moment):
    process, _ = machine.up()
    wait_for(machine, moment)
    os.killpg(process.pid, 9)
    process.wait()
    before = dict(query(machine, "select bulletin, sha256 from recording where format = 'mp3-128'"))
    _, address = machine.up()
    wait_until_serving(address)
    assert query(machine, "select state from run") == [("done",)]
    assert_six_whole_bulletins(machine, address)
    after = dict(query(machine, "select bulletin, sha256 from recording where format = 'mp3-128'"))
    assert before.items() <= after.items()


def test_no_worker_outlives_a_killed_parent(machine):
    process, _ = machine.up()
    wait_for(machine, "select 1 from bulletin where verdict = 'released'")
    process.kill()
    process.wait()
    start = time.monotonic()
    while time.monotonic() - start < 20:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    os.killpg(process.pid, 9)
    raise AssertionError("a process of the killed parent still runs after 20 s")


def test_a_second_start_makes_nothing_again(served):
    machine, _ = served
    made = {each: each.stat().st_mtime_ns for each in machine.home.rglob("audio_out/??/*")}
    _, address = machine.up()
    wait_until_serving(address)
    assert {each: each.stat().st_mtime_ns for each in machine.home.rglob("audio_out/??/*")} == made
    assert len(made) == 24
