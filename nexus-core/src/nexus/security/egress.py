"""Decides which addresses connections, webhooks and steps may reach (SSRF).

Three steps, in this order: the host is brought to one spelling, it is resolved once, every answer is judged. What is
returned is the address itself: whoever connects to it cannot be led elsewhere by a second, different answer (rebinding).
Nothing is cached, since a decision belongs to one connection.
"""

import re
import socket
from collections.abc import Callable, Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

from nexus.errors import ConfigurationError, Unavailable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host name in the order of preference; raises OSError if there are none."""

SETTING: Final = "NEXUS_EGRESS_ALLOW"

METADATA: Final = frozenset(
    ip_address(text) for text in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")
)
"""Where clouds hand out credentials to whoever asks. A wide network in the allow list does not open these by accident:
each must be named alone."""

# Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates); the first that fits is named.
_SPECIAL: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ip_network(text), reason)
    for text, reason in (
        ("0.0.0.0/8", "unspecified: it means this machine"),
        ("127.0.0.0/8", "loopback: this machine"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
        ("169.254.0.0/16", "link-local"),
        ("100.64.0.0/10", "shared by a carrier's customers (CGNAT)"),
        ("192.0.0.0/24", "reserved for protocol assignments"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.88.99.0/24", "reserved (6to4 relays)"),
        ("198.18.0.0/15", "reserved for benchmarks"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified: it means this machine"),
        ("::1/128", "loopback: this machine"),
        ("::/64", "reserved"),
        ("64:ff9b:1::/48", "a local NAT64 network"),
        ("100::/64", "discarded by routers"),
        ("2001:db8::/32", "reserved for documentation"),
        ("3fff::/20", "reserved for documentation"),
        ("5f00::/16", "segment routing inside a network"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_TEREDO: Final = IPv6Network("2001::/32")
_HOST: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})")
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the operating system for the addresses of ``host``."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class EgressGuard:
    """Permits public addresses, and the networks that an operator has allowed besides.

    Args:
        allow: networks in CIDR form or single addresses, as ``NEXUS_EGRESS_ALLOW`` lists them.
        resolver: turns names into addresses.

    Raises:
        ConfigurationError: an entry of ``allow`` is no network.
    """

    def __init__(self, allow: Sequence[str] = (), resolver: Resolver = system_resolver) -> None:
        self._allow = tuple(_network(entry) for entry in allow)
        self._resolver = resolver

    def resolve(self, host: str, port: int) -> str:
        """Resolve ``host`` once and return the permitted address to connect to.

        All answers are judged and the first permitted one is taken. A forbidden answer beside it is passed over and not a
        reason to refuse: nobody connects to it, and dual-stack names (``localhost`` is ``::1`` and ``127.0.0.1``) would
        otherwise need both families allowed.

        Raises:
            ConfigurationError: no answer is permitted, or the host is no name or address in its usual spelling.
            Unavailable: the name does not resolve.
        """
        addresses = self._addresses(_canonical(host), port)
        refusals: dict[Address, str] = {}
        for address in addresses:
            reason = self._refusal(address)
            if reason is None:
                return str(address)
            refusals.setdefault(address, reason)
        raise _refused(host, port, refusals)

    def _addresses(self, host: str | Address, port: int) -> list[Address]:
        if not isinstance(host, str):
            return [host]
        try:
            answers = [_plain(ip_address(answer)) for answer in self._resolver(host, port)]
        except (OSError, ValueError) as error:
            raise Unavailable(f"{host} does not resolve: {error}") from error
        if not answers:
            raise Unavailable(f"{host} does not resolve: no addresses")
        return answers

    def _refusal(self, address: Address) -> str | None:
        """Why ``address`` is not permitted, or None if it is."""
        if address in METADATA:
            named = any(address in network and network.num_addresses == 1 for network in self._allow)
            return None if named else "a cloud's metadata service"
        if any(address in network for network in self._allow):
            return None
        for network, reason in _SPECIAL:
            if address in network:
                return reason
        for inner in _embedded(address):
            refusal = self._refusal(inner)
            if refusal is not None:
                return f"it leads to {inner}, {refusal}"
        # What a later registry or Python knows to be special and the table above does not.
        public = address.is_global and not address.is_reserved
        return None if public or _tunnels(address) else "not a public address"


def _canonical(host: str) -> str | Address:
    """Bring ``host`` to one spelling: an address, or an ASCII name.

    Resolvers also read ``2130706433``, ``0x7f.1`` and ``0177.0.0.1`` as 127.0.0.1, each a little differently, so whatever
    ends in a number (the URL standard's rule) must be an address in its usual form.
    """
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in bare:
        try:
            address = IPv6Address(bare)
        except ValueError as error:
            raise _misspelt(host) from error
        if address.scope_id is not None:
            raise _misspelt(host)
        return _plain(address)
    try:
        name = bare.encode("idna").decode("ascii").removesuffix(".")
    except UnicodeError as error:
        raise _misspelt(host) from error
    if not _HOST.fullmatch(name):
        raise _misspelt(host)
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return IPv4Address(name)
        except ValueError as error:
            raise _misspelt(host) from error
    return name.lower()


def _misspelt(host: str) -> ConfigurationError:
    return ConfigurationError(
        f"{host[:260]!r} is no host name or address in its usual form",
        remedy="write a name, an IPv4 address as four decimal numbers without leading zeros, or an IPv6 address",
    )


def _plain(address: Address) -> Address:
    """Return the IPv4 address where an IPv6 form (``::ffff:127.0.0.1``) stands for one."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _tunnels(address: Address) -> bool:
    return next(_embedded(address), None) is not None


def _embedded(address: Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses to which a relay on the way would send what goes to ``address``.

    Sources: RFC 3056 (6to4), RFC 6052 (NAT64), RFC 4380 (Teredo: server, then client with all bits inverted).
    """
    if not isinstance(address, IPv6Address):
        return
    if address.sixtofour is not None:
        yield address.sixtofour
    if address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _TEREDO and address.teredo is not None:
        yield from address.teredo


def _network(entry: str) -> Network:
    try:
        return ip_network(entry.strip())
    except ValueError as error:
        raise ConfigurationError(
            f"{entry!r} is no network: {error}", path=SETTING, remedy="write for example 10.0.0.0/8 or fd12:3456::/32"
        ) from error


def _refused(host: str, port: int, refusals: dict[Address, str]) -> ConfigurationError:
    told = "; ".join(f"{address} is {reason}" for address, reason in refusals.items())
    first = next(iter(refusals))
    return ConfigurationError(
        f"{host}:{port} is not permitted: {told}".replace(" is it leads to", " leads to"),
        remedy=f"if this connection is meant to reach it, an operator sets {SETTING}={first}/{first.max_prefixlen}",
    )
