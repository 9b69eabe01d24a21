"""Cuts: files of one station, which take the place of the common ones where it is told to play."""

from dataclasses import replace

import pytest

from app.domain.bulletins import Verdict
from app.domain.cuts import cart_for, profile_for
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.store.bulletins import add_draft, release, set_verdict, the_bulletin
from app.store.cuts import CutName, cuts_for, cuts_of, keep_cut
from app.store.offers import offers
from app.store.officers import the_officer
from app.store.recordings import kept_recordings, recording_at
from app.store.stations import add_station
from tests.builders import NOW, add_people, draft, let_through, recording, take_off_air

MP3, WAV = AudioFormat.MP3_128, AudioFormat.WAV_48
COMMON = (
    recording(sha256="a" * 64),
    recording(format=WAV, sha256="b" * 64, file_name="KTU_en.wav"),
    recording(format=AudioFormat.OPUS_24, sha256="c" * 64, file_name="KTU_en.opus"),
)


def station(slug="mwatu-fm", **changes):
    made = Station(
        slug=slug,
        name=slug,
        counties=("kitui", "makueni"),
        languages=("en", "sw", "kam"),
        formats=(MP3, WAV),
        person="Muthoni",
        phone="+254 700 000 000",
        since=NOW,
    )
    return replace(made, **changes)


@pytest.fixture
def tx(store):
    with store.transaction() as open_tx:
        add_people(open_tx, ("Edith", Role.EDITOR))
        yield open_tx


@pytest.fixture
def on_air(tx):
    kept = add_draft(tx, draft())
    let_through(tx, kept)
    release(tx, kept.id, COMMON, at=NOW)
    return the_bulletin(tx, kept.id)


def known(tx, **changes):
    made = station(**changes)
    add_station(tx, made, officer=the_officer(tx, "Edith"), at=NOW)
    return made


def keep(tx, whose, told, sha256, *, audio_format=MP3):
    asked = profile_for(whose, audio_format, county=told.county, language=told.language)
    name = CutName(bulletin=told.id, format=audio_format, profile=asked.key)
    made = recording(format=audio_format, sha256=sha256)
    return keep_cut(tx, name, station=whose.slug, made=made, at=NOW)


def offered(tx, whose):
    (offer,) = offers(tx, whose, at=NOW, exercise=False)
    return {each.format: each.sha256[0] for each in offer.recordings}


def test_a_station_that_wants_nothing_of_its_own_is_offered_the_common_files(tx, on_air):
    assert offered(tx, known(tx)) == {MP3: "a", WAV: "b"}


def test_a_cut_takes_the_place_of_the_common_file_as_soon_as_it_is_made(tx, on_air):
    quiet = known(tx, loudness_lufs=-23.0)
    assert offered(tx, quiet) == {MP3: "a", WAV: "b"}
    assert keep(tx, quiet, on_air, "d" * 64)
    assert offered(tx, quiet) == {MP3: "d", WAV: "b"}


def test_a_cut_for_past_wishes_is_not_offered_any_more(tx, on_air):
    quiet = known(tx, loudness_lufs=-23.0)
    keep(tx, quiet, on_air, "d" * 64)
    assert offered(tx, replace(quiet, loudness_lufs=-18.0)) == {MP3: "a", WAV: "b"}
    assert offered(tx, replace(quiet, loudness_lufs=-16.0)) == {MP3: "a", WAV: "b"}


def test_the_cut_of_another_station_is_never_offered(tx, on_air):
    quiet, other = known(tx, loudness_lufs=-23.0), known(tx, slug="athi-fm", loudness_lufs=-23.0)
    keep(tx, quiet, on_air, "d" * 64)
    assert offered(tx, other) == {MP3: "a", WAV: "b"}
    assert list(cuts_for(tx, "athi-fm", [on_air.id])) == []
    assert [slug for slug, _ in cuts_of(tx, [on_air.id])] == ["mwatu-fm"]


