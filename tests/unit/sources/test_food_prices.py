import json
import socket
from datetime import date

import pytest

from app.domain.periods import Period
from app.domain.variables import MAIZE_PRICE, TERMS_OF_TRADE
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.fetching import Fetcher
from app.sources.food_prices import live, read_food_prices
from tests.unit.sources.conftest import DATA, TODAY, answer, payload_of, shared

SMALL = (DATA.parent / "wfp" / "prices_small.csv").read_text(encoding="utf-8")
CATALOGUE = "/api/3/action/package_show?id=wfp-food-prices-for-kenya"


def prices(text=SMALL, today=TODAY):
    harvest = read_food_prices(payload_of(text), today=today)
    return {each.county: each for each in harvest.observations}


def test_the_price_is_the_median_of_the_markets_of_the_newest_month_for_a_kilogram():
    kitui = prices()["kitui"]
    assert kitui.value == 45.0  # of 4050/90 = 45, 3200/64 = 50, 5292/126 = 42
    assert (kitui.variable, kitui.unit) == (MAIZE_PRICE, "KES/kg")
    assert kitui.period == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert kitui.row == "rows 4, 5, 6"
    assert "wholesale, median of 3 markets" in kitui.note
    assert "days old" not in kitui.note


def test_retail_goes_before_wholesale_and_they_are_never_mixed():
    makueni = prices()["makueni"]
    assert makueni.value == 55.0
    assert "retail, median of 2 markets" in makueni.note


def test_mtito_andei_counts_in_makueni_and_never_in_taita_taveta():
    found = prices()
    assert found["makueni"].row == "rows 8, 10"
    assert "files it under Taita Taveta" in found["makueni"].note
    assert (found["taita-taveta"].value, found["taita-taveta"].row) == (61.0, "row 11")


def test_an_old_price_says_how_old_it_is():
    assert "161 days old, too old to be spoken" in prices()["taita-taveta"].note


@pytest.mark.parametrize(
    ("today", "old"), [(date(2026, 12, 14), False), (date(2026, 12, 15), True)]
)
def test_a_price_is_old_after_sixty_days(today, old):
    assert ("days old" in prices(today=today)["kitui"].note) is old


def test_a_price_of_this_month_does_not_reach_into_the_days_to_come():
    found = prices(today=date(2026, 10, 20))
    assert found["kitui"].period == Period(date(2026, 10, 1), date(2026, 10, 20))


def test_maize_is_never_taken_for_terms_of_trade():
    assert MAIZE_PRICE != TERMS_OF_TRADE
    assert all(each.note.endswith("not for terms of trade") for each in prices().values())


def test_a_forecast_price_and_a_national_average_are_left_out():
    assert not {99.0, 71.0} & {each.value for each in prices().values()}


def test_no_price_crosses_into_another_county():
    lines = SMALL.splitlines(keepends=True)
    for slug, found in prices().items():
        named = {"kitui": "Kitui", "makueni": "Makueni", "taita-taveta": "Taita Taveta"}[slug]
        own = [line for line in lines[2:] if f",{named}," in line or ",Mtito Andei," in line]
        assert prices("".join([*lines[:2], *own]))[slug].value == found.value


def test_the_published_prices_of_the_three_counties():
    text = shared("wfp_food_prices_ken_sek.csv").read_text(encoding="utf-8")
    found = prices(text, today=date(2025, 7, 20))
    assert set(found) == {"kitui", "makueni"}
    assert (found["makueni"].value, found["makueni"].row) == (55.0, "row 711")  # 4950 KES, 90 KG
    assert found["kitui"].value == 57.04  # 5133.33 KES, 90 KG
    assert "644 days old" in found["kitui"].note


