"""The officers' pages in a real Chromium, without JavaScript, as an officer uses them."""

from __future__ import annotations

import pytest

from app.domain.people import Role
from app.store.evidence import keep_assessment, ndma_records
from app.store.findings import decisions_of
from app.store.officers import LIVE, add_officer, new_one_time_token
from app.store.weather import forecasts_of, keep_forecast
from tests.browser.served import serving
from tests.builders import NOW
from tests.unit.sources.ndma_pages import Printed, ndma
from tests.web.conftest import basic
from tests.web.filled import opened_newsroom
from tests.web.judged import JUMPED, STALE_PHASE, assessment, forecast

pytestmark = pytest.mark.browser
EVIDENCE, NDMA, FORECAST = "/desk/evidence/kitui", "/desk/ndma/kitui", "/desk/forecast/kitui"
HEAVIEST_BYTES = 40_000


@pytest.fixture
def live(tmp_path):
    """A live newsroom with evidence, served: newsroom, address, and the key of Asha."""
    with opened_newsroom(tmp_path, mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
            keep_assessment(tx, assessment(findings=(*assessment().findings, STALE_PHASE)), at=NOW)
            keep_forecast(tx, forecast())
        with serving(newsroom) as address:
            yield newsroom, address, key


@pytest.fixture
def open_desk(browser, live):
    """Open a page of the desk as Asha, at a width, under a name of the machine."""
    contexts = []

    def open_at(path, *, width=360, host="127.0.0.1"):
        _, address, key = live
        context = browser.new_context(
            viewport={"width": width, "height": 780},
            java_script_enabled=False,
            extra_http_headers=basic("Asha", key),
        )
        contexts.append(context)
        page = context.new_page()
        page.said, page.taken = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("response", lambda answer: page.taken.append(answer))
        page.goto(address.replace("127.0.0.1", host) + path, wait_until="load")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", [EVIDENCE, NDMA, FORECAST, "/desk"])
def test_a_page_with_its_forms_fits_every_screen_and_keeps_its_policy(open_desk, path):
    for width in (320, 360, 768, 1280):
        page = open_desk(path, width=width)
        widths = page.locator("main *").evaluate_all(
            "found => found.map(each => each.getBoundingClientRect().right)"
        )
        assert max(widths) <= width
        heights = page.locator(".button, main input:not([type=hidden]), select").evaluate_all(
            "found => found.map(each => each.getBoundingClientRect().height)"
        )
        assert all(height >= 44 for height in heights)
        assert page.said == []
        assert page.taken[-1].status == 200
    assert sum(len(each.body()) for each in page.taken if each.status == 200) < HEAVIEST_BYTES


def test_every_field_has_a_name_for_those_who_hear_the_page(open_desk):
    for path in (EVIDENCE, NDMA, FORECAST):
        fields = open_desk(path).locator("main input:not([type=hidden]), select, textarea")
        unnamed = fields.evaluate_all(
            "found => found.filter(e => !e.labels.length && !e.ariaLabel).map(e => e.name)"
        )
        assert fields.count() > 0
        assert unnamed == []


# Over plain HTTP to any name but the machine's own, browsers say no Sec-Fetch-Site.
@pytest.mark.parametrize("host", ["127.0.0.1", "desk.example"])
def test_an_officer_accepts_a_figure(open_desk, live, host):
    page = open_desk(EVIDENCE, host=host)
    form = page.locator(f"#f-{JUMPED.key}")
    form.get_by_label("Why?").fill("I called the county office")
    form.get_by_role("button", name="Accept").click()
    assert page.url.endswith(f"{EVIDENCE}?week=2026-W48#findings")
    newsroom, *_ = live
    with newsroom.store.reading() as tx:
        kept = decisions_of(tx, "kitui")[JUMPED.key]
    assert (kept.accepted, kept.reason) == (True, "I called the county office")


def test_an_officer_enters_ndmas_bulletin_from_its_pdf(open_desk, live, tmp_path):
    pdf = tmp_path / "kitui.pdf"
    pdf.write_bytes(ndma(Printed()))
    page = open_desk(NDMA, width=1280)
    page.get_by_label("NDMA’s PDF").set_input_files(pdf)
    page.get_by_role("button", name="Fill the fields").click()
    assert page.get_by_label("Terms of trade, maize for a goat", exact=True).input_value() == "57"
    page.get_by_role("button", name="Compare with the page").click()
    assert page.get_by_text("Nothing is kept yet.").is_visible()
    page.get_by_role("button", name="keep it").click()
    assert page.get_by_role("heading", name="Kitui evidence").is_visible()
    newsroom, *_ = live
    with newsroom.store.reading() as tx:
        [record] = ndma_records(tx)
    assert len(record.figures) == 8


def test_an_officer_enters_kmds_forecast_and_is_told_what_cannot_be_said(open_desk, live):
    page = open_desk(FORECAST)
    form = page.locator("#sw")
    form.get_by_label("The Department says").fill("kwamba mvua itapungua kwa 40%")
    form.get_by_label("Until").fill("2026-12-31")
    form.get_by_label("Published at").fill("KMD, OND 2026")
    form.get_by_role("button", name="Keep it").click()
    assert form.get_by_text("cannot be spoken").is_visible()
    form.get_by_label("The Department says").fill("kwamba mvua itapungua")
    form.get_by_role("button", name="Keep it").click()
    newsroom, *_ = live
    with newsroom.store.reading() as tx:
        assert forecasts_of(tx, "kitui")["sw"].text == "kwamba mvua itapungua"
