"""What can stand in the way of a push, and what people do about it."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """What stood in the way of a push."""

    NONE = ""
    SILENT = "silent"
    LATE = "late"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    PASSWORD = "password"  # noqa: S105 - a kind of trouble
    KEY_CHANGED = "key-changed"
    FULL = "full"
    FORBIDDEN = "forbidden"
    NO_FOLDER = "no-folder"
    DROPPED = "dropped"
    GARBLED = "garbled"
    SIZE = "size"
    CONTENT = "content"
    NOT_OURS = "not-ours"
    MADE_WAY = "made-way"
    SECRET = "secret"  # noqa: S105 - a kind of trouble
    OTHER = "other"


# What happened, and what to do; the server's own words stand beside it.
TROUBLE_WORDS = {
    Trouble.NONE: "",
    Trouble.SILENT: "It did not answer. Ask the station whether the computer is on and on the net.",
    Trouble.LATE: "It took too long; it goes on with the next try.",
    Trouble.REFUSED: "Nothing listens there. Ask the station for the right address and port.",
    Trouble.UNKNOWN: "There is no computer of this name. Look at the address again.",
    Trouble.PASSWORD: "It refused the user or the password. Ask the station, and type them again.",
    Trouble.KEY_CHANGED: "It is not the computer that it was, so no password was sent. Telephone "
    "the station; if it has a new computer, accept the new key.",
    Trouble.FULL: "It has no room left. Ask the station to free some.",
    Trouble.FORBIDDEN: "It does not let us write there. Ask for a folder that we may use.",
    Trouble.NO_FOLDER: "There is no such folder. Ask the station to make it, or correct it.",
    Trouble.DROPPED: "It hung up in the middle; it is tried again.",
    Trouble.GARBLED: "What it answers is not what such a server says. Look at the address again.",
    Trouble.SIZE: "It does not have as much as was sent. Its disk may be full or broken.",
    Trouble.CONTENT: "What it gives back is not what was sent. Its disk or the line may be broken.",
    Trouble.NOT_OURS: "A file of this name is there that is not ours, and was left. Ask the "
    "station to move it away.",
    Trouble.MADE_WAY: "It was left, to remove first what was recalled.",
    Trouble.SECRET: "Its password cannot be read any more. Type it again.",
    Trouble.OTHER: "It refused. Read the station what it said.",
}
# These mostly pass by themselves; people are asked only when they last.
PASSING = frozenset({Trouble.NONE, Trouble.SILENT, Trouble.LATE, Trouble.DROPPED, Trouble.MADE_WAY})
