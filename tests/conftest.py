import pytest

from tests.machine import Machine, wait_until_serving


@pytest.fixture
def machine(tmp_path):
    """A machine of our own, empty."""
    made = Machine(tmp_path / "home")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The six exercise bulletins of the demo, made and served for real: (machine, address)."""
    made = Machine(tmp_path_factory.mktemp("served") / "home")
    _, address = made.up()
    wait_until_serving(address)
    yield made, address
    made.stop()
