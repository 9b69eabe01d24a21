"""The log of decisions on the desk: searched, taken along, and checked."""

import csv
import io
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text, update

from app.domain.people import Role
from app.store.audit import Deed, add_entry
from app.store.audit_search import last_check
from app.store.officers import LIVE, add_officer, new_one_time_token
from app.store.tables import audit_entry
from tests.builders import NOW
from tests.web.conftest import basic
from tests.web.filled import opened_newsroom
from tests.web.test_site import site_of


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """A live install with 60 entries of calls, one of them by a spreadsheet's enemy."""
    with opened_newsroom(tmp_path_factory.mktemp("audit"), mode=LIVE) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(newsroom):
    with newsroom.store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        for number in range(60):
            at = NOW + timedelta(days=number)
            called = {"act": Deed.STATION_CALLED, "at": at, "actor": "Juma", "facts": {"n": number}}
            add_entry(tx, subject=f"kitui-{number}", **called)
        add_entry(tx, Deed.SIGNED, at=NOW, actor="=1+1", subject="@SUM(A1)", facts={})
    client = TestClient(site_of(newsroom), raise_server_exceptions=False)
    client.headers.update({**basic("Asha", key), "Sec-Fetch-Site": "same-origin"})
    return client


def found(reader, **asked):
    """The subjects of the entries in the table."""
    told = reader.get("/desk/audit.csv", params=asked)
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    return [row["subject"] for row in csv.DictReader(io.StringIO(told.text))]


def test_entries_are_found_by_person_act_subject_and_day(reader):
    assert len(found(reader, person="jum")) == 60
    assert found(reader, act="bulletin signed") == ["'@SUM(A1)"]
    assert found(reader, subject="kitui-17") == ["kitui-17"]
    assert found(reader, first="2026-11-24", last="2026-11-25") == ["kitui-2", "kitui-1"]
    assert found(reader, person="%") == []
    assert found(reader, subject="kitui_1") == []


def test_the_page_shows_fifty_and_leads_on_with_the_same_question(reader):
    page = reader.get("/desk/audit", params={"person": "Juma"})
    assert page.text.count("<td data-label") == 50 * 4
    assert 'href="/desk/audit?person=Juma&amp;below=' in page.text
    last = reader.get("/desk/audit", params={"person": "Juma", "below": "13"})
    assert last.text.count("<td data-label") == 10 * 4
    assert "below=" not in last.text


def test_nothing_in_the_table_is_a_formula(reader):
    told = reader.get("/desk/audit.csv").text
    cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
    assert "'=1+1" in cells
    assert not [each for each in cells if each.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "9999-12-31"])
def test_a_day_that_cannot_be_read_is_told(reader, day):
    page = reader.get("/desk/audit", params={"last": day})
    assert page.status_code == 422
    assert "A day cannot be read" in page.text


def test_a_table_with_a_day_that_cannot_be_read_is_refused_and_not_given_whole(reader):
    asked = reader.get("/desk/audit.csv", params={"person": "jum", "first": "yesterday"})
    assert asked.status_code == 422
    assert "kitui-1" not in asked.text


def test_a_question_that_is_too_long_or_odd_breaks_nothing(reader):
    assert reader.get("/desk/audit", params={"person": "x" * 200}).status_code == 422
    assert reader.get("/desk/audit", params={"person": "\0<b>'\""}).status_code == 200
    assert reader.get("/desk/audit", params={"below": "9" * 40}).status_code == 422


def test_the_page_says_how_far_the_log_is_as_it_was_written(reader, newsroom):
    assert "Not checked yet" in reader.get("/desk/audit").text
    assert reader.post("/desk/audit/check", follow_redirects=False).status_code == 303
    page = reader.get("/desk/audit").text
    assert "Yes, up to entry 63 of 63." in page
    assert "Checked by Asha, Mon 23 Nov" in page
    with newsroom.store.transaction() as tx:
        add_entry(tx, Deed.SIGNED, at=NOW, actor="Asha", subject="later")
    assert "Yes, up to entry 63 of 64." in reader.get("/desk/audit").text
    with newsroom.store.transaction() as tx:
        tx.execute(text("DROP TRIGGER audit_entry_no_update"))
        tx.execute(update(audit_entry).where(audit_entry.c.number == 20).values(actor="Nobody"))
    reader.post("/desk/audit/check")
    page = reader.get("/desk/audit").text
    assert "Entries 1 to 19 are; then: entry 20 was changed" in page
    with newsroom.store.reading() as tx:
        assert last_check(tx).number == 19


def test_during_an_exercise_everybody_reads_and_nobody_checks(tmp_path):
    with opened_newsroom(tmp_path) as practising:
        client = TestClient(site_of(practising))
        page = client.get("/desk/audit")
        assert page.status_code == 200
        assert "/desk/audit/check" not in page.text
        headers = {"Sec-Fetch-Site": "none"}
        assert client.post("/desk/audit/check", headers=headers).status_code == 403
