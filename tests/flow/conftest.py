from dataclasses import replace

import pytest

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.settings import Settings
from app.store.officers import EXERCISE, LIVE, add_officer, new_one_time_token, set_mode
from app.wiring import open_newsroom
from tests.builders import NOW
from tests.fakes import SetClock, ToneVoice


@pytest.fixture
def empty_newsroom(tmp_path):
    settings = Settings(home=tmp_path, workers=1)
    with open_newsroom(settings, clock=SetClock()) as opened:
        yield replace(opened, voices=(ToneVoice(),), formats=(AudioFormat.WAV_48,))
    opened.store.engine.dispose()


@pytest.fixture
def newsroom(empty_newsroom):
    """An exercise install on Monday noon, with the embedded evidence of February 2026."""
    with empty_newsroom.store.transaction() as tx:
        set_mode(tx, EXERCISE, at=NOW)
    return empty_newsroom


@pytest.fixture
def live_newsroom(empty_newsroom):
    """A live install with two officers, Asha (admin) and Baraka."""
    with empty_newsroom.store.transaction() as tx:
        set_mode(tx, LIVE, at=NOW)
        token = new_one_time_token(tx, at=NOW)
        admin = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        add_officer(tx, "Baraka", role=Role.APPROVER, allowed_by=admin, at=NOW)
    return empty_newsroom
