"""Every public feed, week after week, against a server on this machine."""

import re
import time
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from app.domain.climatology import Climatology
from app.errors import SourceFormatError
from app.pipeline.gather import gather, keep
from app.store.climatology import forget_climatology, keep_climatologies
from app.store.officers import EXERCISE, LIVE, set_mode
from app.wiring import open_newsroom
from tests.builders import NOW
from tests.fakes import SetClock
from tests.stubs.feeds import feeds
from tests.stubs.providers import FAULTS, FEEDS

MONDAY = date(2026, 11, 23)
NEW_EVERY_DAY = {"NASA POWER", "Open-Meteo model guidance"}
TOLD = {
    "503": "answered 503|longer than",  # the time may be up during a later try
    "html": "is a web page",
    "hang": "silent|longer than",
    "truncated": "cut short",
    "renamed column": "is missing",
}


@pytest.fixture
def stub():
    with feeds(today=MONDAY, first_year=2019) as running:
        yield running


@contextmanager
def opened(stub, home, **settings):
    with open_newsroom(stub.settings(home, **settings), clock=SetClock()) as newsroom:
        yield newsroom
        newsroom.store.engine.dispose()


@pytest.fixture
def newsroom(stub, tmp_path):
    with opened(stub, tmp_path) as made:
        yield made


def a_week(newsroom):
    """Gather and keep, as the weekly run does."""
    gathered = gather(newsroom)
    keep(newsroom, gathered)
    return gathered


def later(stub, newsroom, *, days):
    stub.today += timedelta(days=days)
    newsroom.clock.move(timedelta(days=days))
    stub.asked.clear()


def payloads(gathered):
    return {each.source: each.payloads for each in gathered.fresh}


def fitted(source):
    """Return a fit that says nothing but that there is one."""
    return Climatology(
        county="kitui",
        source=source,
        rain=(),
        greenness=(),
        rain_years=(1991, 2020),
        greenness_years=(2003, 2022),
        fitted_from=(),
    )


def test_every_feed_is_read_in_the_order_of_trust(stub, newsroom):
    gathered = a_week(newsroom)
    assert gathered.faults == ()
    assert [each.source for each in gathered.fresh] == [each.name for each in newsroom.sources]
    assert {each.source for each in gathered.fresh} == set(FEEDS)
    for harvest in gathered.fresh:
        places = {each.county for each in harvest.observations}
        assert places == {"kitui", "makueni", "taita-taveta"}, harvest.source


@pytest.mark.parametrize(("mode", "feeds_asked"), [(LIVE, set(FEEDS)), (EXERCISE, set())])
def test_a_live_install_asks_every_public_feed_and_an_exercise_none(
    stub, tmp_path, mode, feeds_asked
):
    with (
        opened(stub, tmp_path, sources="auto") as newsroom,
        newsroom.store.transaction() as tx,
    ):
        set_mode(tx, mode, at=NOW)
    with opened(stub, tmp_path, sources="auto") as newsroom:
        a_week(newsroom)
    assert {each.feed for each in stub.asked} == feeds_asked


def test_in_the_second_week_nothing_is_sent_again_that_has_not_changed(stub, newsroom):
    first = payloads(a_week(newsroom))
    later(stub, newsroom, days=7)  # still in the same dekad
    second = payloads(a_week(newsroom))
    for name in set(FEEDS) - NEW_EVERY_DAY:
        (asked,) = stub.asked_of(name)
        assert (asked.conditional, asked.status, asked.sent_bytes) == (True, 304, 0), name
        assert second[name] == first[name]
    for name in NEW_EVERY_DAY:
        assert {each.status for each in stub.asked_of(name)} == {200}


def test_what_has_changed_is_sent(stub, newsroom):
    first = payloads(a_week(newsroom))
    later(stub, newsroom, days=14)
    second = payloads(a_week(newsroom))
    for name in ("HDX rainfall", "HDX vegetation", "FAO ASIS", "Open-Meteo model guidance"):
        (asked,) = stub.asked_of(name)
        assert (asked.conditional, asked.status) == (True, 200), name
        assert second[name][0].sha256 != first[name][0].sha256


def test_a_feed_without_marks_is_asked_without_conditions(stub, newsroom):
    stub.unmarked.add("FAO ASIS")
    a_week(newsroom)
    later(stub, newsroom, days=1)
    a_week(newsroom)
    (asked,) = stub.asked_of("FAO ASIS")
    assert (asked.conditional, asked.status) == (False, 200)


