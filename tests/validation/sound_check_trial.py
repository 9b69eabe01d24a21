"""How well bulletins are recognised by their sound: a seeded trial of hits and false alarms.

`python -m tests.validation.sound_check_trial COUNT SEED` makes 48 bulletins of eight counties, two
languages and three weeks, of which two differ in one word, and hears them through many channels; it
prints what docs/validation.md says. With `fit` it also fits the confidence anew.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soxr
from sklearn.linear_model import LogisticRegression

from app.domain.sound_checks import Judgement
from app.mastering.constellation import constellation
from app.mastering.fingerprint import (
    DEEPEST_WORD,
    SHALLOWEST_HOLE,
    SHORTEST_S,
    Candidate,
    candidates,
    features,
    first_two,
    judged,
    places,
)
from app.mastering.listened import Listened, Reference
from tests.aired import (
    LONG,
    RATE_HZ,
    Samples,
    at_speed,
    coded,
    decoded,
    music,
    spoken,
    telephone,
)

COUNTIES = (
    *("Kitui", "Makueni", "Taita Taveta", "Turkana"),
    *("Garissa", "Marsabit", "Isiolo", "Wajir"),
)
# Weeks one and two differ in one word of each language.
WEEKS = (
    {
        "en": ("Alarm", "April", "sixty-five", "eighty-five", "fifty-five", "nine", "first", "May"),
        "sw": (
            *("Hatari", "Aprili", "sitini na tano", "themanini na tano", "hamsini na tano"),
            *("tisa", "mosi", "Mei"),
        ),
    },
    {
        "en": (
            "Alarm",
            "April",
            "sixty-five",
            "eighty-five",
            "fifty-five",
            "nine",
            "eighth",
            "May",
        ),
        "sw": (
            *("Hatari", "Aprili", "sitini na tano", "themanini na tano", "hamsini na tano"),
            *("tisa", "nane", "Mei"),
        ),
    },
    {
        "en": ("Alert", "May", "seventy", "forty-five", "sixty", "twelve", "fifth", "June"),
        "sw": (
            *("Tahadhari", "Mei", "sabini", "arobaini na tano", "sitini", "kumi na mbili"),
            *("tano", "Juni"),
        ),
    },
)
SLOTS = ("phase", "month", "rain", "rain_month", "kilos", "children", "next", "next_month")
CODECS = {
    "none": (),
    "mp3 32k": ("-c:a", "libmp3lame", "-b:a", "32k", "-f", "mp3"),
    "amr 12.2": ("-c:a", "libopencore_amrnb", "-b:a", "12.2k", "-f", "amr"),
    "amr 5.9": ("-c:a", "libopencore_amrnb", "-b:a", "5.9k", "-f", "amr"),
    "opus 12k": ("-c:a", "libopus", "-b:a", "12k", "-f", "ogg"),
}
SNRS_DB = (20, 10, 5, 0)
# How little the weights of the confidence are drawn to nothing.
FIT_C = 10.0
NAMES = ("right", "other text", "speech", "music", "noise", "silence", "tones", "reversed")


@dataclass(frozen=True)
class Case:
    """A recording, what is in it, and the bulletins that are known."""

    kind: str
    truth: str
    snr_db: int
    codec: str
    cut_s: int
    sound: Samples
    known: Sequence[Reference]


@dataclass(frozen=True)
class Heard:
    """How a case ended: what was taken for the likeliest, and the features of that."""

    kind: str
    truth: str
    snr_db: int
    codec: str
    cut_s: int
    lasts_s: float
    winner: str
    judged: str
    of: tuple[float, ...]
    seconds: float


def bulletins(folder: Path) -> dict[str, Samples]:
    """Return every bulletin at 8 kHz."""
    return {
        f"{county}/{language}/{number}": soxr.resample(
            spoken(
                LONG[language],
                language,
                folder,
                county=county,
                **dict(zip(SLOTS, week[language], strict=True)),
            ),
            44_100,
            RATE_HZ,
        )
        for language in LONG
        for number, week in enumerate(WEEKS, 1)
        for county in COUNTIES
    }


def cases(made: dict[str, Samples], count: int, *, seed: int) -> Iterator[Case]:
    """Give so many cases: half are bulletins that are known, half are not."""
    rng = np.random.default_rng(seed)
    known = [Reference.of(name, constellation([each])) for name, each in made.items()]
    names = list(made)
    for number in range(count):
        name = names[rng.integers(len(names))]
        kind, others = _kind(number, rng)
        cut_s = int(rng.choice((0, 0, 0, 60, 30)))
        if kind == "other text":
            # a piece of it may hold nothing but the words of one that is known
            cut_s = 0
        sound = _channel(_surrounded(_source(kind, made[name], rng), cut_s, rng), rng)
        snr_db, codec, heard = sound
        yield Case(
            kind=kind,
            truth=name if kind == "right" else "",
            snr_db=snr_db,
            codec=codec,
            cut_s=cut_s,
            sound=heard,
            known=[each for each in known if not _withheld(each.bulletin, name, kind, others)],
        )


def _kind(number: int, rng: np.random.Generator) -> tuple[str, int]:
    if number % 2 == 0:
        return "right", 0
    return (NAMES[1], int(rng.integers(3))) if number % 4 == 1 else (str(rng.choice(NAMES[2:])), 0)


def _withheld(name: str, truth: str, kind: str, others: int) -> bool:
    """Return whether a bulletin is unknown: this one, its county's, or all of its week."""
    if kind != "other text":
        return False
    county, language, week = truth.split("/")
    theirs = name.split("/")
    if others == 1:
        return theirs[0] == county
    if others == 2:
        return theirs[1:] == [language, week]
    return name == truth