def test_what_is_kept_for_some_wishes_is_not_kept_again(tx, on_air):
    quiet = known(tx, loudness_lufs=-23.0)
    assert keep(tx, quiet, on_air, "d" * 64)
    assert not keep(tx, quiet, on_air, "e" * 64)
    assert offered(tx, quiet)[MP3] == "d"


def test_a_cut_is_found_by_its_hash_with_its_bulletin(tx, on_air):
    keep(tx, known(tx, loudness_lufs=-23.0), on_air, "d" * 64)
    found, told = recording_at(tx, "d" * 64)
    assert (found.sha256, told.id, told.verdict) == ("d" * 64, on_air.id, Verdict.RELEASED)
    assert recording_at(tx, "e" * 64) is None


def test_the_cuts_of_a_withdrawn_bulletin_are_known_to_be_withdrawn(tx, on_air):
    keep(tx, known(tx, loudness_lufs=-23.0), on_air, "d" * 64)
    take_off_air(tx, on_air, reason="wrong figure")
    assert recording_at(tx, "d" * 64)[1].verdict is Verdict.WITHDRAWN


def test_cuts_and_tunes_are_never_swept_away(tx, on_air):
    tuned = known(tx, tune_sha256="7" * 64)
    keep(tx, tuned, on_air, "d" * 64)
    known(tx, slug="no-tune")
    assert kept_recordings(tx) == {"a" * 64, "b" * 64, "c" * 64, "d" * 64, "7" * 64}


def test_an_exercise_has_cuts_of_its_own(tx):
    kept = add_draft(tx, draft(exercise=True))
    set_verdict(tx, kept.id, Verdict.READY, reason="ready")
    release(tx, kept.id, COMMON, at=NOW)
    quiet = known(tx, loudness_lufs=-23.0)
    keep(tx, quiet, kept, "d" * 64)
    assert offers(tx, quiet, at=NOW, exercise=False) == []
    (offer,) = offers(tx, quiet, at=NOW, exercise=True)
    assert [each.sha256[0] for each in offer.recordings] == ["d", "b"]


def test_each_county_and_language_has_a_cart_of_its_own_that_stays():
    whose = station(first_cart=100, last_cart=105)
    numbers = [
        cart_for(whose, county=county, language=language)
        for county in whose.counties
        for language in whose.languages
    ]
    assert numbers == [100, 101, 102, 103, 104, 105]


@pytest.mark.parametrize(
    ("changes", "county", "language"),
    [
        ({"first_cart": None, "last_cart": None}, "kitui", "en"),
        ({"first_cart": 100, "last_cart": 104}, "makueni", "kam"),
        ({"first_cart": 100, "last_cart": 105}, "taita-taveta", "en"),
        ({"first_cart": 100, "last_cart": 105}, "kitui", "dav"),
    ],
    ids=["no carts", "range is full", "other county", "other language"],
)
def test_where_no_cart_is_kept_for_us_there_is_no_number(changes, county, language):
    assert cart_for(station(**changes), county=county, language=language) is None


def test_a_cart_number_concerns_wav_files_alone():
    whose = station(first_cart=100, last_cart=105)
    told = {"county": "kitui", "language": "sw"}
    assert profile_for(whose, MP3, **told) is None
    assert profile_for(whose, WAV, **told).cart == 101


def test_only_other_wishes_have_another_key():
    told = {"county": "kitui", "language": "sw"}
    wishes = [
        {"loudness_lufs": -18.0},
        {"loudness_lufs": -23.0},
        {"tune_sha256": "7" * 64},
        {"tune_sha256": "8" * 64},
        {"first_cart": 1, "last_cart": 6},
        {"first_cart": 2, "last_cart": 7},
    ]
    keys = [profile_for(station(**each), WAV, **told).key for each in wishes]
    assert len(set(keys)) == len(wishes)
    same = [profile_for(station(slug=slug, **wishes[0]), WAV, **told).key for slug in ("a", "b")]
    assert same == [keys[0]] * 2
