"""The way to an answer: over allowed hosts and checked IP addresses only, redirects included."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from app.errors import SourceFormatError
from app.sources.deadline import Deadline
from app.sources.public_address import Resolver, checked_addresses

REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Leads one visit to its answer.

    A host is looked up once a step, its IP addresses are checked, and exactly those are connected
    to, so that a name cannot lead elsewhere between the check and the connection.

    Attributes:
        source: Name of the source, for messages.
        allowed_hosts: Hosts that may be asked, as the fetcher lists them.
        private_allowed: Whether hosts may lie on this machine or its network.
        timeout_s: Longest silence, in seconds, while connecting or reading.
        resolver: Looks up the IP addresses of a host.
        deadline: When the visit must be over.
    """

    source: str
    allowed_hosts: tuple[str, ...]
    private_allowed: bool
    timeout_s: float
    resolver: Resolver
    deadline: Deadline

    def follow(self, client: httpx.Client, url: str) -> httpx.Response:
        """Return the first answer that is no redirect, its body still unread.

        Raises:
            SourceFormatError: An address on the way is not allowed, or the way has no end.
            httpx.TransportError: Nobody answered.
        """
        address = self._allowed(httpx.URL(url))
        for _ in range(MAX_REDIRECTS + 1):
            response = self._send(client, address)
            if response.status_code not in REDIRECTS:
                return response
            response.close()
            address = self._allowed(address.join(response.headers.get("location", "")))
        raise SourceFormatError(
            self.source, f"redirects more than {MAX_REDIRECTS} times; see {url}"
        )

    def _send(self, client: httpx.Client, address: httpx.URL) -> httpx.Response:
        """Ask the IP addresses of a host one after the other; return the first answer."""
        host = address.raw_host.decode("ascii")
        checked = self._addresses(address, host=host)
        for place, ip in enumerate(checked, start=1):
            request = client.build_request(
                "GET",
                address.copy_with(host=ip),
                headers={"Host": address.netloc.decode("ascii")},
                timeout=min(self.timeout_s, max(self.deadline.left_s, 0.001)),
                extensions={"trace": self.deadline.watch, "sni_hostname": host},
            )
            try:
                return client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if place == len(checked) or self.deadline.passed:
                    raise
        raise httpx.ConnectError(f"{host} has no address")

    def _addresses(self, address: httpx.URL, *, host: str) -> tuple[str, ...]:
        """Return the IP addresses of a host that may be connected to."""
        port = address.port or (443 if address.scheme == "https" else 80)
        try:
            found = self.deadline.bound(lambda: self.resolver(host, port))
        except TimeoutError as fault:
            raise httpx.ConnectTimeout(f"{host}: no name server answered") from fault
        except (OSError, UnicodeError) as fault:
            raise httpx.ConnectError(f"{host}: {fault}") from fault
        return checked_addresses(
            found,
            host=host,
            source=self.source,
            private_allowed=self.private_allowed or self._is_listed_loopback(host),
        )

    def _is_listed_loopback(self, host: str) -> bool:
        """Return whether the host is an IP address of this machine, and is listed as such."""
        try:
            loopback = ip_address(host).is_loopback
        except ValueError:
            return False
        return loopback and host in (entry.partition("/")[0] for entry in self.allowed_hosts)

    def _allowed(self, address: httpx.URL) -> httpx.URL:
        """Return the address if it may be asked. Signed query strings never reach a message."""
        shown = f"{address.scheme}://{address.host}{address.path}"
        if address.scheme not in ("http", "https") or address.userinfo:
            raise SourceFormatError(self.source, f"address not allowed: {shown}; use http or https")
        for entry in self.allowed_hosts:
            host, _, path = entry.partition("/")
            if address.host == host and address.path.startswith(f"/{path}"):
                return address
        allowed = ", ".join(self.allowed_hosts)
        raise SourceFormatError(self.source, f"address not allowed: {shown}; allowed: {allowed}")
