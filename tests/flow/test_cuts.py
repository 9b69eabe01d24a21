"""Files of single stations: made when something is put on air, and once for the same wishes."""

import io
import logging
from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import pytest
import soundfile

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.mastering.encode import encode
from app.mastering.loudness import master
from app.pipeline.cuts import make_cuts
from app.pipeline.publish import publish
from app.pipeline.stations import keep_tune
from app.store.cuts import cuts_of, forget_cuts
from app.store.offers import offers
from app.store.officers import LIVE, the_officer
from app.store.stations import add_station, change_station
from tests.audio.test_broadcast_wave import chunk_of, text
from tests.audio.test_loudness import RATE_HZ, speechlike
from tests.builders import NOW, add_people
from tests.fakes import SetClock
from tests.web.filled import keep_released, opened_newsroom, stub, withdraw

MP3, WAV = AudioFormat.MP3_128, AudioFormat.WAV_48


@cache
def house_wav():
    return encode(master(speechlike(4), RATE_HZ), RATE_HZ, WAV)


def housed(audio_format, mark):
    """A WAV that can be cut; of the other formats, bytes that only differ."""
    return house_wav() if audio_format is WAV else stub(audio_format, mark)


@pytest.fixture
def newsroom(tmp_path):
    with opened_newsroom(tmp_path, mode=LIVE) as opened:
        with opened.store.transaction() as tx:
            add_people(tx, ("Edith", Role.EDITOR))
        yield opened


def known(newsroom, slug="mwatu-fm", **changes):
    made = Station(
        slug=slug,
        name=slug,
        counties=("kitui",),
        languages=("en", "sw"),
        formats=(MP3, WAV),
        person="Muthoni",
        phone="+254 700 000 000",
        since=NOW,
    )
    made = replace(made, **changes)
    with newsroom.store.transaction() as tx:
        add_station(tx, made, officer=the_officer(tx, "Edith"), at=NOW)
    return made


def changed(newsroom, whose, **changes):
    with newsroom.store.transaction() as tx:
        change_station(tx, replace(whose, **changes), officer=the_officer(tx, "Edith"), at=NOW)
    return replace(whose, **changes)


def made(newsroom, bulletin):
    """What was made of a bulletin, by station and format."""
    with newsroom.store.reading() as tx:
        found = cuts_of(tx, [bulletin.id])
    return {(slug, name.format): each for (slug, name), each in found.items()}


def offered(newsroom, whose):
    with newsroom.store.reading() as tx:
        (offer,) = offers(tx, whose, at=NOW, exercise=False)
    return {each.format: each for each in offer.recordings}


def body_of(newsroom, recording):
    return newsroom.blobs.path(recording.address).read_bytes()


@pytest.fixture
def kitui(newsroom):
    return keep_released(newsroom, exercise=False, encode=housed)


def test_a_quiet_station_is_offered_its_own_files_after_publishing(newsroom, kitui):
    quiet = known(newsroom, loudness_lufs=-23.0)
    publish(newsroom)
    files = offered(newsroom, quiet)
    for each in files.values():
        assert each.loudness.integrated_lufs == pytest.approx(-23.0, abs=0.5)
        assert len(body_of(newsroom, each)) == each.size_bytes
    assert files[WAV].file_name == "KTU_en_2026W48_drought_v1_valid-20261129.wav"


def test_what_is_made_is_not_made_again(newsroom, kitui):
    known(newsroom, loudness_lufs=-23.0)
    assert make_cuts(newsroom)
    before = made(newsroom, kitui)
    assert len(before) == 2
    assert not make_cuts(newsroom)
    assert made(newsroom, kitui) == before


def test_where_everybody_takes_the_common_files_nothing_is_made(newsroom, kitui):
    known(newsroom)
    assert not make_cuts(newsroom)
    assert made(newsroom, kitui) == {}


def test_two_stations_with_the_same_wishes_share_the_files(newsroom, kitui):
    known(newsroom, loudness_lufs=-23.0, formats=(MP3,))
    make_cuts(newsroom)
    known(newsroom, slug="athi-fm", loudness_lufs=-23.0, formats=(MP3,))
    first = newsroom.blobs.path(made(newsroom, kitui)["mwatu-fm", MP3].address)
    first.write_bytes(b"not made anew")
    assert make_cuts(newsroom)
    files = made(newsroom, kitui)
    assert files["athi-fm", MP3] == files["mwatu-fm", MP3]
    assert first.read_bytes() == b"not made anew"


def test_carts_are_numbered_by_county_and_language(newsroom, kitui):
    whose = known(newsroom, first_cart=500, last_cart=501, formats=(WAV,))
    kiswahili = keep_released(newsroom, "sw", exercise=False, encode=housed)
    make_cuts(newsroom)
    numbers = {}
    for each in (kitui, kiswahili):
        cart = chunk_of(body_of(newsroom, made(newsroom, each)[whose.slug, WAV]), b"cart")
        numbers[each.language] = text(cart, 132, 64)
        assert text(cart, 616, 64) == each.id
        assert text(cart, 452, 10) == "2026-11-23"
        assert text(cart, 470, 10) + text(cart, 480, 8) == "2026-11-2923:59:59"
        assert text(cart, 324, 64) == "DROUGHT-ALERT"
    assert numbers == {"en": "500", "sw": "501"}


