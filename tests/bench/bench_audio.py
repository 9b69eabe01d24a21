"""The naive script against ours, on the same bulletins in one run: seconds, and ratios.

Run as `python tests/bench/bench_audio.py [bulletins]`. The naive script is what a station would
write first: espeak sentence by sentence, joined and peak-normalised by pydub, exported at
128 kb/s through ffmpeg; no loudness, no true peak, no tune, no inspection. It speaks through the
same library as ours: once with a process started for each sentence, as a script does that calls
a program, and once through one running child, which costs about what the program espeak-ng does.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple

import imageio_ffmpeg

from app.domain.bulletins import Script, Segment
from app.domain.recordings import (
    AudioFormat,
    Loudness,
    Pronunciation,
    TagSheet,
    VoiceChoice,
    VoicePlan,
)
from app.mastering.encode import decode
from app.mastering.loudness import measure
from app.mastering.render import make_recordings
from app.speech.espeak import EspeakVoice
from app.speech.lexicon import spoken_form
from app.speech.voices import speak_script

with warnings.catch_warnings():
    warnings.simplefilter("ignore", RuntimeWarning)
    from pydub import AudioSegment
    from pydub.effects import normalize

COUNTIES = ("Kitui", "Makueni", "Taita Taveta", "Garissa", "Isiolo", "Marsabit", "Turkana", "Wajir")
FIGURES = {
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    "sw": ("ishirini", "thelathini", "arobaini", "hamsini", "sitini", "sabini", "themanini"),
}
SENTENCES = {
    "en": (
        "Hello, this is the {county} drought update from the drought management authority.",
        "{county} is now in the Alert phase, and the situation is getting worse.",
        "Alert means rain and pasture are below normal, but most families are still managing.",
        "In {county}, {figure} millimetres of rain fell last month.",
        "That is about {figure} percent of the usual amount.",
        "Pasture is poor in most wards of {county}.",
        "Families walk about {figure} minutes to fetch water and return.",
        "Some water pans may dry in the coming weeks.",
        "A medium goat sells for about {figure} hundred shillings.",
        "A kilo of maize costs about {figure} shillings.",
        "Goat prices fall as drought grows.",
        "One: sell some animals now, while they are healthy and the price is fair.",
        "Two: plant seeds that ripen early, and cut grass while it is green.",
        "Three: save water, and keep the cleanest water for drinking.",
        "The Kenya Meteorological Department says rain will likely be below normal.",
        "For advice, call your ward livestock officer in {county}.",
        "Remember: sell early, plant right, save water.",
        "The next update is on Monday.",
    ),
    "sw": (
        "Hujambo msikilizaji, hii ni taarifa ya ukame ya Kaunti ya {county}.",
        "Kaunti ya {county} sasa iko katika awamu ya Tahadhari, na hali inazidi kuwa mbaya.",
        "Yaani, mvua na malisho ni chini ya kawaida, lakini familia nyingi bado zinajimudu.",
        "Katika {county}, milimita {figure} za mvua zilinyesha mwezi uliopita.",
        "Hiyo ni takriban asilimia {figure} ya kiwango cha kawaida.",
        "Malisho ni duni katika wadi nyingi za {county}.",
        "Familia hutembea takriban dakika {figure} kuteka maji na kurudi.",
        "Baadhi ya mabwawa huenda yakakauka wiki zijazo.",
        "Mbuzi wa wastani anauzwa takriban shilingi mia {figure}.",
        "Kilo moja ya mahindi ni takriban shilingi {figure}.",
        "Bei ya mbuzi hushuka ukame ukizidi.",
        "Kwanza: uza baadhi ya ng'ombe sasa, wakiwa na afya na bei ikiwa nzuri.",
        "Pili: panda mbegu zinazokomaa mapema, na kata nyasi zikiwa kijani.",
        "Tatu: tumia maji kwa uangalifu, na uweke maji safi zaidi ya kunywa.",
        "Idara ya Utabiri wa Hali ya Hewa inasema mvua itakuwa chini ya kawaida.",
        "Kwa ushauri, mpigie afisa wa mifugo wa wadi yako katika {county}.",
        "Kumbuka: uza mapema, panda vyema, hifadhi maji.",
        "Taarifa ijayo ni Jumatatu.",
    ),
}
PLANS = {
    "en": VoicePlan(
        language="en", ladder=(VoiceChoice(engine="espeak", voice="en-gb", rate_wpm=140),)
    ),
    "sw": VoicePlan(
        language="sw",
        ladder=(VoiceChoice(engine="espeak", voice="sw", rate_wpm=150),),
        lexicon=(Pronunciation(written="ng'ombe", engine="espeak", spoken="[[N'ombe]]"),),
    ),
}
SENTENCES_A_SEGMENT = 3
PAUSE_MS = 350


class Run(NamedTuple):
    """One way of making all bulletins: seconds on the wall, seconds of work, and the files."""

    label: str
    wall_s: float
    cpu_s: float
    files: list[bytes]


def scripts(count: int) -> list[Script]:
    """Return as many scripts, in English and Kiswahili by turns; counties differ in 8 sentences."""
    return [_script(number // 2, "sw" if number % 2 else "en") for number in range(count)]


def _script(number: int, language: str) -> Script:
    figures = FIGURES[language]
    words = {
        # Past the list, doubled names make new sentences, as other counties would.
        "county": " na ".join([COUNTIES[number % len(COUNTIES)]] * (1 + number // len(COUNTIES))),
        "figure": figures[number % len(figures)],
    }
    sentences = [sentence.format(**words) for sentence in SENTENCES[language]]
    return Script(
        language=language,
        title="Drought bulletin",
        segments=tuple(
            Segment(kind=f"part-{at}", sentences=tuple(sentences[at : at + SENTENCES_A_SEGMENT]))
            for at in range(0, len(sentences), SENTENCES_A_SEGMENT)
        ),
        pack_sha256="0" * 64,
        exercise=True,
    )


def naive(wanted: list[Script], folder: Path, *, process_a_sentence: bool) -> list[bytes]:
    """Return the MP3 files of the naive script, made one after the other."""
    AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()
    voice = EspeakVoice()
    files = []
    with voice.open() as running:
        for number, script in enumerate(wanted):
            plan = PLANS[script.language]
            programme = AudioSegment.empty()
            for sentence in filter(None, script.text.split("\n")):
                spoken = spoken_form(sentence, engine="espeak", lexicon=plan.lexicon)
                with voice.open() if process_a_sentence else nullcontext(running) as speaker:
                    wave = speaker.speak(spoken, plan.ladder[0])
                clip = AudioSegment(
                    wave.samples.tobytes(), sample_width=2, frame_rate=wave.rate_hz, channels=1
                )
                programme = programme + clip + AudioSegment.silent(duration=PAUSE_MS)
            path = folder / f"{number}.mp3"
            normalize(programme).set_frame_rate(44_100).export(path, format="mp3", bitrate="128k")
            files.append(path.read_bytes())
    return files


def ours(wanted: list[Script], folder: Path, *, workers: int) -> list[bytes]:
    """Return the MP3 files that the app makes; clips and sentences are kept in the folder."""
    make = partial(_one_of_ours, folder=folder)
    if workers == 1:
        return [make(script) for script in wanted]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(make, wanted))


def _one_of_ours(script: Script, *, folder: Path) -> bytes:
    plan = PLANS[script.language]
    speech = speak_script(script, plan, voices=(EspeakVoice(),), clips=folder / "clips")
    sheet = TagSheet(
        title=script.title,
        artist="NDMA",
        album="Drought bulletin",
        language=script.language,
        script=script.text,
        comment="bench",
        year=2026,
    )
    names = {AudioFormat.MP3_128: "bench.mp3"}
    made = make_recordings(
        speech, sheet, formats=tuple(names), file_names=names, cache=folder / "mastered"
    )
    return made[0][1]


def _timed(label: str, make: Callable[[], list[bytes]]) -> Run:
    started, worked = time.perf_counter(), sum(os.times()[:4])
    files = make()
    return Run(label, time.perf_counter() - started, sum(os.times()[:4]) - worked, files)


def main() -> None:
    """Print seconds, ratios, and what a meter says of the first file of each way."""
    wanted = scripts(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
    workers = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        runs = [
            _timed("naive", lambda: naive(wanted, at, process_a_sentence=True)),
            _timed("naive, running child", lambda: naive(wanted, at, process_a_sentence=False)),
            _timed("ours cold, 1 process", lambda: ours(wanted, at / "one", workers=1)),
            _timed("ours warm, 1 process", lambda: ours(wanted, at / "one", workers=1)),
            _timed(
                f"ours cold, {workers} processes", lambda: ours(wanted, at / "two", workers=workers)
            ),
            _timed(
                f"ours warm, {workers} processes", lambda: ours(wanted, at / "two", workers=workers)
            ),
        ]
    naive_s, each = [run.wall_s for run in runs[:2]], len(wanted)
    print(f"{each} bulletins of {_sound_s(runs[0].files) / each:.0f} s, MP3 128 kb/s; each:")
    for run in runs:
        heard = _meter(run.files[0])
        print(
            f"{run.label:24s} {run.wall_s / each:6.3f} s wall  {run.cpu_s / each:6.3f} s CPU  "
            f"{naive_s[0] / run.wall_s:5.2f} x naive  {naive_s[1] / run.wall_s:5.2f} x with child  "
            f"{heard.integrated_lufs:6.1f} LUFS {heard.true_peak_dbtp:5.1f} dBTP"
        )


def _sound_s(files: list[bytes]) -> float:
    sounds = [decode(file, AudioFormat.MP3_128) for file in files]
    return sum(len(samples) / rate_hz for samples, rate_hz in sounds)


def _meter(file: bytes) -> Loudness:
    return measure(*decode(file, AudioFormat.MP3_128))


if __name__ == "__main__":
    main()
