"""Everything the story of a week needs, chosen once by wiring."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.domain.periods import Clock
from app.domain.places import County
from app.domain.recordings import AudioFormat
from app.pipeline.cutting import Cutting
from app.pipeline.memory import Marks
from app.publishing.outward import Outward
from app.publishing.signing import Signer
from app.sources.fetching import Source
from app.speech.voices import Voice
from app.store.blobs import Blobs
from app.store.database import Store
from app.writing.language_pack import LanguagePack
from app.writing.render_child import RenderChild


class Reporter(Protocol):
    """Hears how far a long step has come."""

    def __call__(self, step: str, done: int, of: int) -> None:
        """Take note that `done` of `of` parts of a step are finished."""
        ...


def silent(step: str, done: int, of: int) -> None:
    """Report to nobody."""
    _ = step, done, of


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The desk's tools.

    Attributes:
        counties: Counties that get a bulletin.
        sources: Where evidence comes from, in the order of trust.
        packs: Language packs by code, as they go on air: `packs.EditedPacks` over the folder.
        languages: Folder of the languages, which officers' texts lie over.
        child: Processes in which texts that officers wrote are rendered.
        voices: Every voice at hand; each language's ladder names those it wants.
        online_voices: Whether sentences may be sent to a service on the net.
        formats: Renditions that every bulletin is offered in.
        blobs: Recordings.
        payloads: What sources sent.
        cache: Folder of clips; may be deleted at any time.
        renderer: Where speech and audio are made.
        marks: How the answers of this process's visits were marked, to be kept with them.
        signer: Signs what stations take; None: nothing is signed.
        public_url: Address that stations reach us at, where it is known beforehand; signed
            documents need it.
        cutting: What the makers of the files of single stations know of each other.
        outward: How stations' servers and people are reached.
    """

    clock: Clock
    store: Store
    blobs: Blobs
    payloads: Blobs
    cache: Path
    counties: tuple[County, ...]
    sources: tuple[Source, ...]
    packs: Mapping[str, LanguagePack]
    voices: tuple[Voice, ...]
    renderer: Executor
    languages: Path = Path("bulletin_templates")
    child: RenderChild = field(default_factory=RenderChild)
    online_voices: bool = False
    formats: tuple[AudioFormat, ...] = tuple(AudioFormat)
    report: Reporter = silent
    marks: Marks = field(default_factory=dict)
    public_url: str = ""
    cutting: Cutting = field(default_factory=Cutting)
    signer: Signer | None = None
    outward: Outward = field(default_factory=Outward)