def test_all_years_are_fetched_once_and_then_five(stub, newsroom):
    def files():
        hdx = stub.asked_of("HDX rainfall") + stub.asked_of("HDX vegetation")
        return sorted(each.path.partition("?")[0].rpartition("-")[2] for each in hdx)

    a_week(newsroom)
    assert files() == ["full.csv", "full.csv"]
    with newsroom.store.transaction() as tx:
        keep_climatologies(tx, [fitted("HDX rainfall"), fitted("HDX vegetation")], at=NOW)
    later(stub, newsroom, days=7)
    a_week(newsroom)
    assert files() == ["5ytd.csv", "5ytd.csv"]
    with newsroom.store.transaction() as tx:
        forget_climatology(tx)
    later(stub, newsroom, days=7)
    a_week(newsroom)
    assert files() == ["full.csv", "full.csv"]


@pytest.mark.parametrize("harm", ["damaged", "gone"])
def test_a_kept_payload_that_is_harmed_is_fetched_anew_and_kept_again(stub, newsroom, harm):
    (sent,) = payloads(a_week(newsroom))["FAO ASIS"]
    path = newsroom.payloads.path(f"{sent.sha256}.raw")
    if harm == "damaged":
        path.write_bytes(sent.body[:-2] + b"9\n")
    else:
        path.unlink()
    later(stub, newsroom, days=1)
    (again,) = payloads(a_week(newsroom))["FAO ASIS"]
    (asked,) = stub.asked_of("FAO ASIS")
    assert (asked.conditional, asked.status) == (False, 200)
    assert again.body == sent.body == path.read_bytes()


def test_a_damaged_payload_does_not_stand_in_for_a_feed_that_fails(stub, newsroom):
    (sent,) = payloads(a_week(newsroom))["FAO ASIS"]
    newsroom.payloads.path(f"{sent.sha256}.raw").write_bytes(b"Indicator,Country\n")
    stub.break_feed("FAO ASIS", "html")
    gathered = a_week(newsroom)
    assert gathered.last_good == ()
    assert "nothing of it was kept" in gathered.faults[0].reason


def test_an_answer_that_cannot_be_read_is_never_asked_for_by_its_mark(stub, newsroom):
    stub.break_feed("FEWS NET area phases", "html")
    a_week(newsroom)
    later(stub, newsroom, days=1)
    stub.mend_feed("FEWS NET area phases")
    assert "FEWS NET area phases" in payloads(a_week(newsroom))
    (asked,) = stub.asked_of("FEWS NET area phases")
    assert (asked.conditional, asked.status) == (False, 200)


@pytest.mark.parametrize("number", range(len(FEEDS)), ids=FEEDS)
def test_each_feed_that_breaks_is_named_and_the_others_stand(stub, tmp_path, number):
    broken, fault = FEEDS[number], FAULTS[number % len(FAULTS)]
    with opened(stub, tmp_path, fetch_timeout_s=1, fetch_budget_s=6) as newsroom:
        a_week(newsroom)
        later(stub, newsroom, days=1)
        stub.break_feed(broken, fault)
        gathered = a_week(newsroom)
    (told,) = gathered.faults
    assert told.source == broken
    assert {each.source for each in gathered.fresh} == set(FEEDS) - {broken}
    stand_ins = set() if broken == "NASA POWER" else {broken}
    assert {each.source for each in gathered.last_good} == stand_ins
    assert ("23 November 2026" in told.reason) is bool(stand_ins)


@pytest.mark.parametrize("fault", FAULTS)
def test_all_feeds_broken_at_once_cost_no_more_time_than_one(stub, tmp_path, fault):
    for name in FEEDS:
        stub.break_feed(name, fault)
    with opened(stub, tmp_path, fetch_timeout_s=1, fetch_budget_s=3) as newsroom:
        began = time.monotonic()
        gathered = a_week(newsroom)
        assert time.monotonic() - began < 3 + 1.5
    assert gathered.harvests == ()
    assert [each.source for each in gathered.faults] == [each.name for each in newsroom.sources]
    for each in gathered.faults:
        assert re.search(TOLD[fault], each.reason), each
        assert each.reason.endswith("nothing of it was kept before")


def test_no_feed_may_ask_the_host_of_another(stub, tmp_path):
    alone = {"hdx_url": stub.url}
    public = {
        "open_meteo_url": "https://api.open-meteo.com",
        "asis_url": "https://www.fao.org",
        "fews_net_url": "https://fdw.fews.net",
        "power_url": "https://power.larc.nasa.gov",
    }
    with opened(stub, tmp_path, **alone, **public) as newsroom:
        for source in newsroom.sources:
            if "127.0.0.1" in source.fetcher.allowed_hosts:
                continue
            for url in (stub.url, "https://data.humdata.org/a.csv", "https://www.fao.org/a.csv"):
                with pytest.raises(SourceFormatError, match="address not allowed"):
                    source.fetcher.fetch(url, source=source.name, clock=newsroom.clock)
    assert stub.asked == []
