"""Whether a feed fits LibreTime, larigira and RootIO, which take bulletins from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from lxml import etree

from app.publishing.fit import (
    LARIGIRA,
    LIBRETIME,
    ROOTIO,
    TELL_NDMA,
    Fetched,
    Finding,
    Rule,
    is_audio,
)

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
# RootIO names its files by so much of a title.
TITLE_LETTERS = 45
LONGEST_NAME = 64
_RFC_822 = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} ([+-]\d{4}|GMT)")
_ATTACHMENT = re.compile(r'attachment; filename="([^"]+)"')
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]+\.mp3")
FEED_RULES: Mapping[str, Rule] = {
    "feed": Rule(
        software=LIBRETIME,
        good="Your feed can be read.",
        bad="Your feed cannot be read: it answered %(status)s.",
        remedy="Copy the address of the feed from your station's page, with the key in it.",
    ),
    "feed-ending": Rule(
        software=LIBRETIME,
        good="The address of the feed ends in .xml.",
        bad="The address of the feed does not end in .xml; LibreTime may not load it.",
        remedy="Copy the address of the feed from your station's page.",
    ),
    "first-enclosure": Rule(
        software=LIBRETIME,
        good="LibreTime takes the first file of an entry; yours is an MP3 and the only one.",
        bad="LibreTime takes the first file of an entry; yours is no MP3, or not the only one.",
        remedy="Ask NDMA to add MP3 to the formats of your station.",
    ),
    "named": Rule(
        software=LIBRETIME,
        good="The file has a plain name that ends in .mp3.",
        bad="The file has no plain name that ends in .mp3, so LibreTime cannot tell what it is.",
        remedy=TELL_NDMA,
    ),
    "guid": Rule(
        software=LIBRETIME,
        good="Each entry has an id of its own, so a correction is taken as well.",
        bad="Two entries share an id, or one has none; LibreTime would take only one of them.",
        remedy=TELL_NDMA,
    ),
    "newest-first": Rule(
        software=LIBRETIME,
        good="The entries are dated, the newest first.",
        bad="An entry has no date that LibreTime reads, or an older one comes first.",
        remedy=TELL_NDMA,
    ),
    "enclosed": Rule(
        software=LARIGIRA,
        good="The file of the newest entry is there, as long as the feed says.",
        bad="The file of the newest entry is not there, or not as long as the feed says.",
        remedy=TELL_NDMA,
    ),
    "duration": Rule(
        software=ROOTIO,
        good="The length is told in whole seconds.",
        bad="The length is not told in whole seconds; RootIO would not plan it.",
        remedy=TELL_NDMA,
    ),
    "titles": Rule(
        software=ROOTIO,
        good="Titles differ in their first 45 letters, by which RootIO names files.",
        bad="Two titles begin alike, so RootIO would overwrite one file with the other.",
        remedy=TELL_NDMA,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An entry of a feed, as far as software looks at it."""

    title: str
    guid: str
    permalink: bool
    published: str
    duration: str
    enclosures: tuple[Mapping[str, str], ...]


def feed_items(got: Fetched) -> list[FeedItem] | None:
    """Return the entries of a feed in their order; None for what is no feed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        top = etree.fromstring(got.body, parser) if got.status == 200 else None
    except etree.XMLSyntaxError:
        return None
    channel = top.find("channel") if top is not None and top.tag == "rss" else None
    return None if channel is None else [_item(each) for each in channel.findall("item")]


def _item(item: etree._Element) -> FeedItem:
    guid = item.find("guid")
    return FeedItem(
        title=item.findtext("title", ""),
        guid=guid.text or "" if guid is not None else "",
        permalink=guid is None or guid.get("isPermaLink") != "false",
        published=item.findtext("pubDate", ""),
        duration=item.findtext(f"{{{ITUNES}}}duration", ""),
        enclosures=tuple(
            {str(k): str(v) for k, v in each.attrib.items()} for each in item.findall("enclosure")
        ),
    )


def feed_findings(got: Fetched, newest: Fetched | None) -> list[Finding]:
    """Return what LibreTime, larigira and RootIO say of a feed.

    Args:
        newest: The file of the newest entry; None when there was none to fetch.
    """
    items = feed_items(got)
    told = {
        "feed": items is not None,
        "feed-ending": got.address.partition("?")[0].endswith(".xml"),
    }
    if items:
        told |= {
            "first-enclosure": _first_is_mp3(items[0]),
            "named": newest is not None and _plainly_named(newest),
            "guid": _own_ids(items),
            "newest-first": _newest_first(items),
            "enclosed": newest is not None and _as_told(items[0], newest),
            "duration": all(each.duration.isdecimal() and int(each.duration) for each in items),
            "titles": len({each.title[:TITLE_LETTERS] for each in items}) == len(items),
        }
    facts = {"status": str(got.status)}
    return [Finding(rule=FEED_RULES[name], ok=ok, facts=facts) for name, ok in told.items()]


def _first_is_mp3(item: FeedItem) -> bool:
    if len(item.enclosures) != 1:
        return False
    (first,) = item.enclosures
    path = first.get("url", "").partition("?")[0]
    return first.get("type") == "audio/mpeg" and path.endswith(".mp3")


def _plainly_named(newest: Fetched) -> bool:
    found = _ATTACHMENT.fullmatch(newest.header("content-disposition"))
    return (
        found is not None
        and len(found[1]) <= LONGEST_NAME
        and _PLAIN_NAME.fullmatch(found[1]) is not None
    )


def _own_ids(items: Sequence[FeedItem]) -> bool:
    ids = {each.guid for each in items if each.guid and not each.permalink}
    return len(ids) == len(items)


def _newest_first(items: Sequence[FeedItem]) -> bool:
    if not all(_RFC_822.fullmatch(each.published) for each in items):
        return False
    times = [parsedate_to_datetime(each.published) for each in items]
    return times == sorted(times, reverse=True)


def _as_told(item: FeedItem, newest: Fetched) -> bool:
    told = item.enclosures[0].get("length", "") if item.enclosures else ""
    return is_audio(newest) and told == str(len(newest.body))
