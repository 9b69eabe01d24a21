"""`tangazo sources`, as an operator types it, against every feed on this machine."""

import pytest

from app.domain.periods import NAIROBI
from app.pipeline.gather import gather, keep
from app.store.climatology import has_climatology, keep_climatologies
from app.wiring import SystemClock, open_newsroom
from tests.builders import NOW
from tests.flow.test_feeds_week import fitted
from tests.stubs.feeds import feeds
from tests.stubs.providers import FEEDS


@pytest.fixture
def stub():
    today = SystemClock().now().astimezone(NAIROBI).date()
    with feeds(today=today, first_year=today.year - 6) as running:
        yield running


def lines(ended):
    return dict(line.split(": ", 1) for line in ended.stdout.splitlines())


def ask(machine, stub, *words, **settings):
    return machine.tangazo("sources", *words, **(stub.environment() | settings))


def keep_a_week(machine, stub):
    with open_newsroom(stub.settings(machine.home)) as newsroom:
        keep(newsroom, gather(newsroom))
        newsroom.store.engine.dispose()


def test_sources_tells_how_each_one_did_and_asks_nobody(machine, stub):
    told = lines(ask(machine, stub))
    assert told == dict.fromkeys(told, "not asked yet")
    assert set(told) == set(FEEDS)
    stub.break_feed("FAO ASIS", "html")
    keep_a_week(machine, stub)
    stub.asked.clear()
    told = lines(ask(machine, stub))
    assert stub.asked == []
    assert told["HDX rainfall"].startswith("worked; last good ")
    assert told["FAO ASIS"].startswith("failed ")
    assert "is a web page" in told["FAO ASIS"]
    assert told["FAO ASIS"].endswith("never good yet")


def test_check_asks_every_source_and_tells_how_far_its_figures_reach(machine, stub):
    stub.break_feed("NASA POWER", "html")
    keep_a_week(machine, stub)
    stub.mend_feed("NASA POWER")
    ended = ask(machine, stub, "check")
    assert ended.returncode == 0, ended.stderr
    told = lines(ended)
    assert set(told) == set(FEEDS)
    assert "works; 3 counties, newest figure " in told["HDX rainfall"]
    assert "days old; unchanged since " in told["HDX rainfall"]
    assert told["HDX rainfall"].endswith(" (304)")
    assert "unchanged" not in told["NASA POWER"]
    assert "guidance or projection" in told["Open-Meteo model guidance"]


def test_check_names_the_one_that_does_not_work_and_asks_the_others(machine, stub):
    stub.break_feed("WFP food prices", "renamed column")
    ended = ask(machine, stub, "check")
    assert ended.returncode == 1
    assert set(lines(ended)) == set(FEEDS) - {"WFP food prices"}
    assert "WFP food prices: does not work: " in ended.stderr
    assert "column 'admin2' is missing" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_check_of_one_source_asks_no_other(machine, stub):
    ended = ask(machine, stub, "check", "fao asis")
    assert set(lines(ended)) == {"FAO ASIS"}
    assert {each.feed for each in stub.asked} == {"FAO ASIS"}


def test_a_name_that_leads_to_this_machine_is_refused(machine, stub):
    by_name = stub.url.replace("127.0.0.1", "localhost")
    ended = ask(machine, stub, "check", "FAO ASIS", TANGAZO_ASIS_URL=by_name)
    assert ended.returncode == 1
    assert "not on the public internet" in ended.stderr
    assert stub.asked == []


def test_refit_makes_the_next_run_fetch_the_full_history(machine, stub):
    with open_newsroom(stub.settings(machine.home)) as newsroom:
        with newsroom.store.transaction() as tx:
            keep_climatologies(tx, [fitted("HDX rainfall")], at=NOW)
        ended = ask(machine, stub, "refit")
        assert ended.returncode == 0, ended.stderr
        with newsroom.store.reading() as tx:
            assert not has_climatology(tx, source="HDX rainfall")
        newsroom.store.engine.dispose()
