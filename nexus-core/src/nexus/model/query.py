"""A saved query: a SELECT with typed parameters that applications may run."""

from typing import Any

from attrs import frozen


@frozen
class QueryParameter:
    """One ``:name`` of the statement; ``type`` is one of `nexus.model.mapping.TYPES`."""

    name: str
    type: str = "string"
    required: bool = True
    default: Any = None
    title: str = ""


@frozen
class Query:
    """A SELECT on a connection, public under its slug to the applications that it names.

    Attributes:
        slug: last part of ``/query/{slug}``; unique in its workspace.
        connection: id of the connection that is read.
        applications: ids of the applications whose key may run it.
        max_limit: most rows of one page.
    """

    id: str
    workspace_id: str
    slug: str
    connection: str
    statement: str
    title: str = ""
    parameters: tuple[QueryParameter, ...] = ()
    applications: tuple[str, ...] = ()
    enabled: bool = True
    max_limit: int = 1000
    version: int = 1
