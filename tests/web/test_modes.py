"""Exercise and live never meet: not in a list, a feed or a page, whatever the mixture."""

import itertools
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.bulletins import Verdict
from app.domain.periods import Week
from app.store.officers import EXERCISE, LIVE
from tests.web.conftest import client_of
from tests.web.filled import keep_draft, keep_released, opened_newsroom, withdraw

COUNTIES = ("kitui", "taita-taveta")
LANGUAGES = ("sw", "en")
KINDS = ("released", "withdrawn", "draft", "no-voice")
PIECE = st.tuples(
    st.booleans(),
    st.sampled_from(COUNTIES),
    st.sampled_from(LANGUAGES),
    st.integers(46, 48),
    st.sampled_from(KINDS),
)


def fill(newsroom, pieces):
    """Keep the mixture; return the ids that are public at the end, by mode."""
    for place, (exercise, county, language, number, kind) in enumerate(pieces):
        facts = {
            "exercise": exercise,
            "county": county,
            "week": Week(2026, number),
            "inputs_sha256": f"{place:064d}",
        }
        if kind == "draft":
            keep_draft(newsroom, language, **facts)
        elif kind == "no-voice":
            keep_draft(newsroom, language, verdict=Verdict.NO_VOICE, **facts)
        else:
            kept = keep_released(newsroom, language, **facts)
            if kind == "withdrawn":
                withdraw(newsroom, kept.id)


def everything_listed(client, mode):
    told = client.get(f"/api/v1/bulletins?mode={mode}&limit=100").json()
    assert told["mode"] == mode
    assert told["total"] == len(told["bulletins"])
    return told["bulletins"]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECE, max_size=8), install=st.sampled_from([LIVE, EXERCISE]))
def test_exercise_and_live_never_meet(pieces, install):
    with TemporaryDirectory() as home, opened_newsroom(Path(home), mode=install) as newsroom:
        fill(newsroom, pieces)
        client = client_of(newsroom)
        shas = {}
        for mode, sign in ((LIVE, False), (EXERCISE, True)):
            listed = everything_listed(client, mode)
            assert all(each["mode"] == mode for each in listed)
            assert all(each["id"].startswith("x-") == sign for each in listed)
            shas[mode] = {r["sha256"] for each in listed for r in each["recordings"]}
        assert client.get("/api/v1/bulletins").json()["mode"] == install
        assert not shas[LIVE] & shas[EXERCISE]
        for county, language in itertools.product(COUNTIES, LANGUAGES):
            check(client, f"/{county}/{language}/feed.xml", shas[EXERCISE], shas[LIVE])
            check(client, f"/exercise/{county}/{language}/feed.xml", shas[LIVE], shas[EXERCISE])
        for county in COUNTIES:
            check(client, f"/{county}", shas[EXERCISE], shas[LIVE])
            check(client, f"/exercise/{county}", shas[LIVE], shas[EXERCISE])


def check(client, path, forbidden, allowed):
    named = set(re.findall(r"/recordings/([0-9a-f]{64})", client.get(path).text))
    assert not named & forbidden
    assert named <= allowed


def test_an_exercise_page_says_so_and_a_live_page_does_not(newsroom, client):
    keep_released(newsroom, "sw")
    keep_released(newsroom, "sw", exercise=False)
    assert "EXERCISE" in client.get("/exercise/kitui").text
    assert "EXERCISE" in client.get("/exercise/kitui/sw/read").text
    assert "EXERCISE" in client.get("/exercise").text
    assert "EXERCISE" not in client.get("/kitui").text
