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
        max_rows: most rows of one stream.
        max_bytes: most bytes of the answer with one page.
        timeout_s: seconds that one page, and the first rows of a stream, may take.
        cache_seconds: how old an answer may be that is given again; 0 asks each time.
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
    max_rows: int = 1_000_000
    max_bytes: int = 8 * 1024 * 1024
    timeout_s: float = 30.0
    cache_seconds: int = 0
    version: int = 1
