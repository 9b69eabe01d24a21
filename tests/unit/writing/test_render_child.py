import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from app.errors import Conflict, EvidenceError, TemplateError
from app.writing.render_child import CLOCK, LONGEST_S, MEMORY_BYTES, WAITING, RenderChild


@pytest.fixture(scope="module")
def child():
    made = RenderChild(workers=1)
    made.run(os.getpid)
    yield made
    made.close()


def refuse():
    raise EvidenceError("nothing is known for 'phase'")


def test_work_is_done_in_another_process_that_stays_warm(child):
    first = child.run(os.getpid)
    assert first != os.getpid()
    assert child.run(os.getpid) == first


def test_a_fault_of_ours_comes_back_as_it_was(child):
    with pytest.raises(EvidenceError, match="nothing is known for 'phase'"):
        child.run(refuse)


def test_work_that_takes_too_long_is_ended_and_the_next_is_done(child):
    with pytest.raises(TemplateError, match="longer than 1 s"):
        child.run(partial(pow, 7, 9**8))
    assert child.run(partial(pow, 2, 3)) == 8


def test_work_that_wants_too_much_memory_is_ended_and_the_next_is_done(child):
    before = child.run(os.getpid)
    with pytest.raises(TemplateError, match="256 MB"):
        child.run(partial(bytes, MEMORY_BYTES))
    # An interpreter that ran out of memory is not trusted with the next text.
    assert child.run(os.getpid) != before


def test_work_that_gives_too_much_is_refused(child):
    with pytest.raises(TemplateError, match="more than 1000000 bytes"):
        child.run(partial(bytes, 1_000_001))


@pytest.mark.parametrize(
    ("work", "named"),
    [
        (partial(int, "x"), "ValueError"),
        (partial(len, 3), "TypeError"),
        (partial(eval, "1 / 0"), "ZeroDivisionError"),
        (partial(getattr, 3, "words"), "AttributeError"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_any_other_fault_of_the_work_is_named(child, work, named):
    with pytest.raises(TemplateError, match=named):
        child.run(work)


def test_a_child_that_was_killed_is_replaced(child):
    os.kill(child.run(os.getpid), signal.SIGKILL)
    assert child.run(partial(len, "abc")) == 3


def spend(seconds, ledger=None):
    """Keep a processor busy; write down how many seconds of it this work has used so far."""
    start = time.process_time()
    # One write of the same length each time: the process may be ended between any two steps.
    note = os.open(ledger or os.devnull, os.O_WRONLY | os.O_CREAT)
    while (spent := time.process_time() - start) < seconds:
        os.pwrite(note, f"{spent:08.3f}".encode(), 0)
    os.close(note)


def test_processor_time_is_bounded_for_each_piece_and_not_for_a_childs_life(child, tmp_path):
    ledger = tmp_path / "spent.txt"
    for _ in range(3):
        child.run(partial(spend, LONGEST_S / 2))
    with pytest.raises(TemplateError, match="longer than 1 s"):
        child.run(partial(spend, CLOCK * LONGEST_S, ledger))
    assert LONGEST_S / 2 < float(ledger.read_text()) <= LONGEST_S + 0.1


def test_work_that_only_waits_is_ended_by_the_clock():
    made = RenderChild(longest_s=0.05, workers=1)
    try:
        with pytest.raises(TemplateError, match=r"longer than 0\.05 s"):
            made.run(partial(time.sleep, 30))
    finally:
        made.close()


def test_those_who_cannot_wait_are_refused_while_all_places_are_taken():
    made = RenderChild(workers=1)
    busy = [
        threading.Thread(target=made.run, args=(partial(time.sleep, 0.3),)) for _ in range(WAITING)
    ]
    try:
        for each in busy:
            each.start()
        with pytest.raises(Conflict, match="at once"):
            made.run(os.getpid, wait_s=0)
    finally:
        for each in busy:
            each.join()
        made.close()


def test_it_starts_again_after_it_was_closed():
    made = RenderChild(workers=1)
    first = made.run(os.getpid)
    made.close()
    assert made.run(os.getpid) != first
    made.close()


ORPHANS = """
import os, time
from app.writing.render_child import RenderChild
if __name__ == "__main__":
    print(RenderChild(workers=1).run(os.getpid), flush=True)
    time.sleep(60)
"""


def test_no_child_outlives_a_parent_that_was_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(ORPHANS)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    return state != "Z"
