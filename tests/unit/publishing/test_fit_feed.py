"""What LibreTime, larigira and RootIO need of a feed: each rule is broken by its own fault."""

from dataclasses import replace

import pytest

from app.publishing.fit_feed import FEED_RULES, feed_findings
from tests.unit.publishing.answered import HTML, MP3, broken, got, kept

ITEM = """<item><title>{title}</title><guid isPermaLink="false">{guid}</guid>
<pubDate>{day}</pubDate><enclosure url="{url}" length="{length}" type="{kind}"/>
<itunes:duration>{seconds}</itunes:duration>{more}</item>"""
GIVEN = {
    "title": "Kitui English 2026W48v1 Alert",
    "guid": "urn:uuid:1",
    "day": "Mon, 23 Nov 2026 05:00:00 +0300",
    "url": "http://station.example/a.mp3?key=k",
    "length": str(len(MP3)),
    "kind": "audio/mpeg",
    "seconds": "112",
    "more": "",
}
OLDER = GIVEN | {
    "title": "Kitui English 2026W47v1 Alert",
    "guid": "urn:uuid:2",
    "day": "Mon, 16 Nov 2026 05:00:00 +0300",
}


def feed(newest=GIVEN, older=OLDER, address="http://station.example/feed.xml?key=k"):
    items = "".join(ITEM.format(**each) for each in (newest, older))
    spaces = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    body = f"<rss {spaces}><channel><title>x</title>{items}</channel></rss>"
    return got(body.encode(), address=address)


def test_our_kind_of_feed_fits():
    assert kept(feed_findings(feed(), got()), FEED_RULES) == set(FEED_RULES)


@pytest.mark.parametrize(
    ("newest", "rule"),
    [
        ({"kind": "audio/wav", "url": "http://station.example/a.wav"}, "first-enclosure"),
        ({"kind": "audio/mp3"}, "first-enclosure"),
        ({"more": '<enclosure url="b.mp3" length="1" type="audio/mpeg"/>'}, "first-enclosure"),
        ({"guid": "urn:uuid:2"}, "guid"),
        ({"guid": ""}, "guid"),
        ({"day": "2026-11-23T05:00:00Z"}, "newest-first"),
        ({"day": "Mon, 23 Nov 26 05:00 EAT"}, "newest-first"),
        ({"day": "Mon, 09 Nov 2026 05:00:00 +0300"}, "newest-first"),
        ({"length": "112"}, "enclosed"),
        ({"seconds": "1:52"}, "duration"),
        ({"seconds": "0"}, "duration"),
        ({"title": "Kitui English 2026W47v1 Alert"}, "titles"),
    ],
)
def test_each_rule_of_feeds_is_broken_by_its_own_fault(newest, rule):
    assert broken(feed_findings(feed(GIVEN | newest), got()), FEED_RULES) == {rule}


@pytest.mark.parametrize(
    ("told", "rules"),
    [
        (got(HTML, 403), {"feed"}),
        (got(b"<rss"), {"feed"}),
        (got(b"<html/>"), {"feed"}),
        (got(b"<rss/>"), {"feed"}),
        (got(b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss>&e;</rss>'), {"feed"}),
    ],
)
def test_what_is_no_feed_is_told(told, rules):
    told = replace(told, address="http://station.example/feed.xml")
    assert broken(feed_findings(told, None), FEED_RULES) == rules


def test_a_feed_that_does_not_end_in_xml_is_told():
    found = feed_findings(feed(address="http://station.example/feed"), got())
    assert broken(found, FEED_RULES) == {"feed-ending"}


@pytest.mark.parametrize(
    "disposition",
    ["", "inline", 'attachment; filename="a b.mp3"', 'attachment; filename="a,b.mp3"',
     "attachment; filename*=utf-8''k%C4%A9.mp3", 'attachment; filename="' + "a" * 70 + '.mp3"',
     'attachment; filename="bulletin"'],
)  # fmt: skip
def test_a_name_that_libretime_cannot_use_is_told(disposition):
    found = feed_findings(feed(), got(content_disposition=disposition))
    assert broken(found, FEED_RULES) == {"named"}


@pytest.mark.parametrize("newest", [got(HTML), got(b"", 410), None])
def test_a_feed_whose_file_is_no_sound_is_told(newest):
    assert "enclosed" in broken(feed_findings(feed(), newest), FEED_RULES)
