"""What listeners say: by a form, by SMS and by telephone; counted once, read on the desk."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import delete, select

from app.domain.feedback import Answer, Count
from app.domain.listener_words import read_message
from app.domain.people import Role
from app.domain.periods import Week
from app.pipeline.forgetting import forget_listeners
from app.settings import Settings
from app.store.feedback import count_of, counts, sayings
from app.store.heard_tables import feedback, inbound_seen
from app.store.officers import LIVE, add_officer, new_one_time_token
from app.store.people_tables import wrong_try
from app.web.gateway import gateway_of
from tests.builders import NOW, WEEK_48, add_people
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import keep_draft, keep_released, opened_newsroom, stub

HTML = {"Accept": "text/html"}
KEY = "k" * 32
GATEWAY = gateway_of(KEY, "22384=kitui, +254711000000=makueni")
SMS, VOICE = "/api/v1/inbound/sms", "/api/v1/inbound/voice"
SENDER = "+254722000001"


# Nothing here needs an empty store but for what listeners say.
@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("feedback"), mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            asha = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
            others = add_people(tx, ("Kato", Role.EDITOR), counties=("makueni",))
            others |= add_people(tx, ("Viola", Role.VIEWER))
        keep_released(newsroom, "sw", exercise=False, encode=stub)
        yield newsroom, {"Asha": asha, **others}


@pytest.fixture
def newsroom(opened):
    opened[0].clock.at = NOW
    with opened[0].store.transaction() as tx:
        for each in (feedback, inbound_seen, wrong_try):
            tx.execute(delete(each))
    return opened[0]


@pytest.fixture
def client(newsroom):
    return client_of(newsroom, gateway=GATEWAY)


@pytest.fixture
def desk(opened, client):
    """Get a page, or send a form, as an officer."""

    def ask(path, name="Asha", data=None):
        headers = {**basic(name, opened[1][name]), "Sec-Fetch-Site": "same-origin", **HTML}
        if data is None:
            return client.get(path, headers=headers)
        return client.post(path, headers=headers, data=data, follow_redirects=False)

    return ask


def told(newsroom):
    with newsroom.store.reading() as tx:
        return counts(tx, WEEK_48)


def wrote(newsroom):
    with newsroom.store.reading() as tx:
        return [each.text for each in sayings(tx, WEEK_48)]


def sms(client, text, *, number=SENDER, to="22384", name="1", key=KEY):
    form = {"from": number, "to": to, "text": text, "id": name, "date": "2026-11-23", "linkId": "x"}
    return client.post(SMS, data=form, params={"key": key})


def call(client, digits="", *, number="+254733000001", call="c1", to="22384", **more):
    form = {"sessionId": call, "callerNumber": number, "destinationNumber": to, "isActive": "1"}
    answer = client.post(
        VOICE, data={**form, "dtmfDigits": digits, **more}, headers={"X-Gateway-Key": KEY}
    )
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.text)  # noqa: S314 - our own answer


def test_a_listener_says_it_on_a_light_page_without_a_script(newsroom, client):
    page = client.get("/kitui/say", headers=HTML)
    assert page.status_code == 200
    assert len(page.content) < 15_000
    assert "<script" not in page.text
    sent = {"answer": "3", "language": "sw", "text": " Maji\nhakuna ", "website": ""}
    answer = client.post("/kitui/say", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    assert "Thank you." in client.get(answer.headers["location"], headers=HTML).text
    assert told(newsroom) == [Count(county="kitui", language="sw", needs_help=1, messages=1)]
    assert wrote(newsroom) == ["Maji hakuna"]


def test_a_program_that_fills_in_every_field_is_thanked_and_not_kept(newsroom, client):
    sent = {"answer": "1", "website": "http://spam.example"}
    assert client.post("/kitui/say", data=sent, follow_redirects=False).status_code == 303
    assert told(newsroom) == []


@pytest.mark.parametrize("sent", [{}, {"answer": "4"}, {"answer": "", "text": " \u200b\u202e "}])
def test_who_says_nothing_is_asked_again(newsroom, client, sent):
    answer = client.post("/kitui/say", data=sent, headers=HTML)
    assert answer.status_code == 422
    assert "Choose one of the three" in answer.text
    assert told(newsroom) == []


def test_a_telephone_is_counted_once_a_day_and_its_newest_answer_stands(newsroom, client):
    for answer, words in (("1", ""), ("2", "mbuzi"), ("2", "mbuzi"), ("3", "maji")):
        client.post("/kitui/say", data={"answer": answer, "text": words})
    assert told(newsroom) == [Count(county="kitui", language="", needs_help=1, messages=1)]
    assert wrote(newsroom) == ["mbuzi / maji"]
    newsroom.clock.move(timedelta(days=1))
    client.post("/kitui/say", data={"answer": "1"})
    assert told(newsroom)[0].understood == 1


def test_too_much_from_one_place_must_wait_and_nothing_typed_is_lost(newsroom, client):
    for number in range(5):
        agent = {"User-Agent": f"phone {number}"}
        client.post("/kitui/say", data={"answer": "1"}, headers=agent)
    answer = client.post(
        "/kitui/say", data={"answer": "3", "text": "maji"}, headers={**HTML, "User-Agent": "x"}
    )
    assert answer.status_code == 429
    assert "maji</textarea>" in answer.text
    assert told(newsroom)[0].answers == 5
    newsroom.clock.move(timedelta(hours=1))
    client.post("/kitui/say", data={"answer": "3"}, headers={"User-Agent": "x"})
    assert told(newsroom)[0].answers == 6


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "'); DROP TABLE feedback; --", "{{ 7*7 }}", "é" * 700, "=1+1"],
)
def test_hostile_words_are_words(newsroom, client, desk, text):
    client.post("/kitui/say", data={"answer": "3", "text": text})
    (kept,) = wrote(newsroom)
    assert kept == text[:500]
    page = desk("/desk/heard").text
    assert "<script>alert" not in page
    assert "49" not in page.split("They need help")[1].split("</section>")[0]


def test_an_exercise_keeps_nothing(tmp_path):
    with opened_newsroom(tmp_path) as drill:
        client = client_of(drill, gateway=GATEWAY)
        client.post("/kitui/say", data={"answer": "1"})
        assert sms(client, "1 KTU").status_code == 200
        assert told(drill) == []


@pytest.mark.parametrize("path", [SMS, VOICE])
@pytest.mark.parametrize("key", [None, "", "wrong", "é", KEY[:-1]])
def test_without_the_key_of_the_gateway_there_is_nothing(newsroom, client, path, key):
    params = {} if key is None else {"key": key}
    assert_problem(client.post(path, data={"from": "1"}, params=params), 404)
    # and where no key was set, no key opens it
    closed = client_of(newsroom)
    assert closed.post(path, data={"from": "1"}, params={"key": ""}).status_code == 404


def test_an_sms_is_counted_for_the_county_that_it_names_or_that_its_number_is_for(newsroom, client):
    assert sms(client, "1 MKN").text == "OK"
    sms(client, "nimefanya", number="+254722000002", name="2")
    sms(client, "3 maji", number="+254722000003", name="3", to="99999")
    assert told(newsroom) == [
        Count(county="kitui", language="sw", acted=1),
        Count(county="makueni", language="", understood=1),
        Count(county="", language="", needs_help=1, messages=1),
    ]


def test_the_same_id_again_is_not_counted_twice(newsroom, client):
    sms(client, "1")
    sms(client, "2", number="+254722000009")
    assert told(newsroom) == [Count(county="kitui", language="", understood=1)]


def test_no_number_is_kept(newsroom, client):
    sms(client, "1")
    with newsroom.store.reading() as tx:
        (row,) = tx.execute(select(feedback)).all()
    assert SENDER[1:] not in str(row)
    assert len(row.sender_sha256) == 64


@pytest.mark.parametrize("lacking", ["from", "id", "text"])
def test_an_sms_without_its_fields_is_refused_in_words(client, lacking):
    form = {"from": SENDER, "id": "1", "text": "1"}
    del form[lacking]
    answer = client.post(SMS, data=form, params={"key": KEY})
    assert_problem(answer, 422, says=f"did not send {lacking}")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'{"from": "x"}', b"a=b&" * 3000])
def test_odd_bodies_of_a_gateway_break_nothing(client, body):
    answer = client.post(SMS, content=body, params={"key": KEY})
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "text", ["\u202e1", "🐄" * 300, "\x00", "9" * 2000, "ｋｉｔｕｉ ３ ｍａｊｉ"]
)
def test_odd_letters_of_an_sms_break_nothing(newsroom, client, text):
    assert sms(client, text).status_code in (200, 422)


def test_a_caller_is_asked_pressed_for_and_thanked_in_the_language_of_the_county(newsroom, client):
    asked = call(client)
    assert asked.tag == "Response"
    menu = asked.find("GetDigits")
    assert menu.get("numDigits") == "1"
    assert "bonyeza moja" in menu.find("Say").text
    assert "bonyeza tisa" in menu.find("Say").text
    assert "Asante" in call(client, "2").find("Say").text
    call(client, "3")
    assert told(newsroom) == [Count(county="kitui", language="sw", acted=1)]


def test_a_caller_may_hear_the_bulletin_and_is_asked_again(newsroom, client):
    heard = call(client, "9")
    address = heard.find("Play").get("url")
    assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert heard.find("GetDigits") is not None
    assert told(newsroom) == []


def test_a_wrong_key_of_a_telephone_is_asked_again_and_the_end_of_a_call_is_quiet(client):
    assert "Kitufe" in call(client, "7").find("Say").text
    assert list(call(client, isActive="0")) == []


def test_the_desk_shows_who_needs_help_first_and_an_officer_answers(newsroom, client, desk):
    sms(client, "1", name="1")
    sms(client, "3 maji hakuna Kitui", number="+254722000002", name="2")
    assert "Kitui: listeners need help and wait for an answer (1)." in desk("/desk").text
    page = desk("/desk/heard").text
    assert page.index("maji hakuna Kitui") < page.index("Answers")
    assert "1 understood, 0 acted, 1 need help; 1 messages." in page
    with newsroom.store.reading() as tx:
        number = sayings(tx)[0].number
    assert desk(f"/desk/heard/{number}", "Viola", data={"a": "b"}).status_code == 403
    assert desk(f"/desk/heard/{number}", "Kato", data={"a": "b"}).status_code == 403
    assert desk(f"/desk/heard/{number}", data={"a": "b"}).status_code == 303
    assert desk(f"/desk/heard/{number}", data={"a": "b"}).status_code == 404
    assert "answered by Asha" in desk("/desk/heard").text
    assert "listeners need help" not in desk("/desk").text


def test_who_needs_help_in_a_county_that_is_not_known_is_everybodys(client, desk):
    sms(client, "3 maji hakuna", to="99999")
    for name in ("Asha", "Kato"):
        assert "a county that is not known need help and wait (1)" in desk("/desk", name).text
        assert "maji hakuna" in desk("/desk/heard", name).text


def test_an_officer_of_another_county_does_not_read_what_is_said_here(client, desk):
    sms(client, "3 maji hakuna")
    assert "maji hakuna" in desk("/desk/heard").text
    assert "maji hakuna" not in desk("/desk/heard", "Kato").text
    assert "kitui" not in desk("/desk/heard.csv", "Kato").text


def test_the_counts_come_as_a_table_and_as_json(client, desk):
    sms(client, "2 KTU =SUM(A1)")
    table = desk("/desk/heard.csv?week=2026-W48")
    assert table.text.removeprefix("\ufeff").split() == [
        "week,county,language,understood,acted,needs_help,messages",
        "2026-W48,kitui,,0,1,0,1",
    ]
    (told_here,) = desk("/api/v1/feedback?week=2026-W48").json()
    assert (told_here["county"], told_here["acted"]) == ("kitui", 1)
    assert client.get("/api/v1/feedback").status_code == 401


def test_next_weeks_draft_shows_what_was_said_to_the_last_one(newsroom, client, desk):
    sms(client, "1", name="1")
    sms(client, "3 maji", number="+254722000002", name="2")
    newsroom.clock.move(timedelta(days=7))
    draft = keep_draft(newsroom, exercise=False, week=Week(2026, 49))
    page = desk(f"/desk/bulletins/{draft.id}").text
    assert "1 understood, 0 acted, 1 need help; 1 messages." in page
    with newsroom.store.reading() as tx:
        assert count_of(tx, "kitui", WEEK_48).answers == 2


def test_what_was_said_is_forgotten_by_itself(newsroom, client):
    sms(client, "1")
    assert forget_listeners(newsroom) == 0
    newsroom.clock.move(timedelta(days=400))
    assert forget_listeners(newsroom) == 1
    assert told(newsroom) == []


@pytest.mark.parametrize(
    ("text", "answer", "county", "rest"),
    [
        ("1 KTU", Answer.UNDERSTOOD, "kitui", ""),
        ("ktu 2.", Answer.ACTED, "kitui", ""),
        ("1KTU", Answer.UNDERSTOOD, "kitui", ""),
        ("3 maji", Answer.NEEDS_HELP, "", "maji"),
        ("Taita Taveta 2", Answer.ACTED, "taita-taveta", ""),
        ("Murang'a 1 asante", Answer.UNDERSTOOD, "muranga", "asante"),
        ("Nimeelewa", Answer.UNDERSTOOD, "", ""),
        ("Tunahitaji msaada wa maji Kitui", Answer.NEEDS_HELP, "kitui",
         "Tunahitaji msaada wa maji Kitui"),
        ("ndiyo, tusaidieni", Answer.NEEDS_HELP, "", "ndiyo, tusaidieni"),
        ("hatuhitaji msaada", None, "", "hatuhitaji msaada"),
        ("not understood", None, "", "not understood"),
        ("Sijaelewa", None, "", "Sijaelewa"),
        ("12", None, "", "12"),
        ("Kitui", None, "kitui", ""),
        ("٣ maji", Answer.NEEDS_HELP, "", "maji"),
        ("", None, "", ""),
    ],
)  # fmt: skip
def test_short_messages_are_read_as_people_write_them(text, answer, county, rest):
    found = read_message(text)
    assert (found.answer, found.county, found.text) == (answer, county, rest)


@pytest.mark.parametrize("numbers", ["22384=kitui; x", "kitui=22384", "1=kitui", "22384="])
def test_numbers_of_counties_that_cannot_be_read_are_refused(numbers):
    with pytest.raises(ValueError, match="inbound_numbers"):
        Settings(inbound_numbers=numbers)


def test_a_key_that_is_easy_to_guess_is_refused():
    with pytest.raises(ValueError, match="16 characters"):
        Settings(inbound_key="12345")
