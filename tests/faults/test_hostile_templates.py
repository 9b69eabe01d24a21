"""Hostile texts: the allow-list refuses each, and the child ends what the allow-list would miss."""

import statistics
import threading
import time
from functools import partial

import pytest

from app.errors import TemplateError
from app.settings import CHECKOUT
from app.writing.edited_text import typed_text
from app.writing.render_child import CLOCK, LONGEST_S, MEMORY_BYTES, RenderChild
from app.writing.slots import load_slots
from app.writing.templates import parse_lines
from tests.faults import hostile_templates
from tests.faults.hostile_templates import anything_goes
from tests.web.conftest import client_of
from tests.web.filled import opened_newsroom

SLOTS = load_slots(CHECKOUT / "bulletin_templates" / "slots.yaml")
EVERY = hostile_templates.every()
FILE = "sw/segments/alert/rain.txt.j2"


def short(text):
    return text[:40].encode("unicode_escape").decode()


def gate(text):
    return parse_lines(typed_text(text, file=FILE), file=FILE, slots=SLOTS)


def test_there_are_more_than_a_hundred():
    assert len(EVERY) == len(set(EVERY)) > 100


@pytest.mark.parametrize("text", EVERY, ids=short)
def test_the_gate_refuses_it_at_once_with_file_and_line(text):
    start = time.perf_counter()
    with pytest.raises(TemplateError, match=rf"^{FILE}, line \d+: \S"):
        gate(text)
    assert time.perf_counter() - start < 1


def test_the_gate_tells_which_line_of_many():
    with pytest.raises(TemplateError, match="line 3: "):
        gate("Kitui.\nMakueni.\n{{ 7**(9**8) }}.")


def test_the_gate_lets_a_plain_sentence_through():
    assert gate("Wakulima wa {{ county }} wasikilize.\n{# ĩ and ũ, kept #}\nNg'ombe wĩ kũũ.")


@pytest.fixture(scope="module")
def child():
    made = RenderChild(workers=1)
    made.run(partial(anything_goes, "{{ county }}"))
    yield made
    made.close()


def ended(child, text):
    """Return the seconds until a text without the gate ended, what it said, and its peak bytes."""
    start = time.monotonic()
    try:
        said, peak_bytes = child.run(partial(anything_goes, text))
    except TemplateError:
        said, peak_bytes = "", 0
    return time.monotonic() - start, said, peak_bytes


@pytest.mark.parametrize("text", EVERY, ids=short)
def test_without_the_gate_the_child_bounds_it(child, text):
    took_s, said, peak_bytes = ended(child, text)
    # A second of a processor, 1.1 s by the clock of an idle machine; longer beside other tests.
    assert took_s < CLOCK * LONGEST_S + 2
    assert peak_bytes <= MEMORY_BYTES
    assert not any(sign in said for sign in ("<class", "subclasses", "root:", "<module", "globals"))


def test_the_child_is_well_after_all_of_them(child):
    assert child.run(partial(anything_goes, "{{ county }}"))[0] == "Kitui"


@pytest.fixture
def newsroom(tmp_path):
    with opened_newsroom(tmp_path) as opened:
        yield opened
        opened.child.close()


def waits(client):
    start = time.perf_counter()
    assert client.get("/api/v1/bulletins").status_code == 200
    return time.perf_counter() - start


def attack(child, over):
    """Make two children at a time burn all they are given, without the gate."""
    text = hostile_templates.RUNAWAYS[5]
    while not over.is_set():
        with pytest.raises(TemplateError):
            child.run(partial(anything_goes, text))


def test_the_service_answers_while_it_is_attacked(newsroom):
    client = client_of(newsroom)
    waits(client)
    over = threading.Event()
    attackers = [threading.Thread(target=attack, args=(newsroom.child, over)) for _ in range(2)]
    for each in attackers:
        each.start()
    until, seen = time.monotonic() + 3, []
    while time.monotonic() < until:
        seen.append(waits(client))
    over.set()
    for each in attackers:
        each.join()
    print(f"{len(seen)} answers, median {statistics.median(seen) * 1000:.1f} ms")
    assert max(seen) < 1
