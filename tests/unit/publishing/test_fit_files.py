"""What Rivendell and AzuraCast need of files, dates and playlists, and every player of loudness."""

from datetime import UTC, datetime

import pytest

from app.domain.recordings import Loudness
from app.publishing.fit_files import (
    FILE_RULES,
    CartNeeds,
    cart_findings,
    dated_findings,
    loudness_findings,
    playlist_findings,
)
from tests.unit.publishing.answered import HTML, MP3, broken, got, kept


def test_dates_fit_rivendell():
    empty = got(b"", 410)
    assert broken(dated_findings(got(), got(), empty), FILE_RULES) == set()
    assert broken(dated_findings(got(HTML), got(), empty), FILE_RULES) == {"dated"}
    assert broken(dated_findings(got(), got(b"", 410), empty), FILE_RULES) == {"dated"}
    assert broken(dated_findings(got(), got(MP3 + b"x"), empty), FILE_RULES) == {"dated"}
    for words in (got(HTML, 404), got(b"", 200), got(MP3)):
        assert broken(dated_findings(got(), got(), words), FILE_RULES) == {"empty-error"}


UNTIL = datetime(2026, 11, 29, 20, 59, 59, tzinfo=UTC)
NEEDS = CartNeeds(until=UNTIL, first=4000, last=4010)


def wav(*, number="4001", end="2026-11-29", at="23:59:59", name=b"cart"):
    cart = bytearray(2048)
    cart[132 : 132 + len(number)] = number.encode()
    cart[470:480] = end.encode()
    cart[480:488] = at.encode()
    bext = b"bext" + (3).to_bytes(4, "little") + b"abc\0"
    body = b"WAVE" + bext + name + len(cart).to_bytes(4, "little") + bytes(cart)
    return got(
        b"RIFF" + len(body).to_bytes(4, "little") + body, address="http://station.example/a.wav"
    )


@pytest.mark.parametrize(
    ("made", "rules"),
    [
        ({}, set()),
        ({"name": b"junk"}, {"cart"}),
        ({"end": "2026-12-06"}, {"cart-end"}),
        ({"at": "20:59:59"}, {"cart-end"}),
        ({"number": "77"}, {"cart-number"}),
        ({"number": "KTU"}, {"cart-number"}),
    ],
)
def test_a_wav_names_itself_its_end_and_its_cart(made, rules):
    assert broken(cart_findings(wav(**made), NEEDS), FILE_RULES) == rules


@pytest.mark.parametrize("body", [HTML, b"", b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff"])
def test_a_file_that_is_no_wav_or_is_cut_off_has_no_cart(body):
    assert broken(cart_findings(got(body, address="http://x/a.wav"), NEEDS), FILE_RULES) == {"cart"}


def test_a_station_without_carts_is_not_asked_for_their_numbers():
    found = cart_findings(wav(number=""), CartNeeds(until=UNTIL))
    assert kept(found, FILE_RULES) == {"cart", "cart-end"}


PLS = b"[playlist]\nFile1=http://station.example/a.mp3\nNumberOfEntries=1\nVersion=2\n"


@pytest.mark.parametrize(
    ("body", "kind", "entries", "fits"),
    [
        (PLS, "audio/x-scpls", [got()], True),
        (PLS, "text/html", [got()], False),
        (PLS, "audio/x-scpls", [got(HTML)], False),
        (PLS, "audio/x-scpls", [got(b"", 404)], False),
        (PLS, "audio/x-scpls", [], False),
        (PLS.replace(b"Entries=1", b"Entries=2"), "audio/x-scpls", [got()], False),
        (HTML, "audio/x-scpls", [], False),
        (b"", "audio/x-scpls", [], False),
    ],
)
def test_a_playlist_leads_to_audio(body, kind, entries, fits):
    found = playlist_findings(got(body, content_type=kind), entries)
    assert broken(found, FILE_RULES) == (set() if fits else {"playlist"})


@pytest.mark.parametrize(
    ("lufs", "peak", "rules"),
    [
        (-16.4, -1.5, set()),
        (-23.0, -1.5, {"loudness"}),
        (-14.0, -1.5, {"loudness"}),
        (-16.0, 0.2, {"peaks"}),
        (float("-inf"), float("-inf"), {"loudness"}),
    ],
)
def test_loudness_is_the_stations_own(lufs, peak, rules):
    heard = Loudness(integrated_lufs=lufs, true_peak_dbtp=peak)
    assert broken(loudness_findings(heard, wanted_lufs=-16.0), FILE_RULES) == rules
