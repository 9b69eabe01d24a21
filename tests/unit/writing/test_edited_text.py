import pytest

from app.errors import PackError, TemplateError
from app.writing.edited_text import LONGEST_TEXT, file_named, typed_text


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
