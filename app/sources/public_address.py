"""Which IP addresses may be asked: those of the public internet, checked before connecting."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from app.errors import SourceFormatError

Resolver = Callable[[str, int], Sequence[str]]

GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
MOST_ADDRESSES = 4


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the IP addresses of a host, in the order of preference.

    Raises:
        OSError: The name is not known, or no name server answered.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address lies on the public internet.

    An IPv6 address that carries an IPv4 address is judged by what it carries.

    >>> is_public(ip_address("::ffff:169.254.169.254"))
    False
    >>> is_public(ip_address("193.0.6.139"))
    True
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    carried = carried_ipv4(address)
    if carried is not None:
        return is_public(carried)
    return address in GLOBAL_UNICAST and address.is_global


def carried_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to (mapped, 6to4, NAT64), or None.

    >>> carried_ipv4(IPv6Address("64:ff9b::a00:1"))
    IPv4Address('10.0.0.1')
    """
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def checked_addresses(
    found: Sequence[str], *, host: str, source: str, private_allowed: bool
) -> tuple[str, ...]:
    """Return the addresses of a host that may be connected to.

    One private address among public ones refuses them all: no honest host has both.

    Args:
        found: What the name server said.
        host: The name that was looked up.
        source: Name of the source, for messages.
        private_allowed: Whether this machine and its neighbours may be asked too.

    Raises:
        SourceFormatError: An address is not on the public internet, or is none at all.
    """
    checked = []
    for text in found:
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError as fault:
            raise SourceFormatError(source, f"address not allowed: {host} is '{text}'") from fault
        if not (private_allowed or is_public(address)):
            raise SourceFormatError(
                source,
                f"address not allowed: {host} is {address} here, which is not on the public "
                "internet; check the network's name server",
            )
        checked.append(str(address))
    return tuple(checked[:MOST_ADDRESSES])
