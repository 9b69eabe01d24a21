"""The pages on which officers try, keep, compare and agree to the sentences of a language.

Texts are kept in Kikamba, which has no sentences yet, so that nothing is tried in every phase;
that is tried in the tests of the pipeline.
"""

import re
from dataclasses import dataclass

import pytest

from app.domain.content import Origin
from app.domain.evidence import Phase
from app.pipeline.text_standing import words_standing
from app.store.drafts import the_draft
from app.store.template_history import revisions
from app.writing.edited_text import file_named
from app.writing.segments import SegmentKind
from tests.web.words_desk import LANGUAGES, Desk, patient_child, words_desk

HEADLINE = "segments/alert/headline.txt.j2"
PREVIEW = "/desk/templates/sw/preview"
WORDS = "Kaunti ya {{ county }} yĩ nũmbu."


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One desk for all, as a site takes long to open; each test writes in a text of its own."""
    with patient_child() as child, words_desk(tmp_path_factory.mktemp("desk"), child) as opened:
        yield opened


@pytest.fixture(scope="module")
def names():
    """Texts that no test has written in yet."""
    return iter(f"{phase}/{kind}" for phase in Phase for kind in SegmentKind)


@dataclass
class Own:
    """A text of one test."""

    desk: Desk
    name: str

    def save(self, text=WORDS, *, based_on=0, language="kam", officer="Esha", **sent):
        form = {"file": self.name, "text": text, "based_on": str(based_on), **sent}
        return self.desk.post(f"/desk/templates/{language}/save", name=officer, **form)

    def kept(self, language="kam"):
        with self.desk.newsroom.store.reading() as tx:
            return [each.text for each in revisions(tx, language, file_named(self.name))]

    def draft(self, officer="Esha", language="kam"):
        with self.desk.newsroom.store.reading() as tx:
            return the_draft(tx, officer, language, file_named(self.name))


@pytest.fixture
def own(desk, names):
    return Own(desk=desk, name=next(names))


def try_out(desk, text, **sent):
    form = {"file": "alert/headline", "text": text, "based_on": "0", "county": "kitui", **sent}
    return desk.post(PREVIEW, **form)


def headline():
    return (LANGUAGES / "sw" / HEADLINE).read_text(encoding="utf-8")


def headline_draft(desk, officer="Esha"):
    return Own(desk=desk, name="alert/headline").draft(officer, "sw")


def test_every_language_is_listed_with_its_texts_by_phase(own, desk):
    own.save()
    page = desk.get("/desk/templates").text
    assert 'href="/desk/templates/sw/edit?file=emergency/close"' in page
    assert "revision 1, Esha, Mon 23 Nov 12:00" in page
    assert "waits for a yes" in page
    assert 'href="/desk/languages/dav"' in page


def test_the_english_master_stands_beside_a_text(desk):
    page = desk.get("/desk/templates/sw/edit?file=alert/headline").text
    master, own = page.index('<pre lang="en">'), page.index('name="text" lang="sw"')
    assert master < own
    assert "<pre" not in desk.get("/desk/templates/en/edit?file=alert/headline").text


def test_a_text_is_kept_and_the_page_says_what_comes_next(own, desk):
    answer = own.save()
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert "Revision 1 is kept." in page
    assert own.kept() == [f"{WORDS}\n"]


def test_a_refused_text_stays_in_the_form_with_its_fault_at_its_line(own):
    answer = own.save("Kitui.\nKitui {{ contry }}.")
    assert answer.status_code == 422
    assert 'data-line="2"' in answer.text
    assert "did you mean" in answer.text
    assert "{{ contry }}" in answer.text
    assert own.kept() == []


@pytest.mark.parametrize(
    ("letter", "told"),
    [
        ("\u202e", "right-to-left override"),
        ("\x00", "U+0000".lower()),
        ("\U0001f327", "cloud with rain"),
        ("\u200b", "zero width space"),
    ],
    ids=["rtl", "nul", "emoji", "unseen"],
)
def test_a_letter_that_cannot_be_spoken_is_told_at_its_line_and_the_text_stays(own, letter, told):
    answer = own.save(f"Kitui.\nKitui {letter}.")
    assert answer.status_code == 422
    assert 'data-line="2"' in answer.text
    assert told in answer.text
    assert "\x00" not in answer.text
    assert own.kept() == []
    assert own.draft().text.startswith("Kitui.\nKitui ")


def test_a_text_a_little_too_long_is_told_its_length_and_stays(own):
    answer = own.save("a" * 20_001)
    assert answer.status_code == 422
    assert "20,001 letters" in answer.text


def test_five_megabytes_are_refused_in_plain_words_and_the_draft_is_there(desk):
    try_out(desk, headline() + "Rasimu.\n")
    answer = try_out(desk, "a" * 5_000_000)
    assert answer.status_code == 413
    assert "at most 20,000 letters" in answer.text
    assert headline_draft(desk).text.endswith("Rasimu.\n")


def test_the_second_of_two_officers_sees_both_texts_and_loses_nothing(own):
    own.save("Kaunti ya {{ county }} yĩ nesa.")
    answer = own.save(WORDS, officer="Fatuma")
    assert answer.status_code == 409
    page = answer.text
    assert "Esha saved revision 1 while you wrote." in page
    assert "<del>nesa.</del>" in page
    assert "<ins>nũmbu.</ins>" in page
    assert re.search(r'name="based_on" value="1"', page)
    assert WORDS in page
    assert own.draft("Fatuma").text == WORDS
    assert own.save(WORDS, based_on=1, officer="Fatuma").status_code == 303
    assert own.kept() == [f"{WORDS}\n", "Kaunti ya {{ county }} yĩ nesa.\n"]


def test_a_draft_is_offered_on_return_and_gone_once_it_is_kept_or_thrown_away(own, desk):
    text = headline() + "Rasimu.\n"
    edit = "/desk/templates/sw/edit?file=alert/headline"
    try_out(desk, text, live=True)
    assert "You left a draft here, Mon 23 Nov 12:00" in desk.get(edit).text
    assert "Rasimu." not in desk.get(edit).text
    assert "Rasimu." in desk.get(f"{edit}&draft=1").text
    assert "Rasimu." not in desk.get(f"{edit}&draft=1", name="Fatuma").text
    assert "Your drafts" in desk.get("/desk/templates").text
    desk.post("/desk/templates/sw/forget", file="alert/headline")
    assert headline_draft(desk) is None
    own.save("Kitui {{ x }}.")
    assert own.draft() is not None
    own.save()
    assert own.draft() is None


def test_what_is_written_beside_an_offered_draft_does_not_take_its_place(own, desk):
    own.save("Kitui {{ x }}.")
    sent = {"file": own.name, "based_on": "0", "offered": "1"}
    answer = desk.post("/desk/templates/kam/preview", text="Mũndũ.", live=True, **sent)
    assert "your older one waits above" in answer.text
    own.save(offered="1")
    assert own.draft().text == "Kitui {{ x }}."


def test_opening_a_text_leaves_its_draft_alone(own, desk):
    own.save("Kitui {{ x }}.")
    desk.post("/desk/templates/kam/preview", text="", file=own.name, based_on="0", live=True)
    assert own.draft() is not None


def test_a_preview_says_what_is_heard_for_how_long_and_what_to_mend(desk):
    longest = "Linda mbuzi na ng'ombe, " * 6 + "na maji.\n"
    answer = try_out(desk, headline() + longest, live=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Kaunti ya Kitui iko katika awamu ya Tahadhari." in answer.text
    assert re.search(r"This part: \d+ seconds; the whole bulletin: \d+\.", answer.text)
    assert "For the ear" in answer.text
    assert "Draft kept Mon 23 Nov 12:00" in answer.text


def test_a_preview_without_script_is_the_whole_page_with_the_text_in_it(desk):
    answer = try_out(desk, headline() + "Linda mbuzi.\n")
    assert "<html" in answer.text
    assert answer.text.count("Linda mbuzi.") == 2


def test_a_broken_text_is_told_at_its_line_in_the_preview(desk):
    answer = try_out(desk, "Kitui {{ county }}.\n{{ county.__class__ }}.\n", live=True)
    assert 'data-line="2"' in answer.text


def test_a_part_is_heard(desk):
    answer = try_out(desk, headline(), hear="1", live=True)
    [path] = re.findall(r'src="(/desk/templates/heard/[0-9a-f]{64}\.mp3)"', answer.text)
    sound = desk.get(path)
    assert sound.headers["content-type"] == "audio/mpeg"
    assert len(sound.content) > 10_000
    assert desk.get(path.replace(path[-8:], "0000.mp3")).status_code == 404


def test_who_may_not_write_hears_the_kept_text_and_keeps_no_draft(desk):
    answer = desk.post(
        PREVIEW, name="Mwikali", file="alert/headline", text="Mine.", based_on="0", live=True
    )
    assert "Kaunti ya Kitui" in answer.text
    assert "Mine." not in answer.text
    assert headline_draft(desk, "Mwikali") is None
    page = desk.get("/desk/templates/sw/edit?file=alert/headline", name="Mwikali").text
    assert "readonly" in page
    assert "Save as a new revision" not in page


@pytest.mark.parametrize("name", ["Viola", "Mwikali", "Kioko"])
def test_who_may_not_write_keeps_nothing(own, desk, name):
    assert own.save(officer=name).status_code == 403
    sent = {"file": own.name, "to": "0"}
    assert desk.post("/desk/templates/kam/rollback", name=name, **sent).status_code == 403
    assert own.kept() == []


def test_revisions_are_listed_compared_and_gone_back_to(own, desk):
    own.save()
    own.save("Kaunti ya {{ county }} yĩ nesa.", based_on=1)
    there = f"/desk/templates/kam/revisions?file={own.name}"
    page = desk.get(there).text
    assert "<del>nũmbu.</del>" in page
    assert "<ins>nesa.</ins>" in page
    answer = desk.post("/desk/templates/kam/rollback", file=own.name, to="1")
    assert answer.status_code == 303
    assert own.kept()[0] == f"{WORDS}\n"
    assert desk.get(f"{there}&old=9").status_code == 404


def test_a_text_of_a_machine_is_marked_and_not_agreed_to(own, desk):
    own.save(machine="1", language="ki")
    with desk.newsroom.store.reading() as tx:
        assert revisions(tx, "ki", file_named(own.name))[0].origin is Origin.MACHINE
    page = desk.get("/desk/languages/ki", name="Mwikali").text
    assert "is a machine’s text" in page or "is a machine&#39;s text" in page
    assert "say yes</button>" not in page


def test_a_language_is_agreed_to_in_its_order_and_not_by_who_wrote_in_it(own, desk):
    own.save(language="dav")
    sha256 = words_standing(desk.newsroom, "dav").pack.sha256
    page = desk.get("/desk/languages/dav", name="Mwikali").text
    assert f"revisions?file={own.name}&amp;old=0&amp;new=1" in page
    answers = [
        desk.post("/desk/languages/dav/agree", name=name, sha256=sha256).status_code
        for name in ("Esha", "Ndanu", "Mwikali", "Kioko", "Ndanu")
    ]
    assert answers == [403, 403, 303, 303, 303]
    assert "Bulletins are made" not in page
    assert "are approved; bulletins are made from them" in desk.get("/desk/languages/dav").text


def test_a_yes_is_to_the_words_that_were_read(desk):
    answer = desk.post("/desk/languages/so/agree", name="Mwikali", sha256="0" * 64)
    assert answer.status_code == 409
    assert "have changed since they were read" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/desk/templates/zz/edit?file=alert/headline",
        "/desk/templates/sw/edit?file=alert/nothing",
        "/desk/templates/sw/edit?file=tables/glossary",
        "/desk/templates/sw/edit?file=../../en/language.yaml",
        "/desk/templates/sw/revisions?file=x",
        "/desk/languages/zz",
        "/desk/languages/sw/advice",
    ],
)
def test_what_is_not_there_is_told(desk, path):
    assert desk.get(path).status_code in (404, 422)
