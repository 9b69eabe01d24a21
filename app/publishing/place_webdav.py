"""A folder on a WebDAV server, such as Nextcloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

import httpx
from webdav4.client import Client, ResourceNotFound

from app.domain.deliveries import Address, Scheme
from app.domain.trouble import Trouble
from app.errors import PushError
from app.publishing.places import BLOCK_BYTES, Limit, Limited

# The largest recording there is, and more than any server needs to say.
MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class BoundedStream(httpx.SyncByteStream):
    """The body of an answer, read only as far and as long as it may be."""

    stream: httpx.SyncByteStream
    limit: Limit

    def __iter__(self) -> Iterator[bytes]:
        """Give the bytes.

        Raises:
            PushError: There is no end of them, or the time is over.
        """
        read = 0
        for block in self.stream:
            self.limit.check()
            read += len(block)
            if read > MOST_BYTES:
                raise PushError(Trouble.GARBLED, "Its answer has no end.")
            yield block

    def close(self) -> None:
        """End it."""
        self.stream.close()


@dataclass(frozen=True, slots=True)
class BoundedTransport(httpx.BaseTransport):
    """Asks as another transport does, and bounds its answers."""

    inner: httpx.HTTPTransport
    limit: Limit

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, its body unread."""
        self.limit.check()
        answer = self.inner.handle_request(request)
        stream = answer.stream
        if not isinstance(stream, httpx.SyncByteStream):
            raise TypeError("an asynchronous answer to a synchronous question")
        bounded = BoundedStream(stream, self.limit)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=bounded)

    def close(self) -> None:
        """End its connections."""
        self.inner.close()


@dataclass(frozen=True, slots=True)
class WebdavPlace:
    """A folder on a WebDAV server."""

    client: Client
    root: str
    limit: Limit
    # Nextcloud takes no file that ends in .part
    unfinished: ClassVar[str] = ".uploading"

    def refuse_missing(self) -> None:
        """Make sure that the folder is there, and is one.

        Raises:
            PushError: It is not.
            httpx.HTTPError: The server was not reached, or refused.
        """
        address = self.client.join_url(self.root, add_trailing_slash=True)
        # Depth 0: a server would else list all that it has
        with self.client.http.stream("PROPFIND", address, headers={"Depth": "0"}) as answer:
            if answer.status_code == HTTPStatus.NOT_FOUND:
                raise PushError(Trouble.NO_FOLDER)
            answer.raise_for_status()
            if answer.status_code != HTTPStatus.MULTI_STATUS:
                raise PushError(Trouble.GARBLED, f"It answers {answer.status_code} to PROPFIND.")

    def upload(self, file: Limited, name: str, *, size: int) -> None:
        """Write a file."""
        self.client.upload_fileobj(
            file,
            self._path(name),
            overwrite=True,
            chunk_size=BLOCK_BYTES,
            size=size,
        )

    def size(self, name: str) -> int | None:
        """Return how large the server says it is; None when it is not there or not told."""
        answer = self.client.http.head(self.client.join_url(self._path(name)))
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        answer.raise_for_status()
        told = answer.headers.get("Content-Length", "")
        return int(told) if told.isdecimal() else None

    def read(self, name: str) -> Iterator[bytes]:
        """Give back its bytes."""
        address = self.client.join_url(self._path(name))
        with self.client.http.stream("GET", address) as answer:
            answer.raise_for_status()
            for block in answer.iter_bytes(BLOCK_BYTES):
                self.limit.check()
                yield block

    def rename(self, old: str, new: str) -> str:
        """Give it its name in one step."""
        self.client.move(self._path(old), self._path(new), overwrite=True)
        return ""

    def remove(self, name: str) -> None:
        """Remove it."""
        try:
            self.client.remove(self._path(name))
        except ResourceNotFound as fault:
            raise FileNotFoundError(name) from fault

    def close(self) -> None:
        """Leave the server."""
        self.client.http.close()

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}" if self.root else name


def open_webdav(
    address: Address, user: str, secret: str, root: str, *, limit: Limit
) -> WebdavPlace:
    """Return a folder on a WebDAV server; certificates are checked, redirects not followed.

    Raises:
        PushError: There is no such folder.
        httpx.HTTPError: The server was not reached, or is none.
        webdav4.client.ClientError: It refused.
    """
    scheme = "https" if address.scheme is Scheme.HTTPS else "http"
    host = f"[{address.host}]" if ":" in address.host else address.host
    # without TLS there is no certificate to check, and reading the known ones takes a while
    plain = httpx.HTTPTransport(verify=address.scheme is Scheme.HTTPS)
    client = Client(
        f"{scheme}://{host}:{address.port}{address.path}/",
        auth=(user, secret) if user else None,
        retry=False,
        timeout=httpx.Timeout(limit.silence_s),
        transport=BoundedTransport(plain, limit),
        headers={"Accept-Encoding": "identity"},
        trust_env=False,
    )
    made = WebdavPlace(client, root, limit)
    try:
        made.refuse_missing()
    except BaseException:
        made.close()
        raise
    return made
