import shutil

import pytest

from app.writing.language_check import check_language
from tests.unit.writing.evidence import ROOT


@pytest.fixture
def root(tmp_path):
    """A copy of the language packs that a test may spoil."""
    return shutil.copytree(ROOT, tmp_path / "packs")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("code", ["en", "sw"])
def test_a_whole_language_lacks_nothing_but_its_review(code):
    report = check_language(ROOT / code)
    assert report.makes_bulletins
    assert all("rows are not reviewed" in fault for fault in report.faults)
    assert report.summary.endswith("it can make a bulletin in every phase.")
    assert "every whole number" in report.summary


def test_a_language_of_dates_and_few_numbers_says_so():
    report = check_language(ROOT / "kam")
    assert not report.makes_bulletins
    assert report.summary.startswith(
        "Kikamba can say weekdays, months and numbers from 1 to 12; it cannot make a bulletin: "
        "Nobody has written"
    )
    told = "\n".join(report.faults)
    for line in (
        "kam/phrases.csv: no words for exercise-only, ",
        "kam/numbers.csv: no words for 0, 13, ",
        "kam/dates.csv: no words for day, date, ",
        "kam/advice.csv: no advice number 1, 2, 3 for alarm in the season MAM, OND, dry",
        "kam/segments: no 'headline' for normal, pre-alert, alert, alarm, emergency, recovery; "
        "no bulletin can do without it",
        "kam/segments: no 'rain'; bulletins go without it",
        "kam/segments: no 'spot/headline'; there are no spots of thirty seconds",
        "kam/dates.csv: 19 rows are not reviewed: 2 to 20",
    ):
        assert line in told


SPOILED = [
    ("phrases.csv", "Kawaida", "Awamu NDMA", "row 2: no voice knows 'NDMA'"),
    ("phrases.csv", "Kawaida", "asilimia 5", "row 2: 'text' holds '5', which no voice can read"),
    ("phrases.csv", "Kawaida", "", "no words for phase-normal"),
    ("phrases.csv", "Zoezi hili linarudia takwimu za {month}.", "Zoezi.", "must hold {month}"),
    ("phrases.csv", "phase-normal", "phase-norml", "no words for phase-normal"),
    ("numbers.csv", "hundreds,", "hundrets,", "nothing asks for 'hundrets'"),
    ("numbers.csv", "hundreds,", "hundrets,", "no words for hundreds"),
    ("numbers.csv", "kilomita {count}", "kilometa {count}", "'kilometa' is spelled 'kilomita'"),
    ("advice.csv", "normal-hay,normal,1,MAM OND", "normal-hay,normal,1,MAM", "number 1 for normal"),
    ("advice.csv", "normal-hay,normal,1", "normal-hay,normal,9", "the order '9' must be 1, 2 or"),
    ("advice.csv", ",hifadhi nyasi,", ",,", "row 2: 'short' is empty; fill it"),
    ("language.yaml", "words_per_minute: 115", "words_per_minute: 5", "'words_per_minute' must be"),
    ("voice.yaml", "rate_wpm: 160", "rate_wpm: 5", "'rate_wpm' must be"),
    (
        "segments/shared/rain.txt.j2",
        "mvua ilikuwa",
        "ngombe na mvua ilikuwa",
        "line 2: 'ngombe' is spelled 'ng'ombe'",
    ),
    ("segments/shared/rain.txt.j2", "| usual", "| money", "there is no filter 'money'"),
]


@pytest.mark.parametrize(("file", "old", "new", "why"), SPOILED, ids=[each[3] for each in SPOILED])
def test_a_fault_is_told_with_its_file_and_place(root, file, old, new, why):
    change(root / "sw" / file, old, new)
    told = [fault for fault in check_language(root / "sw").faults if why in fault]
    assert len(told) == 1
    assert told[0].startswith(f"sw/{file}")


def test_every_fault_is_told_and_not_only_the_first(root):
    change(root / "sw/phrases.csv", "Kawaida", "hali 1")
    change(root / "sw/phrases.csv", "Dharura", "hali 2")
    change(root / "sw/advice.csv", "hifadhi nyasi", "hifadhi 3")
    report = check_language(root / "sw")
    assert len([fault for fault in report.faults if "no voice can read" in fault]) == 3
    assert not report.makes_bulletins
    assert report.summary.startswith("sw cannot be used: sw/phrases.csv, row 2")


def test_a_missing_sentence_keeps_the_language_from_bulletins(root):
    (root / "sw/segments/alert/actions.txt.j2").unlink()
    report = check_language(root / "sw")
    assert "sw/segments: no 'actions' for alert; no bulletin can do without it" in report.faults
    assert not report.makes_bulletins


def test_a_table_that_cannot_be_read_is_told_once_and_the_others_too(root):
    (root / "sw/numbers.csv").write_bytes(b"key,words,source,status\n1,caf\xe9,,draft\n")
    change(root / "sw/phrases.csv", "Kawaida", "hali 1")
    faults = check_language(root / "sw").faults
    assert len([fault for fault in faults if fault.startswith("sw/numbers.csv")]) == 1
    assert [fault for fault in faults if "sw/phrases.csv, row 2" in fault]


def test_a_number_too_few_keeps_the_language_from_bulletins(root):
    path = root / "sw/numbers.csv"
    lines = [row for row in path.read_text().splitlines() if not row.startswith("tens-and-ones")]
    path.write_text("\n".join(lines) + "\n")
    report = check_language(root / "sw")
    assert not report.makes_bulletins
    assert "numbers from 0 to 10" in report.summary
    assert "it cannot make a bulletin: Kiswahili has no words for" in report.summary
