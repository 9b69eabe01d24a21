"""Whatever is typed into the desk is shown as text: no page turns it into markup or script."""

import pytest
from lxml import html

from tests.browser import a_monday
from tests.browser.served import serving, sign_in
from tests.faults.desk_crawler import page_of, send, walk
from tests.faults.hostile_markup import EVERY
from tests.web.conftest import basic, client_of

CALL = "xss"
# Ten at a time, so that each field of each form gets all of them in a few sendings.
TOGETHER = tuple(" ".join(EVERY[first : first + 10]) for first in range(0, len(EVERY), 10))
# What Chromium advises about forms is no fault.
ADVICE = "[DOM]"
RUN = ("script", "style", "iframe", "object", "embed", "template")
LEAD_ON = ("href", "action", "formaction", "src")
PLACES = (
    "<p>{}</p>",
    '<input value="{}">',
    "<input value='{}'>",
    "<a href='{}'>x</a>",
)
HARMLESS_AS_IT_IS = (
    "<meta http-equiv",
    "'-xss()",
    '"-xss()',
    "\\'-xss()",
    "${",
    "{{",
    "&lt;",
    "%3C",
    "<ſ",
    "]]>",
)
SHOWN_AS_TEXT = ("value", "title", "alt", "placeholder", "aria-label", "content", "data-text")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The desk on a Monday, with something on each page: newsroom, client and key of Asha."""
    folder = tmp_path_factory.mktemp("desk")
    prepared = a_monday.prepare(folder / "prepared")
    with a_monday.opened(prepared, folder / "home") as newsroom:
        client = client_of(newsroom)
        client.headers.update({**basic("Asha", prepared.asha), "Sec-Fetch-Site": "same-origin"})
        yield newsroom, client, prepared.asha


@pytest.fixture(scope="module")
def spoiled(desk):
    """Every form of the desk, sent with all hostile texts in all fields: answers, pages after."""
    _, client, key = desk
    forms = walk(client, "/desk").forms.values()
    answers = [
        (form.action, answer)
        for form in forms
        for answer in send(client, form, TOGETHER, secret=key)
    ]
    after = walk(client, "/desk").pages
    print(f"{len(forms)} forms, {len(answers)} answers, {len(after)} pages looked at")
    return answers, after


def came_alive(page):
    """Return the places of a page where a hostile text has become more than text."""
    for each in page.iter():
        if not isinstance(each.tag, str):
            continue
        if each.tag in RUN and CALL in (each.text or ""):
            yield f"<{each.tag}>{each.text}"
        for name, value in each.items():
            if CALL not in value or name in SHOWN_AS_TEXT:
                continue
            if name not in LEAD_ON or not value.startswith(("/", "?", "#")):
                yield f"<{each.tag} {name}={value!r}>"


def test_there_are_more_than_sixty():
    assert len(set(EVERY)) == len(EVERY) > 60


@pytest.mark.parametrize("text", EVERY)
def test_the_looker_sees_what_would_come_alive(text):
    """Each text, written into a page as it is, is noticed in one of the places that pages have."""
    if text.startswith(HARMLESS_AS_IT_IS):
        pytest.skip("it comes alive only where a page undoes an encoding or computes with it")
    written = [html.fromstring(f"<html><body>{each.format(text)}</body></html>") for each in PLACES]
    assert any(list(came_alive(page)) for page in written)


def test_no_hostile_text_is_a_fault_of_ours(spoiled):
    answers, _ = spoiled
    assert len(answers) > 150
    assert {action for action, answer in answers if answer.status_code >= 500} == set()


def test_every_field_of_the_desk_shows_it_as_text(spoiled):
    answers, after = spoiled
    shown = [(action, page_of(answer)) for action, answer in answers] + list(after.items())
    alive = {path: list(came_alive(page)) for path, page in shown if page is not None}
    assert {path: places for path, places in alive.items() if places} == {}


def test_a_browser_runs_none_of_it(browser, desk, spoiled):
    newsroom, _, key = desk
    _, after = spoiled
    ran = []
    with serving(newsroom) as address:
        context = browser.new_context()
        context.expose_function("xss", lambda: ran.append("xss"))
        page = context.new_page()
        # Chromium also tells there what the Content-Security-Policy has stopped.
        page.on("console", lambda message: ran.append(message.text))
        sign_in(page, address, "Asha", key)
        for path in after:
            page.goto(address + path, wait_until="domcontentloaded")
        context.close()
    assert [each for each in ran if not each.startswith(ADVICE)] == []
