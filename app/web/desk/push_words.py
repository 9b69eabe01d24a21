"""What the page of a station's servers calls names, acts, notices and troubles."""

from __future__ import annotations

from app.domain.deliveries import Act, Names
from app.domain.notices import NoticeKind, NoticeState
from app.domain.trouble import TROUBLE_WORDS

NAMES_WORDS = {
    Names.READABLE: "Readable: county, language, week and last day",
    Names.FIXED: "Fixed: the same every week, such as kitui-sw.mp3",
}
ACT_WORDS = {Act.PUT: "laid", Act.REMOVE: "removed", Act.TRY: "tried"}
KIND_WORDS = {
    NoticeKind.RELEASED: "Released",
    NoticeKind.CORRECTED: "Corrected",
    NoticeKind.RECALLED: "Taken back",
    NoticeKind.PUSH_FAILED: "Files could not be laid",
}
STATE_WORDS = {
    NoticeState.WAITING: "waits",
    NoticeState.SENT: "sent",
    NoticeState.FAILED: "not sent",
    NoticeState.NO_GATEWAY: "not sent: no gateway",
    NoticeState.DROPPED: "not sent: taken back before",
}
TABLES = {
    "TROUBLE": TROUBLE_WORDS,
    "NAMES": NAMES_WORDS,
    "ACTS": ACT_WORDS,
    "KINDS": KIND_WORDS,
    "STATES": STATE_WORDS,
}
