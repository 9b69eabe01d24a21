"""Alerts as CAP 1.2, for players and warning systems that take them.

How NDMA's phase is told, in CAP's own words:

    phase       urgency    severity  certainty  response
    emergency   Immediate  Extreme   Observed   Execute
    alarm       Expected   Severe    Observed   Execute
    alert       Future     Moderate  Observed   Prepare
    any other   Future     Minor     Observed   Monitor

A phase rests on what was measured, so it is Observed. Sound is given by its address alone: some
players check the digest of sound inside the message wrongly.

Reference: OASIS, Common Alerting Protocol Version 1.2, 1 July 2010, section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from app.domain.bulletins import Bulletin
from app.domain.evidence import Phase
from app.domain.languages import language_name, language_tag
from app.domain.periods import NAIROBI
from app.domain.recordings import Recording
from app.publishing.alerts import Alert, AlertKind
from app.publishing.channels import tree
from app.publishing.xml_parts import add, written

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml; charset=utf-8"
ISSUER = "Tangazo, from NDMA figures"
EVENTS = {"sw": "Ukame"}
EVENT = "Drought"
LONGEST_HEADLINE = 160
# Players cut longer sound, and fetch for no longer.
WANTED_S = 120
SAID_APART = frozenset({"ident", "announcements", "actions", "close"})
ADVICE = "actions"
WAIT = "Do not air what was sent before. Wait for the next bulletin."


@dataclass(frozen=True, slots=True)
class Measure:
    """How grave something is, in CAP's words."""

    urgency: str
    severity: str
    certainty: str
    response: str


