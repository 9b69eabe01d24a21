import pytest

from app.store.database import migrate, open_store


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'tangazo.db'}")
    migrate(opened)
    yield opened
    opened.engine.dispose()
