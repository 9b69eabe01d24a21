"""Seconds from before the signatures of a recall until each road to the studio shows it.

python -m tests.bench.bench_recall
"""

import tempfile
import time
from pathlib import Path

from tests.recalled import load, on_air, seconds_until_shown

CLIENTS, GOAL_S = 16, 5


def main():
    with tempfile.TemporaryDirectory() as home, on_air(Path(home)) as here:
        roads = here.roads()
        while roads["pushed file"]():
            time.sleep(0.05)
        with load(here, clients=CLIENTS) as answers:
            time.sleep(1)
            shown = seconds_until_shown(here, roads, 60)
    for name in roads:
        told = f"{shown[name]:5.2f} s" if name in shown else "never"
        print(f"{name:22} {told}")
    print(f"{CLIENTS} clients took {len(answers)} answers meanwhile; the goal is {GOAL_S} s")


if __name__ == "__main__":
    main()
