"""How long a template's preview, its sound and its pages take, over HTTP and with real espeak.

python -m tests.bench.bench_templates
"""

import re
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from app.speech.espeak import EspeakVoice
from app.writing.render_child import RenderChild
from tests.web.conftest import client_of
from tests.web.words_desk import LANGUAGES, Desk, words_newsroom

PREVIEW_MS, SOUND_MS, PAGE_MS, VISITS = 300, 700, 100, 15
PREVIEW = "/desk/templates/sw/preview"
PAGES = (
    "/desk/templates",
    "/desk/templates/sw/edit?file=alert/headline",
    "/desk/templates/sw/revisions?file=alert/headline",
    "/desk/languages/sw",
    "/desk/languages/sw/glossary",
)
ANIMALS = ("mbuzi", "kondoo", "ngamia", "punda", "kuku", "ndama", "fahali", "mitamba")


def main():
    child = RenderChild()
    with tempfile.TemporaryDirectory() as home, words_newsroom(Path(home), child) as opened:
        newsroom = replace(opened[0], voices=(EspeakVoice(),))
        desk = Desk(newsroom=newsroom, keys=opened[1], client=client_of(newsroom))
        first = time.perf_counter()
        _try(desk, 0)
        print(f"the first preview of all  {(time.perf_counter() - first) * 1000:8.0f} ms")
        _measure("preview", PREVIEW_MS, lambda visit: _try(desk, visit))
        _measure("preview with its sound", SOUND_MS, lambda visit: _try(desk, -visit, hear="1"))
        for path in PAGES:
            _measure(path, PAGE_MS, lambda _, path=path: _open(desk, path))
    child.close()


def _try(desk, visit, **sent):
    """Try a text that nobody has tried or heard before."""
    text = (LANGUAGES / "sw/segments/alert/headline.txt.j2").read_text(encoding="utf-8")
    extra = " na ".join(ANIMALS[: 1 + abs(visit) % len(ANIMALS)])
    mine = "Linda" if visit >= 0 else "Tunza"
    text = f"{text}{mine} {extra}{' sasa' * (abs(visit) // len(ANIMALS))}.\n"
    form = {"file": "alert/headline", "text": text, "based_on": "0", "county": "kitui", **sent}
    answer = desk.post(PREVIEW, live=True, **form)
    assert f"{mine} {extra}" in answer.text
    assert bool(sent) == bool(re.search(r"heard/[0-9a-f]{64}", answer.text))


def _open(desk, path):
    assert desk.get(path).status_code == 200


def _measure(what, budget_ms, act):
    taken = []
    for visit in range(1, VISITS + 1):
        start = time.perf_counter()
        act(visit)
        taken.append((time.perf_counter() - start) * 1000)
    middle = statistics.median(taken)
    mark = "" if middle <= budget_ms else "  ▲ over"
    print(f"{what:52}{middle:8.0f} ms {max(taken):8.0f} ms at most, of {budget_ms}{mark}")


if __name__ == "__main__":
    main()
