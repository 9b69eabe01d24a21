"""Bulletins as computers speak them, and what the air, a telephone and a codec do to them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from app.domain.bulletins import Script, Segment
from app.domain.recordings import VoiceChoice, VoicePlan
from app.mastering.assemble import assemble
from app.mastering.levels import PROGRAMME_RATE_HZ
from app.speech.espeak import EspeakVoice
from app.speech.voices import speak_script

Samples = NDArray[np.float32]

RATE_HZ = 8_000
VOICES = {
    "en": VoiceChoice(engine="espeak", voice="en-gb", rate_wpm=150),
    "sw": VoiceChoice(engine="espeak", voice="sw", rate_wpm=160),
}
# The sentences of the templates; the names and figures stand in braces.
BRIEF = {
    "en": (
        "This is the drought update for {county} County.",
        "{county} County is in the {phase} phase of drought.",
        "In the three months to the end of {month}, rain was about {rain} percent of the usual "
        "amount.",
        "One goat bought about {kilos} kilos of maize in {month}.",
        "Act this week.",
        "One: sell animals that may not survive, and feed the best breeders first.",
        "For advice, ask your livestock officer, your ward office or your chief.",
    ),
    "sw": (
        "Hii ni taarifa ya ukame ya Kaunti ya {county}.",
        "Kaunti ya {county} iko katika awamu ya {phase}.",
        "Katika miezi mitatu hadi mwisho wa {month}, mvua ilikuwa takriban asilimia {rain} ya "
        "kiwango cha kawaida.",
        "Aliyeuza mbuzi mmoja mwezi wa {month} aliweza kununua takriban kilo {kilos} za mahindi.",
        "Chukua hatua wiki hii.",
        "Kwanza: uza mifugo ambao huenda wasistahimili ukame.",
        "Kwa ushauri, wasiliana na afisa wa mifugo, ofisi ya wadi au chifu wako.",
    ),
}
LONG = {
    "en": (
        "Hello.",
        BRIEF["en"][0],
        "It was prepared from figures of the National Drought Management Authority and from "
        "satellite records.",
        "By the Authority's figures for {month}, {county} County is in the {phase} phase of "
        "drought.",
        "Alarm means that drought is hurting animals, milk and crops.",
        "The situation is improving.",
        BRIEF["en"][2],
        "In {month}, rain was about {rain_month} percent of the usual amount.",
        "By the end of {month}, pasture was very poor.",
        "In {month}, families walked about two and a half kilometres to fetch water and return.",
        "That is the usual distance.",
        BRIEF["en"][3],
        "That is less than usual.",
        "In {month}, about {children} percent of children under five were at risk of malnutrition.",
        "That is more children than usual.",
        *BRIEF["en"][4:6],
        "Two: take every child under five to the health worker, to be checked for malnutrition.",
        "Three: boil or treat drinking water, and share water points in peace.",
        "Remember: sell weak animals, check every child, treat your water.",
        BRIEF["en"][6],
        "The next update is on Monday, the {next} of {next_month}.",
        "This voice was made by a computer.",
    ),
    "sw": (
        "Hujambo msikilizaji.",
        BRIEF["sw"][0],
        "Imetayarishwa kutokana na takwimu za Mamlaka ya Kitaifa ya Usimamizi wa Ukame, pamoja na "
        "takwimu za setilaiti.",
        "Kulingana na takwimu za Mamlaka hiyo za {month}, Kaunti ya {county} iko katika awamu ya "
        "{phase}.",
        "Awamu ya Hatari ina maana kwamba ukame unaathiri mifugo, maziwa na mazao.",
        "Hali inaimarika.",
        BRIEF["sw"][2],
        "Mwezi wa {month}, mvua ilikuwa takriban asilimia {rain_month} ya kiwango cha kawaida.",
        "Kufikia mwisho wa {month}, malisho yalikuwa duni sana.",
        "Mwezi wa {month}, familia zilitembea takriban kilomita mbili na nusu kwenda kuteka maji "
        "na kurudi.",
        "Huo ni umbali wa kawaida.",
        BRIEF["sw"][3],
        "Hicho ni kiasi kidogo kuliko kawaida.",
        "Mwezi wa {month}, takriban asilimia {children} ya watoto wa chini ya miaka mitano "
        "walikuwa katika hatari ya utapiamlo.",
        "Idadi hiyo ni kubwa kuliko kawaida.",
        *BRIEF["sw"][4:6],
        "Pili: mpeleke kila mtoto wa chini ya miaka mitano kwa mhudumu wa afya, apimwe utapiamlo.",
        "Tatu: chemsha au tibu maji ya kunywa, na utumie visima kwa amani na wengine.",
        "Kumbuka: uza mifugo dhaifu, peleka kila mtoto apimwe, tibu maji.",
        BRIEF["sw"][6],
        "Taarifa ijayo itatolewa Jumatatu, tarehe {next} {next_month}.",
        "Sauti hii imetengenezwa na kompyuta.",
    ),
}


def spoken(
    lines: tuple[str, ...],
    language: str,
    folder: Path,
    *,
    voice: VoiceChoice | None = None,
    **words: str,
) -> Samples:
    """Return a whole bulletin with tune, bed and pauses at 44.1 kHz; sentences are kept."""
    told = tuple(line.format(**words) for line in lines)
    script = Script(
        language=language,
        title="Drought bulletin",
        segments=(Segment(kind="headline", sentences=told),),
        pack_sha256="p" * 64,
        exercise=False,
    )
    plan = VoicePlan(language=language, ladder=(voice or VOICES[language],))
    speech = speak_script(script, plan, voices=(EspeakVoice(),), clips=folder / "clips")
    return assemble(speech, cache=folder / "mastered").samples


def telephone(
    samples: Samples, *, seed: int, snr_db: float = 20.0, rate_hz: int = PROGRAMME_RATE_HZ
) -> Samples:
    """Return sound at 8 kHz between 300 and 3400 Hz, with noise of so many dB below it."""
    heard = soxr.resample(samples, rate_hz, RATE_HZ) if rate_hz != RATE_HZ else samples
    heard = noisy(heard, seed=seed, snr_db=snr_db)
    band = butter(4, (300, 3400), "bandpass", fs=RATE_HZ, output="sos")
    return sosfilt(band, heard).astype(np.float32)


def noisy(samples: Samples, *, seed: int, snr_db: float) -> Samples:
    """Return sound with white noise."""
    noise = np.random.default_rng(seed).standard_normal(len(samples)).astype(np.float32)
    power = float(np.sqrt(np.mean(np.square(samples))))
    return samples + noise * np.float32(power * 10 ** (-snr_db / 20))


def at_speed(samples: Samples, speed: float) -> Samples:
    """Return sound played so many times as fast, as by a tape or a wrong clock."""
    return soxr.resample(samples, 100_000 * speed, 100_000).astype(np.float32)


def music(seconds: float, *, seed: int) -> Samples:
    """Return something like music at 8 kHz: chords that change, with a beat."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    beat = 60 / rng.uniform(80, 130)
    made = np.zeros(len(t))
    for voice in range(4):
        notes = 220 * 2 ** (
            rng.choice((0, 2, 4, 5, 7, 9, 11, 12), size=int(seconds / beat) + 2) / 12
        )
        pitch = notes[(t / beat).astype(int)] * (1 + voice)
        made += (
            np.sin(2 * np.pi * np.cumsum(pitch) / RATE_HZ) * np.exp(-3 * (t % beat)) / (1 + voice)
        )
    return (0.1 * made + rng.normal(0, 0.003, len(t))).astype(np.float32)


def coded(samples: Samples, rate_hz: int, *arguments: str) -> bytes:
    """Return sound as ffmpeg writes it."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    raw = ("-f", "f32le", "-ar", str(rate_hz), "-ac", "1", "-i", "pipe:0")
    command = [program, "-nostdin", "-v", "error", *raw, *arguments, "pipe:1"]
    done = subprocess.run(
        command, input=samples.astype("<f4").tobytes(), capture_output=True, check=True
    )
    return done.stdout


def decoded(body: bytes) -> Samples:
    """Return a file as ffmpeg reads it, at 8 kHz."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    raw = ("-f", "f32le", "-ar", str(RATE_HZ), "-ac", "1", "pipe:1")
    command = [program, "-nostdin", "-v", "error", "-i", "pipe:0", *raw]
    done = subprocess.run(command, input=body, capture_output=True, check=True)
    return np.frombuffer(done.stdout, dtype="<f4")
