import gzip
import resource
import socket
import time
import zlib
from dataclasses import dataclass, field, replace
from hashlib import sha256

import pytest

from app.errors import SourceFormatError, SourceUnavailable
from app.sources.fetching import Fetcher
from tests.unit.sources.conftest import answer


@dataclass
class Waits:
    """Counts the seconds that would have been waited."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds):
        self.seconds.append(seconds)


@pytest.fixture
def waits():
    return Waits()


@pytest.fixture
def fetcher(waits):
    return Fetcher(
        timeout_s=1.0,
        total_budget_s=10.0,
        max_bytes=100_000,
        allowed_hosts=("127.0.0.1",),
        pause=waits,
        jitter=lambda: 0.5,
    )


def fetch(fetcher, clock, url):
    return fetcher.fetch(url, source="feed", clock=clock)


def test_a_payload_is_kept_byte_for_byte_with_hash_and_time(stub, fetcher, clock):
    stub.said["/a.csv"] = answer(b"a,b\n1,2\n", headers=["Content-Type: text/csv; charset=utf-8"])
    got = fetch(fetcher, clock, f"{stub.url}/a.csv")
    assert got.body == b"a,b\n1,2\n"
    assert got.sha256 == sha256(got.body).hexdigest()
    assert (got.fetched_at, got.media_type) == (clock.now(), "text/csv")
    assert got.url == f"{stub.url}/a.csv"
    assert b"user-agent: tangazo/" in stub.heads[0].lower()


def test_a_compressed_answer_is_unpacked(stub, fetcher, clock):
    packed = gzip.compress(b"x" * 5000)
    stub.said["/"] = answer(packed, headers=["Content-Encoding: gzip"])
    assert fetch(fetcher, clock, f"{stub.url}/").body == b"x" * 5000


def test_a_closed_port_is_asked_three_times_with_growing_waits(stub, fetcher, clock, waits):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(SourceUnavailable, match=r"could not be reached.*asked 3 times"):
            fetch(fetcher, clock, f"http://127.0.0.1:{port}/")
    assert waits.seconds == [1.0, 2.0]


def test_one_bad_moment_is_forgiven(stub, fetcher, clock, waits):
    stub.said["/"] = [answer(status="503 Busy"), answer(b"fine")]
    assert fetch(fetcher, clock, f"{stub.url}/").body == b"fine"
    assert waits.seconds == [1.0]


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "429 Slow down"])
def test_passing_trouble_is_tried_three_times(stub, fetcher, clock, status):
    stub.said["/"] = answer(b"date,rain\n", status=status)
    with pytest.raises(SourceUnavailable, match=f"answered {status[:3]}"):
        fetch(fetcher, clock, f"{stub.url}/")
    assert len(stub.asked) == 3


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "410 Gone", "204 Empty"])
def test_lasting_trouble_is_not_tried_again(stub, fetcher, clock, status):
    stub.said["/"] = answer(status=status)
    with pytest.raises(SourceFormatError, match=f"answered {status[:3]}"):
        fetch(fetcher, clock, f"{stub.url}/")
    assert len(stub.asked) == 1


@pytest.mark.parametrize(
    ("header", "waited"),
    [
        ("2", [2.0, 2.0]),
        ("Mon, 23 Nov 2026 09:00:03 GMT", [3.0, 3.0]),
        ("Mon, 23 Nov 2026 08:00:00 GMT", [0.0, 0.0]),
        ("Mon, 23 Nov 2026 09:00:04 -0000", [4.0, 4.0]),
        ("-1", [1.0, 2.0]),
        ("soon", [1.0, 2.0]),
    ],
)
def test_retry_after_is_heeded_when_it_makes_sense(stub, fetcher, clock, waits, header, waited):
    stub.said["/"] = answer(status="429 Slow down", headers=[f"Retry-After: {header}"])
    with pytest.raises(SourceUnavailable):
        fetch(fetcher, clock, f"{stub.url}/")
    assert waits.seconds == waited


@pytest.mark.parametrize("header", ["120", "1000000000", "9" * 400])
def test_a_long_retry_after_ends_the_visit_at_once(stub, fetcher, clock, waits, header):
    stub.said["/"] = answer(status="429 Slow down", headers=[f"Retry-After: {header}"])
    with pytest.raises(SourceUnavailable, match=r"asks to wait \d+ s.*asked once"):
        fetch(fetcher, clock, f"{stub.url}/")
    assert (waits.seconds, len(stub.asked)) == ([], 1)


def drip(stub, head):
    def write(connection):
        connection.sendall(head)
        while not stub.over.wait(0.05):
            connection.sendall(b"x")

    return write


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: "],
    ids=["body", "headers"],
)
def test_a_server_that_drips_cannot_hang_a_visit(stub, clock, head):
    stub.said["/"] = drip(stub, head)
    fetcher = Fetcher(timeout_s=5, total_budget_s=0.6, allowed_hosts=("127.0.0.1",))
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match=r"longer than 0\.6 s in total"):
        fetch(fetcher, clock, f"{stub.url}/")
    assert time.monotonic() - began < 2


def test_silence_ends_after_the_time_out(stub, clock):
    stub.said["/"] = lambda connection: stub.over.wait(5)
    fetcher = Fetcher(timeout_s=0.2, tries=1, allowed_hosts=("127.0.0.1",))
    with pytest.raises(SourceUnavailable, match=r"silent for 0\.2 s"):
        fetch(fetcher, clock, f"{stub.url}/")


def test_a_body_shorter_than_announced_is_no_body(stub, fetcher, clock):
    stub.said["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ndate,rain\n"
    with pytest.raises(SourceUnavailable, match="broke off"):
        fetch(fetcher, clock, f"{stub.url}/")


def test_a_gzip_bomb_is_stopped_at_the_limit(stub, fetcher, clock):
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    stub.said["/"] = answer(bomb, headers=["Content-Encoding: gzip"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SourceFormatError, match=r"limit of 100,000 bytes"):
        fetch(fetcher, clock, f"{stub.url}/")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB
    assert len(stub.asked) == 1


def test_a_plain_body_over_the_limit_is_refused(stub, fetcher, clock):
    stub.said["/"] = answer(bytes(100_001))
    with pytest.raises(SourceFormatError, match="limit"):
        fetch(fetcher, clock, f"{stub.url}/")


def test_a_body_at_the_limit_is_taken(stub, fetcher, clock):
    packed = gzip.compress(bytes(100_000))
    stub.said["/"] = answer(packed, headers=["Content-Encoding: gzip"])
    assert len(fetch(fetcher, clock, f"{stub.url}/").body) == 100_000


@pytest.mark.parametrize(
    ("body", "coding", "fault", "told"),
    [
        (b"not packed", "gzip", SourceFormatError, "not"),
        (gzip.compress(b"a,b\n" * 99)[:-9], "gzip", SourceUnavailable, "cut short"),
        (gzip.compress(b"a,b\n") + b"more", "gzip", SourceFormatError, "after the end"),
        (b"whatever", "br", SourceFormatError, "'br'"),
    ],
    ids=["garbage", "cut", "trailing", "other coding"],
)
def test_what_is_packed_wrongly_is_refused(stub, fetcher, clock, body, coding, fault, told):
    stub.said["/"] = answer(body, headers=[f"Content-Encoding: {coding}"])
    with pytest.raises(fault, match=told):
        fetch(fetcher, clock, f"{stub.url}/")


def redirect(target):
    return answer(status="302 Found", headers=[f"Location: {target}"])


def test_a_redirect_to_an_allowed_host_is_followed_and_its_signature_is_not_kept(
    stub, fetcher, clock
):
    stub.said["/a"] = redirect("/b?Signature=secret")
    stub.said["/b?Signature=secret"] = answer(b"here")
    got = fetch(fetcher, clock, f"{stub.url}/a")
    assert (got.body, got.url) == (b"here", f"{stub.url}/a")


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/b",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "http://[::1]:{port}/b",
        "http://127.0.0.1.evil.example/",
        "http://user:secret@127.0.0.1:{port}/b",
        "//evil.example/b",
        "http://2130706433/",
    ],
)
def test_a_redirect_elsewhere_is_refused(stub, fetcher, clock, target):
    stub.said["/a"] = redirect(target.format(port=stub.port))
    with pytest.raises(SourceFormatError, match="not allowed") as refused:
        fetch(fetcher, clock, f"{stub.url}/a")
    assert stub.asked == ["/a"]
    assert "secret" not in refused.value.reason


def test_a_redirect_that_never_ends_is_refused(stub, fetcher, clock):
    stub.said["/a"] = redirect("/a")
    with pytest.raises(SourceFormatError, match="redirects more than 5 times"):
        fetch(fetcher, clock, f"{stub.url}/a")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://example.org/", "nonsense", "http://[bad/", "http://\x00/", ""],
)
def test_an_address_that_may_not_be_asked_is_refused(fetcher, clock, url):
    with pytest.raises(SourceFormatError, match=r"not allowed|not an address"):
        fetch(fetcher, clock, url)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("shelf/a.csv", True), ("other/a.csv", False), ("shelf/../other/a.csv", False)],
)
def test_a_host_can_be_allowed_for_one_folder_only(stub, fetcher, clock, path, allowed):
    narrow = replace(fetcher, allowed_hosts=("127.0.0.1/shelf/",))
    stub.said["/shelf/a.csv"] = answer(b"here")
    if allowed:
        assert fetch(narrow, clock, f"{stub.url}/{path}").body == b"here"
    else:
        with pytest.raises(SourceFormatError, match="not allowed"):
            fetch(narrow, clock, f"{stub.url}/{path}")


def test_no_tries_means_no_visit(fetcher, clock, stub):
    with pytest.raises(SourceUnavailable, match="tries"):
        fetch(replace(fetcher, tries=0), clock, f"{stub.url}/")
    assert stub.asked == []
