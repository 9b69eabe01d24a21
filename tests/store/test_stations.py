"""Stations: their keys, what they took and aired, what they wrote."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.domain.bulletins import Verdict
from app.domain.people import Role
from app.domain.periods import Week
from app.domain.recordings import AudioFormat
from app.domain.stations import (
    Airing,
    Contact,
    Download,
    LocalSlot,
    Medium,
    Scope,
    Station,
    Way,
    WhenExpired,
)
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import entries
from app.store.bulletins import add_draft, release, set_verdict
from app.store.officers import the_officer
from app.store.station_tables import station as station_table
from app.store.station_traces import (
    LastSeen,
    airings,
    answer_message,
    downloads,
    is_new_download,
    keep_airing,
    keep_download,
    keep_message,
    last_seen,
    messages,
)
from app.store.stations import (
    add_station,
    change_station,
    new_station_key,
    revoke_station_key,
    station_with_key,
    stations,
    taken_and_aired,
    the_station,
)
from tests.builders import (
    NOW,
    WEEK_48,
    add_people,
    draft,
    let_through,
    recording,
    script,
    take_off_air,
)

TODAY = date(2026, 11, 23)
PROFILE = {
    "key_scope": Scope.READ,
    "loudness_lufs": -23.0,
    "tune_sha256": "7" * 64,
    "first_cart": 410_000,
    "last_cart": 410_009,
    "slots": (LocalSlot(day="mon", hour=7, minute=0), LocalSlot(day="thu", hour=18, minute=30)),
    "contacts": (
        Contact(medium=Medium.MAIL, address="news@mwatu.example"),
        Contact(medium=Medium.SMS, address="+254700000001"),
    ),
    "when_expired": WhenExpired.NOTICE,
}
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def tx(store):
    with store.transaction() as open_tx:
        add_people(open_tx, ("Edith", Role.EDITOR), ("Viola", Role.VIEWER))
        add_people(open_tx, ("Kato", Role.EDITOR), counties=("makueni",))
        yield open_tx


def mwatu(**changes):
    made = {
        "slug": "mwatu-fm",
        "name": "Mwatu FM",
        "counties": ("kitui",),
        "languages": ("en", "sw"),
        "formats": (AudioFormat.MP3_128, AudioFormat.OPUS_24),
        "person": "Muthoni",
        "phone": "+254 700 000 000",
        "since": NOW,
    }
    return Station(**{**made, **changes})


def added(tx, **changes):
    return add_station(tx, mwatu(**changes), officer=the_officer(tx, "Edith"), at=NOW)


def on_air(tx, **changes):
    kept = add_draft(tx, draft(**changes))
    let_through(tx, kept)
    if kept.exercise:
        set_verdict(tx, kept.id, Verdict.READY, reason="ready")
    release(tx, kept.id, [recording(sha256=f"{abs(hash(kept.id)) % 10**9:064d}")], at=NOW)
    return kept.id


def took(bulletin, *, at=NOW, station="mwatu-fm", audio_format=AudioFormat.MP3_128):
    return Download(
        station=station, bulletin=bulletin, format=audio_format, first_at=at, last_at=at
    )


def heard(bulletin, *, day=TODAY, station="mwatu-fm", way=Way.STATION):
    return Airing(station=station, bulletin=bulletin, day=day, told_by="Mwatu FM", way=way, at=NOW)


def test_a_station_comes_back_as_it_was_added(tx):
    added(tx)
    assert the_station(tx, "mwatu-fm") == mwatu(key_since=NOW)
    assert stations(tx) == [mwatu(key_since=NOW)]


def test_how_a_station_wants_its_bulletins_is_kept(tx):
    added(tx, **PROFILE)
    assert the_station(tx, "mwatu-fm") == mwatu(key_since=NOW, **PROFILE)


def test_a_changed_station_keeps_its_key_and_its_name_in_addresses(tx):
    key = added(tx)
    changed = mwatu(name="Mwatu FM 93.1", languages=("en", "sw", "kam"), since=LATER, **PROFILE)
    assert change_station(tx, changed, officer=the_officer(tx, "Edith"), at=LATER)
    kept = mwatu(name="Mwatu FM 93.1", languages=("en", "sw", "kam"), key_since=NOW, **PROFILE)
    assert station_with_key(tx, key) == kept


def test_a_change_is_logged_without_what_is_private(tx):
    added(tx)
    changed = mwatu(phone="+254 722 222 222", person="Wairimu", **PROFILE)
    change_station(tx, changed, officer=the_officer(tx, "Edith"), at=LATER)
    newest = entries(tx, subject="station mwatu-fm")[0]
    assert (newest.act, newest.actor) == ("station changed", "Edith")
    assert set(newest.facts) == {"person", "phone", *PROFILE}
    assert newest.facts["loudness_lufs"] == -23.0
    for private in ("722", "Wairimu", "news@mwatu.example", "+254700000001"):
        assert private not in str(newest)


def test_what_is_as_it_was_is_no_change(tx):
    added(tx, **PROFILE)
    assert not change_station(tx, mwatu(**PROFILE), officer=the_officer(tx, "Edith"), at=LATER)
    assert [each.act for each in entries(tx, subject="station mwatu-fm")] == ["station added"]


def test_a_station_cannot_take_the_name_of_another(tx):
    added(tx)
    added(tx, slug="athi-fm", name="Athi FM")
    with pytest.raises(Conflict, match="choose another name"):
        change_station(tx, mwatu(name="Athi FM"), officer=the_officer(tx, "Edith"), at=LATER)
    assert the_station(tx, "mwatu-fm").name == "Mwatu FM"


def test_nobody_moves_a_station_out_of_or_into_counties_that_are_not_theirs(tx):
    added(tx)
    added(tx, slug="makueni-fm", name="Makueni FM", counties=("makueni",))
    kato, edith = the_officer(tx, "Kato"), the_officer(tx, "Edith")
    with pytest.raises(ApprovalError, match="does not look after"):
        change_station(tx, mwatu(counties=("makueni",)), officer=kato, at=LATER)
    moved = mwatu(slug="makueni-fm", name="Makueni FM", counties=("kitui",))
    with pytest.raises(ApprovalError, match="does not look after"):
        change_station(tx, moved, officer=kato, at=LATER)
    with pytest.raises(ApprovalError, match="may not keep"):
        change_station(tx, moved, officer=the_officer(tx, "Viola"), at=LATER)
    with pytest.raises(NotFound, match="nobody"):
        change_station(tx, mwatu(slug="nobody"), officer=edith, at=LATER)


def test_only_the_hash_of_a_key_is_kept(tx):
    key = added(tx)
    row = tx.execute(select(station_table)).one()
    assert key.startswith("tangazo_station_")
    assert key not in str(row)
    assert station_with_key(tx, key).slug == "mwatu-fm"


@pytest.mark.parametrize("key", ["", "x", "tangazo_station_", "' OR 1=1 --"])
def test_a_wrong_key_is_no_stations(tx, key):
    added(tx)
    assert station_with_key(tx, key) is None


def test_a_new_key_stops_the_one_before(tx):
    first = added(tx)
    second = new_station_key(tx, "mwatu-fm", officer=the_officer(tx, "Edith"), at=LATER)
    assert station_with_key(tx, first) is None
    assert station_with_key(tx, second).key_since == LATER


def test_a_key_that_is_taken_back_stops_and_cannot_be_taken_back_twice(tx):
    key, edith = added(tx), the_officer(tx, "Edith")
    revoke_station_key(tx, "mwatu-fm", officer=edith, at=NOW)
    assert station_with_key(tx, key) is None
    assert the_station(tx, "mwatu-fm").key_since is None
    with pytest.raises(Conflict, match="Mwatu FM has no key"):
        revoke_station_key(tx, "mwatu-fm", officer=edith, at=NOW)


def test_a_station_without_a_key_is_not_found_by_an_empty_one(tx):
    added(tx)
    revoke_station_key(tx, "mwatu-fm", officer=the_officer(tx, "Edith"), at=NOW)
    assert station_with_key(tx, "") is None


@pytest.mark.parametrize(
    ("who", "says"),
    [("Viola", "viewer and may not keep the list"), ("Kato", "does not look after Mwatu FM")],
    ids=["viewer", "other county"],
)
def test_who_does_not_keep_a_station_can_do_nothing_with_it(tx, who, says):
    person = the_officer(tx, who)
    with pytest.raises(ApprovalError, match=says):
        add_station(tx, mwatu(), officer=person, at=NOW)
    added(tx)
    for act in (new_station_key, revoke_station_key):
        with pytest.raises(ApprovalError, match=says):
            act(tx, "mwatu-fm", officer=person, at=NOW)
    number = keep_message(tx, mwatu(), "Is it true?", at=NOW)
    with pytest.raises(ApprovalError, match=says):
        answer_message(tx, number, officer=person, at=NOW)


def test_two_stations_of_one_name_are_refused_and_nothing_is_half_kept(tx):
    added(tx)
    with pytest.raises(Conflict, match="choose another name"):
        added(tx, slug="other")
    with pytest.raises(Conflict, match="choose another name"):
        added(tx, name="Other")
    assert len(stations(tx)) == 1


def test_keys_given_and_taken_are_logged_without_the_key(tx):
    key = added(tx)
    new_station_key(tx, "mwatu-fm", officer=the_officer(tx, "Edith"), at=NOW)
    revoke_station_key(tx, "mwatu-fm", officer=the_officer(tx, "Edith"), at=NOW)
    found = entries(tx, subject="station mwatu-fm")
    assert [each.act for each in found] == [
        "station key revoked",
        "station key given",
        "station added",
    ]
    assert {each.actor for each in found} == {"Edith"}
    assert key not in str(found)


def test_an_unknown_station_is_said_to_be_unknown(tx):
    with pytest.raises(NotFound, match="no station 'nobody'"):
        the_station(tx, "nobody")


def test_the_first_time_that_a_bulletin_was_taken_is_never_overwritten(tx):
    added(tx)
    name = on_air(tx)
    keep_download(tx, took(name))
    keep_download(tx, took(name, at=LATER, audio_format=AudioFormat.OPUS_24))
    (kept,) = downloads(tx, bulletin=name)
    assert (kept.first_at, kept.last_at, kept.format) == (NOW, LATER, AudioFormat.OPUS_24)
    assert downloads(tx, station="mwatu-fm") == [kept]
    assert downloads(tx, station="other") == []


def test_another_piece_of_the_same_download_is_not_a_new_one(tx):
    added(tx)
    name = on_air(tx)
    assert is_new_download(tx, took(name))
    keep_download(tx, took(name))
    assert not is_new_download(tx, took(name, at=NOW + timedelta(seconds=59)))
    assert is_new_download(tx, took(name, at=NOW + timedelta(seconds=61)))
    assert is_new_download(tx, took(name, audio_format=AudioFormat.WAV_48))


def test_an_airing_is_kept_once_a_day(tx):
    added(tx)
    name = on_air(tx)
    assert keep_airing(tx, heard(name))
    assert not keep_airing(tx, heard(name, way=Way.OFFICER))
    assert keep_airing(tx, heard(name, day=date(2026, 11, 24)))
    assert [(each.day.day, each.way) for each in airings(tx, bulletin=name)] == [
        (24, Way.STATION),
        (23, Way.STATION),
    ]
    assert airings(tx, station="other") == []


@pytest.mark.parametrize("way", Way)
def test_an_airing_may_become_known_in_every_way(tx, way):
    added(tx)
    assert keep_airing(tx, heard(on_air(tx), way=way))
    assert [each.way for each in airings(tx, station="mwatu-fm")] == [way]


def test_what_is_not_for_air_cannot_have_been_aired(tx):
    added(tx)
    exercise, waiting = on_air(tx, exercise=True), add_draft(tx, draft(language="sw")).id
    with pytest.raises(Conflict, match="An exercise is not for air"):
        keep_airing(tx, heard(exercise))
    with pytest.raises(Conflict, match="is not for air"):
        keep_airing(tx, heard(waiting))
    gone = add_draft(tx, draft(county="makueni"))
    let_through(tx, gone)
    release(tx, gone.id, [recording(sha256="c" * 64)], at=NOW)
    take_off_air(tx, gone, reason="wrong figure")
    with pytest.raises(Conflict, match="wrong figure"):
        keep_airing(tx, heard(gone.id))
    with pytest.raises(NotFound, match="no station 'nobody'"):
        keep_airing(tx, heard(exercise, station="nobody"))
    assert airings(tx) == []


def test_a_message_is_one_plain_line_and_waits_until_it_is_answered(tx):
    added(tx)
    first = keep_message(tx, mwatu(), "  Which\nward? ", at=NOW)
    second = keep_message(tx, mwatu(), "And when?", at=NOW)
    assert [(each.number, each.text) for each in messages(tx)] == [
        (second, "And when?"),
        (first, "Which ward?"),
    ]
    answered = answer_message(tx, second, officer=the_officer(tx, "Edith"), at=NOW)
    assert answered.answered_by == "Edith"
    assert [each.answered_by for each in messages(tx, station="mwatu-fm")] == [None, "Edith"]
    with pytest.raises(NotFound, match="waits for an answer"):
        answer_message(tx, second, officer=the_officer(tx, "Edith"), at=NOW)


@pytest.mark.parametrize(
    ("text", "says"), [(" \n ", "Write what"), ("x" * 501, "501 letters")], ids=["empty", "long"]
)
def test_a_message_that_says_nothing_or_too_much_is_refused(tx, text, says):
    added(tx)
    with pytest.raises(Conflict, match=says):
        keep_message(tx, mwatu(), text, at=NOW)
    assert messages(tx) == []


def test_what_was_last_heard_of_a_station(tx):
    added(tx)
    assert last_seen(tx) == {}
    name = on_air(tx)
    keep_download(tx, took(name, at=LATER))
    keep_airing(tx, heard(name))
    answer_message(
        tx, keep_message(tx, mwatu(), "a", at=NOW), officer=the_officer(tx, "Edith"), at=NOW
    )
    keep_message(tx, mwatu(), "b", at=NOW)
    assert last_seen(tx) == {"mwatu-fm": LastSeen(taken_at=LATER, aired_on=TODAY, waiting=1)}


def test_a_weeks_bulletins_are_counted_as_taken_aired_and_expected(tx):
    added(tx)
    added(tx, slug="athi", name="Athi", counties=("kitui", "makueni"), languages=("en",))
    english = on_air(tx)
    kiswahili = on_air(tx, language="sw", script=script(language="sw"))
    before = on_air(tx, week=Week(2026, 47))
    keep_download(tx, took(english))
    keep_download(tx, took(english, station="athi"))
    keep_download(tx, took(before))
    keep_airing(tx, heard(english))
    keep_airing(tx, heard(english, day=date(2026, 11, 24)))
    assert taken_and_aired(tx, WEEK_48) == {english: (2, 1, 2), kiswahili: (0, 0, 1)}
