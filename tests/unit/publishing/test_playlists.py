"""Playlists of links: as AzuraCast and other players read them."""

import configparser

from app.publishing.playlists import Link, m3u, pls

LINKS = [
    Link(address="http://x/now/a/kitui-sw.mp3?key=k%26", title="Kitui, Kiswahili", seconds=112.4),
    Link(address="http://x/now/a/kitui-en.mp3", title="Two\r\nlines = [playlist]", seconds=59.6),
]


def test_a_pls_is_read_as_settings_are():
    read = configparser.ConfigParser(interpolation=None, strict=True)
    read.read_string(pls(LINKS).decode())
    told = read["playlist"]
    assert told["numberofentries"] == "2"
    assert told["version"] == "2"
    assert [told[f"file{each}"] for each in (1, 2)] == [each.address for each in LINKS]
    assert told["length1"] == "112"
    assert told["title2"] == "Two lines = [playlist]"


def test_a_title_never_becomes_a_line_of_an_m3u():
    lines = m3u(LINKS).decode().splitlines()
    assert lines[0] == "#EXTM3U"
    assert [each for each in lines if not each.startswith("#")] == [x.address for x in LINKS]
    assert lines[3] == "#EXTINF:60,Two lines = [playlist]"


def test_no_links_make_an_empty_list():
    assert b"NumberOfEntries=0" in pls([])
    assert m3u([]) == b"#EXTM3U\n"
