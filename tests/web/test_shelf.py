"""Documents as they are sent: fresh, small, and with the addresses of who asks."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from lxml import etree

from app.domain.bulletins import Verdict
from app.errors import NotFound
from app.pipeline.shelf import restock
from app.publishing.channels import BASE, FEED_GUID, KEYED, addressed, folded
from app.store.shelf import put
from app.web.assets import load_assets
from app.web.shelf import Shelf
from tests.builders import NOW
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import keep_released, opened_newsroom, withdraw

FEED = "/exercise/kitui/sw/feed.xml"
HERE = "https://tangazo.example"


@dataclass
class SetTicks:
    """Seconds that pass when they are told to."""

    at: float = 0.0

    def __call__(self):
        return self.at


@pytest.fixture
def ticks():
    return SetTicks()


@pytest.fixture
def shelf(newsroom, ticks):
    put_on(newsroom, "/a.txt", b"first")
    return Shelf(newsroom=newsroom, ticks=ticks)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A client of a site with one bulletin, which no test changes."""
    with opened_newsroom(tmp_path_factory.mktemp("shelf")) as opened:
        keep_released(opened, "sw", released_at=NOW)
        yield client_of(opened, public_url=HERE)


def put_on(newsroom, name, body):
    with newsroom.store.transaction() as tx:
        put(tx, name, body=body, media_type="text/plain", at=NOW)


def text_of(shelf, name="/a.txt", *, base=HERE, keyed=""):
    return shelf.ready(name, base=base, keyed=keyed).body.decode()


def test_a_document_is_kept_in_memory_for_a_second(newsroom, shelf, ticks):
    assert text_of(shelf) == "first"
    put_on(newsroom, "/a.txt", b"second")
    ticks.at = 0.99
    assert text_of(shelf) == "first"
    ticks.at = 1.0
    assert text_of(shelf) == "second"


def test_what_went_from_the_shelf_is_not_served_from_memory(newsroom, shelf, ticks):
    restock(newsroom, ())
    keep_released(newsroom, "sw", released_at=NOW)
    restock(newsroom)
    ticks.at += 1
    assert shelf.has(FEED)
    restock(newsroom, ())
    with newsroom.store.transaction() as tx:
        put(tx, "/b.txt", body=b"b", media_type="text/plain", at=NOW)
    newsroom.clock.move(timedelta(days=1))
    restock(newsroom, ())
    ticks.at += 1
    assert not shelf.has(FEED)
    with pytest.raises(NotFound):
        text_of(shelf, FEED)


def test_an_unchanged_document_stays_in_memory_when_others_change(newsroom, shelf, ticks):
    kept = shelf.ready("/a.txt", base=HERE)
    put_on(newsroom, "/b.txt", b"b")
    ticks.at = 1.0
    assert shelf.ready("/a.txt", base=HERE) is kept


def test_a_recall_by_another_process_is_seen_within_two_seconds(live_newsroom, ticks):
    kept = keep_released(live_newsroom, "sw", exercise=False, released_at=NOW)
    restock(live_newsroom)
    elsewhere = Shelf(newsroom=live_newsroom, ticks=ticks)
    assert "<item>" in text_of(elsewhere, "/kitui/sw/feed.xml")
    withdraw(live_newsroom, kept.id, Verdict.WITHDRAWN)
    restock(live_newsroom)
    ticks.at += 2
    assert "<item>" not in text_of(elsewhere, "/kitui/sw/feed.xml")


class Interrupted:
    """A database in which something happens right after a document was read."""

    def __init__(self, store):
        self.store, self.then = store, None

    @contextmanager
    def reading(self):
        with self.store.reading() as tx:
            yield tx
        if self.then is not None:
            then, self.then = self.then, None
            then()


def test_what_was_read_before_a_recall_is_not_kept_after_it(newsroom, ticks):
    put_on(newsroom, "/a.txt", b"first")
    store = Interrupted(newsroom.store)
    shelf = Shelf(newsroom=replace(newsroom, store=store), ticks=ticks)
    assert shelf.has("/a.txt")

    def recall():
        put_on(newsroom, "/a.txt", b"second")
        ticks.at += 1
        assert shelf.has("/a.txt"), "another request looks at the shelf meanwhile"

    store.then = recall
    assert text_of(shelf) == "first"
    assert text_of(shelf) == "second"


