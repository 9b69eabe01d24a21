"""An officer joins, signs in, and loses nothing when the session ends; in Chromium, no script."""

from __future__ import annotations

import pytest

from app.domain.people import Role
from app.store.evidence import keep_assessment
from app.store.findings import decisions_of
from app.store.officers import LIVE, new_one_time_token, the_officer
from tests.browser.served import serving
from tests.builders import NOW
from tests.web.filled import opened_newsroom
from tests.web.judged import JUMPED, STALE_PHASE, assessment

pytestmark = pytest.mark.browser
PASSWORD = "four words do well"
EVIDENCE = "/desk/evidence/kitui"


@pytest.fixture
def live(tmp_path):
    """A live newsroom without an officer, its address, and the token of the first one."""
    with opened_newsroom(tmp_path, mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            keep_assessment(tx, assessment(findings=(*assessment().findings, STALE_PHASE)), at=NOW)
            token = new_one_time_token(tx, at=NOW)
        with serving(newsroom) as address:
            yield newsroom, address, token


def test_an_officer_joins_signs_in_and_loses_nothing(browser, live):
    newsroom, address, token = live
    context = browser.new_context(viewport={"width": 360, "height": 780}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/desk/join/{token}")
    page.get_by_label("Your name").fill("Asha")
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_label("The password, again").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    assert page.get_by_text("tangazo_key_").is_visible()
    with newsroom.store.reading() as tx:
        assert the_officer(tx, "Asha").role is Role.ADMIN

    page.goto(address + EVIDENCE)
    form = page.locator(f"#f-{JUMPED.key}")
    form.get_by_label("Why?").fill('I called; "57" is right')
    context.clear_cookies()
    form.get_by_role("button", name="Accept").click()
    assert page.get_by_text("What you typed is not lost").is_visible()
    page.get_by_label("Your name").fill("Asha")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_text('I called; "57" is right').is_visible()
    with newsroom.store.reading() as tx:
        assert decisions_of(tx, "kitui") == {}
    page.get_by_role("button", name="Send again").click()
    assert EVIDENCE in page.url
    with newsroom.store.reading() as tx:
        assert decisions_of(tx, "kitui")[JUMPED.key].reason == 'I called; "57" is right'

    page.goto(f"{address}/desk/me")
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.goto(f"{address}{EVIDENCE}?week=2026-W48")
    assert "/desk/sign-in?back=" in page.url
    page.get_by_label("Your name").fill("Asha")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{address}{EVIDENCE}?week=2026-W48"
    context.close()
