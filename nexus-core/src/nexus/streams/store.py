"""`connect`: from a store URL to the `Store` that everything else in this package takes."""

from nexus.streams.address import Address, Kind, parse
from nexus.streams.base import Store
from nexus.streams.cluster import ClusterStore
from nexus.streams.single import SingleStore

__all__ = ["Store", "connect"]


def connect(url: str | Address) -> Store:
    """Return a store for a URL (see `nexus.streams.address`). No connection is made before the first command.

    Raises:
        ConfigurationError: the URL cannot be understood.
    """
    address = url if isinstance(url, Address) else parse(url)
    return ClusterStore(address) if address.kind is Kind.CLUSTER else SingleStore(address)
