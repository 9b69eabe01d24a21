"""Advice, telephone numbers and announcements at a terminal, by two officers of a live install."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.library import HAY, NYASI
from tests.machine import Machine

INSTALLED = Path(__file__).parents[2] / "bulletin_templates"
TODAY = datetime.now(UTC).date()  # noqa: TID251 - the commands run by the real clock
LATER = str(TODAY + timedelta(days=60))
LINE = (
    *("--phase", "alert", "--place", "1", "--sector", "livestock"),
    *("--contributor", "Kenya Red Cross", "--source", "Ministry of Agriculture"),
    *("--document", "https://example.org/hay.pdf", "--dated", "2026-01-05", "--until", LATER),
)
ENGLISH = ("--language", "en", "--text", HAY.text, "--short", HAY.short)
KISWAHILI = ("--language", "sw", "--text", NYASI.text, "--short", NYASI.short)
NUMBER = ("kitui", "Kitui livestock office")


@pytest.fixture(scope="module")
def officers(tmp_path_factory):
    """A function for each officer that runs commands with that officer's key, and a folder."""
    home = tmp_path_factory.mktemp("library")
    machine, languages = Machine(home / "home"), home / "languages"
    # Two languages alone: a command reads all that there are before it does anything.
    for code in ("en", "sw"):
        shutil.copytree(INSTALLED / code, languages / code)
    shutil.copy(INSTALLED / "slots.yaml", languages)
    tangazo = partial(machine.tangazo, TANGAZO_TEMPLATES=str(languages))
    token = re.search(r"tangazo_once_\S+", tangazo("init").stdout)[0]
    admin = key_in(tangazo("officer", "Asha", TANGAZO_KEY=token))
    run = {"Asha": partial(tangazo, TANGAZO_KEY=admin)}
    run["Wambua"] = partial(
        tangazo, TANGAZO_KEY=key_in(run["Asha"]("officer", "Wambua", "--role", "editor"))
    )
    return run, home


def key_in(done):
    return re.search(r"tangazo_key_\S+", done.stdout)[0]


def well(done):
    assert done.returncode == 0, done.stderr
    return re.sub(r"\s+", " ", done.stdout)


def ill(done):
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return re.sub(r"\s+", " ", done.stderr)


def test_advice_goes_through_the_terminal(officers):
    run, _ = officers
    assert "The library is empty" in well(run["Asha"]("advice", "list"))
    assert "Offered." in well(run["Wambua"]("advice", "offer", "hay", *LINE, *ENGLISH))
    assert "may not sign for air" in ill(run["Wambua"]("advice", "accept", "hay"))
    assert "hay is accepted" in well(run["Asha"]("advice", "accept", "hay"))
    assert "Kept." in well(run["Wambua"]("advice", "words", "hay", *KISWAHILI))
    yes = ("advice", "review", "hay", "--language", "en", "--words", HAY.sha256[:12])
    assert "a native reviewer and a sector officer review it first" in ill(run["Asha"](*yes))
    listed = well(run["Asha"]("advice", "list", "--state", "accepted"))
    assert "hay: accepted; alert, place 1, livestock" in listed
    assert f"en, draft, {HAY.sha256[:12]}: {HAY.text}" in listed
    assert f"sw, draft, {NYASI.sha256[:12]}" in listed
    retired = run["Asha"]("advice", "retire", "hay", "--reason", "The rains came.")
    assert "hay is retired" in well(retired)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("accept", "gone"), "There is no advice 'gone'"),
        (("offer", "Bad Name", *LINE, *ENGLISH), "key: Use small letters"),
        (("offer", "five", *LINE, *ENGLISH[:3], "sell 5 goats", *ENGLISH[4:]), "digit five"),
        (("import", "nowhere.csv"), "nowhere.csv cannot be read"),
    ],
)
def test_what_cannot_be_taken_is_told_in_plain_words(officers, words, told):
    run, _ = officers
    assert told in ill(run["Asha"]("advice", *words))


def test_advice_goes_out_to_a_table_and_comes_in_whole_or_not_at_all(officers):
    run, home = officers
    well(run["Wambua"]("advice", "offer", "table-hay", *LINE, *ENGLISH))
    file = home / "advice.csv"
    assert "Written" in well(run["Asha"]("advice", "export", str(file)))
    text = file.read_text(encoding="utf-8-sig")
    row = next(each for each in text.splitlines() if each.startswith("table-hay"))
    more = text.rstrip("\n") + "\n" + row.replace("table-hay", "new-hay") + "\n"
    file.write_text(more + row.replace("table-hay,alert", "third-hay,calm") + "\n")
    assert re.search(
        r"advice.csv, row \d+: phase", ill(run["Wambua"]("advice", "import", str(file)))
    )
    assert "new-hay" not in well(run["Asha"]("advice", "list"))
    file.write_text(more)
    assert "1 rows are new" in well(run["Wambua"]("advice", "import", str(file)))
    assert "new-hay: offered" in well(run["Asha"]("advice", "list"))


def test_a_number_is_added_called_listed_and_retired(officers):
    run, home = officers
    about = ("--about", "sick animals", "--until", LATER, "--phone", "0800 720 123")
    assert "another officer has called it" in well(run["Wambua"]("contact", "add", *NUMBER, *about))
    listed = well(run["Asha"]("contact", "list", "kitui"))
    assert "never called" in listed
    assert "not said: nobody has called it yet" in listed
    called = ("contact", "verify", *NUMBER, "--phone", "0800 720 123")
    assert "somebody else must call it" in ill(run["Wambua"](*called))
    assert "checked today by Asha" in well(run["Asha"](*called))
    assert "may be said" in well(run["Asha"]("contact", "list"))
    file = home / "contacts.csv"
    well(run["Asha"]("contact", "export", str(file)))
    assert "0 numbers are new" in well(run["Asha"]("contact", "import", str(file)))
    assert "given out no more" in well(run["Asha"]("contact", "retire", *NUMBER))
    assert "There are none yet" in well(run["Asha"]("contact", "list"))


def test_an_announcement_is_offered_accepted_and_withdrawn(officers):
    run, _ = officers
    day = str(TODAY + timedelta(days=1))
    offered = (
        *("announcement", "offer", "kitui", "--kind", "vaccination", "--partner", "Red Cross"),
        *("--day", day, "--starts", "07:30", "--source", "letter", "--place", "Mutomo"),
        *("--text", "en=goats and sheep are vaccinated"),
    )
    assert "text-sw: Write it in Kiswahili, too" in ill(run["Wambua"](*offered))
    assert "Say the language" in ill(run["Wambua"](*offered, "--text", "mbuzi"))
    kiswahili = ("--text", "sw=mbuzi watachanjwa", "--name", "sw=Msalaba Mwekundu")
    assert "Offered as kitui-1" in well(run["Wambua"](*offered, *kiswahili))
    assert "may not sign" in ill(run["Wambua"]("announcement", "accept", "kitui-1"))
    assert "kitui-1 is accepted" in well(run["Asha"]("announcement", "accept", "kitui-1"))
    listed = well(run["Asha"]("announcement", "list", "kitui"))
    assert "kitui-1: accepted by Asha; vaccination, Red Cross, Mutomo" in listed
    assert "from 07:30" in listed
    assert "sw: Msalaba Mwekundu: mbuzi watachanjwa" in listed
    gone = run["Asha"]("announcement", "withdraw", "kitui-1", "--reason", "Postponed.")
    assert "kitui-1 is withdrawn" in well(gone)
    assert "There are none" in well(run["Asha"]("announcement", "list", "makueni"))
