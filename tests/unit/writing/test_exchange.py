import csv
import io
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import LanguageError, PackError, TemplateError
from app.writing.exchange import export_pack, import_pack
from app.writing.exchange_rows import COLUMNS, Entry, read, written
from app.writing.language_pack import load
from app.writing.pack_files import pack_files
from tests.unit.writing.evidence import ROOT


@pytest.fixture
def root(tmp_path):
    """A copy of the language packs that a test may change."""
    return shutil.copytree(ROOT, tmp_path / "packs")


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in pack_files(folder)}


def exported(root, code):
    return export_pack(root / code, reference=root / "en")


def put_in(root, code, text):
    raw = text if isinstance(text, bytes) else text.encode()
    return import_pack(raw, name="words.csv", code=code, root=root)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_csv(rows, columns=COLUMNS):
    told = io.StringIO()
    writer = csv.DictWriter(told, columns)
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue()


def changed(told, file, key, /, **cells):
    rows = rows_of(told)
    row = next(each for each in rows if (each["file"], each["key"]) == (file, key))
    row.update(cells)
    return as_csv(rows)


@pytest.mark.parametrize("code", ["en", "sw"])
def test_a_round_trip_keeps_every_byte(root, code):
    before, text = bytes_of(root / code), exported(root, code)
    shutil.rmtree(root / code)
    if code == "en":
        shutil.copytree(ROOT / "en", root / "en")
        for path in (*(root / "en").rglob("*.j2"), root / "en" / "phrases.csv"):
            path.write_text("to be replaced\n")
    put_in(root, code, text)
    assert bytes_of(root / code) == before
    assert exported(root, code) == text


@pytest.mark.parametrize("code", ["kam", "dav", "so", "mas"])
def test_a_language_without_sentences_keeps_its_words(root, code):
    before = load(root / code)
    put_in(root, code, exported(root, code))
    after = load(root / code)
    assert (after.numbers.words, after.dates.words) == (before.numbers.words, before.dates.words)
    assert (after.glossary, after.segments) == (before.glossary, {})
    assert exported(root, code) == exported(root, code)


def test_a_byte_order_mark_is_no_part_of_the_words(root):
    text = changed(exported(root, "sw"), "phrases.csv", "pasture-severe-deficit", text="mabaya")
    pack = put_in(root, "sw", b"\xef\xbb\xbf" + text.encode())
    assert pack.phrases["pasture-severe-deficit"] == "mabaya"
    assert load(root / "sw").phrases["pasture-severe-deficit"] == "mabaya"


def test_letters_are_kept_in_one_form(root):
    text = changed(exported(root, "kam"), "phrases.csv", "phase-alert", text="ku\u0303mya")
    put_in(root, "kam", text)
    assert "kũmya" in (root / "kam" / "phrases.csv").read_text(encoding="utf-8")


def test_a_translator_sees_the_english_and_what_is_wanted(root):
    rows = {(row["file"], row["key"]): row for row in rows_of(exported(root, "so"))}
    assert rows["phrases.csv", "trend-worsening"]["english"] == "getting worse"
    assert rows["numbers.csv", "hundreds"]["english"] == "{count} hundred"
    headline = rows["segments/alert/headline.txt.j2", "line 4"]
    assert headline["english"].startswith("The situation is {{ trend")
    assert headline["text"] == ""
    assert rows["advice.csv", "alert-sell-early (short)"]["english"] == "sell early"
    assert rows["dates.csv", "weekday-1"]["text"] == "Isniin"


def test_a_sentence_is_changed_and_another_left_out(root):
    text = changed(
        exported(root, "sw"), "segments/shared/rain.txt.j2", "line 4", text="Mvua ni chache."
    )
    with_both = changed(text, "segments/shared/outlook.txt.j2", "line 2", text="")
    put_in(root, "sw", changed(with_both, "segments/shared/outlook.txt.j2", "line 1", text=""))
    assert (root / "sw/segments/shared/rain.txt.j2").read_text().splitlines()[
        3
    ] == "Mvua ni chache."
    assert not (root / "sw/segments/shared/outlook.txt.j2").exists()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-dry", "@sum", "\tx"])
def test_what_a_spreadsheet_would_calculate_goes_out_as_text_and_is_refused_coming_in(cell):
    entry = Entry(file="README.md", key="line 1", text=cell)
    assert f"'{cell}" in written([entry])
    if cell.isprintable():
        assert read(written([entry]).encode(), name="words.csv")[0].text == cell
    raw = as_csv([{"file": "README.md", "key": "line 1", "text": cell}]).encode()
    with pytest.raises(PackError, match=r"words\.csv, row 2: 'text' begins like a spreadsheet"):
        read(raw, name="words.csv")


@given(st.text(alphabet="'=+-@ab ĩũ,\"", max_size=8))
def test_any_cell_comes_back_as_it_went_out(cell):
    entry = Entry(file="README.md", key="line 1", text=cell, row=2)
    assert read(written([entry]).encode(), name="words.csv") == (entry,)


def row(**cells):
    return as_csv([{"file": "phrases.csv", "key": "phase-alert", "status": "draft", **cells}])


