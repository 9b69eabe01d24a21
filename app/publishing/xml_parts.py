"""How elements are added to XML, whatever letters somebody typed into what they say."""

from __future__ import annotations

import re

from lxml import etree

# What XML 1.0 has no way to write (section 2.2), be it escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(
    parent: etree._Element, tag: str, content: str = "", /, **attributes: str
) -> etree._Element:
    """Add an element with its text and attributes, and return it."""
    child = etree.SubElement(parent, tag)
    if content:
        child.text = writable(content)
    for name, value in attributes.items():
        child.set(name, writable(value))
    return child


def written(root: etree._Element) -> bytes:
    """Return a document as bytes; equal ones give equal bytes."""
    body: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return body


def writable(text: str) -> str:
    r"""Return a text without the letters that XML cannot hold.

    >>> writable("dry\x00 \x1bpasture")
    'dry pasture'
    """
    return _UNWRITABLE.sub("", text)
