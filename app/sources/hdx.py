"""HDX's catalogue (CKAN): which address the newest file of a dataset has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.errors import SourceFormatError
from app.sources.feed import Ask
from app.sources.json_answer import parsed

# Patterns are searched in names: an endless one would take an endless time.
LONGEST_TEXT = 1000


def always() -> bool:
    """Return True."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class HdxFile:
    """A file of a dataset on HDX.

    Attributes:
        base_url: Address of the catalogue.
        dataset: Name of the dataset in the catalogue.
        names: Regular expressions of wanted file names, best first; files are renamed and
            replaced under new numbers, so neither the number nor one exact name is relied on.
        whole: Whether `names` hold; if not, the last one goes first, which is the shorter file.
    """

    base_url: str
    dataset: str
    names: tuple[str, ...]
    whole: Callable[[], bool] = always

    def __call__(self, ask: Ask, today: date) -> str:
        """Return the address of the wanted file; the catalogue is asked for it.

        Raises:
            SourceUnavailable: HDX did not answer.
            SourceFormatError: HDX has no such dataset or no such file.
        """
        _ = today
        answer = ask(f"{self.base_url}/api/3/action/package_show?id={self.dataset}")
        names = self.names if self.whole() else self.names[::-1]
        return resource_url(answer.body, patterns=names, source=answer.source)


def resource_url(answer: bytes, *, patterns: Sequence[str], source: str) -> str:
    """Return the address of the first file that a pattern names.

    Args:
        answer: What `package_show` said, as JSON.
        patterns: Regular expressions, best first, compared with a file's name and with the last
            part of its address.
        source: Name of the source, for messages.

    Raises:
        SourceFormatError: The answer is no catalogue entry, or lists no such file.
    """
    entries = _resources(answer, source=source)
    for pattern in patterns:
        for entry in entries:
            url = _text(entry.get("download_url")) or _text(entry.get("url"))
            names = (_text(entry.get("name")), url.rpartition("/")[2])
            if url and any(re.search(pattern, name, re.IGNORECASE) for name in names):
                return url
    listed = ", ".join(_text(entry.get("name")) or "?" for entry in entries)[:300] or "none"
    raise SourceFormatError(
        source, f"no file on HDX is named like {' or '.join(patterns)}; it lists: {listed}"
    )


def _text(value: object) -> str:
    """Return a text of the catalogue; empty for what is none, or is far too long for one."""
    return value if isinstance(value, str) and len(value) <= LONGEST_TEXT else ""


def _resources(answer: bytes, *, source: str) -> list[dict[str, Any]]:
    """Return the files that a catalogue entry lists."""
    try:
        entry = parsed(answer.decode("utf-8-sig"))
    except ValueError as fault:
        kind = "a web page" if answer.lstrip()[:1] == b"<" else "something that is not JSON"
        told = f"HDX's catalogue answered with {kind}: {fault}"[:200]
        raise SourceFormatError(source, told) from fault
    result = entry.get("result") if isinstance(entry, dict) and entry.get("success") else None
    listed = result.get("resources") if isinstance(result, dict) else None
    if not isinstance(listed, list):
        raise SourceFormatError(source, "HDX's catalogue did not list the files of the dataset")
    return [each for each in listed if isinstance(each, dict)]
