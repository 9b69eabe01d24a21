import gzip
import resource
import socket
import socketserver
import threading
import time
import zlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from hashlib import sha256

import httpx
import pytest

from app.errors import SourceError, SourceFormatError, SourceUnavailable
from app.sources.deadline import Deadline
from app.sources.fetching import HDX_HOSTS, Fetcher
from app.sources.http_answer import Known, Visit
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
        total_budget_s=60.0,
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


def test_a_closed_port_is_asked_six_times_with_growing_waits(stub, fetcher, clock, waits):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(SourceUnavailable, match=r"could not be reached.*asked 6 times"):
            fetch(fetcher, clock, f"http://127.0.0.1:{port}/")
    assert waits.seconds == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_one_bad_moment_is_forgiven(stub, fetcher, clock, waits):
    stub.said["/"] = [answer(status="503 Busy"), answer(b"fine")]
    assert fetch(fetcher, clock, f"{stub.url}/").body == b"fine"
    assert waits.seconds == [1.0]


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "429 Slow down"])
def test_passing_trouble_is_tried_six_times(stub, fetcher, clock, status):
    stub.said["/"] = answer(b"date,rain\n", status=status)
    with pytest.raises(SourceUnavailable, match=f"answered {status[:3]}"):
        fetch(fetcher, clock, f"{stub.url}/")
    assert len(stub.asked) == 6


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "410 Gone", "204 Empty"])
def test_lasting_trouble_is_not_tried_again(stub, fetcher, clock, status):
    stub.said["/"] = answer(status=status)
    with pytest.raises(SourceFormatError, match=f"answered {status[:3]}"):
        fetch(fetcher, clock, f"{stub.url}/")
    assert len(stub.asked) == 1


