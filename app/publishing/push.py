"""Files onto a station's server: never half of one under its name, and never more than ours.

A file is written under a name of its own, looked at, and only then given the name that players
watch: OpenBroadcaster plays what is closed, Rivendell's dropboxes take what has stopped growing.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from app.domain.deliveries import Address, PushTarget, Scheme, parsed_address
from app.domain.trouble import Trouble
from app.errors import PushError
from app.publishing.place_folder import open_folder
from app.publishing.place_ftp import open_ftp
from app.publishing.place_sftp import open_sftp
from app.publishing.place_webdav import open_webdav
from app.publishing.places import Limit, Limited, Place
from app.publishing.push_faults import FAULTS, named

# What is read back whole; of a larger file, only its size is asked for.
READ_BACK_BYTES = 4_000_000
TRIAL_NAME = "tangazo-trial.txt"
TRIAL = b"Tangazo tried whether it can lay files here. It removes this one again.\n"
TOOK_BACK = "Taken, looked at and given its name."
LARGE = "Taken and given its name; being large, only its size was compared."
THERE = "It was there already."
GONE = "It was gone already."
REMOVED = "Removed."
NOT_WANTED = "Taken back while it was on its way; it never got its name."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """A file to be laid somewhere.

    Attributes:
        source: Where it lies here, or its bytes.
    """

    name: str
    sha256: str
    size_bytes: int
    source: Path | bytes

    def open(self) -> BinaryIO:
        """Return it, ready to be read."""
        return io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")


@dataclass(frozen=True, slots=True)
class Visit:
    """Being at a server.

    Attributes:
        host_key: What it proved itself with; empty for servers that do not.
        secrets: What must not be repeated, whoever says it.
    """

    place: Place
    limit: Limit
    host_key: str
    secrets: tuple[str, ...]

    def put(self, cargo: Cargo, *, ours: bool, wanted: Callable[[], bool] = lambda: True) -> str:
        """Lay a file, and return what was found.

        Args:
            ours: Whether what may have this name there is known to be ours.
            wanted: Asked before the file gets its name: it may have been recalled on the way.

        Raises:
            PushError: It is not there under its name, or not as it should be.
        """
        with self._named():
            there = self._is_there(cargo, ours=ours)
            if there:
                return there
            return self._lay(cargo, wanted)

    def remove(self, name: str) -> str:
        """Remove a file that is ours, and what was left of it unfinished.

        Raises:
            PushError: The server did not.
        """
        with self._named():
            with suppress(FileNotFoundError):
                self.place.remove(f"{name}{self.place.unfinished}")
            try:
                self.place.remove(name)
            except FileNotFoundError:
                return GONE
            if self.place.size(name) is not None:
                raise PushError(Trouble.OTHER, "It says that it removed the file, but has it.")
        return REMOVED

    def _is_there(self, cargo: Cargo, *, ours: bool) -> str:
        """Return that a file is there already, or nothing.

        Raises:
            PushError: Another file has its name, which is not ours.
        """
        size = None if ours else self.place.size(cargo.name)
        if size is None:
            return ""
        if size == cargo.size_bytes and self._given_back(cargo.name, size) == cargo.sha256:
            return THERE
        raise PushError(Trouble.NOT_OURS, f"{cargo.name} is there, with {size} bytes.")

    def _lay(self, cargo: Cargo, wanted: Callable[[], bool]) -> str:
        unfinished = f"{cargo.name}{self.place.unfinished}"
        try:
            with cargo.open() as file:
                self.place.upload(Limited(file, self.limit), unfinished, size=cargo.size_bytes)
            self._compare(cargo, unfinished)
            _refuse_unwanted(wanted)
            unusual = self._rename(cargo, unfinished)
        except BaseException:
            # a dropped connection cannot tidy up; the next visit writes over it
            with suppress(*FAULTS, PushError):
                self.place.remove(unfinished)
            raise
        told = TOOK_BACK if cargo.size_bytes <= READ_BACK_BYTES else LARGE
        return f"{told} {unusual}".strip()

    def _rename(self, cargo: Cargo, unfinished: str) -> str:
        unusual = self.place.rename(unfinished, cargo.name)
        if self.place.size(cargo.name) != cargo.size_bytes:
            raise PushError(Trouble.SIZE, "After renaming, the file is not there as it was.")
        return unusual

    def _compare(self, cargo: Cargo, name: str) -> None:
        size = self.place.size(name)
        if size != cargo.size_bytes:
            raise PushError(
                Trouble.SIZE, f"It says {size} bytes; {cargo.size_bytes} were sent ({cargo.name})."
            )
        if size <= READ_BACK_BYTES and self._given_back(name, size) != cargo.sha256:
            raise PushError(Trouble.CONTENT, f"{cargo.name} came back different.")

    def _given_back(self, name: str, size: int) -> str:
        """Return the SHA-256 of what the server gives back, which may be more than it said."""
        digest, read = sha256(), 0
        for block in self.place.read(name):
            digest.update(block)
            read += len(block)
            if read > size:
                raise PushError(Trouble.SIZE, f"It says {size} bytes and gives more ({name}).")
        return digest.hexdigest()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except (*FAULTS, PushError) as fault:
            self._late(fault)
            raise named(fault, secrets=self.secrets) from fault

    def _late(self, fault: BaseException) -> None:
        """Tell a fault that is only the end of our own time."""
        if self.limit.is_over:
            raise PushError(Trouble.LATE) from fault


def _refuse_unwanted(wanted: Callable[[], bool]) -> None:
    if not wanted():
        raise PushError(Trouble.MADE_WAY, NOT_WANTED)


@contextmanager
def visiting(
    target: PushTarget, secret: str, *, folders: Path | None, limit: Limit
) -> Iterator[Visit]:
    """Give a visit to a station's server.

    Args:
        secret: The password, in the clear.
        folders: The folder of this machine beneath which folders may be named, or None.

    Raises:
        PushError: It was not reached, refused, or is not the server that it was.
    """
    address = parsed_address(target.address)
    secrets = (secret, b64encode(f"{target.user}:{secret}".encode()).decode())
    try:
        place, host_key = _opened(address, target, secret, folders=folders, limit=limit)
    except (*FAULTS, PushError) as fault:
        late = PushError(Trouble.LATE) if limit.is_over else fault
        raise named(late, secrets=secrets) from fault
    try:
        yield Visit(place, limit, host_key, secrets)
    finally:
        with suppress(*FAULTS):
            place.close()


def _opened(
    address: Address, target: PushTarget, secret: str, *, folders: Path | None, limit: Limit
) -> tuple[Place, str]:
    limit.check()
    root = "/".join(each for each in (address.path, target.folder) if each)
    key, user = target.host_key, target.user
    match address.scheme:
        case Scheme.FOLDER:
            return open_folder(folders, target.folder, limit=limit), ""
        case Scheme.SFTP:
            return open_sftp(address, user, secret, root, key=key, limit=limit)
        case Scheme.FTP | Scheme.FTPS:
            return open_ftp(address, user, secret, root, key=key, limit=limit)
        case Scheme.HTTPS | Scheme.WEBDAV:
            return open_webdav(address, user, secret, target.folder, limit=limit), ""


def trial() -> Cargo:
    """Return a small file to try a server with."""
    return Cargo(
        name=TRIAL_NAME, sha256=sha256(TRIAL).hexdigest(), size_bytes=len(TRIAL), source=TRIAL
    )
