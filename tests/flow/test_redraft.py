"""What the desk decides about the library changes the week's drafts at once, and only then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import NdmaRecord, Phase
from app.domain.people import Role
from app.domain.periods import Month
from app.pipeline.prepare import prepare_week
from app.pipeline.redraft import redraft
from app.store.advice import the_offer
from app.store.bulletins import bulletins_of_week
from app.store.evidence import keep_ndma_record
from app.store.officers import LIVE
from tests.builders import NOW, WEEK_48, add_people, approved_pack, phase_record
from tests.library import (
    ANNOUNCED_TYPED,
    ANNOUNCED_WORDS,
    CONTACT_TYPED,
    HAY,
    HAY_TYPED,
    LINE_TYPED,
    NYASI_TYPED,
)
from tests.unit.writing.evidence import PACKS, ROOT, observation
from tests.web.conftest import basic, client_of
from tests.web.filled import opened_newsroom

PEOPLE = (
    ("Wambua", Role.EDITOR),
    ("Mwikali", Role.REVIEWER),
    ("Kioko", Role.SECTOR_OFFICER),
    ("Wanza", Role.APPROVER),
)
HAY_SAID = f"One: {HAY.text}."
LINE = "/desk/advice/lines/hay-2026"
ANNOUNCEMENTS = "/desk/advice/announcements/kitui"
OCTOBER = Month(2026, 10)


@pytest.fixture
def newsroom(tmp_path):
    """A live install of Kitui with reviewed packs and NDMA's phase of October."""
    with opened_newsroom(tmp_path, mode=LIVE) as opened:
        made = replace(opened, packs=PACKS, languages=ROOT, counties=opened.counties[:1])
        with made.store.transaction() as tx:
            declared = (phase_record(Phase.ALERT, county="kitui", observed_month=OCTOBER),)
            price = observation("terms-of-trade", 57.0, "kg/goat", month=OCTOBER, low=83.0)
            record = NdmaRecord(
                county="kitui", observed_month=OCTOBER, phases=declared, figures=(price,)
            )
            keys = add_people(tx, *PEOPLE)
            for code in ("en", "sw"):
                approved_pack(tx, code, PACKS[code].sha256)
            keep_ndma_record(tx, record, officer="Wanza", at=NOW)
        client = client_of(made)

        def post(name, path, fields=None):
            headers = basic(name, keys[name]) | {"Sec-Fetch-Site": "same-origin"}
            answer = client.post(path, data=fields or {}, headers=headers, follow_redirects=False)
            assert answer.status_code == 303, answer.text

        yield made, post


def standing(newsroom):
    """The newest English and Kiswahili editions of the week."""
    with newsroom.store.reading() as tx:
        kept = bulletins_of_week(tx, WEEK_48, exercise=False)
    return {each.language: each for each in kept if each.language in ("en", "sw")}


def english(newsroom):
    return standing(newsroom)["en"].script.text


def in_library(newsroom, post):
    post("Wambua", "/desk/advice", LINE_TYPED | HAY_TYPED | {"language": "en"})
    post("Wambua", f"{LINE}/words", NYASI_TYPED | {"language": "sw"})
    post("Wanza", f"{LINE}/accept")
    with newsroom.store.reading() as tx:
        digests = {code: each.sha256 for code, each in the_offer(tx, "hay-2026").words.items()}
    for name in ("Mwikali", "Kioko", "Wanza"):
        for code, digest in digests.items():
            assert HAY_SAID not in english(newsroom)
            post(name, f"{LINE}/agree", {"language": code, "sha256": digest})


def test_before_a_week_is_prepared_nothing_is_drafted(newsroom):
    assert redraft(newsroom[0]) == ()


def test_the_last_yes_brings_advice_into_the_drafts_and_new_words_take_it_out(newsroom):
    made, post = newsroom
    prepare_week(made, WEEK_48)
    plain = standing(made)
    in_library(made, post)
    assert HAY_SAID in english(made)
    for code, each in standing(made).items():
        assert (each.edition, each.verdict) == (plain[code].edition + 1, Verdict.HELD_APPROVAL)
    made.clock.move(timedelta(minutes=1))
    newer = {"language": "sw", "text": "kata nyasi leo na uzihifadhi", "short": "hifadhi nyasi"}
    post("Wambua", f"{LINE}/words", newer)
    assert english(made) == plain["en"].script.text
    assert "its words in Kiswahili are draft" in standing(made)["en"].reason


def test_advice_that_is_retired_leaves_the_drafts(newsroom):
    made, post = newsroom
    prepare_week(made, WEEK_48)
    in_library(made, post)
    post("Wanza", f"{LINE}/retire", {"reason": "The rains came."})
    assert HAY_SAID not in english(made)


def test_a_number_is_in_the_drafts_from_the_call_until_it_is_retired(newsroom):
    made, post = newsroom
    prepare_week(made, WEEK_48)
    where = "/desk/advice/contacts"
    post("Wambua", where, CONTACT_TYPED)
    assert "zero, eight" not in english(made)
    called = {"name": CONTACT_TYPED["name"], "phone": CONTACT_TYPED["phone"]}
    post("Wanza", f"{where}/kitui/called", called)
    assert "zero, eight" in english(made)
    post("Wanza", f"{where}/kitui/retire", called)
    assert "zero, eight" not in english(made)


def test_an_announcement_is_in_the_drafts_while_it_stands_accepted(newsroom):
    made, post = newsroom
    prepare_week(made, WEEK_48)
    words = {f"{n}-{code}": t for code, w in ANNOUNCED_WORDS.items() for n, t in w.items()}
    post("Wambua", ANNOUNCEMENTS, ANNOUNCED_TYPED | words)
    assert "Kenya Red Cross" not in english(made)
    post("Wanza", f"{ANNOUNCEMENTS}/kitui-1/accept")
    assert "Kenya Red Cross" in english(made)
    post("Wanza", f"{ANNOUNCEMENTS}/kitui-1/withdraw", {"reason": "Postponed."})
    assert "Kenya Red Cross" not in english(made)
