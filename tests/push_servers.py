"""Stations' servers, real ones, on 127.0.0.1: SFTP, FTP, FTPS, WebDAV, and some that misbehave."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncssh
from asyncssh.sftp import SFTPServer
from cheroot.wsgi import Server as WsgiServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from wsgidav.wsgidav_app import WsgiDAVApp

with warnings.catch_warnings():
    # it still asks for asyncore first, which Python 3.11 warns of
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

USER, PASSWORD = "mwatu", "ngai-mwega-93"


@dataclass
class Manners:
    """How a server behaves; tests change it while it runs.

    Attributes:
        full: It has no room left.
        lies: It says that files are larger than they are.
        old: It does not rename over a file that is there.
        upload: Called with every block that comes in.
        cut: Ends every connection at once.
        passwords: What was tried as a password.
    """

    full: bool = False
    lies: bool = False
    old: bool = False
    upload: Callable[[], None] = lambda: None
    cut: Callable[[], None] = lambda: None
    seen: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Running:
    """A server that runs, and the folder that it shows."""

    address: str
    folder: Path
    manners: Manners

    def names(self):
        return sorted(each.name for each in self.folder.iterdir())


@dataclass
class _Login(asyncssh.SSHServer):
    connections: list[asyncssh.SSHServerConnection]
    manners: Manners

    def connection_made(self, conn):
        self.connections.append(conn)

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        self.manners.passwords.append(password)
        return (username, password) == (USER, PASSWORD)


def _files(folder: Path, manners: Manners):
    class Files(SFTPServer):
        def __init__(self, chan):
            super().__init__(chan, chroot=str(folder).encode())

        def write(self, file_obj, offset, data):
            manners.upload()
            if manners.full:
                raise asyncssh.SFTPFailure("No space left on device")
            return super().write(file_obj, offset, data)

        def stat(self, path):
            found = super().stat(path)
            if not manners.lies or path.endswith(b"/"):
                return found
            told = asyncssh.SFTPAttrs.from_local(found)
            told.size += 7
            return told

        def posix_rename(self, old, new):
            manners.seen.append(f"rename {new.decode()}")
            if manners.old:
                raise asyncssh.SFTPOpUnsupported("Operation unsupported")
            return super().posix_rename(old, new)

    return Files


@contextmanager
def sftp_server(folder: Path, *, port: int = 0) -> Iterator[Running]:
    """Run an SFTP server with a new key."""
    folder.mkdir(exist_ok=True)
    manners, loop = Manners(), asyncio.new_event_loop()
    connections: list[asyncssh.SSHServerConnection] = []
    manners.cut = lambda: [each.abort() for each in connections]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start():
        return await asyncssh.listen(
            "127.0.0.1",
            port,
            server_factory=lambda: _Login(connections, manners),
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            sftp_factory=_files(folder, manners),
            reuse_address=True,
        )

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield Running(f"sftp://127.0.0.1:{server.get_port()}", folder, manners)
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server, connections), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _stop(server, connections):
    server.close()
    for each in connections:
        each.abort()
    for each in connections:
        await each.wait_closed()
    await server.wait_closed()
    await asyncio.sleep(0.02)


@contextmanager
def ftp_server(folder: Path, *, certificate: Path | None = None) -> Iterator[Running]:
    """Run an FTP server, with TLS when it has a certificate."""
    folder.mkdir(exist_ok=True)
    manners, login = Manners(), DummyAuthorizer()
    login.add_user(USER, PASSWORD, str(folder), perm="elradfmw")

    class Handler(TLS_FTPHandler if certificate else FTPHandler):
        authorizer = login
        use_sendfile = False
        auth_failed_timeout = 0.05

        def ftp_SIZE(self, path):  # noqa: N802 - pyftpdlib's name
            if manners.lies:
                return self.respond("213 7")
            return super().ftp_SIZE(path)

        def ftp_RNTO(self, path):  # noqa: N802 - pyftpdlib's name
            if manners.old and Path(path).exists():
                return self.respond("553 File exists.")
            return super().ftp_RNTO(path)

        def ftp_STOR(self, file, mode="w"):  # noqa: N802 - pyftpdlib's name
            manners.seen.append(f"stor {Path(file).name}")
            if manners.full:
                return self.respond("452 Insufficient storage space in the system.")
            return super().ftp_STOR(file, mode)

    if certificate:
        Handler.certfile = str(certificate)
        Handler.tls_control_required = True
    server = FTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"timeout": 0.05, "handle_exit": False}, daemon=True
    )
    thread.start()
    scheme = "ftps" if certificate else "ftp"
    try:
        yield Running(f"{scheme}://127.0.0.1:{server.address[1]}", folder, manners)
    finally:
        server.close_all()
        thread.join(5)


@contextmanager
def webdav_server(folder: Path) -> Iterator[Running]:
    """Run a WebDAV server."""
    folder.mkdir(exist_ok=True)
    manners = Manners()
    dav = WsgiDAVApp(
        {
            "provider_mapping": {"/dav": str(folder)},
            "http_authenticator": {"accept_basic": True, "accept_digest": False},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "verbose": 0,
            "logging": {"enable": False},
            "lock_storage": False,
        }
    )

    def mannered(environ, start_response):
        manners.seen.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if environ["REQUEST_METHOD"] == "PUT" and manners.full:
            environ["wsgi.input"].read()
            start_response("507 Insufficient Storage", [("Content-Length", "0")])
            return [b""]
        if environ["REQUEST_METHOD"] == "HEAD" and manners.lies:
            start_response("200 OK", [("Content-Length", "7")])
            return [b""]
        return dav(environ, start_response)

    server = WsgiServer(("127.0.0.1", 0), mannered, numthreads=2, timeout=2)
    server.shutdown_timeout = 1
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield Running(f"webdav://127.0.0.1:{server.bind_addr[1]}/dav", folder, manners)
    finally:
        server.stop()
        thread.join(5)


@contextmanager
def raw_server(answer: Callable[[socket.socket], None], scheme: str) -> Iterator[str]:
    """Run a server that does with each connection what it is told."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def self_signed(path: Path) -> Path:
    """Write a certificate that a station signed itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "studio")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def until(true: Callable[[], bool], *, within_s: float = 5.0) -> float:
    """Wait until something is so; return the seconds it took."""
    start = time.monotonic()
    while not true():
        if time.monotonic() - start > within_s:
            raise AssertionError(f"it did not come true within {within_s} s")
        time.sleep(0.01)
    return time.monotonic() - start
