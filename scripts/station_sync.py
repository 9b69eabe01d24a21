"""Keep a folder filled with the drought bulletins that your station may play now, and no others.

Needs Python 3.8 or newer and nothing else, on Windows or Linux; docs/stations.md shows how. It
takes NDMA's list, checks its signature, fetches each file, going on where the link broke off, puts
it into the folder when it is whole and right, and deletes what is over, taken back or replaced, if
it put that there itself. Exit code: 0 all is well, 1 it is not.
"""

from __future__ import annotations

import argparse
import base64
import configparser
import hashlib
import http.client
import json
import logging
import os
import re
import time
import urllib.request
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

VERSION, LOG, UTC = "1.0", logging.getLogger("tangazo"), timezone.utc  # noqa: UP017
LARGEST_LIST, LARGEST_FILE, TRIES, LONGEST_S, SILENCE_S = 4_000_000, 300_000_000, 5, 14_400, 60
NAME = re.compile(r"(?a)(?!(?i:CON|PRN|AUX|NUL|COM\d|LPT\d)\.)[^\W_][\w.-]{0,94}\.(mp3|opus|wav)")
# No handler of redirects is among these: nobody else may get the key.
WAYS = "ProxyHandler HTTPHandler HTTPSHandler HTTPDefaultErrorHandler HTTPErrorProcessor"
SIGN_IN = "Is there a page to sign in to the internet? Open a browser and look."
BAD_KEY = "The key was refused; ask NDMA for a new one."
NOWHERE = "Nothing is there; look at 'address' and 'station' in station_sync.ini."
TOLD = {401: BAD_KEY, 403: BAD_KEY, 404: NOWHERE, 410: "It was taken back."}
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
X, Y = 0x216936D3CD6E53FEC0A4E231FDD6DC5C692CC7609525A7B2C9562D608F25D51A, 4 * pow(5, P - 2, P) % P
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


class Fault(Exception):
    """Something went wrong; its text says what, and what to do."""


def _add(p: tuple, q: tuple) -> tuple:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, p: tuple) -> tuple:
    rest = _times(factor >> 1, _add(p, p)) if factor else (0, 1, 1, 0)
    return _add(rest, p) if factor & 1 else rest


