"""Two people take a bulletin back in one process; every road from another one shows it."""

import time

from tests.recalled import load, on_air, seconds_until_shown


def test_a_recall_shows_on_every_road_to_the_studio_while_stations_take_it(tmp_path):
    with on_air(tmp_path) as here:
        roads = here.roads()
        deadline = time.monotonic() + 30
        while roads["pushed file"]() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [name for name, shows in roads.items() if shows()] == []
        with load(here, clients=4) as answers:
            shown = seconds_until_shown(here, roads, 60)
        assert set(shown) == set(roads)
        assert {200} <= set(answers) <= {200, 410}
