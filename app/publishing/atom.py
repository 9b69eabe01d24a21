"""The list of alerts in force, as Atom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from lxml import etree

from app.domain.periods import NAIROBI
from app.publishing.alerts import Alert
from app.publishing.cap import ISSUER, alert_title
from app.publishing.channels import BASE, GUID_NAMESPACE, tree
from app.publishing.xml_parts import add, written

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
CAP_TYPE = "application/cap+xml"


def alert_name(identifier: str, *, exercise: bool) -> str:
    """Return the path of an alert.

    >>> alert_name("kitui", exercise=True)
    '/exercise/cap/kitui.xml'
    """
    return f"{tree(exercise=exercise)}/cap/{identifier}.xml"


def atom_name(*, exercise: bool) -> str:
    """Return the path of the list of alerts."""
    return alert_name("atom", exercise=exercise)


def atom(alerts: Sequence[Alert], *, exercise: bool, updated: datetime) -> bytes:
    """Return the list, the newest alert first.

    Args:
        alerts: The newest of each county and week.
        updated: When anything last changed in it.
    """
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    where = BASE + atom_name(exercise=exercise)
    _put(root, "id", where)
    _put(root, "title", f"{'EXERCISE ' if exercise else ''}Drought alerts, Kenya")
    _put(root, "updated", _time(updated))
    _put(_put(root, "author"), "name", ISSUER)
    _link(root, "self", where, "application/atom+xml")
    for each in sorted(alerts, key=lambda one: (one.sent, one.identifier), reverse=True):
        entry = _put(root, "entry")
        _put(entry, "id", uuid5(GUID_NAMESPACE, each.identifier).urn)
        _put(entry, "title", alert_title(each))
        _put(entry, "updated", _time(each.sent))
        told = f"{each.kind}, until {_time(each.ends)}. {each.note}".strip()
        _put(entry, "summary", told)
        add(entry, f"{{{ATOM}}}category", term=str(each.kind))
        _link(entry, "alternate", BASE + alert_name(each.identifier, exercise=exercise), CAP_TYPE)
    return written(root)


def _link(parent: etree._Element, rel: str, href: str, media_type: str) -> None:
    add(parent, f"{{{ATOM}}}link", rel=rel, href=href, type=media_type)


def _put(parent: etree._Element, tag: str, content: str = "") -> etree._Element:
    return add(parent, f"{{{ATOM}}}{tag}", content)


def _time(moment: datetime) -> str:
    return moment.astimezone(NAIROBI).isoformat(timespec="seconds")