def _point(raw: bytes) -> tuple:
    sign, y = raw[31] >> 7, int.from_bytes(raw, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    if len(raw) != 32 or y >= P or x * x % P != square or (x == 0 and sign):
        raise ValueError("The public key is no point of the curve.")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether an Ed25519 signature is right (RFC 8032, 5.1.7); S must be below L."""
    (x, y, _, t), s = _point(public), int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    x, y, z, _ = _add(_times(s % L, (X, Y, 1, X * Y % P)), _times(k, (P - x, y, 1, P - t)))
    x, y = x * pow(z, P - 2, P) % P, y * pow(z, P - 2, P) % P
    same = (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]
    return same and s < L and len(signature) == 64


def check_signature(body: bytes, minisig: bytes, keys: dict[bytes, bytes]) -> None:
    """Raise Fault unless a minisign file (prehashed) of one of the keys fits the body."""
    try:
        first, packed, trusted, whole = minisig.decode().splitlines()
        signed, over_all = (base64.b64decode(each, validate=True) for each in (packed, whole))
    except ValueError:
        raise Fault(f"The list came without a signature. {SIGN_IN}") from None
    right = first.startswith("untrusted comment:") and trusted.startswith("trusted comment: ")
    if not right or signed[:2] != b"ED" or signed[2:10] not in keys:
        raise Fault("The list is signed with a key that is not in station_sync.ini; ask NDMA.")
    public, signature, comment = keys[signed[2:10]], signed[10:], trusted[17:].encode()
    digest = hashlib.blake2b(body).digest()
    if not (verify(public, digest, signature) and verify(public, signature + comment, over_all)):
        raise Fault("The list is not what NDMA signed; nothing of it was used.")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _is_right(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _write(path: Path, body: bytes, *, by: Path) -> None:
    with by.open("wb", buffering=0) as file:
        file.write(body)
        os.fsync(file.fileno())
    by.replace(path)


def _lock(file: Any) -> None:  # noqa: ANN401 - an open file; it is free again when we end
    windows = os.name == "nt"
    lock = __import__("msvcrt").locking if windows else __import__("fcntl").flock
    try:
        lock(file.fileno(), *((2, 1) if windows else (2 | 4,)))
    except OSError:
        raise Fault("It runs already; two at a time would be in each other's way.") from None


class Station:
    """What station_sync.ini says, the folder, and the way to NDMA's server."""

    def __init__(self, path: Path) -> None:
        ini = configparser.ConfigParser(interpolation=None)
        try:
            ini.read_string(path.read_text(encoding="utf-8-sig"))
            told = ini["tangazo"]
            publics = [base64.b64decode(told[n]) for n in ("public_key", "next_key") if told.get(n)]
            self.address, self.slug = told["address"].rstrip("/"), told["station"]
            self.key, self.folder = told["key"], Path(told["folder"])
            self.exercise = told.getboolean("exercise", fallback=False)
            self.fixed_names = told.getboolean("fixed_names", fallback=True)
        except (OSError, ValueError, configparser.Error, KeyError) as fault:
            raise Fault(f"{path} cannot be used: {fault}. See docs/stations.md.") from None
        self.keys = {each[2:10]: each[10:] for each in publics if len(each) == 42}
        if not publics or len(self.keys) < len({*publics}) or not re.match("https?:", self.address):
            raise Fault(f"{path}: address begins with https, public_key with RW; copy it whole.")
        self.home = f"{self.address}{'/exercise' if self.exercise else ''}/now/{self.slug}/"
        self.opener = urllib.request.OpenerDirector()
        for each in WAYS.split():
            self.opener.add_handler(getattr(urllib.request, each)())
        self.until, self.sleep = time.monotonic() + LONGEST_S, time.sleep
        self.seen, self.files, self.faults = datetime(2020, 1, 1, tzinfo=UTC), {}, []
        self.work = self.folder / ".tangazo"

    def once(self, clock: datetime) -> list[str]:
        """Bring the folder up to date; return what is wrong, in plain words."""
        self.work.mkdir(exist_ok=True)
        with (self.work / "lock").open("a") as file:
            _lock(file)
            for step in (self._drop_over, self._take_list, self._save, self._report):
                self._try(step, clock)
        return self.faults

    def _try(self, step: Any, *told: object) -> None:  # noqa: ANN401
        try:
            step(*told)
        except Exception as fault:  # noqa: BLE001 - nobody there could mend a crash
            said = (
                fault if isinstance(fault, (Fault, OSError)) else f"Tell NDMA of this: {fault!r}."
            )
            self.faults.append(f"{told[0]}: {said}" if len(told) > 1 else str(said))

    def _drop_over(self, clock: datetime) -> None:
        if (self.work / "state.json").exists():
            told = json.loads((self.work / "state.json").read_text(encoding="utf-8"))
            self.seen = _moment(told["seen"])
            self.files = {n: each for n, each in told["files"].items() if NAME.fullmatch(n)}
        if clock < self.seen:
            self.faults.append("The clock of this computer is behind; set it right.")
        clock = max(clock, self.seen)
        self._drop([name for name, each in self.files.items() if _moment(each["until"]) < clock])

    def _drop(self, names: list[str]) -> None:
        for name in names:
            try:
                (self.folder / name).unlink(missing_ok=True)
                del self.files[name]
            except OSError as fault:
                self.faults.append(f"{name} must not be played, and cannot be deleted: {fault}.")

    def _save(self, *_: object) -> None:
        told = json.dumps({"seen": self.seen.isoformat(), "files": self.files})
        _write(self.work / "state.json", told.encode(), by=self.work / "state.new")

    def _take_list(self, clock: datetime) -> None:
        body = self._fetch("manifest.json").read_bytes()
        check_signature(body, self._fetch("manifest.json.minisig").read_bytes(), self.keys)
        told = json.loads(body)
        mode, issued = "exercise" if self.exercise else "live", _moment(told["issued"])
        if (told["tangazo"], told["mode"], told["station"]) != (1, mode, self.slug):
            raise Fault("The list is another station's, or of another kind; see 'exercise'.")
        if issued < self.seen:
            raise Fault(f"The list is older than that of {self.seen}; nothing of it was used.")
        wanted, self.seen = self._wanted(told, max(clock, issued)), issued
        right = {name: each["sha256"] for name, each in wanted.items()}
        self._drop([name for name, each in self.files.items() if each["sha256"] != right.get(name)])
        for name, each in wanted.items():
            self._try(self._put, name, each)
        for part in () if self.faults else self.work.glob("*.part"):
            part.unlink()

    def _wanted(self, told: Any, at: datetime) -> dict[str, Any]:  # noqa: ANN401 - JSON
        mark, found = "EXERCISE-" if self.exercise else "", {}
        gone = {sha256 for each in told["revoked"] for sha256 in each["files"]}
        for number, each in enumerate(told["bulletins"]):
            now = _moment(each["valid_from"]) <= at <= _moment(each["valid_until"])
            for file in (file for file in each["files"] if now and file["sha256"] not in gone):
                ending = "." + file["name"].rpartition(".")[2]
                names = [file["name"], f"{mark}{each['county']}-{each['language']}{ending}"]
                names += [] if number else [f"{mark}bulletin{ending}"]
                for name in names if self.fixed_names else names[:1]:
                    plain = NAME.fullmatch(name) and NAME.fullmatch(f"{file['sha256']}.mp3")
                    if not plain or not 0 < file["bytes"] < LARGEST_FILE:
                        raise Fault(f"The list names a file that cannot be: {name[:80]!r}.")
                    found.setdefault(name, {**file, "until": each["valid_until"]})
        return found

    def _put(self, name: str, told: dict[str, Any]) -> None:
        target, part = self.folder / name, self.work / f"{told['sha256']}.part"
        if not _is_right(target, told["sha256"]):
            if target.exists() and name not in self.files:
                raise Fault("Another file has this name and was not put there by us; move it away.")
            self._fetch(told["path"], part, told["bytes"])
            if not _is_right(part, told["sha256"]):
                part.unlink()
                raise Fault("It came with wrong bytes; it is fetched anew next time.")
            self.files[name] = told
            self._save()
            _write(target, part.read_bytes(), by=self.work / "next")
        self.files[name] = told

    def _open(self, path: str, have: int = 0, body: bytes | None = None) -> Any:  # noqa: ANN401
        url = self.address + path if path[:1] == "/" else urljoin(self.home, path)
        if urlsplit(url)[:2] != urlsplit(self.home)[:2] or re.search(r"[\s\\]|^//", path):
            raise Fault(f"The list names a strange address, {path[:80]!r}.")
        headers = {"X-Station-Key": self.key, **({"Range": f"bytes={have}-"} if have else {})}
        asked = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - it is ours
        try:
            return self.opener.open(asked, timeout=SILENCE_S)
        except urllib.request.HTTPError as fault:
            fault.close()
            if fault.code >= 500 or fault.code in (408, 416, 429):
                raise
            raise Fault(TOLD.get(fault.code, f"{fault}. {SIGN_IN}")) from None

    def _fetch(self, path: str, part: Path | None = None, size: int = 0) -> Path:
        part, idle, why = part or self.work / f"{path}.part", 0, "it takes too long"
        for _ in range(20 + size // 10_000):
            have = part.stat().st_size if part.exists() and size else 0
            if have and have == size:
                return part
            if idle == TRIES or time.monotonic() > self.until:
                break
            try:
                size = self._more(path, part, have if have < size else 0, size)
            except (OSError, http.client.HTTPException, ValueError, TypeError) as fault:
                why = str(fault)
                part.unlink(missing_ok=True) if not size or "416" in why else None
            idle = 0 if part.exists() and have < part.stat().st_size else idle + 1
            self.sleep(2**idle if idle else 0)
        raise Fault(f"The link broke off too often ({why}); it goes on from there next time.")

    def _more(self, path: str, part: Path, have: int, size: int) -> int:
        with self._open(path, have) as answer:
            size, piece = size or min(int(answer.headers["Content-Length"]), LARGEST_LIST), b"."
            told = str(answer.headers["Content-Range"])
            have = have if answer.status == 206 and told.startswith(f"bytes {have}-") else 0
            with part.open("ab" if have else "wb") as file:
                while piece and have < size and time.monotonic() < self.until:
                    piece = answer.read1(min(65_536, size - have))
                    have += file.write(piece)
        return size

    def _report(self, _: datetime) -> None:
        holds = sorted({each["sha256"] for each in self.files.values()})
        told = {"agent": VERSION, "holds": holds, "faults": self.faults}
        self._open("report", body=json.dumps(told).encode()).close()


def main(typed: list[str] | None = None) -> int:
    """Run as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=Path, default=Path(__file__).with_suffix(".ini"))
    parser.add_argument("--once", action="store_true", help="one time only")
    parser.add_argument("--every", type=int, default=15, metavar="MINUTES")
    asked = parser.parse_args(typed)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    while True:
        try:
            faults = Station(asked.settings).once(datetime.now(UTC))  # noqa: TID251 - the clock
        except (Fault, OSError) as fault:
            faults = [str(fault)]
        LOG.info("%s", " ".join(faults) or "All is well: the folder holds what may be played.")
        if asked.once:
            return int(bool(faults))
        time.sleep(60 * max(1, asked.every))


if __name__ == "__main__":
    raise SystemExit(main())
