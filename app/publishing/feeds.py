"""The podcast feed of one county and language, in the form that radio automation reads."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from uuid import uuid5

from lxml import etree

from app.domain.bulletins import Bulletin
from app.domain.languages import language_tag
from app.domain.periods import NAIROBI
from app.domain.recordings import NOMINAL_BIT_RATE, AudioFormat, Recording
from app.publishing.channels import FEED_GUID, GUID_NAMESPACE, Channel, Entry
from app.publishing.xml_parts import add, written

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
NEWEST = 8
TTL_MINUTES = 60
PUBLISHER = "Tangazo, from NDMA figures"
HUMAN_VOICE = "recorded/"
# WAV is left out: LibreTime fails on a WAV in a feed.
OFFERED = {
    AudioFormat.MP3_128: "MP3 128 kbit/s",
    AudioFormat.MP3_64: "MP3 64 kbit/s",
    AudioFormat.OPUS_24: "Opus 24 kbit/s",
}


def feed(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Return the feed as XML; equal entries give equal bytes.

    What does not belong (another county, language or mode, nothing to enclose) is left out, so
    that no mistake elsewhere can bring an exercise into a live feed.
    """
    kept = sorted(
        (each for each in entries if _belongs(each, channel)),
        key=lambda each: (_released_at(each), each.bulletin.id),
        reverse=True,
    )[:NEWEST]
    root = etree.Element("rss", nsmap={"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM})
    root.set("version", "2.0")
    top = add(root, "channel")
    _describe(top, channel, kept)
    for each in kept:
        _item(top, each, channel)
    return written(root)


def _belongs(entry: Entry, channel: Channel) -> bool:
    told = entry.bulletin
    return (
        told.exercise == channel.exercise
        and told.county == channel.county.slug
        and told.language == channel.language
        and told.released_at is not None
        and _enclosed(entry) is not None
    )


def _released_at(entry: Entry) -> datetime:
    return entry.bulletin.released_at or entry.bulletin.created_at


def _enclosed(entry: Entry) -> Recording | None:
    """Return what is enclosed: MP3, which all automation takes, the better one first."""
    made = {each.format: each for each in entry.recordings}
    return made.get(AudioFormat.MP3_128) or made.get(AudioFormat.MP3_64)


def _describe(top: etree._Element, channel: Channel, kept: Sequence[Entry]) -> None:
    mark = "EXERCISE " if channel.exercise else ""
    name = f"{channel.county.name} County, {channel.language_name}"
    whose = f", for {channel.station}" if channel.station else ""
    title = f"{mark}Drought bulletin, {name}{whose}"
    warning = "EXERCISE: nothing in this feed is real or for air. " if channel.exercise else ""
    add(top, "title", title)
    add(top, "link", channel.page_url)
    recalled = "".join(f"{each} " for each in channel.recalled)
    told = f"{recalled}{warning}The weekly drought bulletin for {name}, ready to play."
    add(top, "description", told)
    add(top, "language", language_tag(channel.language))
    if kept:
        add(top, "lastBuildDate", _rfc_822(_released_at(kept[0])))
    add(top, "ttl", str(TTL_MINUTES))
    image = add(top, "image")
    add(image, "url", channel.image_url)
    add(image, "title", title)
    add(image, "link", channel.page_url)
    add(top, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=channel.feed_url)
    _describe_to_players(top, channel)


def _describe_to_players(top: etree._Element, channel: Channel) -> None:
    """Add what the itunes and podcast namespaces ask of a channel."""
    add(top, f"{{{ITUNES}}}author", PUBLISHER)
    owner = add(top, f"{{{ITUNES}}}owner")
    add(owner, f"{{{ITUNES}}}name", PUBLISHER)
    add(top, f"{{{ITUNES}}}image", href=channel.image_url)
    add(top, f"{{{ITUNES}}}category", text="Government")
    add(top, f"{{{ITUNES}}}explicit", "false")
    add(top, f"{{{ITUNES}}}type", "episodic")
    add(top, f"{{{PODCAST}}}guid", FEED_GUID)
    add(top, f"{{{PODCAST}}}locked", "yes")
    add(top, f"{{{PODCAST}}}medium", "podcast")
    add(top, f"{{{PODCAST}}}updateFrequency", "Weekly", rrule="FREQ=WEEKLY")
    place = f"{channel.county.name} County, Kenya"
    add(top, f"{{{PODCAST}}}location", place, rel="subject", country="KE")


def _item(top: etree._Element, entry: Entry, channel: Channel) -> None:
    enclosed = _enclosed(entry)
    if enclosed is None:
        return
    told = entry.bulletin
    item = add(top, "item")
    add(item, "title", item_title(told, channel))
    add(item, "link", channel.page_url)
    add(item, "description", _summary(told, channel))
    add(item, "guid", uuid5(GUID_NAMESPACE, told.id).urn, isPermaLink="false")
    add(item, "pubDate", _rfc_822(_released_at(entry)))
    add(
        item,
        "enclosure",
        url=channel.recording_url(enclosed),
        length=str(enclosed.size_bytes),
        type=enclosed.media_type,
    )
    add(item, f"{{{ITUNES}}}duration", str(round(enclosed.duration_s)))
    add(item, f"{{{ITUNES}}}season", str(told.week.year))
    add(item, f"{{{ITUNES}}}episode", str(told.week.number))
    add(item, f"{{{ITUNES}}}summary", _summary(told, channel))
    _extras(item, entry, channel, enclosed=enclosed)


def _extras(item: etree._Element, entry: Entry, channel: Channel, *, enclosed: Recording) -> None:
    """Add transcript, other renditions with their hashes, and whether a machine speaks."""
    add(
        item,
        f"{{{PODCAST}}}transcript",
        url=channel.script_url(entry.bulletin),
        type="text/plain",
        language=channel.language,
    )
    for each in entry.recordings:
        if each.format not in OFFERED:
            continue
        other = add(
            item,
            f"{{{PODCAST}}}alternateEnclosure",
            type=each.media_type,
            length=str(each.size_bytes),
            bitrate=str(NOMINAL_BIT_RATE[each.format]),
            lang=channel.language,
            title=OFFERED[each.format],
            default=str(each is enclosed).lower(),
        )
        add(other, f"{{{PODCAST}}}source", uri=channel.recording_url(each))
        digest = b64encode(bytes.fromhex(each.sha256)).decode()
        add(other, f"{{{PODCAST}}}integrity", type="sri", value=f"sha256-{digest}")
    machine = any(
        not voice.startswith(HUMAN_VOICE) for each in entry.recordings for voice in each.voices
    )
    add(item, f"{{{PODCAST}}}txt", str(machine).lower(), purpose="ai-content")


def item_title(bulletin: Bulletin, channel: Channel) -> str:
    """Return a title whose first 45 characters name county, language, week and edition.

    RootIO makes file names of them, and would else overwrite one bulletin with another.
    """
    mark = "EXERCISE " if bulletin.exercise else ""
    week = f"{bulletin.week.year}W{bulletin.week.number:02d}"
    named = f"{mark}{channel.county.name} {channel.language_name} {week}v{bulletin.edition}"
    return f"{named} {_phase(bulletin)}, {_valid_until(bulletin)}"


def _summary(bulletin: Bulletin, channel: Channel) -> str:
    warning = "EXERCISE, not real and not for air. " if bulletin.exercise else ""
    newer = f"Edition {bulletin.edition}, in place of the one before. "
    return (
        f"{warning}Drought bulletin for {channel.county.name} County in {channel.language_name}, "
        f"week {bulletin.week.number} of {bulletin.week.year}. "
        f"{newer if bulletin.edition > 1 else ''}Drought phase: {_phase(bulletin)}. "
        f"Do not play it later: {_valid_until(bulletin)}."
    )


def _phase(bulletin: Bulletin) -> str:
    phase = str(bulletin.phase).capitalize() if bulletin.phase else "phase not known"
    return f"{phase}, {bulletin.trend}" if bulletin.trend else phase


def _valid_until(bulletin: Bulletin) -> str:
    last = bulletin.valid_until.astimezone(NAIROBI)
    return f"valid until {last:%a} {last.day} {last:%b %Y}"


def _rfc_822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(NAIROBI))
