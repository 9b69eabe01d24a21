"""Server time of the desk's and stations' pages: 47 counties x 4 languages x 52 weeks of rows.

python -m tests.bench.bench_desk
"""

import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from fastapi.testclient import TestClient

from app.domain.bulletins import Verdict, bulletin_id
from app.domain.periods import Week
from app.domain.places import counties
from app.store.bulletins import add_draft
from app.store.evidence import add_visit, keep_assessment
from app.store.officers import LIVE
from app.web.site import create_site
from tests.browser import lived_in
from tests.builders import NOW, WEEK_48
from tests.web.conftest import basic
from tests.web.filled import bulletin, opened_newsroom
from tests.web.judged import assessment

LANGUAGES, ON_AIR = ("sw", "en", "kam", "dav"), ("sw", "en")
WEEKS, VISITS, BUDGET_MS = 52, 9, 100
PAGES = (
    "/desk",
    "/desk?week=2026-W20",
    "/desk/evidence",
    "/desk/evidence/kitui",
    "/desk/ndma/kitui",
    "/desk/forecast/kitui",
    "/desk/runs",
    "/desk/help",
    "/",
    "/kitui",
)


def weeks():
    monday = WEEK_48.monday
    return [Week.of(monday - timedelta(weeks=back)) for back in range(WEEKS)]


def fill(newsroom):
    """Put a year of the nation into the database."""
    for week in weeks():
        with newsroom.store.transaction() as tx:
            for county in newsroom.counties:
                keep_assessment(tx, assessment(county=county.slug, week=week), at=NOW)
                for language in LANGUAGES:
                    named = bulletin_id(
                        week=week,
                        county=county.slug,
                        language=language,
                        edition=1,
                        exercise=False,
                    )
                    kept = bulletin(
                        language,
                        exercise=False,
                        county=county.slug,
                        week=week,
                        id=named,
                        inputs_sha256=named,
                        verdict=Verdict.RELEASED if language in ON_AIR else Verdict.HELD_APPROVAL,
                        released_at=NOW if language in ON_AIR else None,
                    )
                    add_draft(tx, kept)
    with newsroom.store.transaction() as tx:
        for source in ("WFP rainfall (HDX)", "WFP NDVI (HDX)", "Open-Meteo guidance"):
            add_visit(tx, source, at=NOW, fault=None)


def main():
    with (
        tempfile.TemporaryDirectory() as home,
        opened_newsroom(Path(home), mode=LIVE) as opened,
    ):
        every = tuple(replace(each, languages=LANGUAGES) for each in counties().values())
        newsroom = replace(opened, counties=every)
        key = lived_in.add_asha(newsroom)
        start = time.perf_counter()
        fill(newsroom)
        print(f"filled in {time.perf_counter() - start:.0f} s")
        site = create_site(newsroom, next_run=lambda: NOW + timedelta(days=7))
        _measure(TestClient(site), basic("Asha", key))


def _measure(client, headers):
    for path in PAGES:
        taken = []
        for _ in range(VISITS):
            start = time.perf_counter()
            answer = client.get(path, headers=headers)
            taken.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, path
        middle = statistics.median(taken)
        size = len(answer.content) / 1000
        mark = "" if middle <= BUDGET_MS else "  ▲ over"
        print(f"{path:24}{middle:8.0f} ms {max(taken):8.0f} ms at most {size:8.0f} kB{mark}")


if __name__ == "__main__":
    main()
