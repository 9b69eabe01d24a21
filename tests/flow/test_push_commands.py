"""Stations' servers at a terminal: set, tried, pushed to, switched."""

from types import SimpleNamespace

import pytest

from app.domain.people import Role
from app.store.officers import LIVE, add_officer, new_one_time_token, the_officer
from app.store.push_targets import targets
from app.store.stations import add_station
from tests.builders import NOW
from tests.machine import Machine
from tests.pushed import MWATU, SLUG
from tests.web.filled import opened_newsroom


@pytest.fixture
def office(tmp_path):
    """A live install with Mwatu FM and a folder that is mounted for it, and an officer's key."""
    machine, mounted = Machine(tmp_path / "home"), tmp_path / "mounted"
    (mounted / "mwatu").mkdir(parents=True)
    with opened_newsroom(tmp_path / "home", mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
            add_station(tx, MWATU, officer=the_officer(tx, "Asha"), at=NOW)

        def run(*words):
            return machine.tangazo(*words, TANGAZO_KEY=key, TANGAZO_PUSH_FOLDERS=str(mounted))

        yield SimpleNamespace(run=run, newsroom=newsroom, folder=mounted / "mwatu")


def kept(office):
    with office.newsroom.store.reading() as tx:
        return targets(tx)


def test_a_server_is_added_tried_switched_and_pushed_to(office):
    added = office.run("station", "target", "add", SLUG, "folder", "--folder", "mwatu")
    assert added.returncode == 0, added.stderr
    (target,) = kept(office)
    tried = office.run("push", "--check", SLUG)
    assert (tried.returncode, "all well" in tried.stdout) == (0, True)
    assert list(office.folder.iterdir()) == []
    pushed = office.run("push")
    assert (pushed.returncode, "all well" in pushed.stdout) == (0, True)
    assert f"{target.number}  folder/mwatu" in office.run("station", "target", "list", SLUG).stdout
    office.run("station", "target", "switch", str(target.number), "--off")
    assert kept(office)[0].is_on is False


def test_what_is_wrong_ends_in_one_line_and_a_failing_exit_code(office):
    told = office.run("station", "target", "add", SLUG, "file:///etc")
    assert (told.returncode, "Give an address such as" in told.stderr) == (1, True)
    assert "has no server to push to" in office.run("push", "--check", SLUG).stderr
    office.run("station", "target", "add", SLUG, "folder", "--folder", "gone")
    tried = office.run("push", "--check", SLUG)
    assert tried.returncode == 1
    assert "There is no such folder" in tried.stdout
    assert "1 of the servers" in tried.stderr


def test_a_gateway_without_a_place_for_the_contact_is_refused_without_being_repeated(office):
    machine = Machine(office.folder.parents[1] / "home")
    told = machine.tangazo("station", "list", TANGAZO_SMS="json://user:siri-kubwa@gateway.example")
    assert told.returncode == 1
    assert "TANGAZO_SMS: write {to}" in told.stderr
    assert "siri-kubwa" not in told.stderr