def _source(kind: str, bulletin: Samples, rng: np.random.Generator) -> Samples:
    length = len(bulletin)
    if kind == "music":
        return music(length / RATE_HZ, seed=int(rng.integers(1 << 30)))
    if kind == "noise":
        return rng.normal(0, 0.05, length).astype(np.float32)
    if kind == "silence":
        return np.zeros(length, dtype=np.float32)
    if kind == "tones":
        t = np.arange(length) / RATE_HZ
        step = 300 + 200 * (t * rng.uniform(0.5, 3)).astype(int) % 2500
        return (0.1 * np.sin(2 * np.pi * np.cumsum(step) / RATE_HZ)).astype(np.float32)
    if kind == "reversed":
        return bulletin[::-1]
    if kind == "speech":
        # the same voice with other words: half a second of it at a time, shuffled
        parts = np.array_split(bulletin, 2 * length // RATE_HZ)
        return np.concatenate([parts[n] for n in rng.permutation(len(parts))])
    return bulletin


def _surrounded(sound: Samples, cut_s: int, rng: np.random.Generator) -> Samples:
    """Return a piece of a sound, or the whole with other programme before and after."""
    if cut_s:
        first = int(rng.integers(max(1, len(sound) - cut_s * RATE_HZ)))
        return sound[first : first + cut_s * RATE_HZ]
    before, after = (music(float(rng.uniform(1, 25)), seed=int(rng.integers(99))) for _ in "ab")
    return np.concatenate((before, sound, after))


def _channel(sound: Samples, rng: np.random.Generator) -> tuple[int, str, Samples]:
    snr_db, codec = int(rng.choice(SNRS_DB)), str(rng.choice(list(CODECS)))
    played = at_speed(sound * np.float32(rng.uniform(0.1, 1.0)), float(rng.uniform(0.99, 1.01)))
    heard = telephone(played, seed=int(rng.integers(1 << 30)), snr_db=snr_db, rate_hz=RATE_HZ)
    heard = np.clip(heard, -1, 1)
    if CODECS[codec]:
        heard = decoded(coded(heard, RATE_HZ, "-ar", *_rate(codec), *CODECS[codec]))
    return snr_db, codec, heard


def _rate(codec: str) -> tuple[str]:
    return ("8000",) if codec.startswith("amr") else ("16000",)


def heard(case: Case) -> Heard:
    """Return the likeliest bulletin of a case, and how it is judged."""
    started = time.process_time()
    recording = Listened.of(constellation([case.sound]))
    found = sorted(candidates(recording, case.known), key=lambda each: -each.lies.evidence)
    group: list[Candidate] = next(iter(places(found)), [])
    seconds = time.process_time() - started
    winner, verdict, of = "", "", ()
    if group:
        best, _, lead = first_two(group)
        winner, of = best.reference.bulletin, features(best, lead=lead)
        hearing = judged(group)
        verdict = hearing.judgement if hearing.best.covered_s >= SHORTEST_S else ""
    return Heard(
        kind=case.kind,
        truth=case.truth,
        snr_db=case.snr_db,
        codec=case.codec,
        cut_s=case.cut_s,
        lasts_s=len(case.sound) / RATE_HZ,
        winner=winner,
        judged=verdict,
        of=of,
        seconds=seconds,
    )


def fitted(ended: Sequence[Heard]) -> tuple[list[float], list[float]]:
    """Return intercept and weights of `RIVAL` and of `OTHER`, as `chances` takes them.

    Of a bulletin that is known, another may be taken for it: how far does the right one lead? And
    of one that is not known, another may be taken for it: what does the right one look like?
    """
    found = [each for each in ended if each.of]
    known = [each for each in found if each.kind == "right"]
    right = [each for each in known if each.winner == each.truth]
    unknown = [each for each in found if each.kind == "other text"]
    leads = [[each.of[0]] for each in known]
    looks = [_look(*each.of[1:]) for each in (*right, *unknown)]
    return (
        _weights(leads, [each.winner == each.truth for each in known]),
        _weights(looks, [True] * len(right) + [False] * len(unknown)),
    )


def _look(hole: float, word: float, astray_s: float) -> list[float]:
    return list(np.log1p((max(hole, SHALLOWEST_HOLE), min(word, DEEPEST_WORD), astray_s)))


def _weights(of: Sequence[Sequence[float]], right: Sequence[bool]) -> list[float]:
    made = LogisticRegression(C=FIT_C, max_iter=9000).fit(np.array(of), right)
    return [float(round(each, 2)) for each in (*made.intercept_, *made.coef_[0])]


def told(ended: Sequence[Heard]) -> Iterator[str]:
    """Give what docs/validation.md says of a trial."""
    for cut_s in (0, 60, 30):
        yield f"bulletins that are known, {f'{cut_s} s of them' if cut_s else 'whole'}:"
        for snr_db in SNRS_DB:
            mine = [
                each
                for each in ended
                if (each.kind, each.snr_db, each.cut_s) == ("right", snr_db, cut_s)
            ]
            named = sum(
                each.judged == Judgement.OURS and each.winner == each.truth for each in mine
            )
            wrong = sum(
                each.judged == Judgement.OURS and each.winner != each.truth for each in mine
            )
            two = sum(each.judged == Judgement.ONE_OF_TWO for each in mine)
            counts = f"{named} named, {two} one of two, {wrong} wrong"
            yield f"  {snr_db:>2} dB: {len(mine)} heard, {counts}"
    yield "what is not known:"
    for kind in NAMES[1:]:
        theirs = [each for each in ended if each.kind == kind]
        wrong = sum(each.judged == Judgement.OURS for each in theirs)
        like = sum(each.judged in (Judgement.LIKE_OURS, Judgement.ONE_OF_TWO) for each in theirs)
        yield f"  {kind}: {len(theirs)} heard, {like} like one of ours, {wrong} taken for one"
    spent, heard_s = sum(each.seconds for each in ended), sum(each.lasts_s for each in ended)
    yield f"{60 * spent / heard_s:.2f} s a minute of recording against 48 bulletins"


def main(count: int, seed: int, *, fit: bool) -> None:
    """Print the figures of a trial, or the weights of the confidence."""
    with TemporaryDirectory() as room:
        made = bulletins(Path(room))
    ended = [heard(each) for each in cases(made, count, seed=seed)]
    if fit:
        print("RIVAL, OTHER:", *fitted(ended))
    print("\n".join(told(ended)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), fit="fit" in sys.argv)
