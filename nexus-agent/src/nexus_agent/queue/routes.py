"""By what messages in the queue are kept apart: each application, and each source, has a way of its own to the centre."""

from typing import Final

_SOURCE: Final = "source/"


def of_source(connection_id: str) -> str:
    """Return the route of a source. That of an application is its id."""
    return _SOURCE + connection_id


def source_of(route: str) -> str | None:
    """Return the id of the connection whose messages go by a route; None for an application's."""
    return route.removeprefix(_SOURCE) if route.startswith(_SOURCE) else None
