"""NDMA's bulletin on the desk: a file or typed fields, compared, then kept whole or not at all."""

import html
import re
from datetime import timedelta

import pytest

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month
from app.store.evidence import kept_payloads, ndma_records
from app.web.posts import FILE_BYTES
from tests.unit.sources.ndma_pages import TITLE, Printed, ndma
from tests.web.conftest import basic

PAGE = "/desk/ndma/kitui"
TYPED = {
    "county": "kitui",
    "observed_month": "2026-10",
    "published_month": "2026-11",
    "source_url": "https://ndma.example/kitui.pdf",
    "phase": "Alarm",
    "trend": "Worsening",
    "zone-1-name": "marginal mixed farming",
    "zone-1-phase": "Alarm",
    "zone-1-trend": "Stable",
    "figure-terms-of-trade": "57",
    "range-terms-of-trade": ">83",
    "figure-water-distance": "2.7",
    "range-water-distance": "<3.0",
    "words-vegetation-condition": "Poor",
}
PDF = ("kitui.pdf", ndma(Printed()), "application/pdf")


def post(client, signed, step, fields=None, file=None):
    return client.post(
        PAGE,
        headers=signed,
        data={"step": step, **(fields or {})},
        files={"file": file or ("", b"")},
        follow_redirects=False,
    )


def fields_in(page):
    """What a browser would send back from a page, hidden fields and typed ones."""
    inputs = re.findall(r"<input\b[^>]*>", page)
    found = {}
    for each in inputs:
        name, value = re.search(r' name="([^"]*)"', each), re.search(r' value="([^"]*)"', each)
        if name and value:
            found[name[1]] = html.unescape(value[1])
    for select in re.findall(r"<select.*?</select>", page):
        chosen = re.search(r'<option value="([^"]*)" selected>', select)
        found[re.search(r' name="([^"]*)"', select)[1]] = chosen[1] if chosen else ""
    return found


def records(newsroom):
    with newsroom.store.reading() as tx:
        return ndma_records(tx)


def payload_files(newsroom):
    return [each for each in newsroom.payloads.root.rglob("*") if each.is_file()]


def test_the_form_is_laid_out_like_page_1(live_client, officer):
    page = live_client.get(PAGE, headers=basic(*officer)).text
    order = [page.index(f"<h2>{name}</h2>") for name in ("Biophysical", "Production", "Access")]
    assert order == sorted(order)
    for wanted in (
        'value="marginal mixed farming"',
        'name="figure-VCI-3M"',
        'name="range-terms-of-trade"',
        'name="words-crops-condition"',
        'type="file"',
        "Nothing is on record for Kitui yet.",
    ):
        assert wanted in page, wanted


def test_an_exercise_shows_the_page_without_a_form(client):
    page = client.get(PAGE).text
    assert "decisions are taken on a live install" in page
    assert "<form" not in page


def test_what_was_typed_is_compared_first_and_kept_when_confirmed(
    live_newsroom, live_client, signed
):
    compared = post(live_client, signed, "compare", TYPED)
    assert compared.status_code == 200
    assert "Compare every line with page 1" in compared.text
    assert "observed in October 2026, published in November 2026" in compared.text
    assert "&gt;83" in compared.text
    assert records(live_newsroom) == []
    answer = post(live_client, signed, "keep", fields_in(compared.text))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/evidence/kitui?week=2026-W48"
    [kept] = records(live_newsroom)
    assert (kept.county, kept.observed_month) == ("kitui", Month(2026, 10))
    whole, zone = kept.phases
    assert (whole.phase, whole.trend, whole.published_month) == (
        Phase.ALARM,
        Trend.WORSENING,
        Month(2026, 11),
    )
    assert (zone.zone, zone.trend) == ("marginal mixed farming", Trend.STABLE)
    goats = next(each for each in kept.figures if each.variable == "terms-of-trade")
    assert (goats.value, goats.normal_low, goats.unit) == (57, 83, "kg/goat")
    page = live_client.get("/desk/evidence/kitui", headers=signed).text
    assert "<b>Alarm</b>" in page
    assert "▲ outside" in page


