"""Which program answers is chosen by a setting."""

import sys

import pytest
from fastapi import FastAPI

from app.cli.servers import run_site
from app.errors import SettingsError
from app.settings import Settings


def test_granian_that_is_not_installed_is_told_with_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "granian.server.embed", None)
    with pytest.raises(SettingsError, match=r"pip install 'tangazo\[granian\]'"):
        run_site(FastAPI(), Settings(server="granian"))


@pytest.mark.parametrize("accel", ["recordings", "/inside/", "/a b", "http://x/", "/a\nb"])
def test_an_internal_location_is_a_plain_path(accel):
    with pytest.raises(ValueError, match="accel"):
        Settings(accel=accel)


def test_an_unknown_server_is_refused():
    with pytest.raises(ValueError, match="server"):
        Settings(server="gunicorn")
