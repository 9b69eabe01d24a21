"""An officer takes NDMA's page 1 in, confirms it, and the next bulletin speaks from it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

# The commands run by the real clock, for which only last month's figures are fresh.
TODAY = datetime.now(UTC).date()  # noqa: TID251
MONTH = f"{TODAY.replace(day=1) - timedelta(days=1):%Y-%m}"
FILLED = {
    "bulletin,county,": "Kitui",
    "bulletin,observed_month,": MONTH,
    "bulletin,source_url,": "https://ndma.example/kitui",
    "phase,county,": "Alarm",
    "figure,terms-of-trade,": "57",
    "figure,water-distance,": "2.7",
}


@pytest.fixture
def form(machine):
    """The empty form, filled in as an officer would."""
    rows = machine.tangazo("ndma-form").stdout
    for start, value in FILLED.items():
        rows = re.sub(rf"^{start},", f"{start}{value},", rows, flags=re.MULTILINE)
    rows = rows.replace("57,kg/goat,,", "57,kg/goat,>83,").replace("2.7,km,,", "2.7,km,<3.0,")
    kept = [
        line
        for line in rows.splitlines()
        if not re.match(r"(figure|words|bulletin),[\w-]+,,", line)
    ]
    path = machine.home.parent / "kitui.csv"
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def key(machine):
    token = re.search(r"tangazo_once_\S+", machine.tangazo("init").stdout)[0]
    return re.search(
        r"tangazo_key_\S+", machine.tangazo("officer", "Asha", TANGAZO_KEY=token).stdout
    )[0]


def test_a_confirmed_form_decides_phase_and_figures_of_the_next_bulletin(machine, key, form):
    shown = machine.tangazo("ndma", str(form), "kitui", "--month", MONTH)
    assert shown.returncode == 0, shown.stderr
    for wanted in (f"Kitui, {MONTH}: alarm", "57 kg/goat", ">83", "--confirm"):
        assert wanted in shown.stdout
    kept = machine.tangazo("ndma", str(form), "kitui", "--confirm", TANGAZO_KEY=key)
    assert "confirmed by Asha" in kept.stdout, kept.stderr
    # The feeds are out of reach, so the form is all the evidence there is.
    nowhere = {"TANGAZO_HDX_URL": "http://127.0.0.1:9", "TANGAZO_FETCH_BUDGET_S": "0.5"}
    machine.tangazo("week", "--county", "kitui", **nowhere)
    told = machine.tangazo("bulletins").stdout
    name = next(word for word in told.split() if "kitui-en" in word)
    script = machine.tangazo("read", name).stdout
    assert "Alarm phase" in script
    assert "about fifty-five kilos of maize" in script
    assert "less than usual" in script
    assert "rain" not in script.split("Act this week")[0]


def test_a_form_of_another_county_is_refused(machine, key, form):
    refused = machine.tangazo("ndma", str(form), "makueni", "--confirm", TANGAZO_KEY=key)
    assert refused.returncode == 1
    assert "is the form of Kitui" in refused.stderr


def test_nobody_confirms_without_a_key(machine, key, form):
    refused = machine.tangazo("ndma", str(form), "kitui", "--confirm", TANGAZO_KEY="guess")
    assert refused.returncode == 1
    assert "no officer" in refused.stderr


def test_what_is_no_bulletin_is_refused_in_one_line(machine, tmp_path):
    path = tmp_path / "bulletin.pdf"
    path.write_bytes(b"<html>Sign in</html>")
    refused = machine.tangazo("ndma", str(path), "kitui")
    assert refused.returncode == 1
    assert "web page" in refused.stderr
    assert "Traceback" not in refused.stderr
