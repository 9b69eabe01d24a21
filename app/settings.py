"""Every setting, its bounds and its safe default; environment names begin with TANGAZO_."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parents[1]
SHORTEST_KEY = 16
INBOUND_NUMBERS = r"^( *\+?[0-9]{3,15}=[a-z-]{3,40} *(, *\+?[0-9]{3,15}=[a-z-]{3,40} *)*)?$"
ADDRESS = r"^https?://[^\s/?#@]+(/[^\s?#@]*[^\s/?#@])?$"


def _default_home() -> Path:
    """Return the checkout when there is one, else the folder we were started in."""
    return CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()


def _hard_to_guess(secret: SecretStr) -> SecretStr:
    if 0 < len(secret.get_secret_value()) < SHORTEST_KEY:
        raise ValueError(f"it must have {SHORTEST_KEY} characters or more")
    return secret


class Settings(BaseSettings):
    """Settings of one Tangazo.

    Attributes:
        home: Folder that holds all that is written: database, payloads, clips, audio.
        sources: `replay` uses the embedded evidence, `live` the public feeds; `auto` replays on
            an exercise install and goes live on a live one.
        replay: Evidence pack that a replay uses.
        public_url: Address that stations reach us at; used in feeds. Empty: as requested.
        public_read: Whether everybody may read and hear bulletins. If not, sound, feeds, words and
            station pages need a station's key or an officer who is signed in.
        server: The program that answers; granian sends files faster, and is installed with
            `tangazo[granian]`.
        accel: Internal location at which nginx finds the recordings for itself, such as
            `/recordings-inside`; empty: Tangazo sends them.
        hdx_url: Where rainfall, vegetation, prices and IPC's areas are listed; each feed may be
            pointed to another address, by name on the public internet or by IP on this machine.
        fetch_timeout_s: Longest silence of a source, in seconds.
        fetch_budget_s: Longest time for one source with all tries and waits, in seconds; all
            sources are asked at the same time.
        online_voice: Whether sentences may be sent to the gTTS service.
        workers: Processes that render audio; 1 renders in this process.
        schedule_day: Day of the weekly run, in Nairobi.
        keys: Folder of the keys that sign; nobody else may read it. None: `keys` in `home`.
        signer: Unix socket of a signer that another user runs; None: a child of ours signs.
        lease_s: Seconds after which a silent run may be taken over.
        inbound_key: What a gateway must show that brings SMS and calls of listeners; at least 16
            characters. Empty: nothing is taken from anybody.
        inbound_numbers: Which number or short code is which county's, as
            `22384=kitui, +254711000000=makueni`.
        push_folders: Folder of this machine beneath which stations' folders are mounted; None:
            files are pushed over the network only.
        mail: Apprise address that carries mail, `{to}` where the contact's address belongs; so
            with `sms`, `telegram` and `whatsapp`. Empty: such notices are kept, not sent.
        notify_exercises: Whether people are told of exercises too.
    """

    model_config = SettingsConfigDict(env_prefix="TANGAZO_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=_default_home)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = Field(default="", pattern=r"^(https?://\S+[^/])?$")
    public_read: bool = True
    server: Literal["uvicorn", "granian"] = "uvicorn"
    accel: str = Field(default="", pattern=r"^(/[A-Za-z0-9/_-]*[A-Za-z0-9_-])?$")
    sources: Literal["auto", "live", "replay"] = "auto"
    replay: str = Field(default="2026-02", pattern=r"^[a-z0-9-]+$")
    templates: Path = CHECKOUT / "bulletin_templates"
    hdx_url: str = Field(default="https://data.humdata.org", pattern=ADDRESS)
    open_meteo_url: str = Field(default="https://api.open-meteo.com", pattern=ADDRESS)
    asis_url: str = Field(default="https://www.fao.org", pattern=ADDRESS)
    fews_net_url: str = Field(default="https://fdw.fews.net", pattern=ADDRESS)
    power_url: str = Field(default="https://power.larc.nasa.gov", pattern=ADDRESS)
    fetch_timeout_s: float = Field(default=30, gt=0, le=300)
    fetch_budget_s: float = Field(default=120, gt=0, le=900)
    online_voice: bool = False
    workers: int = Field(default=2, ge=1, le=64)
    schedule_day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    schedule_hour: int = Field(default=5, ge=0, le=23)
    schedule_minute: int = Field(default=0, ge=0, le=59)
    keys: Path | None = None
    signer: Path | None = None
    lease_s: int = Field(default=60, ge=5, le=3600)
    inbound_key: Annotated[SecretStr, AfterValidator(_hard_to_guess)] = SecretStr("")
    inbound_numbers: str = Field(default="", pattern=INBOUND_NUMBERS)
    push_folders: Path | None = None
    mail: SecretStr = SecretStr("")
    sms: SecretStr = SecretStr("")
    telegram: SecretStr = SecretStr("")
    whatsapp: SecretStr = SecretStr("")
    notify_exercises: bool = False

    @property
    def database_url(self) -> str:
        """Address of the database: one SQLite file in `home`."""
        return f"sqlite:///{self.home / 'tangazo.db'}"

    @property
    def audio(self) -> Path:
        """Folder of the recordings."""
        return self.home / "audio_out"

    @property
    def keys_folder(self) -> Path:
        """Folder of the keys that sign."""
        return self.keys or self.home / "keys"

    @property
    def push_key(self) -> Path:
        """File of the key that stations' passwords are sealed with."""
        return self.home / "push.key"

    @property
    def cache(self) -> Path:
        """Folder of clips; may be deleted at any time."""
        return self.home / "cache"

    @property
    def payloads(self) -> Path:
        """Folder of what the sources sent, byte for byte."""
        return self.home / "payloads"


def read_settings() -> Settings:
    """Return the settings from the environment.

    Raises:
        SettingsError: A value is out of bounds, or a TANGAZO_ name is not a setting.
    """
    # TANGAZO_KEY is an officer's key, which the commands read themselves.
    known = {f"TANGAZO_{name.upper()}" for name in Settings.model_fields} | {"TANGAZO_KEY"}
    unknown = sorted(n for n in os.environ if n.startswith("TANGAZO_") and n not in known)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting; known are {', '.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        name = "TANGAZO_" + str(first["loc"][0]).upper()
        raise SettingsError(f"{name}: {first['msg']} (it is '{first['input']}')") from fault
