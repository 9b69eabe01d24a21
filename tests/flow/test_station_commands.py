"""`tangazo station change`: all that the desk's form takes, on the command line."""

from types import SimpleNamespace

import pytest

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Scope, WhenExpired
from app.mastering.encode import encode
from app.store.officers import add_officer, new_one_time_token
from app.store.stations import the_station
from tests.audio.fakes import tone
from tests.builders import NOW
from tests.machine import Machine
from tests.web.filled import opened_newsroom
from tests.web.stationed import MWATU, add


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A live install with one station, and an admin at its command line."""
    home = tmp_path_factory.mktemp("stations")
    with opened_newsroom(home, mode="live") as newsroom:
        with newsroom.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        add(newsroom)
        machine = Machine(home)

        def run(*words):
            return machine.tangazo("station", *words, TANGAZO_KEY=key)

        def kept():
            with newsroom.store.reading() as tx:
                return the_station(tx, MWATU)

        yield SimpleNamespace(run=run, kept=kept, home=home)


def test_what_is_typed_is_changed_and_the_rest_stays(office):
    tune = office.home / "jingle.mp3"
    tune.write_bytes(encode(tone(2.0, rate_hz=48_000), 48_000, AudioFormat.MP3_128))
    wishes = ("--loudness", "-23", "--first-cart", "500", "--last-cart", "509")
    more = ("--slot", "mon 07:00", "--slot", "thu 18:30", "--sms", "0700 000 001")
    last = ("--when-expired", "notice", "--key-scope", "read", "--tune", str(tune))
    assert office.run("change", MWATU, *wishes, *more, *last).returncode == 0
    found = office.kept()
    assert (found.loudness_lufs, found.first_cart, found.last_cart) == (-23.0, 500, 509)
    assert [each.day for each in found.slots] == ["mon", "thu"]
    assert [each.address for each in found.contacts] == ["+254700000001"]
    assert (found.when_expired, found.key_scope) == (WhenExpired.NOTICE, Scope.READ)
    assert (found.name, found.counties, found.person) == ("Mwatu Fm", ("kitui",), "Muthoni")
    assert found.tune_sha256
    listed = " ".join(office.run("list").stdout.split())
    for shown in ("-23 LUFS; after its tune", "carts 500 to 509", "mon 07:00, thu 18:30"):
        assert shown in listed
    gone = ("--slot", "", "--sms", "", "--first-cart", "", "--last-cart", "", "--no-tune")
    office.run("change", MWATU, *gone)
    found = office.kept()
    assert (found.slots, found.contacts, found.first_cart, found.tune_sha256) == (
        (),
        (),
        None,
        None,
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--mail", "a@b.example\x1b[2J"), "Give mail addresses"),
        (("--tune", "/nowhere/jingle.mp3"), "cannot be read"),
        (("--tune", __file__), "no sound file"),
    ],
    ids=["mail", "lost tune", "no tune"],
)
def test_what_cannot_be_used_is_named_and_nothing_is_changed(office, words, says):
    before = office.kept()
    answer = office.run("change", MWATU, *words)
    assert answer.returncode != 0
    assert says in " ".join(answer.stderr.split())
    assert office.kept() == before
