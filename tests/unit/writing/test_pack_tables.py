"""Tables that officers wrote over those of a language's folder."""

import shutil

import pytest

from app.errors import LanguageError, PackError
from app.settings import CHECKOUT
from app.writing.language_pack import load, with_text
from app.writing.rendering import PackSource, kept_pack

LANGUAGES = CHECKOUT / "bulletin_templates"
KAM, SW = LANGUAGES / "kam", LANGUAGES / "sw"
HEADLINE = "segments/alert/headline.txt.j2"


def text_of(folder, file):
    return (folder / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "before", "now"),
    [
        ("glossary.csv", ",ukame,", ",kiangazi,"),
        ("phrases.csv", ",Tahadhari,", ",Hadhari,"),
        ("numbers.csv", "3,tatu,", "3,utatu,"),
        ("dates.csv", "weekday-1,Jumatatu,", "weekday-1,Juma tatu,"),
        ("pronunciation.csv", "ng'ombe,espeak,[[N'ombe]]", "ng'ombe,espeak,ngombe"),
    ],
)
def test_a_table_over_the_folder_gives_the_pack_that_its_file_would(tmp_path, file, before, now):
    changed = text_of(SW, file).replace(before, now, 1)
    assert changed != text_of(SW, file)
    over = load(SW, overlay={file: changed})
    shutil.copy(LANGUAGES / "slots.yaml", tmp_path)
    folder = shutil.copytree(SW, tmp_path / "sw")
    (folder / file).write_text(changed, encoding="utf-8")
    own = load(folder)
    assert (over.glossary, over.phrases, over.lexicon) == (own.glossary, own.phrases, own.lexicon)
    assert (over.numbers, over.dates, over.sha256) == (own.numbers, own.dates, own.sha256)


def test_a_wrong_row_of_a_table_over_the_folder_is_named():
    text = text_of(KAM, "glossary.csv") + "mist,mist,=1+1,,x,draft\n"
    last = text.count("\n")
    with pytest.raises(PackError, match=rf"kam/glossary.csv, row {last}: .*formula"):
        load(KAM, overlay={"glossary.csv": text})


@pytest.mark.parametrize("file", ["language.yaml", "voice.yaml", "README.md", "../x.csv"])
def test_only_sentences_and_tables_lie_over_a_folder(file):
    with pytest.raises(PackError, match="only sentences and tables"):
        load(KAM, overlay={file: "x"})


def test_one_text_tried_over_a_pack_gives_what_loading_it_whole_would():
    text = text_of(SW, HEADLINE) + "Linda mifugo.\n"
    tried = with_text(load(SW), SW, file=HEADLINE, text=text)
    whole = load(SW, overlay={HEADLINE: text})
    assert (tried.sha256, dict(tried.overlay)) == (whole.sha256, dict(whole.overlay))
    assert [line.number for line in tried.segments["alert", "headline"].lines] == [
        line.number for line in whole.segments["alert", "headline"].lines
    ]


def test_one_text_that_leaves_the_phase_unsaid_is_refused_as_in_a_whole_pack():
    with pytest.raises(LanguageError, match="no sentence says"):
        with_text(load(SW), SW, file=HEADLINE, text="Habari za ukame.\n")


def test_a_kept_pack_is_read_anew_when_the_folder_changes(tmp_path):
    shutil.copy(LANGUAGES / "slots.yaml", tmp_path)
    folder = shutil.copytree(KAM, tmp_path / "kam")
    first = kept_pack(PackSource.of(folder, {}))
    assert kept_pack(PackSource.of(folder, {})) is first
    (folder / "notes.txt").write_text("new", encoding="utf-8")
    assert kept_pack(PackSource.of(folder, {})).sha256 != first.sha256
