"""A newsroom with bulletins in it: real SQLite, small real audio, and no pipeline."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import lameenc
import numpy as np
import soundfile

from app.domain.bulletins import Bulletin, Fact, Script, Segment, Verdict
from app.domain.evidence import Phase, Trend
from app.domain.periods import NAIROBI, Week, end_of_day
from app.domain.places import counties
from app.domain.recordings import AudioFormat, Loudness, Recording, file_name
from app.pipeline.newsroom import Newsroom
from app.store.blobs import Blobs
from app.store.bulletins import add_draft, release, set_verdict, the_bulletin
from app.store.officers import EXERCISE, set_mode
from tests.builders import NOW, WEEK_48, draft, let_through, rain, take_off_air
from tests.empty_store import empty_store
from tests.fakes import SetClock, here_signer

Encode = Callable[[AudioFormat, str], bytes]
RATE_HZ = 48_000
WORDS = {
    "en": ("Kitui is in the alert phase.", "Rain was about half of the usual amount."),
    "sw": ("Kaunti ya Kitui iko katika awamu ya Tahadhari.", "Mvua ilikuwa karibu nusu."),
    "kam": ("Kĩtui yĩ tahathalĩnĩ.",),
    "dav": ("Taita iko kutahadharini.",),
}


@contextmanager
def opened_newsroom(home: Path, *, mode: str | None = EXERCISE) -> Iterator[Newsroom]:
    """Give a newsroom of the three first counties with an empty store."""
    store = empty_store(home / "tangazo.db")
    if mode:
        with store.transaction() as tx:
            set_mode(tx, mode, at=NOW)
    with ThreadPoolExecutor(1) as renderer:
        yield Newsroom(
            clock=SetClock(),
            store=store,
            blobs=Blobs(home / "audio_out"),
            payloads=Blobs(home / "payloads"),
            cache=home / "cache",
            counties=tuple(counties()[slug] for slug in ("kitui", "makueni", "taita-taveta")),
            sources=(),
            packs={},
            voices=(),
            renderer=renderer,
            signer=here_signer(home),
        )
    store.engine.dispose()


@cache
def tone(audio_format: AudioFormat, mark: str) -> bytes:
    """Return two seconds of a tone as a real file; another mark gives other bytes."""
    rng = np.random.default_rng(sum(mark.encode()))
    hum = np.sin(np.arange(2 * RATE_HZ) * 2 * np.pi * 440 / RATE_HZ)
    samples = (8000 * hum + rng.normal(0, 50, len(hum))).astype(np.int16)
    if audio_format in (AudioFormat.MP3_128, AudioFormat.MP3_64):
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_bit_rate(128 if audio_format is AudioFormat.MP3_128 else 64)
        encoder.set_in_sample_rate(RATE_HZ)
        encoder.set_channels(1)
        return bytes(encoder.encode(samples.tobytes()) + encoder.flush())
    file = io.BytesIO()
    if audio_format is AudioFormat.OPUS_24:
        soundfile.write(file, samples, RATE_HZ, format="OGG", subtype="OPUS")
    else:
        soundfile.write(file, samples, RATE_HZ, format="WAV", subtype="PCM_16")
    return file.getvalue()


def stub(audio_format: AudioFormat, mark: str) -> bytes:
    """Return bytes that only differ; for tests that never listen."""
    return f"{audio_format} {mark}".encode()


def written(language: str = "en", *, exercise: bool = False, **changes: Any) -> Script:
    """Return a script whose figures have sources."""
    observed = rain(54.0, unit="%", url="https://data.example/rain.csv", note="Average of 3 wards.")
    share = Fact(
        name="rain_3_month",
        value=54.0,
        unit="%",
        period=observed.period,
        words="about half",
        formula="100 * rain / usual rain",
        sources=(observed,),
    )
    mark = "EXERCISE – " if exercise else ""
    made = Script(
        language=language,
        title=f"{mark}Drought bulletin",
        segments=(
            Segment(kind="headline", sentences=WORDS[language]),
            Segment(kind="rain", sentences=WORDS[language][-1:], facts=(share,)),
        ),
        pack_sha256="p" * 64,
        exercise=exercise,
    )
    return replace(made, **changes)


def bulletin(language: str = "en", *, exercise: bool = True, **changes: Any) -> Bulletin:
    """Return a draft; `week` also moves its validity."""
    week: Week = changes.get("week", WEEK_48)
    of_week = end_of_day(week.monday).replace(hour=5, minute=0, second=0, tzinfo=NAIROBI)
    made = draft(
        language=language,
        exercise=exercise,
        script=written(language, exercise=exercise),
        trend=Trend.WORSENING,
        phase=Phase.ALERT,
        valid_from=of_week,
        created_at=of_week,
        valid_until=end_of_day(week.sunday),
    )
    return replace(made, **changes)


def keep_released(
    newsroom: Newsroom,
    language: str = "en",
    *,
    encode: Encode = stub,
    released_at: Any = None,
    **changes: Any,
) -> Bulletin:
    """Release a bulletin with all four recordings, and return it."""
    drafted = bulletin(language, **{"verdict": Verdict.READY, **changes})
    with newsroom.store.transaction() as tx:
        kept = add_draft(tx, drafted)
        let_through(tx, kept)
        recordings = recordings_for(newsroom, kept, encode)
        release(tx, kept.id, recordings, at=released_at or kept.created_at)
        return the_bulletin(tx, kept.id)


def recordings_for(newsroom: Newsroom, kept: Bulletin, encode: Encode) -> list[Recording]:
    return [_recording(newsroom, kept, each, encode(each, kept.id)) for each in AudioFormat]


def _recording(
    newsroom: Newsroom, kept: Bulletin, audio_format: AudioFormat, body: bytes
) -> Recording:
    name = file_name(kept, counties()[kept.county], audio_format)
    return Recording(
        format=audio_format,
        sha256=newsroom.blobs.put(body, name.rsplit(".", 1)[-1]),
        size_bytes=len(body),
        duration_s=112.4,
        loudness=Loudness(integrated_lufs=-16.02, true_peak_dbtp=-1.61),
        voices=(f"espeak/{kept.language}",),
        file_name=name,
    )


def keep_draft(newsroom: Newsroom, language: str = "en", **changes: Any) -> Bulletin:
    """Keep a bulletin that is not released."""
    with newsroom.store.transaction() as tx:
        return add_draft(tx, bulletin(language, **changes))


def withdraw(newsroom: Newsroom, name: str, verdict: Verdict = Verdict.WITHDRAWN) -> None:
    with newsroom.store.transaction() as tx:
        kept = the_bulletin(tx, name)
        if verdict is Verdict.WITHDRAWN and not kept.exercise:
            take_off_air(tx, kept, reason="the rain figure was wrong.")
        else:
            set_verdict(tx, name, verdict, reason="Withdrawn: the rain figure was wrong.")
