"""Whether what we serve fits the software of a station: one rule each, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

LIBRETIME, LARIGIRA, ROOTIO = "LibreTime", "larigira", "RootIO"
RIVENDELL, AZURACAST, PLAYERS = "Rivendell", "AzuraCast", "RadioDJ, mAirList"
LOUDNESS = "Every player"
SOFTWARE = (LIBRETIME, LARIGIRA, ROOTIO, RIVENDELL, AZURACAST, PLAYERS, LOUDNESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer as a program got it.

    Attributes:
        address: What was asked for.
        headers: By name in small letters.
        status: HTTP status; 0 when there was no answer at all.
    """

    address: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return a header, or empty."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a program needs.

    Attributes:
        software: Whose rule it is.
        good: What is said when it is kept.
        bad: What is said when it is broken.
        remedy: What to do then.
    """

    software: str
    good: str
    bad: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Whether a rule is kept, with the facts that its words name."""

    rule: Rule
    ok: bool
    facts: Mapping[str, str] = field(default_factory=dict)


TELL_NDMA = "Send this page to NDMA: its server must be set right."
MAKE_A_CUT = "Ask NDMA to give your station its own cart numbers."
RULES: Mapping[str, Rule] = {
    "audio": Rule(
        software=PLAYERS,
        good="The fixed name gives audio.",
        bad="The fixed name gives no audio: it answered %(status)s.",
        remedy="Nothing may be played now, or your station does not take this format. Ask NDMA.",
    ),
    "length": Rule(
        software=PLAYERS,
        good="The length that is told is the length of the file.",
        bad="The file has another length than is told, so players stop too early or wait.",
        remedy=TELL_NDMA,
    ),
    "etag": Rule(
        software=PLAYERS,
        good="The file carries its own hash, so nothing is fetched twice.",
        bad="The file does not carry its hash, so players cannot know whether they have it.",
        remedy="Something between NDMA and you changes the answers; leave out that proxy.",
    ),
    "modified": Rule(
        software=PLAYERS,
        good="The day of the file is told.",
        bad="The day of the file is not told.",
        remedy=TELL_NDMA,
    ),
    "unchanged": Rule(
        software=PLAYERS,
        good="A file that you have already is not sent again.",
        bad="A file that you have already is sent again.",
        remedy=TELL_NDMA,
    ),
    "range": Rule(
        software=LARIGIRA,
        good="A download goes on where it broke off.",
        bad="A download that breaks off begins anew.",
        remedy="Something between NDMA and you does not let pieces through; leave out that proxy.",
    ),
    "beyond": Rule(
        software=LARIGIRA,
        good="A piece beyond the end is refused.",
        bad="A piece beyond the end is answered, so some players never stop asking.",
        remedy=TELL_NDMA,
    ),
    "head": Rule(
        software=PLAYERS,
        good="A look at the file tells the same as the file.",
        bad="A look at the file tells something else than the file.",
        remedy=TELL_NDMA,
    ),
    "fresh": Rule(
        software=PLAYERS,
        good="No cache may keep last week's file under the fixed name.",
        bad="A cache may keep last week's file under the fixed name.",
        remedy="Something between NDMA and you keeps copies; have it ask again each time.",
    ),
    "redirect": Rule(
        software=LIBRETIME,
        good="The address answers by itself and sends you nowhere else.",
        bad="The address sends you to another one, which some software does not follow.",
        remedy="Use the address that this page shows, with https where it shows https.",
    ),
    "no-key": Rule(
        software=RIVENDELL,
        good="An empty name and password do no harm.",
        bad="An empty name and password are refused.",
        remedy="Put your station's key into the address: ?key= and the key.",
    ),
}
# The bytes that are asked for as a piece, and as a piece far behind the end of any file.
PIECE, BEYOND = (100, 199), (10**12, 10**12 + 99)
MAGIC = {"mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"), "opus": (b"OggS",)}


def is_audio(got: Fetched) -> bool:
    """Return whether an answer is a sound file of the kind that its address promises."""
    if got.status != 200:
        return False
    path = got.address.partition("?")[0]
    if path.endswith(".wav"):
        return got.body[:4] == b"RIFF" and got.body[8:12] == b"WAVE"
    return got.body.startswith(MAGIC.get(path.rsplit(".", 1)[-1], (b"\0never",)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """One address, asked for in every way that players ask.

    Attributes:
        whole: A plain GET.
        head: A HEAD.
        again: With the ETag of the whole file.
        piece: Bytes 100 to 199.
        beyond: Bytes far behind the end.
        blank: With an empty name and password.
    """

    whole: Fetched
    head: Fetched
    again: Fetched
    piece: Fetched
    beyond: Fetched
    blank: Fetched


def player_findings(tried: Tries) -> list[Finding]:
    """Return what players say of a fixed name."""
    whole = tried.whole
    audio = is_audio(whole)
    found = [
        Finding(rule=RULES["redirect"], ok=not whole.header("location")),
        Finding(rule=RULES["audio"], ok=audio, facts={"status": str(whole.status)}),
    ]
    if not audio:
        return found
    told = {
        "length": whole.header("content-length") == str(len(whole.body)),
        "etag": whole.header("etag") == f'"{sha256(whole.body).hexdigest()}"',
        "modified": whole.header("last-modified").endswith("GMT"),
        "unchanged": tried.again.status == 304 and not tried.again.body,
        "range": _is_piece(tried.piece, whole),
        "beyond": tried.beyond.status == 416,
        "head": _same_head(tried.head, whole),
        "fresh": "no-cache" in whole.header("cache-control"),
        "no-key": tried.blank.status == whole.status and tried.blank.body == whole.body,
    }
    return found + [Finding(rule=RULES[name], ok=ok) for name, ok in told.items()]


def _is_piece(piece: Fetched, whole: Fetched) -> bool:
    first, last = PIECE
    last = min(last, len(whole.body) - 1)
    return (
        piece.status == 206
        and piece.body == whole.body[first : last + 1]
        and piece.header("content-range") == f"bytes {first}-{last}/{len(whole.body)}"
    )


def _same_head(head: Fetched, whole: Fetched) -> bool:
    names = ("content-length", "etag", "content-type", "content-disposition", "accept-ranges")
    return (
        head.status == 200
        and not head.body
        and all(head.header(name) == whole.header(name) for name in names)
        and whole.header("accept-ranges") == "bytes"
    )
