"""A language that nobody speaks, added by its table alone: no line of code knows of it."""

import csv
import io
import re
import shutil

import pytest
from typer.testing import CliRunner

from app.cli.language import language
from app.domain.evidence import Phase
from app.domain.places import counties
from app.settings import CHECKOUT
from app.writing.checks import refuse_unspeakable
from app.writing.exchange import export_pack
from app.writing.exchange_rows import COLUMNS
from app.writing.kit_samples import Evidence, samples, script_of
from app.writing.language_pack import load_packs
from app.writing.lengths import Length

CODE = "xtl"
TEMPLATES = CHECKOUT / "bulletin_templates"
SETTINGS = (
    "code: xtl",
    "name: Ixetal",
    "english_name: Test Language",
    "status: draft",
    "words_per_minute: 130",
)
KEPT = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{\w+\})")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
ENDING = "xi"


def translated(text):
    """Return English in the test language: every word backwards, with an ending of its own."""
    parts = KEPT.split(text)
    return "".join(part if place % 2 else WORD.sub(_word, part) for place, part in enumerate(parts))


def _word(found):
    word = found[0].replace("'", "")[::-1].casefold() + ENDING
    return word.capitalize() if found[0][0].isupper() else word


def table():
    """Return the translator's table: English's, with its words in the test language."""
    english = export_pack(TEMPLATES / "en", reference=TEMPLATES / "en")
    rows = list(csv.DictReader(io.StringIO(english, newline="")))
    own = [
        {**row, "text": translated(row["text"]), "source": "a rule", "status": "unreviewed"}
        for row in rows
        if row["file"].endswith((".csv", ".j2")) and row["file"] != "pronunciation.csv"
    ]
    for row in own:
        row["source"] = row["source"] if row["file"].endswith(".csv") else ""
    settings = [
        {"file": "language.yaml", "key": f"line {number}", "text": line}
        for number, line in enumerate(SETTINGS, 1)
    ]
    told = io.StringIO()
    writer = csv.DictWriter(told, COLUMNS)
    writer.writeheader()
    writer.writerows([*settings, *own])
    return told.getvalue()


def tangazo(*words):
    return CliRunner().invoke(language, list(words))


@pytest.fixture
def root(tmp_path, monkeypatch):
    """An install of its own, into which the language is imported."""
    copied = shutil.copytree(TEMPLATES, tmp_path / "bulletin_templates")
    monkeypatch.setenv("TANGAZO_TEMPLATES", str(copied))
    (tmp_path / "xtl.csv").write_text(table(), encoding="utf-8-sig", newline="")
    return copied


@pytest.fixture
def pack(root, tmp_path):
    """The language, imported from its table and loaded with all others."""
    done = tangazo("import", CODE, str(tmp_path / "xtl.csv"))
    assert done.exit_code == 0, done.output
    return load_packs(root)[CODE]


def words_of(script):
    places = {word for county in counties().values() for word in WORD.findall(county.name)}
    places |= {"Mutomo", "Ikutha", "Makindu", "Kasigau", "Mbololo", "Bura"}
    return set(WORD.findall(script.text)) - places


@pytest.mark.parametrize("evidence", list(Evidence))
def test_a_language_added_by_its_table_alone_tells_every_phase(pack, evidence):
    told = set()
    for given in samples():
        if given.evidence is evidence:
            script = script_of(given, pack, length=Length.STANDARD)
            refuse_unspeakable(script, pack)
            assert script.language == CODE
            assert all(word.endswith(ENDING) for word in words_of(script)), script.text
            told.add(given.phase)
    assert told == set(Phase)


def test_it_has_spots_and_says_what_changed(pack):
    for given in samples():
        spot = script_of(given, pack, length=Length.SPOT)
        assert [segment.kind for segment in spot.segments] == ["headline", "actions"]
    changed = [
        given.evidence
        for given in samples()
        if "changed" in {segment.kind for segment in script_of(given, pack).segments}
    ]
    assert set(changed) == {Evidence.FULL}


def test_it_is_checked_exported_and_printed_like_any_other(pack, root, tmp_path):
    checked = tangazo("check", CODE)
    assert checked.exit_code == 0, checked.output
    assert "can make a bulletin in every phase" in checked.output
    assert tangazo("export", CODE, str(tmp_path / "again.csv")).exit_code == 0
    before = pack.sha256
    assert tangazo("import", CODE, str(tmp_path / "again.csv")).exit_code == 0
    assert load_packs(root)[CODE].sha256 == before
    assert tangazo("kit", CODE, "--out", str(tmp_path / "kit")).exit_code == 0
    page = (tmp_path / "kit" / "kit-xtl.html").read_text(encoding="utf-8")
    assert "Reviewer&#39;s kit" in page or "Reviewer's kit" in page
    assert translated("Act this week.") in page


def test_begun_as_a_skeleton_it_takes_the_table_too(root, tmp_path):
    begun = tangazo("new", CODE)
    assert begun.exit_code == 0
    assert "CLDR lacks: its name, weekdays, months" in begun.output
    lacking = tangazo("check", CODE)
    assert lacking.exit_code == 1
    assert "cannot make a bulletin" in lacking.output
    assert tangazo("import", CODE, str(tmp_path / "xtl.csv")).exit_code == 0
    assert tangazo("check", CODE).exit_code == 0


def test_one_wrong_row_keeps_the_whole_language_out(root, tmp_path):
    lines = table().replace(translated("Forecasts can change."), "5 mm.")
    (tmp_path / "wrong.csv").write_text(lines, encoding="utf-8", newline="")
    done = tangazo("import", CODE, str(tmp_path / "wrong.csv"))
    assert done.exit_code == 1
    assert re.search(r"wrong\.csv, row \d+ \(segments/shared/outlook", str(done.exception))
    assert not (root / CODE).exists()