def test_the_published_prices_of_march_2024_count_mtito_andei_in_makueni():
    lines = shared("wfp_food_prices_ken_sek.csv").read_text(encoding="utf-8").splitlines(True)
    march = [line for line in lines[1:] if line.startswith("2024-03")]
    found = prices("".join([lines[0], *march]), today=date(2024, 4, 1))
    assert {slug: each.value for slug, each in found.items()} == {"makueni": 53.0}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("KES,4050,", "KES,nan,", r"row 4: price is 'nan'"),
        ("KES,4050,", "KES,-4050,", r"row 4: price is '-4050'"),
        ("KES,4050,", "KES,inf,", r"row 4: price is 'inf'"),
        ("KES,4050,", "KES,1e999,", r"row 4: price is '1e999'"),
        ("KES,4050,", 'KES,"4,050",', r"row 4: price is '4,050'"),
        ("KES,4050,", "KES,45,", r"row 4: price 45 for 90 KG is 0.5 KES a kg"),
        ("90 KG,actual,Wholesale,KES,4050", "KG,actual,Wholesale,KES,4050", "is 4050 KES a kg"),
        ("90 KG,actual,Wholesale,KES,4050", "90 L,actual,Wholesale,KES,4050", "unit '90 L'"),
        ("KES,4050,", "USD,4050,", "currency is 'USD'"),
        ("2026-10-15,Eastern,Kitui,Mutomo", "2026-12-15,Eastern,Kitui,Mutomo", "after today"),
        ("2026-10-15,Eastern,Kitui,Mutomo", "2072-10-15,Eastern,Kitui,Mutomo", "after today"),
        ("2026-10-15,Eastern,Kitui,Mutomo", "2026-02-31,Eastern,Kitui,Mutomo", "is not a day"),
        ("2026-10-15,Eastern,Kitui,Mutomo", "15/10/2026,Eastern,Kitui,Mutomo", "is not a day"),
        ("pricetype,", "price_type,", "column 'pricetype' is missing"),
        ("currency,price,", "price,price,", "column 'currency' is missing"),
        ("usdprice", "price", "column 'price' stands there twice"),
        ("Maize (white", "Mahindi (white", "prices none of"),
        (",31.4\n", "\n", "row 4: has 15 fields"),
    ],
)
def test_what_cannot_be_is_refused_by_row(old, new, told):
    assert old in SMALL
    with pytest.raises(SourceFormatError, match=told):
        prices(SMALL.replace(old, new))


def test_two_prices_for_one_thing_are_refused_and_one_price_twice_is_one():
    line = SMALL.splitlines(keepends=True)[3]
    assert prices(SMALL + line)["kitui"].value == 45.0
    with pytest.raises(SourceFormatError, match="row 14: contradicts row 4"):
        prices(SMALL + line.replace("4050", "4140"))


def test_an_empty_price_is_no_price():
    assert prices(SMALL.replace("KES,3200,", "KES,,"))["kitui"].row == "rows 4, 6"


def test_columns_may_come_in_another_order_and_be_joined_by_others():
    lines = [line.split(",") for line in SMALL.replace('"Maize (white, dry)"', "Maize").split("\n")]
    turned = "\n".join(",".join(["x", *reversed(line)]) for line in lines[:-1]) + "\n"
    assert {slug: each.value for slug, each in prices(turned).items()} == {
        slug: each.value for slug, each in prices().items()
    }


def test_a_table_cut_at_any_byte_is_refused_or_read_by_whole_rows():
    body = SMALL.encode()
    for end in range(len(body)):
        if body[:end].endswith(b"\n") and end > body.index(b"#value+usd\n") + 11:
            whole = len(body[:end].splitlines())
            rows = [each.row for each in prices(body[:end].decode()).values()]
            assert all(int(row.split()[-1]) <= whole for row in rows)
        else:
            with pytest.raises(SourceFormatError):
                prices(body[:end].decode())


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html>Please sign in</html>", "web page"),
        (b"", "empty"),
        (SMALL.encode("utf-16"), "UTF-16"),
        (SMALL.replace("Emali", "Émali").encode("latin-1"), "not UTF-8"),
        (SMALL.replace("Emali", "Em\0li").encode(), "NUL"),
        (b"\x1f\x8b123", "compressed"),
    ],
    ids=["web page", "empty", "UTF-16", "Latin-1", "NUL", "gzip"],
)
def test_what_is_no_table_is_refused(body, told):
    with pytest.raises(SourceFormatError, match=told):
        read_food_prices(payload_of(body), today=TODAY)


def test_the_newest_file_is_found_on_hdx(stub, clock):
    listed = [
        {"name": name, "url": f"{stub.url}/{name}"}
        for name in ("wfp_food_prices_ken_qc.csv", "wfp_food_prices_ken.csv")
    ]
    said = {"success": True, "result": {"resources": listed}}
    stub.said[CATALOGUE] = answer(json.dumps(said).encode())
    stub.said["/wfp_food_prices_ken.csv"] = answer(SMALL.encode())
    source = live(Fetcher(allowed_hosts=("127.0.0.1",)), base_url=stub.url)
    harvest = source.fetch(clock)
    assert len(harvest.observations) == 3
    assert harvest.source == source.name == "WFP food prices"
    assert harvest.observations[0].payload_sha256 == harvest.payloads[0].sha256


def test_a_closed_port_is_passing_trouble(clock):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        lone = Fetcher(allowed_hosts=("127.0.0.1",), tries=1)
        with pytest.raises(SourceUnavailable, match="could not be reached"):
            live(lone, base_url=url).fetch(clock)
