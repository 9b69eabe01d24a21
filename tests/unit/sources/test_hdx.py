import json

import pytest

from app.errors import SourceFormatError
from app.sources.hdx import resource_url


def entry(*resources):
    return json.dumps({"success": True, "result": {"resources": list(resources)}}).encode()


def url_in(answer, *patterns):
    return resource_url(answer, patterns=patterns or (r"rainfall.*full",), source="HDX")


def test_a_file_is_found_by_its_name_or_by_the_end_of_its_address():
    named = entry({"name": "ken-Rainfall-subnat-full.csv", "url": "https://hdx/1"})
    assert url_in(named) == "https://hdx/1"
    placed = entry({"name": "Data", "download_url": "https://hdx/2/ken-rainfall-adm2-full.csv"})
    assert url_in(placed) == "https://hdx/2/ken-rainfall-adm2-full.csv"


def test_the_first_pattern_goes_before_the_order_of_the_list():
    listed = entry(
        {"name": "a-5ytd", "url": "https://hdx/5"}, {"name": "a-full", "url": "https://hdx/f"}
    )
    assert url_in(listed, "full", "5ytd") == "https://hdx/f"


def test_a_missing_file_is_refused_with_what_is_listed():
    with pytest.raises(SourceFormatError, match=r"like rainfall\.\*full; it lists: prices\.csv"):
        url_in(entry({"name": "prices.csv", "url": "https://hdx/1"}))
    with pytest.raises(SourceFormatError, match="it lists: none"):
        url_in(entry())


def test_a_file_without_an_address_is_not_taken():
    with pytest.raises(SourceFormatError, match="no file"):
        url_in(entry({"name": "rainfall-full.csv", "url": None}, "oddity"))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"<html>Sign in</html>", "a web page"),
        (b"gone", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "did not list"),
        (b"{}", "did not list"),
        (b'{"success": false, "error": {}}', "did not list"),
        (b'{"success": true, "result": []}', "did not list"),
        (b'{"success": true, "result": {"resources": null}}', "did not list"),
    ],
)
def test_what_is_no_catalogue_entry_is_refused(answer, told):
    with pytest.raises(SourceFormatError, match=told):
        url_in(answer)
