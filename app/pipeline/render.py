"""One bulletin's sound, start to finish, in whatever process the renderer chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from app import __version__
from app.domain.broadcasts import Broadcast
from app.domain.bulletins import Bulletin, Script
from app.domain.places import County
from app.domain.recordings import (
    AudioFormat,
    Recording,
    Speech,
    TagSheet,
    VoicePlan,
    file_name,
)
from app.domain.takes import people_among, speech_kind
from app.mastering.render import make_recordings
from app.speech.recorded import Recorded, speak_with_people
from app.speech.voices import Voice
from app.store.blobs import Blobs

P = ParamSpec("P")
T = TypeVar("T")
FIGURES, READER = "NDMA figures", "Tangazo"
ISSUER = f"{FIGURES}, read by {READER}"
SPEECH = "SPEECH"
PROGRAMME = "Drought bulletin"


class HereExecutor(Executor):
    """Does each piece of work at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return a future that is finished already."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:  # noqa: BLE001 - a future hands every fault to its reader
            future.set_exception(fault)
        return future


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOrder:
    """All that a worker needs; travels between processes.

    Attributes:
        recorded: What people recorded of the script, which the voices need not speak.
    """

    bulletin: str
    script: Script
    plan: VoicePlan
    voices: tuple[Voice, ...]
    sheet: TagSheet
    file_names: Mapping[AudioFormat, str]
    cache: Path
    blobs: Blobs
    recorded: Recorded = field(default_factory=Recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What the worker gives back: the recordings are already among the blobs."""

    bulletin: str
    recordings: tuple[Recording, ...]
    fallbacks: tuple[str, ...]


def render(order: RenderOrder) -> Rendered:
    """Speak, master, encode and keep a bulletin.

    Raises:
        VoiceError: No voice could speak it.
        MasteringError: A recording is not fit for air.
        StorageFull: There is no room for it.
    """
    speech = speak_with_people(
        order.script,
        order.plan,
        order.recorded,
        voices=order.voices,
        clips=order.cache / "clips",
    )
    made = make_recordings(
        speech,
        credited(order.sheet, spoken_by(speech), disclosure=order.recorded.disclosure),
        formats=tuple(order.file_names),
        file_names=order.file_names,
        cache=order.cache / "mastered",
    )
    for recording, body in made:
        order.blobs.put(body, recording.extension)
    return Rendered(
        bulletin=order.bulletin,
        recordings=tuple(recording for recording, _ in made),
        fallbacks=speech.fallbacks,
    )


def tag_sheet(
    bulletin: Bulletin, script: Script, county: County, *, public_url: str = ""
) -> TagSheet:
    """Return what is written into the bulletin's files beside the sound.

    Args:
        public_url: Address that stations reach us at, or empty where it is not known.
    """
    monday, sunday = bulletin.week.monday, bulletin.week.sunday
    return TagSheet(
        title=script.title,
        artist=ISSUER,
        album=f"{'EXERCISE ' if bulletin.exercise else ''}{PROGRAMME} {county.name}",
        language=bulletin.language,
        script=script.text,
        comment=f"valid {monday}..{sunday}",
        year=bulletin.week.year,
        extra=(
            ("BULLETIN_ID", bulletin.id),
            ("VALID_UNTIL", str(sunday)),
            ("COUNTY_CODE", county.pcode),
            ("PHASE", bulletin.phase or ""),
            ("MODE", "exercise" if bulletin.exercise else "live"),
            (SPEECH, speech_kind(())),
        ),
        broadcast=_broadcast(bulletin, county, public_url),
    )


def _broadcast(bulletin: Bulletin, county: County, public_url: str) -> Broadcast:
    tree = "/exercise" if bulletin.exercise else ""
    told = ("EXERCISE" if bulletin.exercise else "", "DROUGHT", (bulletin.phase or "").upper())
    return Broadcast(
        edition=bulletin.id,
        artist=f"NDMA {county.name}",
        classification="-".join(each for each in told if each),
        made_at=bulletin.created_at,
        starts_at=bulletin.valid_from,
        ends_at=bulletin.valid_until,
        producer=(READER, __version__),
        page=f"{public_url}{tree}/{county.slug}" if public_url else "",
    )


def spoken_by(speech: Speech) -> list[str]:
    """Return the voice of every clip."""
    return [clip.voice for segment in speech.segments for clip in segment.clips]


def credited(sheet: TagSheet, voices: Sequence[str], *, disclosure: str) -> TagSheet:
    """Return what is written into the files, with the names of the people who speak.

    Args:
        voices: Everyone who speaks in it.
        disclosure: The sentence that a computer speaks, which people leave out; or empty.
    """
    people, kind = ", ".join(people_among(voices)), speech_kind(voices)
    if not people:
        return sheet
    told = [(name, kind if name == SPEECH else value) for name, value in sheet.extra]
    lines = sheet.script.splitlines(keepends=True)
    if kind == "human" and disclosure:
        lines = [each for each in lines if each.rstrip("\n") != disclosure]
    reader = people if kind == "human" else f"{people} and {READER}"
    return replace(
        sheet,
        artist=f"{FIGURES}, read by {reader}",
        script="".join(lines).rstrip("\n"),
        extra=(*told, ("SPOKEN_BY", people)),
    )


def file_names(
    bulletin: Bulletin, county: County, formats: Sequence[AudioFormat]
) -> dict[AudioFormat, str]:
    """Return the name of each rendition."""
    return {each: file_name(bulletin, county, each) for each in formats}
