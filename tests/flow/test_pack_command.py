"""A pack from the command line, for somebody who carries a stick to a station."""

from __future__ import annotations

import zipfile
from types import SimpleNamespace

import pytest

from app.domain.people import Role
from app.domain.periods import Week
from app.domain.recordings import AudioFormat
from app.pipeline.stations import Form, station_of
from app.store.officers import LIVE, the_officer
from app.store.stations import add_station
from app.wiring import SystemClock
from tests.builders import NOW, add_people
from tests.machine import Machine
from tests.web.filled import keep_released, opened_newsroom

FORM = {
    "name": "Mwatu FM",
    "counties": ("kitui",),
    "languages": ("en",),
    "formats": (AudioFormat.MP3_128,),
    "person": "Peter",
    "phone": "+254 700 000 000",
}


@pytest.fixture
def office(tmp_path):
    """A live install with a station, a bulletin of this very week on air, and an empty stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    home = tmp_path / "home"
    home.mkdir()
    with opened_newsroom(home, mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            add_people(tx, ("Asha", Role.ADMIN))
            made = station_of(newsroom, Form(**FORM), at=NOW)
            add_station(tx, made, officer=the_officer(tx, "Asha"), at=NOW)
        kept = keep_released(newsroom, exercise=False, week=Week.at(SystemClock().now()))

        def run(*words):
            return Machine(home).tangazo("pack", *words, "--to", str(stick))

        yield SimpleNamespace(run=run, stick=stick, home=home, bulletin=kept)


def test_the_zip_is_written_to_the_stick_and_its_name_is_told(office):
    ended = office.run("mwatu-fm")
    assert ended.returncode == 0, ended.stderr
    week = office.bulletin.week
    name = f"tangazo-mwatu-fm-{week.year}W{week.number:02d}.zip"
    assert name in ended.stdout
    assert [each.name for each in office.stick.iterdir()] == [name]
    with zipfile.ZipFile(office.stick / name) as made:
        assert {"README.txt", "manifest.json", "verify.html"} < set(made.namelist())


def test_unpacked_it_leaves_what_the_stick_had(office):
    (office.stick / "song.mp3").write_bytes(b"mine")
    for _ in range(2):
        assert office.run("mwatu-fm", "--unpacked").returncode == 0
    names = {each.name for each in office.stick.iterdir()}
    assert {"song.mp3", "README.txt", "tangazo-pack.json"} < names
    assert not any(name.endswith(".part") for name in names)


def test_what_cannot_be_done_is_told_plainly(office):
    (office.stick / "README.txt").write_bytes(b"my notes")
    refused = office.run("mwatu-fm", "--unpacked")
    assert (refused.returncode, "move it away" in refused.stderr) == (1, True)
    unknown = office.run("kitui-fm")
    assert "Known are: mwatu-fm" in unknown.stderr
    nothing = office.run("mwatu-fm", "--exercise")
    assert "nothing to play now" in nothing.stderr
    lost = Machine(office.home).tangazo("pack", "mwatu-fm", "--to", str(office.stick / "none"))
    assert "put the stick in" in lost.stderr
