"""What an officer does about the evidence at a terminal: findings, decisions, KMD's forecast."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.machine import Machine

TODAY = datetime.now(UTC).date()  # noqa: TID251 - the commands run by the real clock
NOWHERE = {"TANGAZO_HDX_URL": "http://127.0.0.1:9", "TANGAZO_FETCH_BUDGET_S": "0.5"} | {
    f"TANGAZO_{name}_URL": "http://127.0.0.1:9"
    for name in ("OPEN_METEO", "ASIS", "FEWS_NET", "POWER")
}


WORDS = "that less rain than usual is likely"
UNTIL = ("--until", str(TODAY + timedelta(days=30)), "--source", "KMD")


@pytest.fixture(scope="module")
def officer(tmp_path_factory):
    """A live install with one officer, and an old phase that she recorded for Kitui."""
    machine = Machine(tmp_path_factory.mktemp("officer") / "home")
    token = re.search(r"tangazo_once_\S+", machine.tangazo("init").stdout)[0]
    added = machine.tangazo("officer", "Asha", TANGAZO_KEY=token).stdout
    key = re.search(r"tangazo_key_\S+", added)[0]
    old = f"{TODAY - timedelta(days=120):%Y-%m}"
    machine.tangazo(
        "phase", "kitui", "alert", "--month", old, "--url", "https://ndma.example", TANGAZO_KEY=key
    )
    machine.tangazo("week", "--county", "kitui", **NOWHERE)
    return partial(machine.tangazo, TANGAZO_KEY=key, **NOWHERE)


@pytest.fixture(scope="module")
def listed(officer):
    return officer("findings", "kitui").stdout


def name_of(listed, words):
    return next(line.split()[0] for line in listed.splitlines() if words in line)


def test_findings_are_listed_decided_and_kept_with_name_and_reason(officer, listed):
    assert "holds the bulletin" in listed
    old = name_of(listed, "NDMA's phase is of")
    why = ("--reason", "NDMA confirmed it by telephone")
    done = officer("decide", "kitui", old, "--accept", *why)
    assert done.returncode == 0, done.stderr
    again = re.sub(r"\s+", " ", officer("findings", "kitui").stdout)
    assert "accepted by Asha: NDMA confirmed it by telephone" in again


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("decide", "kitui", "0" * 16, "--accept", "--reason", "good enough"), "no finding '0000"),
        (("decide", "kitui", "0" * 16, "--reject", "--reason", "no"), "Give a reason"),
        (("forecast", "kitui", "en", "that 20 mm will fall", *UNTIL), "be spoken"),
        (("forecast", "kitui", "xx", WORDS, *UNTIL), "no language pack 'xx'"),
    ],
    ids=["unknown", "no reason", "digits", "language"],
)
def test_what_cannot_be_kept_is_refused_in_one_line(officer, words, told):
    refused = officer(*words)
    assert refused.returncode == 1
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr


def test_what_is_missing_cannot_be_decided_away(officer, listed):
    missing = name_of(listed, "There is no evidence for Kitui")
    refused = officer("decide", "kitui", missing, "--accept", "--reason", "good enough")
    assert "Nothing can be decided about it" in refused.stderr


def test_a_forecast_is_kept_and_the_drafts_are_shown(officer):
    kept = officer("forecast", "kitui", "en", WORDS, *UNTIL)
    assert kept.returncode == 0, kept.stderr
    assert "kitui-en" in kept.stdout
