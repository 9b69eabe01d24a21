from dataclasses import replace
from datetime import timedelta

import pytest

from app.pipeline.runs import LEASE, WEEKLY
from app.store.audit import entries
from app.store.moved_slots import moved_slots
from app.store.run_steps import note_step
from app.store.runs import claim, finish, newest_runs, the_run
from tests.builders import NOW
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import keep_released

PAGE = "/desk/runs"
SLOT = NOW + timedelta(days=7)


def keep_run(newsroom, *, state="done", outcome="Week 48: 1 released.", slot=NOW):
    with newsroom.store.transaction() as tx:
        held = claim(tx, schedule=WEEKLY, slot=slot, owner="desk:1", at=slot, lease=LEASE)
        times = {"since": slot, "at": slot + timedelta(seconds=72)}
        note_step(tx, held, step="Gathering evidence", done=9, parts=9, **times)
        if state != "running":
            finish(tx, held, state=state, outcome=outcome, at=slot + timedelta(seconds=90))
    return held


def post(client, signed, path, **fields):
    return client.post(f"{PAGE}/{path}", headers=signed, data=fields, follow_redirects=False)


def test_a_run_is_shown_with_its_steps_and_how_long_they_took(newsroom, client):
    keep_run(newsroom)
    page = client.get(PAGE).text
    for wanted in ("Gathering evidence 9/9, 1 min 12 s", "1 min 30 s", "Week 48: 1 released."):
        assert wanted in page, wanted


def test_a_page_that_watches_gets_the_list_as_an_event(newsroom, client):
    keep_run(newsroom)
    answer = client.get(f"{PAGE}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    data = [each for each in answer.text.splitlines() if each.startswith("data: ")]
    assert any("Gathering evidence 9/9" in each for each in data)
    assert "\n\n" in answer.text


def test_a_failed_run_is_tried_again_and_says_how_it_ended(live_newsroom, live_client, signed):
    due = NOW - timedelta(hours=1)
    keep_run(live_newsroom, state="failed", outcome="The disk is full.", slot=due)
    assert "Try again" in live_client.get(PAGE, headers=signed).text
    answer = post(live_client, signed, "retry", schedule=WEEKLY, slot=due.isoformat())
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    with live_newsroom.store.reading() as tx:
        again = the_run(tx, schedule=WEEKLY, slot=due)
    assert (again.state, again.fence) == ("done", 2)


def test_only_a_failed_run_is_tried_again(live_newsroom, live_client, signed):
    keep_run(live_newsroom)
    answer = post(live_client, signed, "retry", schedule=WEEKLY, slot=NOW.isoformat())
    assert_problem(answer, 409, says="Only a run that failed")
    assert_problem(post(live_client, signed, "retry", schedule=WEEKLY, slot="soon"), 409)


def test_a_flash_bulletin_is_a_run_of_its_county_alone(live_newsroom, live_client, signed):
    keep_released(live_newsroom, "sw", exercise=False, county="makueni")
    answer = post(
        live_client, signed, "flash", flash_county="kitui", reason="The river has dried up."
    )
    assert answer.status_code == 303
    with live_newsroom.store.reading() as tx:
        [made] = newest_runs(tx, limit=9)
        log = entries(tx)
    assert made.schedule == "flash-kitui"
    assert made.state == "done"
    # Makueni's bulletin of the same week is none of its business
    assert "1 released" not in made.outcome
    assert [each.facts["reason"] for each in log if each.act == "run asked for"] == [
        "The river has dried up."
    ]
    assert "Flash bulletin, Kitui" in live_client.get(PAGE, headers=signed).text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"flash_county": "atlantis", "reason": "The river has dried up."}, "Choose the county."),
        ({"flash_county": "kitui", "reason": "now"}, "Write why, in 5 letters or more"),
        ({"flash_county": "kitui", "reason": "x" * 201}, "say it in 200 letters"),
    ],
)
def test_what_is_wrong_with_a_flash_bulletin_is_said_and_nothing_is_lost(
    live_newsroom, live_client, signed, fields, says
):
    answer = post(live_client, signed, "flash", **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{fields["reason"]}"' in answer.text
    with live_newsroom.store.reading() as tx:
        assert newest_runs(tx, limit=9) == []


def test_a_dry_run_shows_verdicts_and_keeps_nothing(live_newsroom, live_client, signed):
    answer = post(live_client, signed, "dry", week="2026-W48")
    assert answer.status_code == 200
    assert "Kitui" in answer.text
    with live_newsroom.store.reading() as tx:
        assert newest_runs(tx, limit=9) == []
        assert not [each for each in entries(tx) if "bulletin" in each.act]
    assert "Nothing has been made for this week." in live_client.get("/desk", headers=signed).text


def test_a_slot_is_moved_over_a_holiday_and_back(live_newsroom, live_client, signed):
    fields = {"slot": SLOT.isoformat(), "day": "2026-12-01", "time": "06:00", "reason": "Holiday"}
    assert post(live_client, signed, "move", **fields).status_code == 303
    page = live_client.get(PAGE, headers=signed).text
    assert "Tue 1 Dec 06:00" in page
    assert "“Holiday”" in page
    assert post(live_client, signed, "move", slot=SLOT.isoformat()).status_code == 303
    with live_newsroom.store.reading() as tx:
        assert moved_slots(tx, WEEKLY, since=NOW) == {}


@pytest.mark.parametrize(
    ("day", "time", "says"),
    [
        ("2026-11-29", "05:00", "only be moved to a later time"),
        ("2026-12-04", "05:00", "three days at most"),
        ("soon", "05:00", "Give the day and the time"),
    ],
)
def test_a_slot_is_moved_a_little_later_only(live_newsroom, live_client, signed, day, time, says):
    fields = {"slot": SLOT.isoformat(), "day": day, "time": time, "reason": "Jamhuri Day"}
    answer = post(live_client, signed, "move", **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Jamhuri Day"' in answer.text
    with live_newsroom.store.reading() as tx:
        assert moved_slots(tx, WEEKLY, since=NOW) == {}


def test_what_an_officer_types_is_shown_as_text(live_newsroom, live_client, signed):
    attack = "<script>alert(1)</script>"
    fields = {"slot": SLOT.isoformat(), "day": "2026-12-01", "time": "06:00", "reason": attack}
    post(live_client, signed, "move", **fields)
    page = live_client.get(PAGE, headers=signed).text
    assert attack not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nobody_starts_a_run_on_an_exercise_install(newsroom):
    answer = client_of(replace(newsroom)).post(
        f"{PAGE}/flash", headers={"Sec-Fetch-Site": "same-origin"}, data={"flash_county": "kitui"}
    )
    assert_problem(answer, 403)
