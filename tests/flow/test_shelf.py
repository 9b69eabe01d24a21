"""Documents are made when something changed, by makers that do not cost each other anything."""

import logging
from datetime import timedelta

import pytest

from app.domain.documents import Made
from app.errors import EvidenceError, StoreError
from app.pipeline.publish import STEPS, publish
from app.pipeline.shelf import restock
from app.store.audit import Deed, add_entry
from app.store.shelf import document, hashes, serial
from tests.builders import NOW
from tests.web.filled import keep_released, opened_newsroom


@pytest.fixture
def newsroom(tmp_path):
    with opened_newsroom(tmp_path) as opened:
        yield opened


class Counter:
    """A maker that counts how often it is asked, and gives what it is told to."""

    def __init__(self, **documents):
        self.asked, self.documents = 0, documents
        self.__name__ = "counter"

    def __call__(self, newsroom, tx, at):
        self.asked += 1
        return [
            Made(name=f"/{name}", body=body, media_type="text/plain")
            for name, body in self.documents.items()
        ]


def broken(newsroom, tx, at):
    yield Made(name="/half", body=b"half", media_type="text/plain")
    raise EvidenceError("nothing to tell of")


def decide(newsroom):
    with newsroom.store.transaction() as tx:
        add_entry(tx, Deed.STATION_CHANGED, at=NOW, actor="Asha", subject="station mwatu-fm")


def shelf_of(newsroom):
    with newsroom.store.reading() as tx:
        return hashes(tx), serial(tx)


def test_nothing_is_made_while_nothing_changes(newsroom):
    maker = Counter(a=b"1")
    assert restock(newsroom, (maker,))
    assert not restock(newsroom, (maker,))
    assert maker.asked == 1
    decide(newsroom)
    assert restock(newsroom, (maker,))
    assert maker.asked == 2


def test_equal_bytes_do_not_count_as_a_change(newsroom):
    maker = Counter(a=b"1")
    restock(newsroom, (maker,))
    before = shelf_of(newsroom)
    decide(newsroom)
    restock(newsroom, (maker,))
    assert shelf_of(newsroom) == before


def test_a_day_that_passes_is_noticed(newsroom):
    maker = Counter(a=b"1")
    restock(newsroom, (maker,))
    newsroom.clock.move(timedelta(days=1))
    restock(newsroom, (maker,))
    assert maker.asked == 2


def test_what_is_made_no_more_goes_from_the_shelf(newsroom):
    maker = Counter(a=b"1", b=b"2")
    restock(newsroom, (maker,))
    del maker.documents["b"]
    decide(newsroom)
    restock(newsroom, (maker,))
    assert list(shelf_of(newsroom)[0]) == ["/a"]


def test_a_maker_that_breaks_costs_nobody_else_anything(newsroom, caplog):
    whole = Counter(a=b"1")
    with caplog.at_level(logging.ERROR):
        restock(newsroom, (broken, whole))
    assert list(shelf_of(newsroom)[0]) == ["/a"]
    [told] = [each for each in caplog.records if each.message == "documents_not_made"]
    assert (told.maker, told.reason) == ("broken", "nothing to tell of")


def test_a_maker_that_breaks_keeps_what_it_made_before_and_is_asked_again(newsroom):
    wrong = set()

    def shaky(newsroom, tx, at):
        if wrong:
            raise KeyError("a table lost its row")
        return [Made(name="/shaky", body=b"well", media_type="text/plain")]

    restock(newsroom, (shaky,))
    wrong.add("yes")
    decide(newsroom)
    restock(newsroom, (shaky,))
    assert "/shaky" in shelf_of(newsroom)[0]
    assert restock(newsroom, (shaky,)), "it is tried again, though nothing changed"
    wrong.clear()
    restock(newsroom, (shaky,))
    assert not restock(newsroom, (shaky,))


def test_what_changes_while_documents_are_made_is_in_them(newsroom):
    """Else a recall of another process could be undone by documents made before it."""
    seen = []

    def slow(newsroom, tx, at):
        seen.append(len(seen))
        if len(seen) == 1:
            decide(newsroom)
        return [Made(name="/slow", body=str(seen[-1]).encode(), media_type="text/plain")]

    restock(newsroom, (slow,))
    with newsroom.store.reading() as tx:
        assert document(tx, "/slow").body == b"1"


def test_a_state_that_never_stands_still_is_named(newsroom):
    def restless(newsroom, tx, at):
        decide(newsroom)
        return []

    with pytest.raises(StoreError, match="changed all the time"):
        restock(newsroom, (restless,))
    assert shelf_of(newsroom)[1] == 0


def test_publishing_stocks_the_shelf(newsroom):
    assert restock in STEPS
    keep_released(newsroom, "sw")
    publish(newsroom)
    assert "/exercise/kitui/sw/feed.xml" in shelf_of(newsroom)[0]
