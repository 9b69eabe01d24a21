"""Evidence to drafts for 47 counties x 2 languages, and to audio for the demo's six bulletins.

python -m tests.bench.bench_week
"""

import resource
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.domain.bulletins import Verdict
from app.domain.evidence import Harvest, Phase
from app.domain.periods import Month, Week
from app.domain.places import counties
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import produce
from app.settings import Settings
from app.sources.local_file import RainfallFile, VegetationFile
from app.sources.replay import ReplaySource
from app.store.officers import EXERCISE, set_mode
from app.wiring import open_newsroom
from tests.bench.bench_evidence import write_rainfall, write_vegetation
from tests.builders import phase_record
from tests.fakes import GivenSource, SetClock

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def phases():
    """An NDMA phase for every county, so that every draft can be written."""
    return GivenSource(
        Harvest(
            source="phases",
            phases=tuple(
                phase_record(Phase.ALERT, county=slug, observed_month=Month(2025, 12))
                for slug in counties()
            ),
        )
    )


def national(home):
    rainfall, vegetation = home / "rainfall.csv", home / "vegetation.csv"
    write_rainfall(rainfall)
    write_vegetation(vegetation)
    sources = (RainfallFile(path=rainfall), VegetationFile(path=vegetation), phases())
    every = tuple(replace(each, languages=("sw", "en")) for each in counties().values())
    with open_newsroom(Settings(home=home), clock=SetClock(NOW), sources=sources) as opened:
        newsroom = replace(opened, counties=every)
        with newsroom.store.transaction() as tx:
            set_mode(tx, EXERCISE, at=NOW)
        for what in ("evidence to drafts, first", "evidence to drafts, again"):
            start = time.perf_counter()
            drafts = prepare_week(newsroom, Week.at(NOW)).drafts
            print(f"{what:30}{time.perf_counter() - start:8.2f} s")
    print(f"{'drafts':30}{dict(Counter(str(each.verdict) for each in drafts))}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':30}{peak_mb:8.0f} MB")


def six(home):
    sources = (ReplaySource("2026-02"),)
    with open_newsroom(Settings(home=home), clock=SetClock(NOW), sources=sources) as newsroom:
        with newsroom.store.transaction() as tx:
            set_mode(tx, EXERCISE, at=NOW)
        for what in ("six bulletins, cold", "six bulletins, unchanged"):
            start = time.perf_counter()
            drafts = prepare_week(newsroom, Week.at(NOW)).drafts
            ready = [each for each in drafts if each.verdict is Verdict.READY]
            produced = produce(newsroom, ready)
            seconds = time.perf_counter() - start
            print(f"{what:30}{seconds:8.2f} s   released {len(produced.released)}")


def main():
    for part in (national, six):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))


if __name__ == "__main__":
    main()