MEASURES = {
    Phase.EMERGENCY: Measure("Immediate", "Extreme", "Observed", "Execute"),
    Phase.ALARM: Measure("Expected", "Severe", "Observed", "Execute"),
    Phase.ALERT: Measure("Future", "Moderate", "Observed", "Prepare"),
}
MILDER = Measure("Future", "Minor", "Observed", "Monitor")
OVER = Measure("Past", "Unknown", "Unknown", "Monitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A bulletin of an alert, with its words and its sound.

    Attributes:
        sound: The recording that players take, or None.
        sha1: Its SHA-1 in hexadecimal, which CAP asks for; empty when the file is not at hand.
    """

    bulletin: Bulletin
    sound: Recording | None = None
    sha1: str = ""


def cap(
    alert: Alert, tellings: Sequence[Telling], *, sender: str, base: str, contact: str = ""
) -> bytes:
    """Return an alert as CAP 1.2.

    Args:
        tellings: What is in force, in the order of `alert.told`.
        sender: Who we are among all senders: no spaces, commas, < or &.
        base: What addresses begin with.
        contact: Whom one may ask, or empty.
    """
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _put(root, "identifier", alert.identifier)
    _put(root, "sender", sender)
    _put(root, "sent", _time(alert.sent))
    _put(root, "status", "Exercise" if alert.exercise else "Actual")
    _put(root, "msgType", alert.kind)
    _put(root, "scope", "Public")
    if alert.note:
        _put(root, "note", alert.note)
    if alert.before:
        told = " ".join(f"{sender},{name},{_time(sent)}" for name, sent in alert.before)
        _put(root, "references", told)
    for each in tellings:
        _tell(root, alert, each, base=base, contact=contact)
    if alert.kind is AlertKind.CANCEL:
        _take_back(root, alert, base=base, contact=contact)
    return written(root)


def _tell(root: etree._Element, alert: Alert, telling: Telling, *, base: str, contact: str) -> None:
    """Add what is told in one language."""
    told = telling.bulletin
    info = _open_info(root, told.language, MEASURES.get(told.phase or Phase.NORMAL, MILDER))
    _put(info, "effective", _time(alert.sent))
    _put(info, "onset", _time(told.valid_from))
    _put(info, "expires", _time(told.valid_until))
    _put(info, "senderName", ISSUER)
    _say(info, told, exercise=alert.exercise)
    _close_info(info, alert, base=base, contact=contact)
    _name(_put(info, "parameter"), "phase", str(told.phase))
    _name(_put(info, "parameter"), "bulletin", told.id)
    if telling.sound is not None:
        _enclose(info, telling.sound, telling.sha1, base=base)
    _place(info, alert)


def _say(info: etree._Element, told: Bulletin, *, exercise: bool) -> None:
    """Add the words that people approved."""
    mark = "EXERCISE. " if exercise else ""
    parts = told.script.segments if told.script else ()
    opening = next((each.sentences[0] for each in parts if each.kind == "headline"), told.id)
    _put(info, "headline", _short(mark + opening))
    body = [each.text for each in parts if each.kind not in SAID_APART]
    _put(info, "description", mark + "\n\n".join(body or [opening]))
    advice = "\n\n".join(each.text for each in parts if each.kind == ADVICE)
    if advice:
        _put(info, "instruction", mark + advice)


def _take_back(root: etree._Element, alert: Alert, *, base: str, contact: str) -> None:
    """Add that nothing of an alert is in force any more."""
    info = _open_info(root, "en", OVER)
    _put(info, "effective", _time(alert.sent))
    _put(info, "expires", _time(alert.ends))
    _put(info, "senderName", ISSUER)
    mark = "EXERCISE. " if alert.exercise else ""
    what = f"{mark}Withdrawn: the drought alert for {alert.county.name} County"
    _put(info, "headline", _short(what))
    _put(
        info, "description", f"{what}, week {alert.week.number} of {alert.week.year}. {alert.note}"
    )
    _put(info, "instruction", mark + WAIT)
    _close_info(info, alert, base=base, contact=contact)
    _place(info, alert)


def _open_info(root: etree._Element, language: str, measure: Measure) -> etree._Element:
    info = _put(root, "info")
    _put(info, "language", language_tag(language))
    _put(info, "category", "Met")
    _put(info, "event", EVENTS.get(language, EVENT))
    _put(info, "responseType", measure.response)
    _put(info, "urgency", measure.urgency)
    _put(info, "severity", measure.severity)
    _put(info, "certainty", measure.certainty)
    return info


def _close_info(info: etree._Element, alert: Alert, *, base: str, contact: str) -> None:
    _put(info, "web", f"{base}{tree(exercise=alert.exercise)}/{alert.county.slug}")
    if contact:
        _put(info, "contact", contact)


def _enclose(info: etree._Element, sound: Recording, sha1: str, *, base: str) -> None:
    resource = _put(info, "resource")
    length = f"{round(sound.duration_s)} seconds"
    longer = ", longer than some players take" if sound.duration_s > WANTED_S else ""
    _put(resource, "resourceDesc", f"The bulletin to play, {length}{longer}")
    _put(resource, "mimeType", sound.media_type)
    _put(resource, "size", str(sound.size_bytes))
    _put(resource, "uri", f"{base}/api/v1/recordings/{sound.address}")
    if sha1:
        _put(resource, "digest", sha1)


def _place(info: etree._Element, alert: Alert) -> None:
    area = _put(info, "area")
    _put(area, "areaDesc", f"{alert.county.name} County, Kenya")
    _name(_put(area, "geocode"), "COD-AB p-code", alert.county.pcode)


def alert_title(alert: Alert) -> str:
    """Return what a list calls an alert."""
    mark = "EXERCISE " if alert.exercise else ""
    where = f"{alert.county.name} County, week {alert.week.number} of {alert.week.year}"
    if not alert.told:
        return f"{mark}Withdrawn: drought alert, {where}"
    phases = {str(each.phase).capitalize() for each in alert.told}
    spoken = ", ".join(language_name(each.language) for each in alert.told)
    return f"{mark}Drought: {' and '.join(sorted(phases))}, {where} ({spoken})"


def _short(text: str) -> str:
    """Return a headline that is not cut inside a word."""
    if len(text) <= LONGEST_HEADLINE:
        return text
    return text[: LONGEST_HEADLINE - 1].rsplit(" ", 1)[0] + "…"


def _name(parent: etree._Element, name: str, value: str) -> None:
    _put(parent, "valueName", name)
    _put(parent, "value", value)


def _put(parent: etree._Element, tag: str, content: str = "") -> etree._Element:
    return add(parent, f"{{{NAMESPACE}}}{tag}", content)


def _time(moment: datetime) -> str:
    return moment.astimezone(NAIROBI).isoformat(timespec="seconds")
