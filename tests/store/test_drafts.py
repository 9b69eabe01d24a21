import pytest

from app.domain.people import Role
from app.store.drafts import TextDraft, drafts_of, forget_draft, keep_draft, the_draft
from tests.builders import NOW, add_people

FILE = "segments/alert/headline.txt.j2"


@pytest.fixture
def tx(store):
    with store.transaction() as opened:
        add_people(opened, ("Esha", Role.EDITOR), ("Fatuma", Role.EDITOR))
        yield opened


def made(text="Kitui.", *, officer="Esha", file=FILE):
    return TextDraft(officer=officer, language="sw", file=file, text=text, based_on=2, at=NOW)


def test_a_draft_is_kept_and_its_next_text_takes_its_place(tx):
    keep_draft(tx, made())
    keep_draft(tx, made("Makueni."))
    assert the_draft(tx, "Esha", "sw", FILE) == made("Makueni.")


def test_a_draft_is_the_officers_own(tx):
    keep_draft(tx, made())
    keep_draft(tx, made("Makueni.", officer="Fatuma"))
    assert the_draft(tx, "Esha", "sw", FILE) == made()
    assert drafts_of(tx, "Fatuma") == (made("Makueni.", officer="Fatuma"),)


def test_a_draft_is_thrown_away_alone(tx):
    keep_draft(tx, made())
    keep_draft(tx, made(file="segments/alert/close.txt.j2"))
    forget_draft(tx, "Esha", "sw", FILE)
    forget_draft(tx, "Esha", "sw", FILE)
    assert the_draft(tx, "Esha", "sw", FILE) is None
    assert len(drafts_of(tx, "Esha")) == 1
