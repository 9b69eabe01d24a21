"""The programs that answer requests: uvicorn, or granian, which sends files faster."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from app.errors import SettingsError
from app.settings import Settings

if TYPE_CHECKING:
    from granian.server.embed import Server

# A front server on this machine may say whom it asks for.
FRONT_SERVER = "127.0.0.1"
MISSING = "TANGAZO_SERVER=granian needs granian: pip install 'tangazo[granian]'"


def run_site(site: FastAPI, settings: Settings) -> None:
    """Answer requests until somebody stops us.

    Raises:
        SettingsError: The program that was chosen is not installed.
    """
    if settings.server == "granian":
        _run_granian(site, host=settings.host, port=settings.port)
        return
    uvicorn.run(site, host=settings.host, port=settings.port, log_level="warning", access_log=False)


def _run_granian(site: FastAPI, *, host: str, port: int) -> None:
    server = granian_server(site, host=host, port=port)

    async def until_stopped() -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, server.stop)
        await server.serve()

    asyncio.run(until_stopped())


def granian_server(site: FastAPI, *, host: str, port: int) -> Server:
    """Return a server of this process, where the schedule and the database connections live.

    Raises:
        SettingsError: granian is not installed.
    """
    try:
        from granian.constants import Interfaces
        from granian.log import LogLevels
        from granian.server.embed import Server
        from granian.utils.proxies import wrap_asgi_with_proxy_headers
    except ImportError as fault:
        raise SettingsError(MISSING) from fault
    return Server(
        wrap_asgi_with_proxy_headers(site, trusted_hosts=FRONT_SERVER),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_level=LogLevels.error,
    )
