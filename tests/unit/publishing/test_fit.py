"""What players need of a fixed name: each rule is kept by what we serve, and broken by a fault."""

from hashlib import sha256

import pytest

from app.publishing.fit import RULES, Tries, is_audio, player_findings
from app.publishing.fit_feed import FEED_RULES
from app.publishing.fit_files import FILE_RULES
from tests.unit.publishing.answered import HTML, MP3, broken, got, kept


def tried(**changes):
    piece = got(MP3[100:200], 206, content_range=f"bytes 100-199/{len(MP3)}")
    made = {
        "whole": got(),
        "head": got(b""),
        "again": got(b"", 304),
        "piece": piece,
        "beyond": got(b"", 416),
        "blank": got(),
    }
    return Tries(**{**made, **changes})


def test_what_we_serve_fits_every_player():
    assert kept(player_findings(tried()), RULES) == set(RULES)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"whole": got(HTML)}, {"audio"}),
        ({"whole": got(HTML, 404)}, {"audio"}),
        ({"whole": got(status=0)}, {"audio"}),
        ({"whole": got(content_length="5")}, {"length", "head"}),
        ({"whole": got(etag="")}, {"etag", "head"}),
        ({"whole": got(etag=f'W/"{sha256(MP3).hexdigest()}"')}, {"etag", "head"}),
        ({"whole": got(last_modified="")}, {"modified"}),
        ({"again": got()}, {"unchanged"}),
        ({"piece": got()}, {"range"}),
        ({"piece": got(MP3[:100], 206, content_range=f"bytes 100-199/{len(MP3)}")}, {"range"}),
        ({"piece": got(MP3[100:200], 206, content_range="bytes 0-99/515")}, {"range"}),
        ({"beyond": got()}, {"beyond"}),
        ({"head": got(b"", etag='"other"')}, {"head"}),
        ({"head": got(b"", 405)}, {"head"}),
        ({"whole": got(cache_control="public, max-age=86400")}, {"fresh"}),
        ({"blank": got(b"", 401)}, {"no-key"}),
    ],
)
def test_each_rule_of_players_is_broken_by_its_own_fault(changes, rules):
    assert broken(player_findings(tried(**changes)), RULES) == rules


def test_an_address_that_sends_elsewhere_is_named():
    away = got(b"", 302, location="https://elsewhere.example/")
    assert broken(player_findings(tried(whole=away)), RULES) == {"redirect", "audio"}


@pytest.mark.parametrize(
    ("body", "address", "sound"),
    [
        (b"ID3\x03", "http://x/a.mp3", True),
        (b"\xff\xfb\x90", "http://x/a.mp3?key=b.wav", True),
        (b"OggS\0", "http://x/a.opus", True),
        (b"RIFF\0\0\0\0WAVE", "http://x/a.wav", True),
        (b"RIFF\0\0\0\0WAVE", "http://x/a.mp3", False),
        (HTML, "http://x/a.mp3", False),
        (b"", "http://x/a.mp3", False),
        (b"ID3", "http://x/a", False),
    ],
)
def test_sound_is_known_by_its_first_bytes(body, address, sound):
    assert is_audio(got(body, address=address)) is sound


def test_every_rule_says_what_is_good_what_is_bad_and_what_to_do():
    for table in (RULES, FEED_RULES, FILE_RULES):
        for rule in table.values():
            assert rule.good.endswith((".", "LUFS.", "dBTP."))
            assert rule.bad != rule.good
            assert rule.remedy.endswith((".", "key."))