@pytest.mark.parametrize(
    ("header", "waited"),
    [
        ("2", [2.0] * 5),
        ("Mon, 23 Nov 2026 09:00:03 GMT", [3.0] * 5),
        ("Mon, 23 Nov 2026 08:00:00 GMT", [0.0] * 5),
        ("Mon, 23 Nov 2026 09:00:04 -0000", [4.0] * 5),
        ("-1", [1.0, 2.0, 4.0, 8.0, 16.0]),
        ("soon", [1.0, 2.0, 4.0, 8.0, 16.0]),
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


# Spellings of this machine, its neighbours and the cloud's own pages, each with where it leads.
SPELLINGS = [
    ("localhost", "127.0.0.1"),
    ("LOCALHOST", "127.0.0.1"),
    ("localhost.", "127.0.0.1"),
    ("localtest.example", "127.0.0.1"),
    ("127.0.0.1", "127.0.0.1"),
    ("127.0.0.1.", "127.0.0.1"),
    ("127.1", "127.0.0.1"),
    ("127.0.1", "127.0.0.1"),
    ("2130706433", "127.0.0.1"),
    ("0x7f000001", "127.0.0.1"),
    ("0x7f.0.0.1", "127.0.0.1"),
    ("0177.0.0.1", "127.0.0.1"),
    ("017700000001", "127.0.0.1"),
    ("0", "0.0.0.0"),
    ("0.0.0.0", "0.0.0.0"),
    ("127.0.0.2", "127.0.0.2"),
    ("[::1]", "::1"),
    ("[0:0:0:0:0:0:0:1]", "::1"),
    ("[::]", "::"),
    ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
    ("[::ffff:7f00:1]", "::ffff:127.0.0.1"),
    ("[::127.0.0.1]", "::7f00:1"),
    ("[64:ff9b::7f00:1]", "64:ff9b::7f00:1"),
    ("[2002:7f00:1::]", "2002:7f00:1::"),
    ("[fe80::1]", "fe80::1%eth0"),
    ("[fd00::1]", "fd00::1"),
    ("[ff02::1]", "ff02::1"),
    ("169.254.169.254", "169.254.169.254"),
    ("[::ffff:169.254.169.254]", "::ffff:a9fe:a9fe"),
    ("10.0.0.1", "10.0.0.1"),
    ("192.168.1.1", "192.168.1.1"),
    ("172.16.0.1", "172.16.0.1"),
    ("100.64.0.1", "100.64.0.1"),
    ("224.0.0.1", "224.0.0.1"),
    ("xn--mnchen-3ya.example", "127.0.0.1"),
    ("①②⑦.⓪.⓪.①", "127.0.0.1"),
]
NAMES = [name for name, _ in SPELLINGS]


def as_listed(name):
    """Return a host as httpx names it, or None where it takes it for no host at all."""
    try:
        return httpx.URL(f"http://{name}/").host
    except httpx.InvalidURL:
        return None


@pytest.mark.parametrize(("name", "address"), SPELLINGS, ids=NAMES)
def test_no_listed_name_leads_to_this_machine(stub, fetcher, clock, name, address):
    told = [address]
    # The list holds the name, so that only the check of its address stands in the way.
    listed = () if name == "127.0.0.1" else (as_listed(name) or "none",)
    wary = replace(fetcher, allowed_hosts=listed, resolver=lambda host, port: told)
    if address in ("127.0.0.2", "::1"):
        wary = replace(wary, allowed_hosts=("127.0.0.1",))
    with pytest.raises(SourceFormatError, match=r"not allowed|not an address"):
        fetch(wary, clock, f"http://{name}:{stub.port}/")
    assert stub.asked == []


@pytest.mark.parametrize("name", NAMES, ids=NAMES)
@pytest.mark.parametrize("form", ["http://{}:{}/", "http://data.humdata.org@{}:{}/", "http:{}:{}/"])
def test_no_spelling_of_this_machine_passes_the_list_of_hosts(stub, fetcher, clock, name, form):
    wary = replace(fetcher, allowed_hosts=HDX_HOSTS, resolver=lambda host, port: ["127.0.0.1"])
    with pytest.raises(SourceFormatError, match=r"not allowed|not an address"):
        fetch(wary, clock, form.format(name, stub.port))
    assert stub.asked == []


@pytest.mark.parametrize("name", ["data.humdata.org.", "DATA.HUMDATA.ORG", "data.humdata.org"])
def test_a_listed_name_that_leads_home_is_refused_with_where_it_leads(stub, fetcher, clock, name):
    wary = replace(fetcher, allowed_hosts=HDX_HOSTS, resolver=lambda host, port: ["127.0.0.1"])
    with pytest.raises(SourceFormatError, match=r"not allowed: .*(is 127\.0\.0\.1|allowed: data)"):
        fetch(wary, clock, f"http://{name}:{stub.port}/")
    assert stub.asked == []


@pytest.mark.parametrize(
    "name", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "017700000001", "0"]
)
def test_no_listed_spelling_gets_past_the_name_server_of_this_machine(stub, fetcher, clock, name):
    wary = replace(fetcher, allowed_hosts=(name,), tries=1)
    # Some systems take such a spelling for no address at all.
    with pytest.raises(SourceError, match=r"not allowed|not an address|could not be reached"):
        fetch(wary, clock, f"http://{name}:{stub.port}/")
    assert stub.asked == []


def test_one_private_address_among_public_ones_refuses_them_all(stub, fetcher, clock):
    wary = replace(
        fetcher,
        allowed_hosts=("data.example",),
        resolver=lambda host, port: ["193.0.6.139", "127.0.0.1"],
    )
    with pytest.raises(SourceFormatError, match=r"data\.example is 127\.0\.0\.1"):
        fetch(wary, clock, f"http://data.example:{stub.port}/")
    assert stub.asked == []


@dataclass
class Rebinding:
    """A name server that changes its mind after each look-up."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host, port):
        self.asked.append(host)
        return [self.answers[min(len(self.asked), len(self.answers)) - 1]]


def test_a_name_is_looked_up_once_and_that_very_address_is_connected_to(stub, fetcher, clock):
    stub.said["/"] = answer(b"here")
    names = Rebinding(["127.0.0.1", "203.0.113.9"])
    near = replace(fetcher, allowed_hosts=("data.example",), private_allowed=True, resolver=names)
    assert fetch(near, clock, f"http://data.example:{stub.port}/").body == b"here"
    assert names.asked == ["data.example"]
    assert f"host: data.example:{stub.port}".encode() in stub.heads[0].lower()


def test_a_name_that_is_rebound_between_two_steps_is_refused(stub, fetcher, clock):
    stub.said["/a"] = redirect(f"http://data.example:{stub.port}/b")
    stub.said["/b"] = answer(b"secret")
    wary = replace(
        fetcher, allowed_hosts=("127.0.0.1", "data.example"), resolver=Rebinding(["127.0.0.1"])
    )
    with pytest.raises(SourceFormatError, match=r"data\.example is 127\.0\.0\.1"):
        fetch(wary, clock, f"{stub.url}/a")
    assert stub.asked == ["/a"]


def test_a_name_that_is_rebound_between_two_tries_is_refused(stub, fetcher, clock):
    names = Rebinding(["127.0.0.1", "169.254.169.254"])
    stub.said["/"] = answer(status="503 Busy")
    wary = replace(fetcher, allowed_hosts=("127.0.0.1",), resolver=names)
    with pytest.raises(SourceUnavailable):
        fetch(replace(wary, tries=1), clock, f"{stub.url}/")
    with pytest.raises(SourceFormatError, match="not allowed"):
        fetch(replace(wary, allowed_hosts=("data.example",)), clock, "http://data.example/")


def test_the_next_address_of_a_host_is_asked_if_one_is_closed(stub, fetcher, clock):
    stub.said["/"] = answer(b"here")
    near = replace(
        fetcher,
        allowed_hosts=("data.example",),
        private_allowed=True,
        resolver=lambda host, port: ["::1", "127.0.0.1"],
    )
    assert fetch(near, clock, f"http://data.example:{stub.port}/").body == b"here"


def test_the_certificate_is_asked_for_under_the_name_of_the_host(stub, fetcher, clock):
    hellos = []

    class Hello(socketserver.BaseRequestHandler):
        def handle(self):
            hellos.append(self.request.recv(4096))

    near = replace(
        fetcher,
        allowed_hosts=("data.example",),
        private_allowed=True,
        resolver=lambda host, port: ["127.0.0.1"],
        tries=1,
    )
    with socketserver.TCPServer(("127.0.0.1", 0), Hello) as server:
        port = server.server_address[1]
        once = threading.Thread(target=server.handle_request)
        once.start()
        with pytest.raises(SourceUnavailable):
            fetch(near, clock, f"https://data.example:{port}/")
        once.join()
    assert b"data.example" in hellos[0]


@pytest.mark.parametrize(
    "resolver",
    [lambda host, port: [], lambda host, port: socket.getaddrinfo("no.invalid", port)],
    ids=["no address", "no such name"],
)
def test_a_name_without_an_address_is_passing_trouble(fetcher, clock, resolver):
    lost = replace(fetcher, allowed_hosts=("data.example",), resolver=resolver)
    with pytest.raises(SourceUnavailable, match="could not be reached"):
        fetch(lost, clock, "http://data.example/")


def test_a_name_server_that_says_nonsense_is_refused(fetcher, clock):
    odd = replace(fetcher, allowed_hosts=("data.example",), resolver=lambda host, port: ["here"])
    with pytest.raises(SourceFormatError, match="is 'here'"):
        fetch(odd, clock, "http://data.example/")


def test_a_silent_name_server_cannot_hang_a_visit(stub, clock):
    silent = Fetcher(
        total_budget_s=0.3,
        allowed_hosts=("data.example",),
        resolver=lambda host, port: stub.over.wait(5) or [],
    )
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match=r"longer than 0\.3 s"):
        fetch(silent, clock, "http://data.example/")
    assert time.monotonic() - began < 2


def test_a_proxy_of_the_environment_is_not_used(stub, fetcher, clock, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    stub.said["/"] = answer(b"here")
    assert fetch(fetcher, clock, f"{stub.url}/").body == b"here"


@pytest.mark.parametrize("tries", [6, 7, 1000])
def test_nobody_is_asked_more_than_six_times(stub, fetcher, clock, tries):
    stub.said["/"] = answer(status="503 Busy")
    with pytest.raises(SourceUnavailable, match="asked 6 times"):
        fetch(replace(fetcher, tries=tries), clock, f"{stub.url}/")
    assert len(stub.asked) == 6


def test_a_long_retry_after_is_cut_to_15_minutes_where_the_budget_has_room(
    stub, fetcher, clock, waits
):
    stub.said["/"] = [
        answer(status="429 Slow down", headers=["Retry-After: 86400"]),
        answer(b"fine"),
    ]
    patient = replace(fetcher, total_budget_s=2000.0)
    assert fetch(patient, clock, f"{stub.url}/").body == b"fine"
    assert waits.seconds == [900.0]


MARKED = answer(b"a,b\n", headers=['ETag: "abc"', "Last-Modified: Mon, 23 Nov 2026 08:00:00 GMT"])
UNCHANGED = answer(status="304 Not Modified")


@dataclass
class Remembering:
    """A memory of the last visit to each address."""

    visits: dict[tuple[str, str], Visit] = field(default_factory=dict)

    def last(self, source, url):
        return self.visits.get((source, url))

    def remember(self, visit):
        self.visits[visit.payload.source, visit.payload.url] = visit


@pytest.fixture
def remembering(fetcher):
    return replace(fetcher, memory=Remembering())


def test_a_version_that_is_remembered_is_not_sent_again(stub, remembering, clock):
    stub.said["/"] = [MARKED, UNCHANGED]
    first = fetch(remembering, clock, f"{stub.url}/")
    clock.move(timedelta(days=7))
    assert fetch(remembering, clock, f"{stub.url}/") == first
    assert b"if-none-match" not in stub.heads[0].lower()
    assert b'if-none-match: "abc"' in stub.heads[1].lower()
    assert b"if-modified-since: mon, 23 nov 2026 08:00:00 gmt" in stub.heads[1].lower()


def test_a_newer_version_takes_the_place_of_the_remembered_one(stub, remembering, clock):
    newer = answer(b"c,d\n", headers=['ETag: "def"'])
    stub.said["/"] = [MARKED, newer, UNCHANGED]
    assert fetch(remembering, clock, f"{stub.url}/").body == b"a,b\n"
    assert fetch(remembering, clock, f"{stub.url}/").body == b"c,d\n"
    assert fetch(remembering, clock, f"{stub.url}/").body == b"c,d\n"
    assert b'if-none-match: "def"' in stub.heads[2].lower()
    assert b"if-modified-since" not in stub.heads[2].lower()


def test_a_new_mark_of_an_unchanged_version_is_remembered(stub, remembering, clock):
    again = answer(status="304 Not Modified", headers=['ETag: "v-2"'])
    stub.said["/"] = [MARKED, again, UNCHANGED]
    for _ in range(3):
        assert fetch(remembering, clock, f"{stub.url}/").body == b"a,b\n"
    assert b'if-none-match: "v-2"' in stub.heads[2].lower()


def test_one_source_knows_nothing_of_what_another_was_sent(stub, remembering, clock):
    stub.said["/"] = MARKED
    remembering.fetch(f"{stub.url}/", source="another feed", clock=clock)
    fetch(remembering, clock, f"{stub.url}/")
    assert b"if-none-match" not in stub.heads[1].lower()


@pytest.mark.parametrize("before", [[], [answer(b"a,b\n")]], ids=["first visit", "unmarked"])
def test_not_modified_without_a_condition_is_refused(stub, remembering, clock, before):
    stub.said["/"] = [*before, UNCHANGED]
    for _ in before:
        fetch(remembering, clock, f"{stub.url}/")
    with pytest.raises(SourceFormatError, match="answered 304"):
        fetch(remembering, clock, f"{stub.url}/")
    assert b"if-none-match" not in stub.heads[-1].lower()


@pytest.mark.parametrize("mark", ['"\xe4"', '"' + "x" * 300 + '"', '"a\tb"'])
def test_a_mark_that_cannot_be_sent_back_is_left_out(stub, remembering, clock, mark):
    head = f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: {mark}\r\n\r\nok"
    stub.said["/"] = head.encode("latin-1")
    fetch(remembering, clock, f"{stub.url}/")
    (visit,) = remembering.memory.visits.values()
    assert visit.known == Known()


def test_a_visit_to_several_addresses_ends_with_its_deadline(stub, fetcher, clock):
    stub.said["/"] = stub.slowly(answer(b"fine"), after_s=0.3)
    with Deadline(0.45) as deadline:
        ask = partial(fetcher.fetch, source="feed", clock=clock, deadline=deadline)
        assert ask(f"{stub.url}/").body == b"fine"
        with pytest.raises(SourceUnavailable, match="in total"):
            ask(f"{stub.url}/")