def test_many_readers_at_once_get_whole_documents_and_the_last_one_in_the_end(newsroom):
    shelf = Shelf(newsroom=newsroom, look_every_s=0)
    bodies = [f"{number} ".encode() * 500 for number in range(20)]
    put_on(newsroom, "/a.txt", bodies[0])

    def read(_):
        return {text_of(shelf, base=f"https://host-{n % 3}.example") for n in range(20)}

    with ThreadPoolExecutor(4) as readers:
        found = readers.map(read, range(4))
        for body in bodies[1:]:
            put_on(newsroom, "/a.txt", body)
        seen = set().union(*found)
    assert seen <= {each.decode() for each in bodies}
    assert text_of(shelf) == bodies[-1].decode()


def test_memory_is_bounded_whatever_names_strangers_call_us_by(newsroom, ticks):
    put_on(newsroom, "/a.txt", BASE.encode() * 100)
    shelf = Shelf(newsroom=newsroom, ticks=ticks, most_bytes=50_000)
    for number in range(200):
        text_of(shelf, base=f"https://host-{number}.example")
        assert shelf._bytes <= 50_000
    assert 1 < len(shelf._ready) < 200
    assert shelf._bytes == sum(each.size_bytes for each in shelf._ready.values())
    assert text_of(shelf, base="https://host-0.example") == "https://host-0.example" * 100


def test_one_station_never_gets_the_address_of_another(newsroom, shelf, ticks):
    put_on(newsroom, "/a.txt", f"{BASE}/x{KEYED}".encode())
    ticks.at = 1.0
    told = [text_of(shelf, keyed=f"?key={name}") for name in ("one", "two", "one")]
    assert told == [f"{HERE}/x?key={name}" for name in ("one", "two", "one")]


@pytest.mark.parametrize(
    "host",
    ['a"><script>alert(1)</script>', "a]]><x/>", "a&b", "a'b", "ä.example", "a b", "a\\b", "{}"],
)
def test_a_hostile_host_leaves_xml_well_formed(host):
    body = f'<a href="{BASE}/x{KEYED}">{BASE} {FEED_GUID}</a>'.encode()
    read = etree.fromstring(addressed(body, name="/x", base=f"http://{host}"))
    assert read.get("href").startswith("http://a") or read.get("href").startswith("http://%")
    assert len(read) == 0


@pytest.mark.parametrize(
    "accepted", ["gzip;q=0", "gzip; q=0.0", "identity", "", "br, gzip;q=0", "gzip;q=much", ";", ","]
)
def test_a_reader_that_refuses_packing_gets_plain_bytes(client, accepted):
    answer = client.get(FEED, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding", "identity") == "identity"
    assert not answer.headers["etag"].endswith('-gzip"')
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_reader_that_takes_packed_bytes_gets_them(client):
    with client.stream("GET", FEED, headers={"Accept-Encoding": "br;q=1, gzip;q=0.5"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(raw)
    plain = client.get(FEED, headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize("held", ["", '"', "W/", ",,,", '"x"', "\x80", "*x", '"' + "a" * 9000])
def test_an_odd_if_none_match_gets_the_document(client, held):
    headers = {"If-None-Match": held.encode("latin-1")}
    assert client.get(FEED, headers=headers).status_code == 200


@pytest.mark.parametrize("form", ["{}", "W/{}", '"old", {}', "*"])
def test_a_copy_that_is_still_good_is_not_sent_again(client, form):
    plain = {"Accept-Encoding": "identity"}
    tag = client.get(FEED, headers=plain).headers["etag"]
    answer = client.get(FEED, headers={**plain, "If-None-Match": form.format(tag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag


def test_head_tells_the_length_and_sends_nothing(client):
    plain = {"Accept-Encoding": "identity"}
    whole, head = client.get(FEED, headers=plain), client.head(FEED, headers=plain)
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.content == b""


def test_a_wrong_key_gets_nothing(client):
    assert_problem(client.get(FEED, params={"key": "nobody's"}), 403, says="no station")


def test_no_placeholder_is_ever_sent(client):
    answer = client.get(FEED)
    assert b"<item>" in answer.content
    for left in (b".invalid", b"~", FEED_GUID.encode()):
        assert left not in answer.content
    assert f"{HERE}/static/cover-exercise.".encode() in answer.content
    assert any(name in answer.text for name in load_assets())


def test_long_lines_of_a_calendar_are_folded_between_letters():
    line = "DESCRIPTION:" + "ĩũ" * 60
    short = folded(f"BEGIN:X\r\n{line}\r\n".encode())
    assert all(len(each) <= 75 for each in short.split(b"\r\n"))
    assert short.decode().replace("\r\n ", "") == f"BEGIN:X\r\n{line}\r\n"
