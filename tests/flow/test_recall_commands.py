"""Withdraw, correct, revoke and stations at a terminal."""

import re
from types import SimpleNamespace

import pytest

from app.domain.bulletins import Verdict
from app.domain.people import Role
from app.store.bulletins import the_bulletin
from app.store.officers import LIVE, add_officer, new_one_time_token
from app.store.recalls import notices
from tests.builders import NOW
from tests.machine import Machine
from tests.web.filled import keep_draft, keep_released, opened_newsroom

WHY = "The rain figure was wrong"


@pytest.fixture
def office(tmp_path):
    """A live install with Kitui's bulletin on air, and the keys of its officers."""
    machine = Machine(tmp_path)
    with opened_newsroom(tmp_path, mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            admin = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
            keys = {"Asha": admin} | {
                name: add_officer(tx, name, role=role, allowed_by=admin, at=NOW)
                for name, role in (("Baraka", Role.APPROVER), ("Viola", Role.VIEWER))
            }
        kitui = keep_released(newsroom, exercise=False)

        def run(who, *words):
            return machine.tangazo(*words, TANGAZO_KEY=keys[who])

        yield SimpleNamespace(newsroom=newsroom, run=run, kitui=kitui.id)


def standing(office):
    with office.newsroom.store.reading() as tx:
        return the_bulletin(tx, office.kitui).verdict


def add_station(office):
    words = ("--county", "kitui", "--language", "en", "--person", "Muthoni")
    return office.run("Asha", "station", "add", "Mwatu FM", *words, "--phone", "+254 700 000 000")


def test_the_second_person_reads_the_reason_signs_it_and_is_told_whom_to_call(office):
    assert add_station(office).returncode == 0
    first = office.run("Asha", "withdraw", office.kitui, "--reason", WHY)
    assert "until a second person signs the same" in first.stdout
    shown = office.run("Baraka", "withdraw", office.kitui)
    assert "The rain figure was wrong." in shown.stdout
    assert "signed by Asha" in shown.stdout
    assert standing(office) is Verdict.RELEASED
    with office.newsroom.store.reading() as tx:
        (notice,) = notices(tx, office.kitui)
    mark = notice.notice_sha256[:12]
    assert mark in first.stdout
    assert mark in shown.stdout
    done = office.run("Baraka", "withdraw", office.kitui, "--text", mark)
    assert done.returncode == 0, done.stderr
    assert "Muthoni, +254 700 000 000; is not known to have it" in done.stdout
    assert standing(office) is Verdict.WITHDRAWN


@pytest.mark.parametrize(
    ("who", "words", "says"),
    [
        ("Viola", ("--reason", WHY), "may not sign for air"),
        ("Asha", ("--reason", "wrong"), "8 to 300 letters"),
        ("Asha", (), "Nobody has asked"),
        ("Asha", ("--text", "0" * 12), "Nobody has asked"),
        ("Asha", ("--reason", WHY, "--replacement", "none"), "no bulletin 'none'"),
    ],
    ids=["viewer", "reason", "nothing waits", "nothing to sign", "replacement"],
)
def test_a_withdrawal_that_cannot_be_is_refused_in_one_line(office, who, words, says):
    refused = office.run(who, "withdraw", office.kitui, *words)
    assert refused.returncode == 1
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr
    assert standing(office) is Verdict.RELEASED


def test_another_notice_than_the_one_that_waits_is_not_signed(office):
    office.run("Asha", "withdraw", office.kitui, "--reason", WHY)
    for mark in ("0" * 12, ""):
        refused = office.run("Baraka", "withdraw", office.kitui, "--text", mark)
        assert "No notice about" in refused.stderr
    assert standing(office) is Verdict.RELEASED


def test_what_waits_for_people_is_shown_and_its_text_can_be_kept_in_a_file(office):
    assert "No bulletin waits" in office.run("Asha", "correct").stderr
    waiting = keep_draft(office.newsroom, "sw", exercise=False)
    assert waiting.id in office.run("Asha", "correct").stdout
    assert office.run("Asha", "correct", waiting.id).stdout.strip() == waiting.script.text


def test_a_text_that_may_not_be_spoken_is_refused_and_nothing_is_kept(office, tmp_path):
    typed = tmp_path / "new.txt"
    typed.write_text("Kitui.\n\nRain was 54 %.\n", encoding="utf-8")
    words = ("correct", office.kitui, "--from", str(typed))
    assert "8 to 300 letters" in office.run("Asha", *words).stderr
    refused = office.run("Asha", *words, "--reason", WHY)
    assert refused.returncode == 1
    assert "must not be spoken" in refused.stderr
    typed.write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in office.run("Asha", *words, "--reason", WHY).stderr
    assert "No bulletin waits" in office.run("Asha", "correct").stderr


def test_a_revoked_officers_key_stops_and_the_last_admin_stays(office):
    gone = office.run("Asha", "officer", "Baraka", "--revoke")
    assert gone.returncode == 0, gone.stderr
    assert "belongs to no officer" in office.run("Baraka", "correct").stderr
    assert office.run("Asha", "officer", "Test admin", "--revoke").returncode == 0
    assert "last admin" in office.run("Asha", "officer", "Asha", "--revoke").stderr
    assert "may not add officers" in office.run("Viola", "officer", "Asha", "--revoke").stderr


def test_a_station_is_added_listed_and_its_key_is_renewed_and_taken_back(office):
    first = re.findall(r"tangazo_station_[\w-]+", add_station(office).stdout)
    listed = office.run("Viola", "station", "list").stdout
    assert "mwatu-fm: Mwatu FM, kitui, en; Muthoni +254 700 000 000; has a key" in listed
    second = re.findall(
        r"tangazo_station_[\w-]+", office.run("Asha", "station", "key", "mwatu-fm").stdout
    )
    assert len(first) == len(second) == 1
    assert first != second
    assert office.run("Asha", "station", "revoke", "mwatu-fm").returncode == 0
    assert "has no key" in office.run("Viola", "station", "list").stdout
    assert "may not keep" in office.run("Viola", "station", "key", "mwatu-fm").stderr
