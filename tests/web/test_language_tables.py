"""The tables of a language on the desk: by row, and as CSV out and in."""

import csv
import io

import pytest

from app.store.template_history import revisions
from tests.web.words_desk import LANGUAGES, patient_child, words_desk

TABLE = "/desk/languages/kam/glossary"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with patient_child() as child, words_desk(tmp_path_factory.mktemp("desk"), child) as opened:
        yield opened


def installed(language="kam"):
    return (LANGUAGES / language / "glossary.csv").read_text(encoding="utf-8")


def number(desk, language="kam"):
    with desk.newsroom.store.reading() as tx:
        return len(revisions(tx, language, "glossary.csv"))


def send(desk, raw, *, name="Esha", language="kam", **sent):
    form = {"step": "file", "based_on": str(number(desk, language)), **sent}
    files = {"file": ("glossary.csv", raw, "text/csv")}
    return desk.post(f"/desk/languages/{language}/glossary", name=name, files=files, **form)


def send_row(desk, row, *, step="row", **cells):
    form = {f"cell-{name}": cell for name, cell in cells.items()}
    sent = {"step": step, "row": row, "based_on": str(number(desk)), **form}
    return desk.post(TABLE, **sent)


def table(desk, language="kam"):
    answer = desk.get(f"/desk/languages/{language}/glossary.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return {row["key"]: row for row in rows}


def test_a_table_goes_out_with_a_mark_for_spreadsheets_and_comes_back(desk):
    answer = desk.get("/desk/languages/mas/glossary.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="mas-glossary-0.csv"' in answer.headers["content-disposition"]
    same = send(desk, answer.content, language="mas")
    assert same.status_code == 409
    assert "Nothing was changed" in same.text


def test_a_whole_table_is_kept_as_a_revision_over_the_folder(desk):
    raw = installed() + "mist,mist,mbũa mbuti,,Kioko,draft\n"
    before = number(desk)
    assert send(desk, raw.encode()).status_code == 303
    assert number(desk) == before + 1
    assert table(desk)["mist"]["text"] == "mbũa mbuti"
    assert "mist" not in installed()
    page = desk.get("/desk/languages/kam").text
    assert "file=tables/glossary" in page


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"key;en;text\n", "commas"),
        (b"key,en,text,note,source,status\na,b,c,,x,wrong\n", "Row 2"),
        (b"key,en,text,note,source,status\na,b,c,,x,draft\na,b,d,,x,draft\n", "Row 3"),
        (b"key,en,text,note,source,status\na,b,=1+1,,x,draft\n", "formula"),
        (b"key,en,text,note,source,status\na,b,\xff,,x,draft\n", "CSV UTF-8"),
        ("key,en,text,note,source,status\na,b,\u202ec,,x,draft\n".encode(), "right-to-left"),
        (b"x" * 400_001, "too many"),
        (b"", "Choose the table first"),
    ],
    ids=["semicolons", "status", "twice", "formula", "latin-1", "rtl", "large", "none"],
)
def test_a_wrong_table_changes_nothing_and_its_row_is_named(desk, raw, told):
    before, held = number(desk), table(desk)
    answer = send(desk, raw)
    assert answer.status_code in (409, 422)
    assert told in answer.text
    assert (number(desk), table(desk)) == (before, held)


def test_a_row_is_added_changed_and_taken_out(desk):
    words = {"key": "dew", "en": "dew", "text": "mũme", "source": "Kioko", "status": "draft"}
    assert send_row(desk, "", **words).status_code == 303
    assert table(desk)["dew"]["text"] == "mũme"
    page = desk.get(f"{TABLE}?row=dew").text
    assert 'value="mũme"' in page
    assert send_row(desk, "dew", **{**words, "text": "ĩme"}).status_code == 303
    assert table(desk)["dew"]["text"] == "ĩme"
    assert send_row(desk, "dew", step="remove").status_code == 303
    assert "dew" not in table(desk)


def test_a_refused_row_stays_in_the_form(desk):
    answer = send_row(desk, "", key="fog", en="fog", text="", source="", status="nonsense")
    assert answer.status_code == 422
    assert 'value="fog"' in answer.text
    assert "nonsense" in answer.text


def test_a_row_that_is_gone_is_told(desk):
    answer = send_row(desk, "no-such", key="no-such", en="x", text="y", status="draft")
    assert answer.status_code == 422
    assert "there is no row" in answer.text


def test_who_may_not_write_reads_the_table_and_changes_nothing(desk):
    before = number(desk)
    assert send(desk, installed().encode(), name="Mwikali").status_code == 403
    page = desk.get(TABLE, name="Mwikali").text
    assert "<form" not in page.partition("<main")[2]
    assert number(desk) == before


def test_the_second_of_two_tables_is_told(desk):
    raw = (installed() + "hail,hail,mbũa ya mavia,,Kioko,draft\n").encode()
    send(desk, raw)
    answer = send(desk, raw.replace(b"hail", b"sleet"), name="Fatuma", based_on="0")
    assert answer.status_code == 409
    assert "is at revision" in answer.text
