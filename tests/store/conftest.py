import pytest

from tests.empty_store import empty_store


@pytest.fixture
def store(tmp_path):
    opened = empty_store(tmp_path / "tangazo.db")
    yield opened
    opened.engine.dispose()
