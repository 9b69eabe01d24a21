"""A sentence changed at a terminal: shown, edited, compared, tried out, agreed to, taken back."""

import re
import shutil
from pathlib import Path

import pytest

from tests.machine import Machine

INSTALLED = Path(__file__).parents[2] / "bulletin_templates"
FILE = ("en", "alert/headline")


@pytest.fixture(scope="module")
def admin(tmp_path_factory):
    """A live install over its own folder of languages; a function that runs commands there."""
    home = tmp_path_factory.mktemp("templates")
    languages = home / "languages"
    shutil.copytree(INSTALLED, languages)
    machine = Machine(home / "home")
    token = re.search(r"tangazo_once_\S+", machine.tangazo("init").stdout)[0]
    added = machine.tangazo("officer", "Asha", TANGAZO_KEY=token).stdout
    key = re.search(r"tangazo_key_\S+", added)[0]

    def run(*words):
        return machine.tangazo(*words, TANGAZO_KEY=key, TANGAZO_TEMPLATES=str(languages))

    return run, home


def test_a_sentence_goes_through_the_terminal(admin):
    tangazo, home = admin
    shown = tangazo("template", "show", *FILE)
    assert "{{ county" in shown.stdout
    new = home / "headline.txt"
    new.write_text(shown.stdout + "Watch your animals.\n", encoding="utf-8")
    kept = tangazo("template", "edit", *FILE, "--from", str(new))
    assert kept.returncode == 0, kept.stderr
    assert "revision 1" in kept.stdout
    assert re.search(r"alert +\d+ to \d+ seconds", kept.stdout)
    assert "+Watch your animals." in tangazo("template", "diff", *FILE).stdout
    listed = tangazo("template", "list", "en").stdout
    assert "not approved" in listed
    assert re.search(r"alert/headline.*revision 1, human, by Asha", listed)
    own = tangazo("template", "approve", "en")
    assert (own.returncode, "somebody else must" in own.stderr) == (1, True)
    heard = home / "alert.wav"
    tried = tangazo("template", "preview", "en", "alert", "--audio", str(heard))
    assert tried.returncode == 0, tried.stderr
    assert "Watch your animals." in tried.stdout
    assert heard.read_bytes()[:4] == b"RIFF"
    back = tangazo("template", "rollback", *FILE, "--to", "0")
    assert "revision 2" in back.stdout


def test_a_broken_text_is_refused_in_one_line_with_its_place(admin):
    tangazo, home = admin
    new = home / "broken.txt"
    new.write_text("Good day.\n{{ 7**(9**8) }}.\n", encoding="utf-8")
    refused = tangazo("template", "edit", *FILE, "--from", str(new))
    assert refused.returncode == 1
    assert "en/segments/alert/headline.txt.j2, line 2:" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_table_is_changed_like_a_sentence(admin):
    tangazo, home = admin
    table = home / "glossary.csv"
    table.write_text(tangazo("template", "show", "kam", "tables/glossary").stdout, encoding="utf-8")
    with table.open("a", encoding="utf-8") as file:
        file.write("mist,mist,mbũa mbuti,,Kioko,draft\n")
    kept = tangazo("template", "edit", "kam", "tables/glossary", "--from", str(table))
    assert kept.returncode == 0, kept.stderr
    assert "kam/glossary.csv, revision 1" in kept.stdout
    assert "+mist,mist" in tangazo("template", "diff", "kam", "tables/glossary").stdout
    assert re.search(r"glossary.csv +revision 1", tangazo("template", "list", "kam").stdout)


def test_a_wrong_table_is_refused_with_its_row(admin):
    tangazo, home = admin
    table = home / "wrong.csv"
    table.write_text("key,en,text,note,source,status\na,b,=1,,x,draft\n", encoding="utf-8")
    refused = tangazo("template", "edit", "dav", "glossary.csv", "--from", str(table))
    assert refused.returncode == 1
    assert "dav/glossary.csv, row 2:" in refused.stderr
