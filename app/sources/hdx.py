"""HDX's catalogue (CKAN): which address a dataset's newest file has."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.evidence import Payload
from app.domain.periods import Clock
from app.errors import SourceFormatError
from app.sources.fetching import Fetcher

HDX_URL = "https://data.humdata.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class HdxDataset:
    """A dataset on HDX, and which of its files is wanted.

    Attributes:
        dataset: Its name in the catalogue.
        file_patterns: Regular expressions of wanted file names, best first; files are renamed
            and replaced under new numbers, so neither the number nor one exact name is relied on.
        base_url: Address of the catalogue.
    """

    dataset: str
    file_patterns: tuple[str, ...]
    base_url: str = HDX_URL

    def fetch(self, fetcher: Fetcher, *, source: str, clock: Clock) -> Payload:
        """Return the wanted file.

        Raises:
            SourceUnavailable: HDX did not answer.
            SourceFormatError: HDX has no such dataset or no such file.
        """
        address = f"{self.base_url}/api/3/action/package_show?id={self.dataset}"
        answer = fetcher.fetch(address, source=source, clock=clock)
        url = resource_url(answer.body, patterns=self.file_patterns, source=source)
        return fetcher.fetch(url, source=source, clock=clock)


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
            url = str(entry.get("download_url") or entry.get("url") or "")
            names = (str(entry.get("name", "")), url.rpartition("/")[2])
            if url and any(re.search(pattern, name, re.IGNORECASE) for name in names):
                return url
    listed = ", ".join(str(entry.get("name", "?")) for entry in entries) or "none"
    raise SourceFormatError(
        source, f"no file on HDX is named like {' or '.join(patterns)}; it lists: {listed}"
    )


def _resources(answer: bytes, *, source: str) -> list[dict[str, Any]]:
    """Return the files that a catalogue entry lists."""
    try:
        entry = json.loads(answer)
    except ValueError as fault:
        kind = "a web page" if answer.lstrip()[:1] == b"<" else "something that is not JSON"
        raise SourceFormatError(source, f"HDX's catalogue answered with {kind}") from fault
    result = entry.get("result") if isinstance(entry, dict) and entry.get("success") else None
    listed = result.get("resources") if isinstance(result, dict) else None
    if not isinstance(listed, list):
        raise SourceFormatError(source, "HDX's catalogue did not list the files of the dataset")
    return [each for each in listed if isinstance(each, dict)]
