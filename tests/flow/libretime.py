"""What LibreTime does with a podcast, as its code was read: it keeps what a poll brings.

It polls every hour, knows episodes by their GUID alone, never fetches one twice, skips what is
older than the newest it has, and takes the first enclosure, which must be sound.
"""

import posixpath
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import urlsplit

import feedparser
import httpx


@dataclass(frozen=True)
class Episode:
    guid: str
    title: str
    published: datetime
    file_name: str
    sha256: str


@dataclass
class LibreTime:
    """A station's LibreTime, subscribed to one feed."""

    feed: str
    episodes: dict[str, Episode] = field(default_factory=dict)

    def poll(self):
        """Take what is new; return it."""
        read = feedparser.parse(httpx.get(self.feed).content)
        assert not read.bozo
        fresh = [each for each in reversed(read.entries) if self._is_new(each)]
        taken = [self._take(each) for each in fresh]
        self.episodes |= {each.guid: each for each in taken}
        return taken

    def _is_new(self, entry):
        last = max((each.published for each in self.episodes.values()), default=None)
        published = parsedate_to_datetime(entry.published)
        return entry.id not in self.episodes and (last is None or published >= last)

    def _take(self, entry):
        enclosure = entry.enclosures[0]
        assert enclosure.type.startswith("audio/")
        answer = httpx.get(enclosure.href, timeout=30)
        answer.raise_for_status()
        assert len(answer.content) == int(enclosure.length)
        return Episode(
            guid=entry.id,
            title=entry.title,
            published=parsedate_to_datetime(entry.published),
            file_name=_file_name(answer),
            sha256=sha256(answer.content).hexdigest(),
        )


def _file_name(answer):
    told = Message()
    told["Content-Disposition"] = answer.headers.get("content-disposition", "")
    return told.get_filename() or posixpath.basename(urlsplit(str(answer.url)).path)
