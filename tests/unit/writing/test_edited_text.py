import pytest

from app.errors import PackError, TemplateError
from app.writing.edited_text import (
    LONGEST_TABLE,
    LONGEST_TEXT,
    file_named,
    read_typed,
    short_name,
    typed_table,
    typed_text,
)


@pytest.mark.parametrize("name", ["spot/headline", "segments/spot/headline.txt.j2"])
def test_a_file_may_be_named_shortly_or_in_full(name):
    assert file_named(name) == "segments/spot/headline.txt.j2"


@pytest.mark.parametrize(
    "name", ["", "alert", "alert/", "alert/song", "../en/headline", "alert/../alert/headline"]
)
def test_a_file_that_no_bulletin_uses_is_refused(name):
    with pytest.raises(PackError, match="no bulletin uses"):
        file_named(name)


def test_a_text_is_kept_in_one_form():
    typed = "\ufeffKi\u0303tui\t\u2019s rain.\r\n\r\n"
    assert typed_text(typed, file="x") == "K\u0129tui 's rain.\n"


def test_a_long_note_of_one_line_may_stay():
    assert typed_text("{# read slowly #}\nRain.", file="x") == "{# read slowly #}\nRain.\n"


def test_the_longest_text_is_kept_and_a_longer_one_is_not():
    assert typed_text("a" * LONGEST_TEXT, file="x")
    with pytest.raises(TemplateError, match="20,001 letters"):
        typed_text("a" * (LONGEST_TEXT + 1), file="x")


@pytest.mark.parametrize(
    "name", ["glossary", "tables/glossary", "glossary.csv", "tables/glossary.csv"]
)
def test_a_table_is_found_by_its_short_and_its_full_name(name):
    assert file_named(name) == "glossary.csv"
    assert short_name("glossary.csv") == "tables/glossary"


def test_a_picture_is_told_as_one():
    with pytest.raises(TemplateError, match=r"line 2: .*cloud with rain.*picture"):
        typed_text("Rain.\n\U0001f327.", file="x")


def test_a_table_keeps_its_signs_and_lines_but_nothing_unseen():
    assert typed_table("a,→\r\nb,✓\r\n\r\n", file="x") == "a,→\nb,✓\n"
    with pytest.raises(PackError, match=r"x, row 2: .*zero width"):
        typed_table("a\nb\u200b\n", file="x")


def test_the_longest_table_is_kept_and_a_longer_one_is_not():
    assert typed_table("a" * LONGEST_TABLE, file="x")
    with pytest.raises(PackError, match="100,001 letters"):
        typed_table("a" * (LONGEST_TABLE + 1), file="x")


def test_a_file_in_another_encoding_is_told_at_its_row():
    with pytest.raises(PackError, match=r"x, row 2: .*CSV UTF-8"):
        read_typed(b"key\n\xe9\n", file="x")
    assert read_typed(b"\xef\xbb\xbfkey\n", file="x") == "key\n"
