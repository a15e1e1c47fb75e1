"""Which collections of connections there are: all of them, and one for each family of connectors."""

import logging
from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from nexus.errors import FieldError, InvalidInput, NotFound
from nexus.hookspecs import Connector
from nexus.model.connection import Connection
from nexus.plugins import Catalogue

logger = logging.getLogger(__name__)


@frozen
class ConnectionResource:
    """One collection of connections in the API.

    Attributes:
        path: its segment below ``/api``.
        connectors: those whose connections it shows, by name; None for all, also such as are not installed.
    """

    path: str
    title: str
    connectors: Mapping[str, Connector] | None

    @property
    def many(self) -> str:
        """What its connections are called in operation ids."""
        return self.path.replace("-", "_")

    @property
    def one(self) -> str:
        """What a connection of it is called in operation ids."""
        return self.many.removesuffix("s")

    def holds(self, connector: str) -> bool:
        """Whether connections of ``connector`` are in it."""
        return self.connectors is None or connector in self.connectors

    def require(self, connection: Connection) -> Connection:
        """Return ``connection``; raises NotFound if it is in another collection."""
        if not self.holds(connection.connector):
            raise NotFound("connection", connection.id)
        return connection

    def require_connector(self, connector: str) -> None:
        """Raise InvalidInput if connections of ``connector`` are in another collection."""
        if not self.holds(connector):
            known = ", ".join(sorted(self.connectors or ()))
            raise InvalidInput([FieldError("connector", f"{connector!r} has no place in /{self.path}; {known} have")])


def connection_resources(catalogue: Catalogue, taken: Collection[str]) -> Sequence[ConnectionResource]:
    """Return the collections: a connector names its own, the core only mounts it.

    Args:
        catalogue: what is installed.
        taken: first segments of other routes' paths. A collection that is called so, or by their singular, is left out and
            named in the log: one plugin must not keep the API from starting. Its connections are in ``/connections`` all
            the same.
    """
    families: dict[str, dict[str, Connector]] = {}
    for name, connector in sorted(catalogue.connectors.items()):
        families.setdefault(connector.collection, {})[name] = connector
    found = [ConnectionResource("connections", "connections", None)]
    for path, connectors in sorted(families.items()):
        if {path, f"{path}s"} & {"connections", *taken}:  # the plural: operations would have the same ids
            logger.error("the collection %r of %s is not mounted: the API has that path", path, ", ".join(connectors))
            continue
        titles = ", ".join(one.title for one in connectors.values())
        found.append(ConnectionResource(path, f"{path.replace('-', ' ')} ({titles})", connectors))
    return found
