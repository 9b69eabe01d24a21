"""What was cut short at any byte is refused, or gives figures of its whole rows and no others."""

import pytest

from app.domain.periods import Month
from app.domain.places import counties
from app.errors import SourceError, SourceFormatError, SourceUnavailable
from app.sources.fetching import Fetcher
from app.sources.ndma_bulletin import read_pdf_form
from tests.fakes import SetClock
from tests.faults.bodies import BODIES, Body
from tests.unit.sources.conftest import Stub, answer, payload_of, serving
from tests.unit.sources.ndma_pages import Printed, ndma

# Lines of which each gives a figure of its own, so that a lost row changes no other figure.
ROW_A_FIGURE = {
    "rainfall": (0, 1, 2, 3, 4, 8),
    "vegetation": (0, 1, 2),
    "prices": (0, 1, 5, 7, 10),
    "IPC": (0, 1, 10, 9, 12, 13, 14, 11, 15),
    "ASIS": (0, 1, 5),
}
NEAR = Fetcher(allowed_hosts=("127.0.0.1",), tries=1)


def cut_open(body: Body) -> bytes:
    lines = body.sound.splitlines(keepends=True)
    return b"".join(lines[each] for each in ROW_A_FIGURE.get(body.name, range(len(lines))))


@pytest.mark.parametrize("body", BODIES, ids=lambda each: each.name)
def test_a_body_cut_at_any_byte_is_refused_or_gives_whole_rows_alone(body):
    sound = cut_open(body)
    truth, reasons = body.said(sound), []
    for cut in range(len(sound)):
        part = sound[:cut]
        try:
            said = body.said(part)
        except SourceError as fault:
            reasons.append(fault.reason)
        else:
            assert said <= truth, f"cut at byte {cut} gives {said - truth}"
            assert said == truth if body.whole else part.endswith(b"\n"), cut
    assert all(reasons)
    assert len(reasons) > 0.95 * len(sound)


@pytest.mark.parametrize(
    "body", [each for each in BODIES if each.sound[:1] in (b"{", b"[")], ids=lambda each: each.name
)
def test_json_cut_anywhere_is_refused(body):
    for cut in range(len(body.sound)):
        with pytest.raises(SourceFormatError):
            body.said(body.sound[:cut])


def test_a_pdf_cut_at_every_64th_of_its_length_is_refused():
    whole = ndma(Printed())
    for part in range(64):
        payload = payload_of(whole[: len(whole) * part // 64], "bulletin.pdf")
        with pytest.raises(SourceFormatError, match=r"is empty|is not a PDF|was cut short"):
            read_pdf_form(payload, county=counties()["kitui"], month=None)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
def test_a_pdf_that_lost_its_middle_gives_nothing(share):
    whole = ndma(Printed())
    end = whole[whole.rindex(b"startxref") :]
    payload = payload_of(whole[: int(len(whole) * share)] + end, "bulletin.pdf")
    with pytest.raises(SourceFormatError, match="page 1: ") as fault:
        read_pdf_form(payload, county=counties()["kitui"], month=Month(2017, 4))
    assert "download it again" in fault.value.reason or "fill in" in fault.value.reason


@pytest.mark.parametrize(
    ("said", "fault", "told"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\na,b\n1,2\n", SourceFormatError, "how long its answer is"),
        (b"HTTP/1.0 200 OK\r\n\r\na,b\n1,2\n", SourceFormatError, "how long its answer is"),
        (answer(b"a,b\n1,2\n3,4\n")[:-4], SourceUnavailable, "broke off"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\na,b\n1,2\n\r\n",
            SourceUnavailable,
            "broke off",
        ),
    ],
    ids=["no length", "HTTP 1.0", "too short", "no last chunk"],
)
def test_a_table_that_lost_its_last_rows_on_the_way_is_noticed(said, fault, told):
    stub = Stub(said={"/": said})
    with serving(stub), pytest.raises(fault, match=told):
        NEAR.fetch(f"{stub.url}/", source="feed", clock=SetClock())
