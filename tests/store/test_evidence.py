from datetime import timedelta
from hashlib import sha256

from app.domain.evidence import Assessment, Estimate, IndicatorValue, NdmaRecord, Payload, Phase
from app.domain.people import Role
from app.domain.periods import Month
from app.store.evidence import (
    add_payload,
    add_visit,
    assessments_of_week,
    keep_assessment,
    keep_ndma_record,
    keep_phase,
    ndma_records,
    source_states,
)
from app.store.officers import add_officer, new_one_time_token
from tests.builders import FEBRUARY, NOW, WEEK_48, phase_record, rain


def test_a_source_shows_its_last_good_visit_and_its_present_fault(store):
    with store.transaction() as tx:
        add_visit(tx, "HDX rainfall", at=NOW, fault=None)
        add_visit(tx, "HDX rainfall", at=NOW + timedelta(hours=1), fault="no answer")
        (state,) = source_states(tx)
    assert state.last_good_at == NOW
    assert state.fault == "no answer"


def test_a_payload_is_recorded_once(store):
    sent = Payload(
        source="HDX rainfall",
        url="https://data.example/rain.csv",
        fetched_at=NOW,
        sha256=sha256(b"x").hexdigest(),
        media_type="text/csv",
        body=b"x",
    )
    with store.transaction() as tx:
        add_payload(tx, sent)
        add_payload(tx, sent)


def test_an_assessment_comes_back_with_every_source_row(store):
    made = Assessment(
        county="kitui",
        week=WEEK_48,
        as_of=NOW.date(),
        official=phase_record(),
        estimate=Estimate(phase=Phase.ALERT, reasons=("Rain is low.",)),
        indicators=(
            IndicatorValue(
                name="rain-3-month-percent",
                value=58.2,
                unit="%",
                period=FEBRUARY,
                formula="100 x rain / normal",
                sources=(rain(159.25),),
            ),
        ),
        figures=(rain(57.0, variable="terms-of-trade", normal_low=83.0),),
        replay_of=Month(2026, 2),
    )
    with store.transaction() as tx:
        keep_assessment(tx, made, at=NOW)
        keep_assessment(tx, made, at=NOW)
        assert assessments_of_week(tx, WEEK_48) == {"kitui": made}


def test_a_phase_entered_again_replaces_the_first_and_leaves_the_figures(store):
    figure = rain(57.0, variable="terms-of-trade", unit="kg/goat", normal_low=83.0)
    zone = phase_record(Phase.ALERT, zone="mixed farming")
    first = NdmaRecord(
        county="kitui",
        observed_month=zone.observed_month,
        phases=(phase_record(Phase.ALERT), zone),
        figures=(figure,),
    )
    with store.transaction() as tx:
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=new_one_time_token(tx, at=NOW), at=NOW)
        keep_ndma_record(tx, first, officer="Asha", at=NOW)
        keep_phase(tx, phase_record(Phase.ALARM), officer="Asha", at=NOW)
        (kept,) = ndma_records(tx)
    assert {(each.zone, each.phase) for each in kept.phases} == {
        (None, Phase.ALARM),
        ("mixed farming", Phase.ALERT),
    }
    assert kept.figures == (figure,)