def test_other_wishes_make_new_files_and_the_old_ones_stay_known(newsroom, kitui):
    whose = known(newsroom, loudness_lufs=-23.0, formats=(MP3,))
    make_cuts(newsroom)
    before = offered(newsroom, whose)[MP3]
    whose = changed(newsroom, whose, loudness_lufs=-18.0)
    assert make_cuts(newsroom)
    with newsroom.store.reading() as tx:
        assert len(cuts_of(tx, [kitui.id])) == 2
    assert offered(newsroom, whose)[MP3] != before
    changed(newsroom, whose, loudness_lufs=-23.0)
    assert not make_cuts(newsroom)


def test_a_tune_stands_before_the_words_of_one_station(newsroom, kitui):
    whose = known(newsroom, formats=(WAV,))
    file = io.BytesIO()
    jingle = np.sin(np.arange(2 * 48_000) / 20).astype(np.float32) * 0.2
    soundfile.write(file, jingle, 48_000, format="WAV")
    with newsroom.store.reading() as tx:
        edith = the_officer(tx, "Edith")
    assert keep_tune(newsroom, whose.slug, file.getvalue(), officer=edith, at=NOW)
    make_cuts(newsroom)
    assert made(newsroom, kitui)[whose.slug, WAV].duration_s == pytest.approx(6.25, abs=0.01)
    assert keep_tune(newsroom, whose.slug, None, officer=edith, at=NOW)
    assert not keep_tune(newsroom, whose.slug, None, officer=edith, at=NOW)
    assert not make_cuts(newsroom)


def test_a_station_whose_files_cannot_be_made_is_named_and_stops_no_other(newsroom, kitui, caplog):
    known(newsroom, slug="athi-fm", tune_sha256="7" * 64, formats=(MP3,))
    quiet = known(newsroom, loudness_lufs=-23.0, formats=(MP3,))
    with caplog.at_level(logging.ERROR):
        assert make_cuts(newsroom)
    assert list(made(newsroom, kitui)) == [(quiet.slug, MP3)]
    (told,) = [each for each in caplog.records if each.message == "cut_not_made"]
    assert (told.stations, told.bulletin) == (["athi-fm"], kitui.id)
    assert "is gone" in told.reason


def test_a_bulletin_that_cannot_be_cut_leaves_the_common_files(newsroom, caplog):
    broken = keep_released(newsroom, exercise=False)
    quiet = known(newsroom, loudness_lufs=-23.0)
    with caplog.at_level(logging.ERROR):
        assert not make_cuts(newsroom)
    assert "cut_not_made" in caplog.text
    assert {each.loudness.integrated_lufs for each in offered(newsroom, quiet).values()} == {-16.02}
    assert made(newsroom, broken) == {}


def test_of_what_is_not_on_air_nothing_is_made(newsroom, kitui):
    withdraw(newsroom, kitui.id)
    known(newsroom, loudness_lufs=-23.0)
    assert not make_cuts(newsroom)


def test_who_makes_them_already_is_not_disturbed(newsroom, kitui):
    known(newsroom, loudness_lufs=-23.0)
    with newsroom.cutting.turn:
        assert not make_cuts(newsroom)
    assert make_cuts(newsroom)


def test_what_failed_is_not_tried_with_every_tick(newsroom, kitui, caplog):
    known(newsroom, tune_sha256="7" * 64, formats=(MP3,))
    with caplog.at_level(logging.ERROR):
        make_cuts(newsroom)
        make_cuts(newsroom)
    assert caplog.text.count("cut_not_made") == 1
    later = replace(newsroom, clock=SetClock(NOW + timedelta(minutes=31)))
    with caplog.at_level(logging.ERROR):
        make_cuts(later)
    assert caplog.text.count("cut_not_made") == 2


def test_formats_that_nobody_is_offered_are_not_made(newsroom, kitui):
    known(newsroom, loudness_lufs=-23.0)
    make_cuts(replace(newsroom, formats=(MP3,)))
    assert [name for _, name in made(newsroom, kitui)] == [MP3]


def test_cuts_are_forgotten_two_weeks_after_their_week_unless_they_were_withdrawn(newsroom, kitui):
    known(newsroom, loudness_lufs=-23.0, formats=(MP3,))
    gone = keep_released(newsroom, "sw", exercise=False, encode=housed)
    make_cuts(newsroom)
    withdraw(newsroom, gone.id)
    for days, left in ((13, {kitui.id, gone.id}), (15, {gone.id})):
        with newsroom.store.transaction() as tx:
            forget_cuts(tx, at=kitui.valid_until + timedelta(days=days))
            assert {name.bulletin for _, name in cuts_of(tx, [kitui.id, gone.id])} == left
