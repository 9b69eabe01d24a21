import pytest

from app.errors import SettingsError
from app.settings import read_settings


def test_the_defaults_need_no_network_and_serve_this_machine_only(monkeypatch, tmp_path):
    monkeypatch.setenv("TANGAZO_HOME", str(tmp_path))
    settings = read_settings()
    assert settings.host == "127.0.0.1"
    assert settings.online_voice is False
    assert settings.database_url == f"sqlite:///{tmp_path}/tangazo.db"
    assert settings.audio == tmp_path / "audio_out"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TANGAZO_PORT", "70000"),
        ("TANGAZO_SOURCES", "guess"),
        ("TANGAZO_SCHEDULE_DAY", "1"),
        ("TANGAZO_REPLAY", "../secret"),
        ("TANGAZO_PUBLIC_URL", "ftp://example"),
        ("TANGAZO_HDX_URL", "data.humdata.org"),
        ("TANGAZO_OPEN_METEO_URL", "file:///etc/passwd"),
        ("TANGAZO_ASIS_URL", "https://www.fao.org/"),
        ("TANGAZO_FEWS_NET_URL", "https://user:secret@fdw.fews.net"),
        ("TANGAZO_POWER_URL", "https://power.larc.nasa.gov?key=1"),
    ],
)
def test_a_value_out_of_bounds_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        read_settings()


def test_a_misspelt_setting_is_refused(monkeypatch):
    monkeypatch.setenv("TANGAZO_PROT", "8001")
    with pytest.raises(SettingsError, match="TANGAZO_PROT is not a setting"):
        read_settings()


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://mirror.example/power"])
def test_a_feed_can_be_pointed_to_another_address(monkeypatch, url):
    monkeypatch.setenv("TANGAZO_POWER_URL", url)
    assert read_settings().power_url == url
