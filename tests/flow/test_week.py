import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import Harvest, Phase
from app.domain.periods import Month
from app.errors import Conflict
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import approve, produce
from app.publishing.release import manifest
from app.sources.replay import ReplaySource
from app.store.bulletins import bulletins_of_week, released, the_bulletin
from app.store.evidence import assessments_of_week, source_states
from app.store.recordings import recordings_of
from tests.builders import NOW, WEEK_48, approved_pack, phase_record, sign_off_of
from tests.fakes import BrokenSource, FailingSource, GivenSource

FEBRUARY = ReplaySource("2026-02")
SPOKEN = {(c, lang) for c in ("kitui", "makueni", "taita-taveta") for lang in ("en", "sw")}


def make(newsroom):
    prepared = prepare_week(newsroom, WEEK_48)
    ready = [each for each in prepared.drafts if each.verdict is Verdict.READY]
    return prepared, produce(newsroom, ready)


def as_live(harvest):
    """February's figures as if they had just come in, so that a live week can be tried."""
    recent = Month(2026, 10)
    return Harvest(
        source=harvest.source,
        payloads=harvest.payloads,
        observations=tuple(replace(each, period=recent.period) for each in harvest.observations),
        phases=tuple(replace(each, observed_month=recent) for each in harvest.phases),
    )


def sign(newsroom, name, officer):
    with newsroom.store.reading() as tx:
        given = sign_off_of(the_bulletin(tx, name), officer)
    return approve(newsroom, name, given)


def test_embedded_evidence_becomes_six_exercise_bulletins(newsroom):
    prepared, produced = make(newsroom)
    assert {(each.county, each.language) for each in produced.released} == SPOKEN
    assert all(each.exercise for each in produced.released)
    silent = [each for each in prepared.drafts if each.verdict is Verdict.NO_VOICE]
    assert {each.language for each in silent} == {"kam", "dav"}
    assert all(each.reason for each in silent)
    with newsroom.store.reading() as tx:
        assert released(tx, exercise=False) == []
        found = recordings_of(tx, [each.id for each in produced.released])
    for made in found.values():
        assert [each.format for each in made] == ["wav-48"]
        for each in made:
            kept = newsroom.blobs.path(each.address)
            assert sha256(kept.read_bytes()).hexdigest() == each.sha256
            assert kept.stat().st_size == each.size_bytes