BAD_TABLES = [
    ("", "row 1: the column 'file' is missing"),
    ("file;key;english;text;note;source;status\n", "row 1: the column 'file' .*with commas"),
    (row().replace(",source", ",origin"), "row 1: the column 'source' is missing"),
    (row().replace(",source", ",text,source"), "row 1: two columns have the same name"),
    (as_csv([]), "row 1: there are no rows"),
    (row() + row().splitlines()[1], "row 3: 'phrases.csv, phase-alert' stands in row 2 already"),
    (row() + "phrases.csv,x\n", "row 3: it has 2 cells, the heading has 7"),
    (row() + 'phrases.csv,"x,,,,,\n', r"row \d: .*check the quotes"),
    (row(text="caf\u00e9").encode("latin-1"), "row 2: the letters are not stored as UTF-8"),
    (row(text="ĩ").encode("utf-16"), "row 1: the letters are not stored as UTF-8"),
    (row(text="a\nb"), "row 2: 'text' holds a line break"),
    (row(text="a\u202eb"), "row 2: 'text' holds a line break or an unseen sign"),
    (row(status="final"), "row 2: the status is one of"),
    (row(file="../../etc/passwd"), "row 2: no language has a file '../../etc/passwd'"),
    (row(file="segments/alert/../../x.txt.j2"), "row 2: no language has a file"),
    (row(file="segments/alert/song.txt.j2"), "row 2: no language has a file"),
    (row(file="segments/alert/rain.txt.j2"), "row 2: 'phase-alert' is no key of"),
    (row(key=""), "row 2: '' is no key of"),
    (row(source="=cmd|x"), "row 2: 'source' begins like a spreadsheet formula"),
    (b"x" * 2_000_001, "words.csv is larger than"),
]


@pytest.mark.parametrize(("table", "why"), BAD_TABLES, ids=[why[:50] for _, why in BAD_TABLES])
def test_a_wrong_table_is_refused_by_its_row(root, table, why):
    before = bytes_of(root / "sw")
    with pytest.raises(PackError, match=rf"^words\.csv.*{why.removeprefix('words.csv ')}"):
        put_in(root, "sw", table)
    assert bytes_of(root / "sw") == before


WRONG_CELLS = [
    ("phrases.csv", "trend-stable", {"text": "asilimia 5"}, "'text' holds '5'", PackError),
    ("phrases.csv", "exercise-replay", {"text": "Zoezi."}, "must hold {month}", PackError),
    ("numbers.csv", "percent", {"text": "asilimia"}, "'words' must hold {count}", PackError),
    ("numbers.csv", "40", {"key": "forty"}, "nothing asks for 'forty'", PackError),
    ("advice.csv", "alert-sell-early", {"note": "soon"}, "its note must say when", PackError),
    ("advice.csv", "alert-sell-early", {"text": ""}, "it has no row in full", PackError),
    (
        "advice.csv",
        "alert-fodder",
        {"note": "phase=alert; order=2; seasons=JJA; sector=livestock; expires="},
        "the seasons 'JJA' must be",
        PackError,
    ),
    ("pronunciation.csv", "ng'ombe | espeak", {"key": "ng'ombe"}, "write the key as", PackError),
    (
        "segments/alert/headline.txt.j2",
        "line 3",
        {"text": "Awamu {{ awamu }}."},
        "slot 'awamu' is not in slots.yaml",
        TemplateError,
    ),
    (
        "segments/alert/headline.txt.j2",
        "line 2",
        {"text": "{% for a in county %}x{% endfor %}."},
        "",
        TemplateError,
    ),
]


@pytest.mark.parametrize(
    ("file", "key", "cells", "why", "kind"), WRONG_CELLS, ids=[each[3] for each in WRONG_CELLS]
)
def test_a_wrong_cell_names_the_row_and_nothing_is_half_imported(root, file, key, cells, why, kind):
    before, text = bytes_of(root / "sw"), exported(root, "sw")
    rows = rows_of(text)
    number = 2 + next(i for i, row in enumerate(rows) if (row["file"], row["key"]) == (file, key))
    # A right change before the wrong one must not come through either.
    text = changed(text, "phrases.csv", "phase-alert", text="Onyo")
    if cells.get("text") == "":
        number += 1
    with pytest.raises(kind) as fault:
        put_in(root, "sw", changed(text, file, key, **cells))
    assert str(fault.value).startswith(f"words.csv, row {number} ({file}, ")
    assert why in str(fault.value)
    assert bytes_of(root / "sw") == before
    assert sorted(path.name for path in root.glob(".*")) == []


def test_a_missing_sentence_names_its_file(root):
    text = exported(root, "sw")
    for line in range(1, 6):
        text = changed(text, "segments/alert/actions.txt.j2", f"line {line}", text="")
    with pytest.raises(LanguageError, match=r"words\.csv: sw/segments/alert/actions\.txt\.j2 is"):
        put_in(root, "sw", text)


def test_an_unknown_code_makes_no_folder(root):
    with pytest.raises(PackError, match="no language code"):
        put_in(root, "../x", exported(root, "sw"))
    assert not (root.parent / "x").exists()
