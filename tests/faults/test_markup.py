"""Whatever is typed into the desk is shown as text: no page turns it into markup or script."""

import pytest
from lxml import html

from app.domain.people import Role
from app.store.evidence import keep_assessment
from app.store.officers import LIVE, add_officer, new_one_time_token
from tests.builders import NOW
from tests.faults.desk_crawler import page_of, send, walk
from tests.faults.hostile_markup import EVERY
from tests.web.conftest import basic, client_of
from tests.web.filled import opened_newsroom
from tests.web.judged import STALE_PHASE, assessment

CALL = "xss"
# Ten at a time, so that each field of each form gets all of them in a few sendings.
TOGETHER = tuple(" ".join(EVERY[first : first + 10]) for first in range(0, len(EVERY), 10))
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
    """The desk of a live install with something on each page: a client, and Asha's key."""
    with opened_newsroom(tmp_path_factory.mktemp("desk"), mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
            keep_assessment(tx, assessment(findings=(*assessment().findings, STALE_PHASE)), at=NOW)
        client = client_of(newsroom)
        client.headers.update({**basic("Asha", key), "Sec-Fetch-Site": "same-origin"})
        yield client, key


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


def test_every_field_of_the_desk_shows_it_as_text(desk):
    client, key = desk
    before = walk(client, "/desk")
    answered = 0
    for form in before.forms.values():
        for answer in send(client, form, TOGETHER, secret=key):
            answered += 1
            assert answer.status_code < 500, (form.action, answer.text[:500])
            if (page := page_of(answer)) is not None:
                assert list(came_alive(page)) == [], form.action
    after = walk(client, "/desk")
    alive = {path: list(came_alive(page)) for path, page in after.pages.items()}
    assert {path: places for path, places in alive.items() if places} == {}
    print(f"{len(before.forms)} forms, {answered} answers, {len(after.pages)} pages looked at")