def test_the_friendly_tree_names_what_the_manifest_says(newsroom):
    _, produced = make(newsroom)
    one = produced.released[0]
    folder = newsroom.blobs.root / "exercise" / one.county / "2026-W48"
    (path,) = folder.glob(f"*_{one.language}_*.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    with newsroom.store.reading() as tx:
        assert told == manifest(one, recordings_of(tx, [one.id])[one.id])
    for each in told["recordings"]:
        assert each["file_name"].startswith("EXERCISE-")
        body = (folder / each["file_name"]).read_bytes()
        assert sha256(body).hexdigest() == each["sha256"]


def test_a_second_run_makes_nothing_twice(newsroom):
    _, first = make(newsroom)
    written = {each: each.stat().st_mtime_ns for each in newsroom.blobs.root.rglob("*.wav")}
    prepared, second = make(newsroom)
    assert second.released == ()
    assert {each.id for each in first.released} <= {each.id for each in prepared.drafts}
    assert all(each.edition == 1 for each in prepared.drafts)
    again = {each: each.stat().st_mtime_ns for each in newsroom.blobs.root.rglob("*.wav")}
    assert again == written


def test_a_broken_source_is_named_and_the_others_go_on(newsroom):
    prepared, produced = make(replace(newsroom, sources=(BrokenSource(), FEBRUARY)))
    assert [each.source for each in prepared.faults] == ["broken feed"]
    assert len(produced.released) == 6
    with newsroom.store.reading() as tx:
        states = {each.source: each for each in source_states(tx)}
    assert "no answer" in states["broken feed"].fault
    assert states["broken feed"].last_good_at is None


def test_a_source_that_fails_stands_in_with_its_last_good_and_its_age_is_told(newsroom):
    source = FailingSource(FEBRUARY)
    named = replace(newsroom, sources=(source,))
    first, _ = make(named)
    source.well = False
    newsroom.clock.move(timedelta(days=3))
    later, _ = make(named)
    (fault,) = later.faults
    assert "what it gave on 23 November 2026, 3 days ago" in fault.reason
    scripts = {each.id: each.script for each in first.drafts}
    assert {each.id: each.script for each in later.drafts} == scripts
    with newsroom.store.reading() as tx:
        (state,) = source_states(tx)
    assert (state.last_good_at, "no answer" in state.fault) == (NOW, True)


def test_without_evidence_nothing_is_said(newsroom):
    prepared, produced = make(replace(newsroom, sources=(BrokenSource(),)))
    assert produced.released == ()
    assert {each.verdict for each in prepared.drafts} == {Verdict.HELD_EVIDENCE}
    assert all(each.script is None and each.reason for each in prepared.drafts)


def test_a_later_run_without_evidence_leaves_the_last_good_edition_on_air(newsroom):
    _, first = make(newsroom)
    make(replace(newsroom, sources=(BrokenSource(),)))
    with newsroom.store.reading() as tx:
        assert {each.id for each in released(tx, exercise=True)} == {
            each.id for each in first.released
        }


def test_a_missing_voice_is_a_verdict_with_a_reason(newsroom):
    _, produced = make(replace(newsroom, voices=()))
    assert produced.released == ()
    assert {each.verdict for each in produced.failed} == {Verdict.NO_VOICE}
    assert all("espeak" in each.reason for each in produced.failed)


def test_every_raw_payload_is_kept_under_its_hash(newsroom):
    make(newsroom)
    (payload,) = FEBRUARY.fetch(newsroom.clock).payloads
    assert newsroom.payloads.path(f"{payload.sha256}.raw").read_bytes() == payload.body


def test_an_assessment_is_kept_for_the_desk(newsroom):
    make(newsroom)
    with newsroom.store.reading() as tx:
        kept = assessments_of_week(tx, WEEK_48)
    assert set(kept) == {"kitui", "makueni", "taita-taveta"}
    assert kept["kitui"].official.phase == "alert"
    assert kept["kitui"].replay_of == Month(2026, 2)


def test_no_county_speaks_with_the_figures_of_another(newsroom):
    prepared, _ = make(newsroom)
    for each in prepared.drafts:
        for segment in each.script.segments if each.script else ():
            for fact in segment.facts:
                assert {source.county for source in fact.sources} <= {each.county}


def test_a_live_install_holds_every_draft(live_newsroom):
    prepared, produced = make(replace(live_newsroom, sources=(FEBRUARY,)))
    assert produced.released == ()
    verdicts = Counter(each.verdict for each in prepared.drafts)
    assert verdicts == {Verdict.HELD_APPROVAL: 6, Verdict.NO_VOICE: 3}


def test_an_approved_replay_still_is_an_exercise(live_newsroom):
    make(replace(live_newsroom, sources=(FEBRUARY,)))
    out = sign(live_newsroom, "x-2026-W48-kitui-sw-1", "Asha")
    assert out.verdict is Verdict.RELEASED
    with live_newsroom.store.reading() as tx:
        assert released(tx, exercise=False) == []
        assert [each.id for each in released(tx, exercise=True)] == [out.id]


def test_reviewed_words_and_live_evidence_make_a_live_bulletin(live_newsroom):
    with live_newsroom.store.transaction() as tx:
        pack = live_newsroom.packs["sw"].sha256
        approved_pack(tx, "sw", pack)
    source = GivenSource(as_live(FEBRUARY.fetch(live_newsroom.clock)))
    make(replace(live_newsroom, sources=(source,)))
    out = sign(live_newsroom, "2026-W48-kitui-sw-1", "Baraka")
    assert (out.verdict, out.exercise) == (Verdict.RELEASED, False)
    assert "zoezi" not in out.script.text
    with live_newsroom.store.reading() as tx:
        assert [each.id for each in released(tx, exercise=False)] == [out.id]
        english = the_bulletin(tx, "x-2026-W48-kitui-en-1")
    assert english.exercise


def test_alarm_waits_for_a_second_person(live_newsroom):
    make(replace(live_newsroom, sources=(ReplaySource("2017-04-kitui"),)))
    name = "x-2026-W48-kitui-en-1"
    first = sign(live_newsroom, name, "Asha")
    assert first.verdict is Verdict.HELD_APPROVAL
    with pytest.raises(Conflict, match="another person"):
        sign(live_newsroom, name, "Asha")
    assert sign(live_newsroom, name, "Baraka").verdict is Verdict.RELEASED


def test_without_an_ndma_phase_nothing_is_said(live_newsroom):
    harvest = replace(as_live(FEBRUARY.fetch(live_newsroom.clock)), phases=())
    prepared, _ = make(replace(live_newsroom, sources=(GivenSource(harvest),)))
    assert {each.verdict for each in prepared.drafts} == {Verdict.HELD_EVIDENCE}
    assert all("NDMA" in each.reason for each in prepared.drafts)


def test_new_evidence_makes_a_new_edition_that_takes_the_air(newsroom):
    make(newsroom)
    other = replace(
        FEBRUARY.fetch(newsroom.clock),
        phases=(phase_record(Phase.ALARM, observed_month=Month(2026, 2)),),
    )
    make(replace(newsroom, sources=(GivenSource(other),), counties=newsroom.counties[:1]))
    with newsroom.store.reading() as tx:
        on_air = {each.id for each in released(tx, exercise=True, county="kitui")}
        week = bulletins_of_week(tx, WEEK_48, exercise=True)
    assert on_air == {"x-2026-W48-kitui-en-2", "x-2026-W48-kitui-sw-2"}
    spoken = [each for each in week if each.county == "kitui" and each.language != "kam"]
    assert {each.edition for each in spoken} == {2}
