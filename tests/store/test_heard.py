"""Whether it aired, and what listeners told: kept once, by the strongest proof, and no longer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from app.domain.bulletins import Verdict
from app.domain.feedback import Answer, Channel, Count, Saying, plain_text
from app.domain.people import Role
from app.domain.periods import Week
from app.domain.recordings import AudioFormat
from app.domain.stations import Airing, Station, Way
from app.errors import ApprovalError, Conflict, NotFound
from app.store.alarms import alarm_airings, see_alarm, wrongly_airing
from app.store.audit import entries, verify
from app.store.bulletins import add_draft, release, set_verdict
from app.store.database import MIGRATIONS, open_store
from app.store.feedback import (
    answer_saying,
    calls_for_help,
    count_of,
    counts,
    feedback_weeks,
    forget_old_sayings,
    has_old_sayings,
    is_replay,
    keep_saying,
    sayings,
)
from app.store.heard import (
    Heard,
    hear,
    hear_each,
    new_confirmation,
    plays,
    the_confirmation,
    ways_of_week,
)
from app.store.heard_tables import confirmation, day_salt, feedback
from app.store.officers import the_officer
from app.store.recalls import call_list, keep_stop
from app.store.station_tables import airing as airing_table
from app.store.station_traces import airings, keep_airing
from app.store.stations import add_station
from tests.builders import NOW, WEEK_48, add_people, draft, let_through, recording, take_off_air

TODAY = date(2026, 11, 23)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def tx(store):
    with store.transaction() as open_tx:
        add_people(open_tx, ("Edith", Role.EDITOR))
        add_people(open_tx, ("Kato", Role.EDITOR), counties=("makueni",))
        for slug, name in (("mwatu-fm", "Mwatu FM"), ("athi", "Athi")):
            made = Station(
                slug=slug,
                name=name,
                counties=("kitui",),
                languages=("en",),
                formats=(AudioFormat.MP3_128,),
                person="Muthoni",
                phone="+254 700 000 000",
                since=NOW,
            )
            add_station(open_tx, made, officer=the_officer(open_tx, "Edith"), at=NOW)
        yield open_tx


@pytest.fixture
def kitui(tx):
    return on_air(tx)


def on_air(tx, **changes):
    kept = add_draft(tx, draft(**changes))
    let_through(tx, kept)
    if kept.exercise:
        set_verdict(tx, kept.id, Verdict.READY, reason="ready")
    release(tx, kept.id, [recording(sha256=f"{abs(hash(kept.id)) % 10**9:064d}")], at=NOW)
    return kept.id


def heard(bulletin, *, way=Way.LOG, station="mwatu-fm", aired_at=LATER, **more):
    day = aired_at.date() if aired_at else TODAY
    told = {"day": day, "told_by": "Mwatu FM", "way": way, "at": LATER, "aired_at": aired_at}
    return Airing(station=station, bulletin=bulletin, **{**told, **more})


def test_a_link_is_for_one_station_and_one_bulletin_and_ends_a_week_after_it(tx, kitui):
    token = new_confirmation(tx, station="mwatu-fm", bulletin=kitui, at=NOW)
    found = the_confirmation(tx, token)
    assert (found.station.slug, found.bulletin.id) == ("mwatu-fm", kitui)
    assert found.until == datetime(2026, 12, 6, 20, 59, 59, tzinfo=UTC)
    assert token not in str(tx.execute(select(confirmation)).all())
    assert new_confirmation(tx, station="mwatu-fm", bulletin=kitui, at=NOW) != token


@pytest.mark.parametrize("token", ["", "none", "x" * 10_000, "' OR 1=1 --", "\x00"])
def test_a_link_that_nobody_was_given_is_not_known(tx, kitui, token):
    new_confirmation(tx, station="mwatu-fm", bulletin=kitui, at=NOW)
    with pytest.raises(NotFound, match="not known"):
        the_confirmation(tx, token)


def test_no_link_is_made_for_what_is_not_there(tx, kitui):
    with pytest.raises(NotFound, match="no station"):
        new_confirmation(tx, station="nobody", bulletin=kitui, at=NOW)
    with pytest.raises(NotFound, match="no bulletin"):
        new_confirmation(tx, station="athi", bulletin="none", at=NOW)


def test_links_that_ended_long_ago_are_forgotten(tx, kitui):
    new_confirmation(tx, station="mwatu-fm", bulletin=kitui, at=NOW)
    new_confirmation(tx, station="athi", bulletin=kitui, at=NOW + timedelta(days=60))
    assert len(tx.execute(select(confirmation)).all()) == 1


def test_the_strongest_proof_of_a_day_is_kept_and_every_time(tx, kitui):
    assert keep_airing(tx, heard(kitui, way=Way.LINK, aired_at=None))
    assert not keep_airing(tx, heard(kitui, way=Way.LOG), duration_s=112.0)
    assert not keep_airing(tx, heard(kitui, way=Way.SOUND, confidence=0.97))
    assert not keep_airing(tx, heard(kitui, way=Way.OFFICER, aired_at=None))
    (kept,) = airings(tx, bulletin=kitui)
    assert (kept.way, kept.aired_at, kept.confidence) == (Way.SOUND, LATER, 0.97)
    assert [(each.way, each.duration_s) for each in plays(tx, station="mwatu-fm")] == [
        (Way.LOG, 112.0),
        (Way.SOUND, None),
    ]


def test_stations_are_counted_by_the_strongest_proof_of_each(tx, kitui):
    keep_airing(tx, heard(kitui, way=Way.LINK, aired_at=None))
    keep_airing(tx, heard(kitui, aired_at=LATER + timedelta(days=1)))
    keep_airing(tx, heard(kitui, way=Way.OFFICER, station="athi", aired_at=None))
    assert ways_of_week(tx, WEEK_48) == {kitui: {Way.LOG: 1, Way.OFFICER: 1}}
    assert ways_of_week(tx, Week(2026, 47)) == {}


def test_an_unknown_way_is_no_way(tx, kitui):
    row = {"station": "athi", "bulletin": kitui, "day": "2026-11-23", "told_by": "x", "at": NOW}
    with pytest.raises(IntegrityError):
        tx.execute(insert(airing_table).values(**row, way="rumour"))


def test_an_exercise_on_air_is_an_alarm_once_a_day_until_an_officer_deals_with_it(tx):
    drill = on_air(tx, exercise=True)
    assert hear(tx, heard(drill)) is Heard.ALARM
    assert hear(tx, heard(drill)) is Heard.KNOWN
    assert airings(tx) == []
    assert [each.slug for each in wrongly_airing(tx)] == ["mwatu-fm"]
    with pytest.raises(ApprovalError, match="does not look after"):
        seen(tx, drill, "Kato")
    seen(tx, drill, "Edith")
    assert wrongly_airing(tx) == []
    assert alarm_airings(tx, unseen=True) == []
    assert [each.seen_by for each in alarm_airings(tx, station="mwatu-fm")] == ["Edith"]
    with pytest.raises(NotFound, match="No such alarm"):
        seen(tx, drill, "Edith")
    assert [each.act for each in entries(tx, subject=drill)][:2] == [
        "wrong airing dealt with",
        "what is not for air was on air",
    ]
    assert verify(tx) is None


def seen(tx, bulletin, name):
    officer = the_officer(tx, name)
    see_alarm(tx, "mwatu-fm", bulletin=bulletin, day=TODAY, officer=officer, at=LATER)


def test_what_was_taken_back_was_rightly_on_air_before_and_wrongly_after(tx):
    kept = add_draft(tx, draft())
    let_through(tx, kept)
    release(tx, kept.id, [recording()], at=NOW)
    take_off_air(tx, kept, reason="wrong figure", at=LATER)
    before = heard(kept.id, aired_at=LATER - timedelta(minutes=1))
    after = heard(kept.id, aired_at=LATER + timedelta(minutes=1))
    unknown = heard(kept.id, aired_at=None, day=date(2026, 11, 24))
    assert [hear(tx, each) for each in (before, after, unknown)] == [
        Heard.KEPT,
        Heard.ALARM,
        Heard.ALARM,
    ]


def test_of_many_airings_each_has_its_own_outcome(tx, kitui):
    waiting = add_draft(tx, draft(language="sw")).id
    told = [(heard(kitui), 112.0), (heard(kitui), 112.0), (heard(waiting), None)]
    first, again, refused = hear_each(tx, told)
    assert (first, again) == (Heard.KEPT, Heard.KNOWN)
    assert isinstance(refused, Conflict)


def test_a_station_that_stopped_stands_on_the_list_of_calls(tx):
    kept = add_draft(tx, draft())
    let_through(tx, kept)
    release(tx, kept.id, [recording()], at=NOW)
    (mwatu,) = [e.station for e in call_list(tx, kept.id) if e.station.slug == "mwatu-fm"]
    with pytest.raises(Conflict, match="not taken back"):
        keep_stop(tx, kept.id, mwatu, how="link", at=NOW)
    take_off_air(tx, kept, reason="wrong figure")
    assert keep_stop(tx, kept.id, mwatu, how="link", at=LATER)
    assert not keep_stop(tx, kept.id, mwatu, how="sync", at=NOW)
    stopped = {e.station.slug: (e.stopped_how, e.stopped_at) for e in call_list(tx, kept.id)}
    assert stopped == {"mwatu-fm": ("link", LATER), "athi": ("", None)}


def say(tx, answer=Answer.UNDERSTOOD, words="", *, sender="a", county="kitui", at=NOW, language=""):
    said = Saying(
        county=county,
        language=language,
        answer=answer,
        text=words,
        channel=Channel.SMS,
        at=at,
    )
    return keep_saying(tx, said, sender=sender)


def test_a_sender_has_one_voice_a_county_and_day(tx):
    assert say(tx)
    assert not say(tx, Answer.ACTED, "mbuzi")
    assert say(tx, county="makueni")
    assert say(tx, sender="b")
    assert counts(tx, WEEK_48) == [
        Count(county="kitui", language="", understood=1, acted=1, messages=1),
        Count(county="makueni", language="", understood=1),
    ]


def test_a_message_is_put_behind_the_one_before_and_an_answer_is_not_lost(tx):
    say(tx, Answer.NEEDS_HELP, "maji")
    say(tx, None, "na mbuzi")
    say(tx, None, "na mbuzi")
    (told,) = sayings(tx)
    assert (told.answer, told.text) == (Answer.NEEDS_HELP, "maji / na mbuzi")


def test_a_new_call_for_help_after_an_answer_waits_again(tx):
    say(tx, Answer.NEEDS_HELP, "maji")
    answer_saying(tx, sayings(tx)[0].number, officer=the_officer(tx, "Edith"), at=NOW)
    assert calls_for_help(tx) == {}
    say(tx, Answer.NEEDS_HELP, "bado maji")
    assert calls_for_help(tx) == {"kitui": 1}


def test_a_sender_cannot_be_told_from_the_hash_nor_followed_to_another_day(tx):
    say(tx)
    say(tx, at=NOW + timedelta(days=1))
    hashes = [row.sender_sha256 for row in tx.execute(select(feedback))]
    assert len(set(hashes)) == 2
    # the salt of the day before is gone, so that no number can be tried against its hash
    assert [row.day for row in tx.execute(select(day_salt))] == ["2026-11-24"]


def test_who_needs_help_comes_first_whenever_it_was(tx):
    say(tx, Answer.NEEDS_HELP, "maji", sender="a", at=NOW - timedelta(days=14))
    say(tx, Answer.NEEDS_HELP, sender="b")
    say(tx, Answer.ACTED, "mbuzi", sender="c")
    assert [each.text for each in sayings(tx, WEEK_48)] == ["maji", "mbuzi"]
    assert [each.text for each in sayings(tx, WEEK_48, counties=["makueni"])] == []
    assert feedback_weeks(tx, limit=9) == [WEEK_48, Week(2026, 46)]


def test_only_an_officer_of_the_county_answers_and_only_once(tx):
    say(tx, Answer.NEEDS_HELP, "maji")
    number = sayings(tx)[0].number
    with pytest.raises(ApprovalError, match="does not look after"):
        answer_saying(tx, number, officer=the_officer(tx, "Kato"), at=NOW)
    answer_saying(tx, number, officer=the_officer(tx, "Edith"), at=NOW)
    with pytest.raises(NotFound, match="waits for an answer"):
        answer_saying(tx, number, officer=the_officer(tx, "Edith"), at=NOW)


def test_what_a_county_said_is_counted_over_its_languages(tx):
    say(tx, language="sw")
    say(tx, Answer.NEEDS_HELP, "maji", sender="b", language="en")
    found = count_of(tx, "kitui", WEEK_48)
    assert (found.understood, found.needs_help, found.messages, found.answers) == (1, 1, 1, 2)
    assert count_of(tx, "kitui", Week(2026, 47)).answers == 0


def test_what_was_said_is_forgotten_after_thirteen_months(tx):
    say(tx)
    almost, over = NOW + timedelta(days=395), NOW + timedelta(days=397)
    assert not has_old_sayings(tx, at=NOW)
    # the salt of the day goes first
    assert has_old_sayings(tx, at=NOW + timedelta(days=1))
    assert forget_old_sayings(tx, at=almost) == 0
    assert not has_old_sayings(tx, at=almost)
    assert has_old_sayings(tx, at=over)
    assert forget_old_sayings(tx, at=over) == 1
    assert counts(tx, WEEK_48) == []


def test_the_same_id_is_new_once(tx):
    assert not is_replay(tx, "sms 1", at=NOW)
    assert is_replay(tx, "sms 1", at=NOW)
    assert not is_replay(tx, "voice 1", at=NOW)
    assert not is_replay(tx, "sms 1", at=NOW + timedelta(days=15))


@pytest.mark.parametrize(
    ("written", "kept"),
    [("a\r\n b", "a b"), ("\u202eabc\u2066", "abc"), ("x" * 900, "x" * 500), ("\ud800", "")],
)
def test_what_a_listener_writes_is_one_plain_short_line(written, kept):
    assert plain_text(written) == kept


def test_airings_of_before_are_kept_when_the_table_grows(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    row = "'athi','x','2026-11-23','Athi','station','2026-11-23'"
    with store.transaction() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, "0010")
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        tx.execute(text(f"INSERT INTO airing VALUES ({row})"))  # noqa: S608 - our own row
        command.upgrade(config, "head")
        (kept,) = tx.execute(text("SELECT way, aired_at, confidence FROM airing")).all()
        tx.execute(text("DELETE FROM airing"))
    assert tuple(kept) == ("station", None, None)
    store.engine.dispose()
