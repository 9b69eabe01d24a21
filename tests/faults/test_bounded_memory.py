"""What is far too large, packed or plain, costs a refusal and less than 100 MB of memory."""

import multiprocessing
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.places import counties
from app.errors import SourceError
from app.sources.fetching import Fetcher
from app.sources.ndma_bulletin import read_pdf_form
from app.sources.ndma_child import sheet_apart
from app.sources.ndma_page import PageRefused
from tests.fakes import SetClock
from tests.faults.bodies import BODIES
from tests.unit.sources.conftest import Stub, answer, payload_of, serving
from tests.unit.sources.ndma_pages import Printed, ndma

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="peaks are read from /proc")
MOST_MB = 100.0
MEGABYTE = 1_000_000
KITUI = counties()["kitui"]
PACKED = "Content-Encoding: gzip"
LIMIT = "sent more than the limit of 32,000,000 bytes"
NEAR = Fetcher(allowed_hosts=("127.0.0.1",), tries=1, timeout_s=5, total_budget_s=20)


def deflated(megabytes: int) -> bytes:
    """Return megabytes of spaces in blocks that stand alone, packed to a thousandth."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + zlib.compressobj(wbits=-15).flush()


def gzip_bomb(megabytes: int) -> bytes:
    """Return a gzip file that is not read to its end, where its checksum would be wrong."""
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + deflated(megabytes) + bytes(8)


def flate_bomb(megabytes: int) -> bytes:
    """Return a stream for a PDF."""
    checksum = 1
    for _ in range(megabytes):
        checksum = zlib.adler32(b" " * MEGABYTE, checksum)
    return b"\x78\xda" + deflated(megabytes) + checksum.to_bytes(4, "big")


def endless(connection) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + bytes(0x10000) + b"\r\n")


def plain(connection) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
    for _ in range(60):
        connection.sendall(bytes(MEGABYTE))


def pdf(content: bytes, *, pages: int = 1) -> bytes:
    """Return a PDF whose pages all have the same packed content."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    kids = " ".join(f"{number} 0 R" for number in range(5, 5 + pages))
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R"
        "/Resources<</Font<</F1 4 0 R>>>>>>"
    )
    head = f"<</Length {len(content)}/Filter/FlateDecode>>stream\n".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        head + content + b"\nendstream",
        font.encode(),
        *[page.encode()] * pages,
    ]
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start, size = len(body), len(objects) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    return bytes(body) + f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


def fetched(url: str) -> str:
    return str(len(NEAR.fetch(url, source="feed", clock=SetClock()).body))


def page_of(body: bytes) -> str:
    return str(read_pdf_form(payload_of(body, "b.pdf"), county=KITUI, month=None).figures)


def read_as(name: str, path: Path) -> str:
    # from a file: a body sent to the process would leave a peak of its own, and hide the reader's
    return str(next(each for each in BODIES if each.name == name).said(path.read_bytes()))


def peak_mb() -> float:
    """Return the most memory that this process has held.

    Not `ru_maxrss`: after a fork and an exec that begins with the peak of the parent.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:"))


def _measure(act: Callable[..., str], warm_up: tuple, hostile: tuple, answers) -> None:
    """Send what came of a hostile call, and the growth in MB that a warm-up had not seen."""
    act(*warm_up)
    before = peak_mb()
    try:
        said = f"taken: {act(*hostile)[:200]}"
    except SourceError as fault:
        said = fault.reason
    answers.send((said, peak_mb() - before))


def apart(act: Callable[..., str], *, warm_up: tuple, hostile: tuple) -> str:
    """Return the refusal of a hostile call in a process of its own, whose memory is measured."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    child = spawn.Process(target=_measure, args=(act, warm_up, hostile, there))
    child.start()
    there.close()
    said, grown_mb = here.recv()
    child.join()
    assert grown_mb < MOST_MB
    return said


@pytest.mark.parametrize(
    "said",
    [lambda: answer(gzip_bomb(300), headers=[PACKED]), lambda: endless, lambda: plain],
    ids=["gzip bomb", "endless", "60 MB"],
)
def test_a_body_that_is_too_large_is_not_read_on(said):
    stub = Stub(said={"/warm": answer(b"a,b\n"), "/": said()})
    with serving(stub):
        reason = apart(fetched, warm_up=(f"{stub.url}/warm",), hostile=(f"{stub.url}/",))
    assert reason.startswith(LIMIT)


def test_a_body_within_the_limit_is_taken_in_the_same_measure():
    stub = Stub(said={"/warm": answer(b"a,b\n"), "/": answer(bytes(30 * MEGABYTE))})
    with serving(stub):
        reason = apart(fetched, warm_up=(f"{stub.url}/warm",), hostile=(f"{stub.url}/",))
    assert reason == "taken: 30000000"


TOO_MANY = "holds more than 500,000 values"
HUGE = {
    "FEWS NET": (lambda _: b"[" + b"[]," * 10_000_000 + b"[]]", TOO_MANY),
    "catalogue": (lambda _: b"[" + b"{}," * 10_000_000 + b"{}]", TOO_MANY),
    "Open-Meteo": (lambda _: b"[" * 30_000_000, TOO_MANY),
    "NASA POWER": (lambda _: b'{"' + b"x" * 30_000_000 + b'":1}', "'geometry' is missing"),
    "prices": (lambda head: head + (b"," * 15 + b"\n") * 1_800_000, "more than 200,000 rows"),
    "ASIS": (lambda head: head + b"x" * 30_000_000 + b"\n", "longer than 100,000 letters"),
    "IPC": (lambda head: head + b'"' + b"x\n" * 90_000, "not a table|fields"),
    "rainfall": (lambda head: head + (b"," * 14 + b"\n") * 2_000_000, "more than 600,000 rows"),
    "replay": (lambda head: head + b"\n" * 20_000_000, "larger than 1,000,000 bytes"),
    "NDMA template": (lambda head: head + b"end,,,,,\n" * 3_000_000, "larger than 1,000,000 bytes"),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_body_is_refused_before_it_fills_the_memory(name, tmp_path):
    sound = next(each.sound for each in BODIES if each.name == name)
    make, told = HUGE[name]
    usual, huge = tmp_path / "usual", tmp_path / "huge"
    usual.write_bytes(sound)
    huge.write_bytes(make(b"".join(sound.splitlines(keepends=True)[:1])))
    start = time.monotonic()
    reason = apart(read_as, warm_up=(name, usual), hostile=(name, huge))
    assert any(words in reason for words in told.split("|")), reason
    assert time.monotonic() - start < 15.0


def test_a_pdf_that_unpacks_to_gigabytes_is_refused():
    bomb = pdf(flate_bomb(1600))
    reason = apart(page_of, warm_up=(ndma(Printed()),), hostile=(bomb,))
    assert reason.startswith("b.pdf, page 1: ")


def test_a_pdf_of_ten_thousand_pages_is_read_for_its_first():
    text = zlib.compress(b"BT /F1 12 Tf 50 700 Td (KITUI COUNTY bulletin for April 2017) Tj ET")
    reason = apart(page_of, warm_up=(ndma(Printed()),), hostile=(pdf(text, pages=10_000),))
    assert reason.startswith("b.pdf, page 1: ")
    assert "phase" in reason


def test_a_pdf_that_takes_for_ever_is_given_up():
    slow = pdf(flate_bomb(400))
    start = time.monotonic()
    with pytest.raises(PageRefused, match="takes more than 2 s"):
        sheet_apart(slow, time_limit_s=2.0)
    assert time.monotonic() - start < 5.0
