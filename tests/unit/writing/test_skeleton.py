import csv
import shutil

import pytest

from app.domain.places import counties
from app.errors import PackError
from app.writing.cldr import cldr_words
from app.writing.language_pack import load, load_packs
from app.writing.needed import DATES, NUMBERS, missing_keys, needed_keys
from app.writing.pack_settings import PackStatus
from app.writing.phrases import needed_phrases
from app.writing.skeleton import write_skeleton
from tests.unit.writing.evidence import PACKS, ROOT

SKELETONS = ("so", "om", "luo", "ki", "mas", "saq", "mer", "ebu")


def new(tmp_path, code):
    shutil.copyfile(ROOT / "slots.yaml", tmp_path / "slots.yaml")
    return write_skeleton(code, into=tmp_path, reference=ROOT / "en")


def keys(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["key"] for row in csv.DictReader(lines)]


def test_a_new_language_loads_and_holds_every_key_and_nothing_invented(tmp_path):
    known = new(tmp_path, "ki")
    pack = load(tmp_path / "ki")
    assert pack.status is PackStatus.EMPTY
    assert pack.voice_plan().ladder == ()
    assert pack.numbers.words == pack.phrases == pack.segments == {}
    assert pack.advice == ()
    assert pack.dates.words == known.dates
    assert keys(tmp_path / "ki/numbers.csv") == list(NUMBERS)
    assert keys(tmp_path / "ki/dates.csv") == list(DATES)
    assert keys(tmp_path / "ki/phrases.csv") == list(needed_phrases(pack.slots))
    assert set(keys(tmp_path / "ki/advice.csv")) == {each.key for each in PACKS["en"].advice}


def test_what_cldr_knows_is_marked_with_its_version_and_as_unreviewed(tmp_path):
    known = new(tmp_path, "mas")
    assert known.dates["month-12"] == "Ntʉ́ŋʉ́s"
    with (tmp_path / "mas/dates.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            told = (row["source"], row["status"]) == (known.version, "unreviewed")
            assert told is bool(row["words"]), row
    terms = {term.key: term for term in load(tmp_path / "mas").glossary}
    assert terms["day-period-am"].status == "unreviewed"
    assert known.version.startswith("CLDR ")


def test_cldr_says_what_it_lacks():
    assert cldr_words("xtl").lacking == (
        "its name",
        "weekdays",
        "months",
        "day periods",
        "words for numbers",
        "patterns of dates in words",
    )
    assert cldr_words("so").lacking[0] == "day periods"


def test_no_word_of_another_language_comes_out_of_cldr():
    found = {code: cldr_words(code).dates for code in SKELETONS}
    for code, dates in found.items():
        months = {words for key, words in dates.items() if key.startswith("month-")}
        assert len(months) == 12
        for other, theirs in found.items():
            same = months & {words for key, words in theirs.items() if key.startswith("month-")}
            assert code == other or len(same) <= 3, (code, other, same)


def test_a_language_that_cldr_does_not_know_begins_too(tmp_path):
    known = new(tmp_path, "xtl")
    pack = load(tmp_path / "xtl")
    assert known.version == ""
    assert pack.dates.words == {}
    assert pack.name == "xtl"


@pytest.mark.parametrize("code", ["no", "on", "nan"])
def test_a_code_that_yaml_would_misread_is_read_as_a_code(tmp_path, code):
    new(tmp_path, code)
    assert isinstance(load(tmp_path / code).name, str)


@pytest.mark.parametrize("code", ["", "x", "../en", "EN", "abcd", "e n", "sw/"])
def test_what_is_no_code_makes_no_folder(tmp_path, code):
    with pytest.raises(PackError, match="is no language code"):
        new(tmp_path, code)
    assert [path.name for path in tmp_path.iterdir()] == ["slots.yaml"]


def test_a_folder_that_exists_is_never_overwritten(tmp_path):
    new(tmp_path, "ki")
    before = (tmp_path / "ki/language.yaml").read_bytes()
    with pytest.raises(PackError, match="exists already; nothing was changed"):
        new(tmp_path, "ki")
    assert (tmp_path / "ki/language.yaml").read_bytes() == before


@pytest.mark.parametrize("code", SKELETONS)
def test_the_skeletons_are_empty_say_why_and_are_on_no_page(code):
    pack = load_packs(ROOT)[code]
    assert pack.status is PackStatus.EMPTY
    assert pack.about.english_name in pack.about.why_empty
    assert "A presenter records it." in pack.voices.why_none
    assert len(pack.dates.words) == 19
    assert not [each.slug for each in counties().values() if code in each.languages]


def test_english_and_kiswahili_lack_no_key():
    for code in ("en", "sw"):
        pack = PACKS[code]
        tables = {
            "numbers.csv": pack.numbers.words,
            "dates.csv": pack.dates.words,
            "phrases.csv": pack.phrases,
        }
        assert {file: missing_keys(file, known, pack.slots) for file, known in tables.items()} == {
            file: [] for file in tables
        }


def test_a_key_is_needed_unless_another_says_the_same():
    slots = PACKS["en"].slots
    assert "15" in missing_keys("numbers.csv", {}, slots)
    assert "15" not in missing_keys("numbers.csv", {"tens-and-ones": "{tens} {ones}"}, slots)
    assert needed_keys("glossary.csv", slots) == ()
