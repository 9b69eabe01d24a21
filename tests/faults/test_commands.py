"""Bad input at the command line: one clear line, an exit code, nothing lost."""

import shutil
import socket
from pathlib import Path

import pytest

HEADER = (
    "date,adm_level,adm_id,PCODE,n_pixels,rfh,rfh_avg,r1h,r1h_avg,r3h,r3h_avg,rfq,r1q,r3q,version\n"
)
ROW = "2017-04-21,2,51349,KE015074,669.0,5.0,30.0,20.0,100.0,47.0,114.0,28.0,24.0,44.0,final\n"
BAD_TABLES = {
    "missing": None,
    "empty": "",
    "a web page": "<!DOCTYPE html><html><body>Sign in</body></html>",
    "cut short": HEADER + ROW[:40],
    "a renamed column": HEADER.replace("r3h_avg", "r3h_mean") + ROW,
    "no number": HEADER + ROW.replace("47.0", "n/a"),
    "nan": HEADER + ROW.replace("47.0", "nan"),
    "the future": HEADER + ROW.replace("2017", "2072"),
    "another country": HEADER + ROW.replace("KE015074", "UG015074"),
}


def assert_one_clear_line(ended, *needed):
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    (line,) = [each for each in ended.stderr.splitlines() if each.startswith("tangazo:")][-1:]
    for word in needed:
        assert word in ended.stderr, line


@pytest.mark.parametrize("table", BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_table_that_cannot_be_read_is_named(machine, table):
    machine.home.mkdir()
    path = machine.home / "rain.csv"
    if table is not None:
        path.write_text(table, encoding="utf-8")
    ended = machine.tangazo("week", "--rainfall", str(path), TANGAZO_WORKERS="1")
    assert_one_clear_line(ended, "rain.csv")


def test_a_template_with_an_unknown_slot_is_named_with_file_and_line(machine):
    templates = machine.home / "bulletin_templates"
    shutil.copytree("bulletin_templates", templates)
    broken = templates / "en" / "segments" / "alert" / "headline.txt.j2"
    broken.write_text(broken.read_text(encoding="utf-8") + "{{ countty }} is dry.\n")
    ended = machine.tangazo("week", TANGAZO_TEMPLATES=str(templates))
    assert_one_clear_line(ended, "headline.txt.j2", "countty")


def test_a_week_that_does_not_exist_is_refused(machine):
    assert_one_clear_line(machine.tangazo("week", "--week", "2025-W53"), "2025-W53")


def test_an_unknown_pack_of_evidence_is_refused(machine):
    assert_one_clear_line(machine.tangazo("week", "--replay", "1999-01"), "1999-01", "2026-02")


def test_an_unknown_county_is_refused(machine):
    assert_one_clear_line(machine.tangazo("week", "--county", "Atlantis"), "Atlantis")


def test_a_taken_port_is_named(machine):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_one_clear_line(machine.tangazo("up", TANGAZO_PORT=str(port)), str(port))


def test_a_home_that_cannot_be_written_is_named(machine):
    machine.home.parent.joinpath("home").write_text("a file, not a folder")
    assert_one_clear_line(machine.tangazo("week"), "home")


def test_schedule_tells_the_next_and_the_last_run(machine):
    told = machine.tangazo("schedule", "--show")
    assert told.returncode == 0
    assert "Next run: Mon" in told.stdout
    assert "05:00" in told.stdout
    assert "none yet" in told.stdout


def test_the_output_is_clean(machine):
    words = ("week", "--replay", "2026-02", "--county", "kitui")
    made = machine.tangazo_apart(*words, TANGAZO_WORKERS="1")
    assert made.returncode == 0, made.stderr
    assert "Traceback" not in made.stdout + made.stderr
    assert "climate" not in made.stdout.lower()
    assert "released" in made.stdout


def test_a_live_install_from_token_to_release(machine):
    token = machine.tangazo("init").stdout.split("tangazo_once_")[1].split()[0]
    added = machine.tangazo("officer", "Asha", TANGAZO_KEY=f"tangazo_once_{token}")
    key = "tangazo_key_" + added.stdout.split("tangazo_key_")[1].split()[0]
    machine.tangazo("week", "--replay", "2026-02", "--county", "kitui", TANGAZO_WORKERS="1")
    listed = machine.tangazo("bulletins").stdout
    name = next(word for word in listed.split() if "kitui-sw-1" in word)
    text = machine.tangazo("read", name).stdout.split("Text: ")[1].split()[0]
    refused = machine.tangazo("approve", name, "--text", text, TANGAZO_KEY="guess")
    assert_one_clear_line(refused, "no officer")
    wrong = machine.tangazo("approve", name, "--text", "0" * 12, TANGAZO_KEY=key)
    assert_one_clear_line(wrong, "not the text")
    done = machine.tangazo("approve", name, "--text", text, TANGAZO_KEY=key, TANGAZO_WORKERS="1")
    assert done.returncode == 0, done.stderr
    assert "released" in done.stdout
    assert Path(machine.home / "audio_out").is_dir()


def test_a_source_that_does_not_work_is_named_in_one_line(machine):
    asked = machine.tangazo(
        "sources",
        "check",
        "HDX rainfall",
        TANGAZO_HDX_URL="http://127.0.0.1:9",
        TANGAZO_FETCH_BUDGET_S="0.5",
    )
    assert_one_clear_line(asked, "HDX rainfall: does not work")
    assert_one_clear_line(
        machine.tangazo("sources", "check", "hearsay"), "hearsay", "HDX vegetation"
    )
