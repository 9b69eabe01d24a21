"""The editor of templates in a real Chromium, under the policy that every page has."""

import re
from contextlib import contextmanager

import pytest

from app.store.drafts import the_draft
from app.store.template_history import revisions
from tests.browser.served import serving
from tests.web.conftest import basic
from tests.web.words_desk import patient_child, words_newsroom

pytestmark = pytest.mark.browser
HEADLINE = "segments/alert/headline.txt.j2"
EDIT = "/desk/templates/sw/edit?file=alert/headline"
PAGES = (
    "/desk/templates",
    EDIT,
    "/desk/templates/sw/revisions?file=alert/headline",
    "/desk/languages/sw",
    "/desk/languages/kam/phrases?row=",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A live install with every language, served: newsroom, address, keys."""
    with (
        patient_child() as child,
        words_newsroom(tmp_path_factory.mktemp("desk"), child) as (newsroom, keys),
        serving(newsroom) as address,
    ):
        yield newsroom, address, keys


@pytest.fixture(scope="module")
def open_page(browser, served):
    """Open a page as an officer; it remembers what the browser complained of."""
    _, address, keys = served

    @contextmanager
    def opened(path, *, name="Esha", width=1280, script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            extra_http_headers=basic(name, keys[name]),
        )
        page = context.new_page()
        page.said = []
        page.on("console", lambda told: page.said.append(told.text) if _bad(told) else None)
        page.on("pageerror", lambda fault: page.said.append(str(fault)))
        page.goto(address + path)
        yield page
        context.close()

    return opened


def _bad(told):
    return told.type in ("error", "warning")


def text_in(page):
    return page.locator("textarea[name=text]").input_value()


def write_at_end(page, words):
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_the_page_fits(open_page, path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with open_page(path) as page:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            found = axe.run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.said == []


def test_a_sentence_is_written_with_help_and_heard(open_page):
    with open_page(EDIT, name="Fatuma") as page:
        page.locator("#previewed .script").wait_for()
        write_at_end(page, "Hizi ni takwimu za {{ phase_mo")
        page.locator(".cm-tooltip-autocomplete").get_by_text("phase_month").wait_for()
        page.wait_for_timeout(120)
        page.keyboard.press("Enter")
        assert text_in(page).endswith("{{ phase_month | month")
        page.keyboard.type(" }}.")
        page.keyboard.press("Enter")
        page.keyboard.type("Linda ")
        page.get_by_role("button", name="Insert ng'").click()
        page.keyboard.type("ombe.")
        page.locator("#previewed").get_by_text("Linda ng'ombe.").wait_for()
        assert page.locator("#previewed").get_by_text("Hizi ni takwimu za").is_visible()
        page.get_by_role("button", name="Hear it").click()
        page.locator("audio").wait_for()
        assert page.said == []


def test_a_text_is_kept_from_the_editor(open_page, served):
    newsroom, *_ = served
    with open_page("/desk/templates/kam/edit?file=alert/headline") as page:
        write_at_end(page, "Kaunti ya {{ county }}.")
        page.get_by_role("button", name="Save as a new revision").click()
        page.get_by_text("Revision 1 is kept.").wait_for()
        assert page.said == []
    with newsroom.store.reading() as tx:
        assert revisions(tx, "kam", HEADLINE)[0].text == "Kaunti ya {{ county }}.\n"


def test_a_fault_is_marked_on_its_line_while_it_is_written(open_page):
    with open_page(EDIT) as page:
        write_at_end(page, "Mvua {{ rain_x }}.")
        page.locator("#previewed").get_by_text("slot 'rain_x'").wait_for()
        marked = page.locator(".cm-line:has(.cm-lintRange-error)")
        assert marked.count() == 1
        assert "rain_x" in marked.inner_text()
        assert page.said == []


def test_what_was_typed_without_a_connection_is_offered_on_return(open_page, served):
    newsroom, *_ = served
    with open_page("/desk/templates/sw/edit?file=alarm/headline") as page:
        page.locator("#previewed .script").wait_for()
        page.context.set_offline(True)
        write_at_end(page, "Bila mtandao.")
        page.get_by_text("This browser keeps your text.").wait_for()
        with newsroom.store.reading() as tx:
            assert the_draft(tx, "Esha", "sw", HEADLINE.replace("alert", "alarm")) is None
        page.context.set_offline(False)
        page.reload()
        page.get_by_role("button", name="Use it").click()
        assert "Bila mtandao." in text_in(page)
        page.get_by_text(re.compile("Draft kept")).wait_for()
        page.reload()
        page.locator("#previewed .script").wait_for()
        assert page.get_by_role("button", name="Use it").is_hidden()
        page.get_by_role("link", name="Go on with it").click()
        assert "Bila mtandao." in text_in(page)


def test_a_text_that_is_too_long_is_told_and_not_sent(open_page):
    with open_page("/desk/templates/sw/edit?file=normal/headline") as page:
        page.locator("#previewed .script").wait_for()
        sent = []
        page.on("request", lambda request: sent.append(request.method))
        page.locator(".cm-content").click()
        page.keyboard.insert_text("Mvua. " * 4000)
        page.get_by_text("A text has at most 20000 letters").wait_for()
        page.wait_for_timeout(800)
        assert "POST" not in sent
        assert page.get_by_role("button", name="Save as a new revision").is_disabled()


def test_without_script_the_same_form_previews_and_keeps_the_draft(open_page):
    with open_page("/desk/templates/sw/edit?file=recovery/headline", script=False) as page:
        text = text_in(page)
        page.locator("#text").fill(text + "Hongera kwa subira.")
        page.get_by_role("button", name="Preview").click()
        assert page.locator(".script").get_by_text("Hongera kwa subira.").is_visible()
        assert text_in(page).strip().endswith("Hongera kwa subira.")
        page.get_by_role("button", name="Hear it").click()
        assert page.locator("audio").is_visible()
        assert page.said == []
