"""Fakes that implement our own Protocols."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from app.domain.evidence import Harvest, Payload
from app.domain.periods import Clock
from app.domain.recordings import VoiceChoice
from app.errors import SourceUnavailable
from app.publishing.keys import KeyFolder
from app.publishing.signing import PinnedKeys, digest_of, digest_of_file
from app.sources.fetching import Source
from app.speech.voices import Speaker, Waveform

MONDAY_NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    at: datetime = MONDAY_NOON

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass(frozen=True)
class GivenSource:
    """A source that gives what it was told to."""

    harvest: Harvest

    @property
    def name(self) -> str:
        return self.harvest.source

    def fetch(self, clock: Clock) -> Harvest:
        return self.harvest

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        return self.harvest


@dataclass(frozen=True)
class BrokenSource:
    """A source that never answers."""

    name: str = "broken feed"

    def fetch(self, clock: Clock) -> Harvest:
        raise SourceUnavailable(self.name, "no answer within 30 s; it is asked again next time")

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        raise AssertionError("it never gave anything that could be read again")


@dataclass
class FailingSource:
    """A source that gives its evidence as long as it is well."""

    source: Source
    well: bool = True

    @property
    def name(self) -> str:
        return self.source.name

    def fetch(self, clock: Clock) -> Harvest:
        if not self.well:
            raise SourceUnavailable(self.name, "no answer within 30 s")
        return self.source.fetch(clock)

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        return self.source.reread(payload, clock)


@dataclass(frozen=True)
class ToneVoice:
    """A voice that hums: about as long as a person would take to say the sentence."""

    engine: str = "espeak"
    version: str = "tone-1"

    @contextmanager
    def open(self) -> Iterator[Speaker]:
        yield _Hum()


@dataclass(frozen=True)
class _Hum:
    rate_hz: int = field(default=22_050)

    def speak(self, sentence: str, choice: VoiceChoice) -> Waveform:
        seconds = max(0.4, len(sentence) / 14)
        t = np.arange(int(seconds * self.rate_hz)) / self.rate_hz
        swell = 0.6 + 0.4 * np.sin(2 * np.pi * 3 * t)
        samples = (9000 * swell * np.sin(2 * np.pi * 180 * t)).astype(np.int16)
        return Waveform(samples=samples, rate_hz=self.rate_hz)


@dataclass(frozen=True)
class HereSigner:
    """A signer in this very process, over real keys in a folder."""

    folder: KeyFolder

    def sign(self, body: bytes, comment: str) -> str:
        return self.folder.sign(digest_of(body), comment)

    def sign_file(self, path: Path, comment: str) -> str:
        return self.folder.sign(digest_of_file(path), comment)

    def keys(self, *, exercise: bool) -> PinnedKeys:
        return self.folder.keys(exercise=exercise)

    def close(self) -> None:
        pass


def here_signer(home: Path) -> HereSigner:
    """Return a signer with keys of its own, made when they are first needed."""
    return HereSigner(KeyFolder(home / "keys"))
