"""CPU time and memory of looking for bulletins in an hour of a station's stream.

python -m tests.bench.bench_sound_check [MINUTES]
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from app.mastering.constellation import constellation, packed, unpacked
from app.mastering.fingerprint import match
from app.mastering.listened import Listened, Reference
from tests.aired import RATE_HZ, music, telephone
from tests.validation.sound_check_trial import bulletins


def spent(start):
    return time.process_time() - start


def main(minutes):
    with tempfile.TemporaryDirectory() as room:
        made = bulletins(Path(room))
    start = time.process_time()
    kept = {name: packed(constellation([each])) for name, each in made.items()}
    seconds = sum(len(each) for each in made.values()) / RATE_HZ
    print(f"peaks of {len(made)} bulletins, {seconds / 60:.0f} min: {spent(start):.2f} s,", end=" ")
    print(f"{sum(map(len, kept.values())) / seconds:.0f} bytes a second")
    start = time.process_time()
    known = [Reference.of(name, unpacked(body)) for name, body in kept.items()]
    print(f"made ready to be looked for: {spent(start):.2f} s")
    half = round(minutes * 30)
    parts = (music(half, seed=1), made["Kitui/sw/2"], music(half, seed=2))
    stream = telephone(np.concatenate(parts), seed=3, snr_db=20, rate_hz=RATE_HZ)
    start = time.process_time()
    sound = constellation(np.array_split(stream, 2 * minutes))
    print(f"peaks of {minutes} min of stream: {spent(start):.2f} s")
    start = time.process_time()
    found = match(Listened.of(sound), known)
    print(f"looked for {len(known)} bulletins in it: {spent(start):.2f} s")
    for each in found:
        told = each.best
        print(
            f"  {each.judgement}: {told.bulletin} at {told.starts_s:.1f} s, {told.confidence:.3f}"
        )
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
