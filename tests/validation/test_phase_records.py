"""Every phase and trend of NDMA's published table, through the officers' reader and the store."""

import pytest

from app.domain.evidence import NdmaRecord, Phase, Trend
from app.domain.people import Role
from app.domain.periods import Month
from app.domain.places import counties, county_named
from app.indicators.phase import official_for
from app.store.database import migrate, open_store
from app.store.evidence import keep_ndma_record, ndma_records
from app.store.officers import add_officer, new_one_time_token
from tests.builders import NOW
from tests.validation.phase_records import (
    FACTS_FILE,
    ZONE,
    county_months,
    facts,
    harvests,
    last_day,
    published,
)

pytestmark = pytest.mark.skipif(
    not FACTS_FILE.exists(), reason=f"NDMA's published table is not at {FACTS_FILE}"
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Everything that was kept, read back from a database: phases, and figures."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'tangazo.db'}")
    migrate(store)
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        for harvest in harvests().values():
            whole = harvest.phases[0]
            record = NdmaRecord(
                county=whole.county,
                observed_month=whole.observed_month,
                phases=harvest.phases,
                figures=harvest.observations,
            )
            keep_ndma_record(tx, record, officer="Asha", at=NOW)
    with store.transaction() as tx:
        found = ndma_records(tx)
    store.engine.dispose()
    return found


@pytest.fixture(scope="module")
def phases(kept):
    return [each for record in kept for each in record.phases]


def _rows(*, zones):
    table = facts()
    is_zone = table["indicator"].str.startswith(ZONE)
    return list(table[is_zone if zones else table["indicator"] == "phase"].itertuples())


def _official(phases, fact):
    county = county_named(fact.county)
    return official_for(phases, county=county, as_of=last_day(fact.month))


def test_every_published_phase_comes_back_as_the_official_one_of_its_month(phases):
    for fact in _rows(zones=False):
        found = _official(phases, fact)
        assert found.phase is Phase(fact.value.casefold())
        assert str(found.observed_month) == fact.month
        assert found.zone is None
        assert found.url == fact.source


def test_nothing_is_lost_and_nothing_is_added(kept, phases):
    assert len(kept) == len(county_months()) == 38
    assert len(phases) == len(_rows(zones=False)) + len(_rows(zones=True)) == 41


def test_every_trend_comes_back_and_none_is_made_up(phases):
    trends = {
        (fact.county, fact.month): Trend(fact.value.casefold())
        for fact in facts().itertuples()
        if fact.indicator == "trend"
    }
    assert len(trends) == 4
    for fact in _rows(zones=False):
        assert _official(phases, fact).trend is trends.get((fact.county, fact.month))


def test_every_zone_comes_back_under_its_name(phases):
    found = {
        (counties()[each.county].name, str(each.observed_month), each.zone): each.phase
        for each in phases
        if each.zone
    }
    assert found == {
        (fact.county, fact.month, fact.indicator.removeprefix(ZONE).replace("_", " ")): Phase(
            fact.value.casefold()
        )
        for fact in _rows(zones=True)
    }


def test_the_month_described_and_the_month_of_publication_stay_apart(phases):
    apart = 0
    for fact in _rows(zones=False):
        found = _official(phases, fact)
        told = published(fact.source)
        assert found.published_month == (Month.parse(told) if told else None)
        apart += found.published_month not in (None, found.observed_month)
    # national bulletins come out in the month after the one they describe
    assert apart == 16


def test_the_figures_of_april_2017_come_back_with_their_ranges(kept):
    (record,) = (each for each in kept if str(each.observed_month) == "2017-04")
    assert {
        each.variable: (each.value, each.normal_low, each.normal_high) for each in record.figures
    } == {
        "VCI-3M": (9.72, 35.0, None),
        "water-sources": (4.0, 5.0, 6.0),
        "milk-production": (1.1, 1.6, None),
        "terms-of-trade": (57.0, 83.0, None),
        "milk-consumption": (1.0, 1.4, None),
        "water-distance": (2.7, None, 3.0),
        "MUAC-at-risk": (8.6, None, 8.0),
        "coping-strategy-index": (7.03, None, None),
    }
