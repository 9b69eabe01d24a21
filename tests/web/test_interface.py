import re

import pytest

from app.web.interface import ENGLISH, LANGUAGES, chosen_language, load_interfaces
from tests.web.conftest import client_of
from tests.web.filled import keep_draft, keep_released
from tests.web.messages import all_messages
from tests.web.test_desk import keep_evidence, keep_visits_and_a_run

KISWAHILI = load_interfaces()["sw"]
PLACE = re.compile(r"%\((\w+)\)s")
MARKUP = re.compile(r"</?\w+")
# Pages that are looked through for words that nobody has put into Kiswahili.
PAGES = [
    "/",
    "/exercise/kitui",
    "/exercise/kitui/sw/read",
    "/exercise/kitui/sw/sources",
    "/nowhere",
    "/desk",
    "/desk/advice",
    "/desk/advice/announcements",
    "/desk/advice/contacts",
    "/desk/approve",
    "/desk/audit",
    "/desk/evidence",
    "/desk/evidence/kitui",
    "/desk/forecast/kitui",
    "/desk/help",
    "/desk/languages/sw",
    "/desk/ndma/kitui",
    "/desk/people",
    "/desk/runs",
    "/desk/sign-in",
    "/desk/stations",
    "/desk/templates",
]


def in_kiswahili(message):
    if isinstance(message, tuple):
        return KISWAHILI.words.ngettext(*message, 1), KISWAHILI.words.ngettext(*message, 2)
    return (KISWAHILI.words.gettext(message),)


def is_known(message):
    key = (message[0], 0) if isinstance(message, tuple) else message
    return key in KISWAHILI.words._catalog


def test_every_text_of_the_pages_has_its_kiswahili():
    missing = {text: where for text, where in all_messages().items() if not is_known(text)}
    assert missing == {}


@pytest.mark.parametrize("message", all_messages(), ids=lambda each: str(each)[:40])
def test_a_translation_fills_the_same_places_and_keeps_the_markup(message):
    english = message[-1] if isinstance(message, tuple) else message
    for told in in_kiswahili(message):
        assert set(PLACE.findall(told)) == set(PLACE.findall(english))
        assert sorted(MARKUP.findall(told)) == sorted(MARKUP.findall(english))
        assert told.replace("%(", "").count("%") == english.replace("%(", "").count("%")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_kiswahili_says_nothing_that_has_no_kiswahili(newsroom, path):
    keep_evidence(newsroom)
    keep_visits_and_a_run(newsroom)
    keep_released(newsroom, "sw")
    keep_draft(newsroom, "en")
    client = client_of(newsroom)
    pages = client.app.state.site.pages["sw"]
    say, unknown = pages.globals["_"], set()

    def watched(english, /, **facts):
        if english and not is_known(str(english)):
            unknown.add(str(english))
        return say(english, **facts)

    pages.globals["_"] = watched
    answer = client.get(path, headers={"Accept-Language": "sw", "Accept": "text/html"})
    assert '<html lang="sw">' in answer.text
    assert unknown == set()


@pytest.mark.parametrize(
    ("accept", "code"),
    [
        ("", "en"),
        ("sw", "sw"),
        ("fr,de", "en"),
        ("en-GB,en;q=0.9,sw;q=0.8", "en"),
        ("en;q=0.1,sw-KE;q=0.2", "sw"),
        ("sw;q=0,en;q=0.1", "en"),
        ("sw;q=loud", "en"),
        (",;,;q=;", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_browser_is_asked_for_its_language(accept, code):
    assert chosen_language({}, accept) == code


def test_a_choice_is_kept_and_leads_back_to_the_page(client):
    answer = client.get("/ui/sw?back=/exercise%3Fa=b", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/exercise?a=b")
    assert "Taarifa za ukame kwa redio" in client.get("/").text
    client.get("/ui/en")
    assert "Drought bulletins for radio" in client.get("/").text


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""]
)
def test_a_choice_never_leads_to_another_site(client, back):
    answer = client.get("/ui/sw", params={"back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_a_page_names_the_way_to_the_other_language(client):
    page = client.get("/desk?week=2026-W48").text
    assert 'href="/ui/sw?back=/desk%3Fweek%3D2026-W48"' in page
    assert 'lang="sw"' in page


def test_caches_are_told_that_a_page_depends_on_the_language(client):
    assert {"Accept-Language", "Cookie"} <= set(
        client.get("/").headers["vary"].replace(" ", "").split(",")
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_a_stranger_typed_is_escaped_in_every_language(code):
    spoken = load_interfaces()[code]
    attack = "<b>%(x)s 100 %</b>"
    assert spoken.shown(attack) == "&lt;b&gt;%(x)s 100 %&lt;/b&gt;"
    assert spoken.told(attack).count("<b>") == 0
    assert "&lt;i&gt;" in spoken.shown("%(county)s, %(language)s", county="<i>", language="")
    assert "&lt;i&gt;" in spoken.block("%(count)s words", count="<i>")


def test_a_sentence_kept_in_english_is_marked_as_english():
    kept = "Rain is 54 % of normal."
    assert KISWAHILI.told(kept) == f'<span lang="en">{kept}</span>'
    assert ENGLISH.told(kept) == kept
