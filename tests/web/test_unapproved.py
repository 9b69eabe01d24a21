"""Kikamba that nobody approved, or that was changed since, is nowhere on the site."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.bulletins import Verdict
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.pipeline.edition import claim_slot, make_edition
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import approve, produce
from app.settings import Settings
from app.sources.replay import ReplaySource
from app.store.bulletins import add_sign_off, set_verdict
from app.store.changes import change_text
from app.store.officers import LIVE, set_mode
from app.store.recordings import recordings_of
from app.wiring import open_newsroom
from app.writing.language_pack import load_packs
from tests.builders import NOW, WEEK_48, add_people, approved_pack, sign_off_of
from tests.fakes import GivenSource, SetClock, ToneVoice
from tests.flow.test_week import as_live
from tests.web.conftest import client_of

PAGES = (
    "/",
    "/exercise",
    "/kitui",
    "/exercise/kitui",
    "/kitui/kam/feed.xml",
    "/exercise/kitui/kam/feed.xml",
    "/api/v1/counties",
    "/api/v1/bulletins?county=kitui",
    "/api/v1/bulletins?mode=live",
    "/api/v1/bulletins?mode=exercise",
)


def kikamba(folder, *, more=""):
    """Templates in which Kikamba's pack holds Kiswahili sentences, and maybe some more words."""
    shutil.copytree("bulletin_templates", folder)
    shutil.rmtree(folder / "kam")
    shutil.copytree(folder / "sw", folder / "kam")
    about = folder / "kam" / "language.yaml"
    said = re.sub(r"^code: sw", "code: kam", about.read_text(encoding="utf-8"), flags=re.MULTILINE)
    about.write_text(said, encoding="utf-8")
    headline = folder / "kam" / "segments" / "alert" / "headline.txt.j2"
    headline.write_text(headline.read_text(encoding="utf-8") + more, encoding="utf-8")
    return load_packs(folder)


@pytest.fixture
def office(tmp_path):
    """A live install for Kitui with that pack, which nobody has approved yet."""
    with open_newsroom(Settings(home=tmp_path / "home", workers=1), clock=SetClock()) as opened:
        source = GivenSource(as_live(ReplaySource("2026-02").fetch(opened.clock)))
        with opened.store.transaction() as tx:
            set_mode(tx, LIVE, at=NOW)
            add_people(tx, ("Asha", Role.APPROVER), ("Edith", Role.EDITOR))
        yield replace(
            opened,
            packs=kikamba(tmp_path / "templates"),
            sources=(source,),
            counties=opened.counties[:1],
            voices=(ToneVoice(),),
            formats=(AudioFormat.MP3_128,),
        )
        opened.store.engine.dispose()


def approve_pack(newsroom):
    with newsroom.store.transaction() as tx:
        approved_pack(tx, "kam", newsroom.packs["kam"].sha256)


def kam_draft(newsroom, week=WEEK_48):
    made = prepare_week(newsroom, week).drafts
    return next(each for each in made if each.language == "kam")


def assert_nowhere(newsroom, kept):
    """Not in the API, the feeds, the pages, nor released by the schedule's own run."""
    lease = timedelta(minutes=10)
    slot = newsroom.clock.now()
    run = claim_slot(newsroom, schedule="week", slot=slot, lease=lease)
    make_edition(newsroom, run, week=kept.week, lease=lease)
    newsroom.clock.move(timedelta(minutes=1))
    client = client_of(newsroom)
    for path in (f"/api/v1/bulletins/{kept.id}", f"/api/v1/bulletins/{kept.id}/script.txt"):
        assert client.get(path).status_code in (404, 409)
        assert kept.script.segments[0].sentences[0] not in client.get(path).text
    for path in PAGES:
        shown = client.get(path)
        assert shown.status_code == 200
        assert kept.id not in shown.text
    with newsroom.store.reading() as tx:
        assert recordings_of(tx, [kept.id])[kept.id] == ()


def test_a_pack_that_nobody_approved_makes_no_live_bulletin(office):
    kept = kam_draft(office)
    assert kept.exercise
    assert kept.verdict is Verdict.HELD_APPROVAL
    assert_nowhere(office, kept)


def test_an_approved_pack_alone_does_not_put_the_weeks_text_on_the_site(office):
    approve_pack(office)
    kept = kam_draft(office)
    assert not kept.exercise
    assert_nowhere(office, kept)
    with office.store.transaction() as tx:
        set_verdict(tx, kept.id, Verdict.READY, reason="as I say")
    (held,) = produce(office, [kept]).failed
    assert held.verdict is Verdict.HELD_APPROVAL
    assert_nowhere(office, kept)


def test_an_edited_text_leaves_the_approved_one_behind_and_is_nowhere(office):
    approve_pack(office)
    kept = kam_draft(office)
    first = kept.script.segments[0]
    other = replace(first, sentences=(*first.sentences, "Maneno mengine."))
    changed = replace(kept.script, segments=(other, *kept.script.segments[1:]))
    with office.store.transaction() as tx:
        add_sign_off(tx, kept.id, sign_off_of(kept, "Asha"))
        set_verdict(tx, kept.id, Verdict.READY, reason="Approved.")
        edited = change_text(tx, kept.id, changed, editor="Edith", at=NOW)
    assert edited.script.sha256 != kept.script.sha256
    assert_nowhere(office, edited)


def test_an_edited_pack_must_be_approved_anew(office, tmp_path):
    approve_pack(office)
    edited = replace(office, packs=kikamba(tmp_path / "edited", more="Maneno mengine.\n"))
    assert edited.packs["kam"].sha256 != office.packs["kam"].sha256
    kept = kam_draft(edited)
    assert kept.exercise
    assert_nowhere(edited, kept)


def test_approved_and_signed_it_is_there(office):
    approve_pack(office)
    kept = kam_draft(office)
    out = approve(office, kept.id, sign_off_of(kept, "Asha"))
    assert out.verdict is Verdict.RELEASED
    client = client_of(office)
    assert client.get(f"/api/v1/bulletins/{kept.id}").status_code == 200
    for path in ("/api/v1/bulletins?mode=live", "/kitui/kam/feed.xml"):
        assert kept.id in client.get(path).text