def test_a_typed_figure_leads_back_to_the_bytes_and_the_row(live_newsroom, live_client, signed):
    post(live_client, signed, "keep", TYPED)
    [record] = records(live_newsroom)
    [goats] = [each for each in record.figures if each.variable == "terms-of-trade"]
    with live_newsroom.store.reading() as tx:
        payload = kept_payloads(tx, {goats.payload_sha256})[goats.payload_sha256]
    assert (payload.media_type, payload.url) == ("text/csv", "https://ndma.example/kitui.pdf")
    body = live_newsroom.payloads.path(f"{goats.payload_sha256}.raw").read_text()
    row = int(goats.row.removeprefix("row "))
    assert body.splitlines()[row - 1].startswith("figure,terms-of-trade,57,")


def test_a_pdf_fills_the_fields_and_is_kept_when_confirmed(live_newsroom, live_client, signed):
    read = post(live_client, signed, "read", file=PDF)
    assert read.status_code == 200
    fields = fields_in(read.text)
    assert fields["observed_month"] == "2017-04"
    assert fields["figure-terms-of-trade"] == "57"
    assert (fields["phase"], fields["zone-2-name"]) == ("Alarm", "mixed farming")
    assert payload_files(live_newsroom) == []
    compared = post(live_client, signed, "compare", fields | {"source_url": TYPED["source_url"]})
    assert post(live_client, signed, "keep", fields_in(compared.text)).status_code == 303
    [record] = records(live_newsroom)
    [kept] = payload_files(live_newsroom)
    assert kept.read_bytes() == PDF[1]
    assert all(each.row.startswith("page 1, row") for each in (*record.figures, *record.phases))
    assert {each.source_kind for each in record.phases} == {"page-1 table"}


def test_what_the_officer_corrects_counts_as_entered_by_hand(live_newsroom, live_client, signed):
    fields = fields_in(post(live_client, signed, "read", file=PDF).text)
    post(live_client, signed, "keep", fields | {"figure-terms-of-trade": "58"})
    [record] = records(live_newsroom)
    rows = {each.variable: each.row for each in record.figures}
    assert rows["terms-of-trade"] == "form"
    assert rows["water-distance"].startswith("page 1")


