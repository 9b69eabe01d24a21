"""The text of an as-run log: bytes in any encoding, as lines and cells; whatever is sent."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.errors import Conflict

MOST_BYTES = 5_000_000
MOST_LINES = 200_000
# A line of a log has some hundred letters; what lies behind these is not looked at.
LONGEST_LINE = 4_000
SAMPLE_LINES = 200
HEADER_LINES = 40
DELIMITERS = "\t;|,"
_BREAK = re.compile(r"\r\n|\r|\n")
_GAP = re.compile(r"\s{2,}")
_LETTERS = re.compile(r"[^a-z]")
NO_LOG = "Choose the log first, as CSV or text."
TOO_LARGE = "The log is larger than 5 MB; send the days one by one."
TOO_LONG = "The log has more than 200,000 lines; send the days one by one."
NOT_TEXT = "This is no text. Save the log as CSV or text in your automation, and send that."
# What a column holds, by the names that automations give it, their letters only.
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": (
            "date",
            "day",
            "airdate",
            "playdate",
            "datum",
            "dateplayed",
            "eventdate",
            "tarehe",
        ),
        "time": (
            "time",
            "start",
            "starts",
            "starttime",
            "startedat",
            "airtime",
            "playtime",
            "timeplayed",
            "dateplayedtime",
            "datetime",
            "timestamp",
            "airedat",
            "playedat",
            "actualtime",
            "eventtime",
            "eventdatetime",
            "onair",
            "zeit",
            "saa",
        ),
        "end": ("end", "ends", "endtime", "stop", "stoptime"),
        "length": (
            "length",
            "len",
            "alen",
            "duration",
            "runtime",
            "playlength",
            "playedlength",
            "seconds",
            "muda",
        ),
        "cart": ("cart", "cartnumber", "cartno", "cartid", "cutid", "cartridge"),
        "title": ("title", "titel", "track", "song", "cuttitle", "name", "description", "kichwa"),
        "artist": ("artist", "creator", "interpret", "performer"),
        "file": ("file", "filename", "path", "filepath", "location"),
    }
)
_ROLES = {name: role for role, names in COLUMNS.items() for name in names}


def log_lines(body: bytes) -> list[str]:
    """Return the lines of a log.

    Raises:
        Conflict: It is empty, too large, or no text.
    """
    if not body.strip():
        raise Conflict(NO_LOG)
    if len(body) > MOST_BYTES:
        raise Conflict(TOO_LARGE)
    text = _decoded(body)
    lines = _BREAK.split(text)
    if len(lines) > MOST_LINES:
        raise Conflict(TOO_LONG)
    return [each[:LONGEST_LINE] for each in lines]


def _decoded(body: bytes) -> str:
    text = ""
    for encoding in _encodings(body):
        try:
            text = body.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    sample = text[:20_000]
    odd = sum(unicodedata.category(each) == "Cc" and each not in "\t\r\n\f" for each in sample)
    if "\x00" in text or odd > len(sample) / 50:
        raise Conflict(NOT_TEXT)
    return text.lstrip("\ufeff")


def _encodings(body: bytes) -> tuple[str, ...]:
    """Return what to try, the likeliest first; the last one fits everything."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16", "latin-1")
    head = body[:400]
    if head[1::2].count(0) > len(head) / 4:
        return ("utf-16-le", "latin-1")
    if head[0::2].count(0) > len(head) / 4:
        return ("utf-16-be", "latin-1")
    return ("utf-8-sig", "cp1252", "latin-1")


def delimiter_of(lines: Sequence[str]) -> str:
    """Return what stands between the cells; empty when only wide gaps do.

    >>> delimiter_of(["date;title", "1;a, b", "2;c"])
    ';'
    """
    sample = [each for each in lines if each.strip()][:SAMPLE_LINES]
    best, most = "", 0
    for each in DELIMITERS:
        counts = Counter(line.count(each) for line in sample)
        del counts[0]
        alike = max(counts.values(), default=0)
        # a comma now and then belongs to the titles
        if alike > most and alike * 2 >= len(sample):
            best, most = each, alike
    return best


def cells_of(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line without the spaces around them."""
    if not delimiter:
        return [each for each in _GAP.split(line.strip()) if each]
    try:
        found = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        found = line.split(delimiter)
    return [each.strip() for each in found]


def header_of(lines: Sequence[str], delimiter: str) -> tuple[int, Mapping[str, int]]:
    """Return the place of the line that names the columns, and the place of each column.

    Without such a line, -1 and nothing. Columns between wide gaps may be empty and then shift, so
    that their places say nothing.
    """
    if not delimiter:
        return -1, {}
    for place, line in enumerate(lines[:HEADER_LINES]):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells_of(line, delimiter)):
            role = _ROLES.get(_LETTERS.sub("", cell.casefold()))
            if role:
                found.setdefault(role, column)
        if len(found) > 1:
            return place, found
    return -1, {}
