import pytest

from app.errors import Conflict
from app.publishing.pack_folder import RECORD, fill_folder
from app.publishing.week_pack import PackFile, pack_file


def names(folder):
    return {each.name for each in folder.iterdir()} - {RECORD}


def test_this_weeks_files_take_the_place_of_last_weeks(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"the stick's own")
    fill_folder([pack_file("README.txt", b"48"), pack_file("KTU_W48.mp3", b"old")], tmp_path)
    gone = fill_folder([pack_file("README.txt", b"49"), pack_file("KTU_W49.mp3", b"new")], tmp_path)
    assert gone == ["KTU_W48.mp3"]
    assert names(tmp_path) == {"holiday.jpg", "README.txt", "KTU_W49.mp3"}
    assert (tmp_path / "README.txt").read_bytes() == b"49"
    assert (tmp_path / "holiday.jpg").read_bytes() == b"the stick's own"


def test_a_file_of_somebody_else_is_never_replaced(tmp_path):
    (tmp_path / "README.txt").write_bytes(b"my notes")
    with pytest.raises(Conflict, match="move it away"):
        fill_folder([pack_file("README.txt", b"48"), pack_file("KTU_W48.mp3", b"x")], tmp_path)
    assert names(tmp_path) == {"README.txt"}
    assert (tmp_path / "README.txt").read_bytes() == b"my notes"


def test_what_is_old_is_gone_even_if_the_new_does_not_get_there(tmp_path):
    fill_folder([pack_file("KTU_W48.mp3", b"old")], tmp_path)
    lost = PackFile(name="KTU_W49.mp3", sha256="0" * 64, body=tmp_path / "lost")
    with pytest.raises(FileNotFoundError):
        fill_folder([lost], tmp_path)
    assert names(tmp_path) == set()
    fill_folder([pack_file("KTU_W49.mp3", b"new")], tmp_path)
    assert names(tmp_path) == {"KTU_W49.mp3"}


@pytest.mark.parametrize(
    "record", ["{", "[]", '{"files": 3}', '{"files": ["../outside.txt", "tangazo-pack.json"]}']
)
def test_a_damaged_record_lets_nothing_be_deleted(tmp_path, record):
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / RECORD).write_text(record)
    fill_folder([pack_file("a.mp3", b"x")], stick)
    assert outside.read_bytes() == b"mine"
    assert names(stick) == {"a.mp3"}