def test_a_filled_in_table_fills_the_fields_too(live_newsroom, live_client, signed):
    post(live_client, signed, "keep", TYPED)
    [typed] = payload_files(live_newsroom)
    read = post(live_client, signed, "read", file=("k.csv", typed.read_bytes(), "text/csv"))
    fields = fields_in(read.text)
    assert {name: fields[name] for name in TYPED} == TYPED


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (None, "Choose a file first"),
        (("kitui.pdf", b"PK\x03\x04 a workbook", ""), "is not a PDF"),
        (("kitui.pdf", b"<html>sign in</html>", ""), "is a web page"),
        (("kitui.docx", b"words", ""), "is not a PDF"),
        (("kitui.pdf", PDF[1][:3000], ""), "was cut short"),
        (("kitui.pdf", b"%PDF-1.4\ngarbage\n%%EOF", ""), "page 1:"),
        (("k.pdf", ndma(Printed(encrypt="secret")), ""), "locked with a password"),
        (
            ("k.pdf", ndma(Printed(title=(TITLE[0], "MAKUENI COUNTY", TITLE[2]))), ""),
            "Makueni",
        ),
        (("big.pdf", b"%PDF-" + b"0" * FILE_BYTES, ""), "5 MB are the most"),
        (("k.csv", b"kind,name\n", ""), "column"),
        (("k.csv", "kind;name".encode("utf-16"), ""), "UTF-16"),
        (("<script>.pdf", b"not one", ""), "is not a PDF"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_file_that_will_not_do_is_refused_on_its_page_and_nothing_is_kept(
    live_newsroom, live_client, signed, file, says
):
    answer = post(live_client, signed, "read", {"figure-VCI-3M": "31.5"}, file)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'type="file"' in answer.text
    assert 'value="31.5"' in answer.text
    assert "<script" not in answer.text
    assert records(live_newsroom) == []
    assert payload_files(live_newsroom) == []
    assert not [each for each in live_newsroom.cache.rglob("*") if each.is_file()]


def test_the_table_of_another_county_is_refused(live_newsroom, live_client, signed):
    post(live_client, signed, "keep", TYPED)
    [typed] = payload_files(live_newsroom)
    other = typed.read_bytes().replace(b"county,kitui", b"county,makueni")
    answer = post(live_client, signed, "read", file=("m.csv", other, "text/csv"))
    assert "the form of Makueni, not of Kitui" in answer.text


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"observed_month": ""}, "observed_month", "is empty"),
        ({"observed_month": "2027-01"}, "observed_month", "has not begun yet"),
        ({"published_month": "2026-09"}, "published_month", "lies before"),
        ({"phase": ""}, "phase", "is empty"),
        ({"figure-terms-of-trade": "lots"}, "figure-terms-of-trade", "is not a figure"),
        ({"range-terms-of-trade": "=2+2"}, "range-terms-of-trade", ""),
        ({"zone-1-phase": ""}, "zone-1-phase", "is empty"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "write the web address"),
        ({"county": "makueni"}, "county", "the form of Makueni"),
    ],
    ids=str,
)
@pytest.mark.parametrize("step", ["compare", "keep"])
def test_each_wrong_field_is_named_and_the_typed_text_stays(
    live_newsroom, live_client, signed, step, wrong, field, says
):
    answer = post(live_client, signed, step, TYPED | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert says in html.unescape(answer.text)
    typed = fields_in(answer.text)
    assert typed["figure-water-distance"] == "2.7"
    assert typed["zone-1-name"] == "marginal mixed farming"
    if field not in ("county", "phase", "zone-1-phase"):
        assert typed[field] == wrong[field]
    assert records(live_newsroom) == []
    assert payload_files(live_newsroom) == []


def test_a_zone_named_beforehand_of_which_the_page_says_nothing_is_left_out(
    live_newsroom, live_client, signed
):
    unsaid = {"zone-2-name": "mixed farming", "zone-2-phase": "", "zone-2-trend": ""}
    assert post(live_client, signed, "keep", TYPED | unsaid).status_code == 303
    [record] = records(live_newsroom)
    assert [each.zone for each in record.phases] == [None, "marginal mixed farming"]


def test_a_doubtful_figure_is_to_be_looked_at_again(live_client, signed):
    compared = post(live_client, signed, "compare", TYPED | {"figure-water-distance": "270"})
    assert compared.status_code == 200
    assert "Look again:" in compared.text


def test_back_to_the_form_nothing_typed_is_lost(live_client, signed):
    compared = post(live_client, signed, "compare", TYPED)
    changed = post(live_client, signed, "change", fields_in(compared.text))
    typed = fields_in(changed.text)
    assert {name: typed[name] for name in TYPED} == TYPED


def test_a_second_entry_of_a_month_says_that_it_replaces_the_first(
    live_newsroom, live_client, signed
):
    post(live_client, signed, "keep", TYPED)
    live_newsroom.clock.move(timedelta(minutes=5))
    compared = post(live_client, signed, "compare", TYPED | {"phase": "Alert"})
    assert "An entry for October 2026 is on record; this one takes its place" in compared.text
    post(live_client, signed, "keep", fields_in(compared.text))
    [record] = records(live_newsroom)
    assert record.phases[0].phase is Phase.ALERT


@pytest.mark.parametrize(
    "waiting", ["0" * 64 + ".pdf", "../../../etc/passwd", "x.pdf", f"{'0' * 64}.raw"]
)
def test_a_file_that_is_not_there_any_more_is_asked_for_again(
    live_newsroom, live_client, signed, waiting
):
    answer = post(live_client, signed, "keep", TYPED | {"waiting": waiting})
    assert answer.status_code == 422
    assert "upload it again" in answer.text
    assert fields_in(answer.text)["figure-terms-of-trade"] == "57"
    assert records(live_newsroom) == []


def test_a_step_that_there_is_not_keeps_nothing(live_newsroom, live_client, signed):
    assert post(live_client, signed, "approve", TYPED).status_code == 200
    assert records(live_newsroom) == []
