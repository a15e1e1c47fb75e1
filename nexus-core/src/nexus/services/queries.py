"""Saved queries: defined, checked, changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final, Protocol

from attrs import evolve

from nexus.config import define, field
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, FieldError, InvalidInput
from nexus.mapping.conversion import converter
from nexus.mapping.placeholders import placeholders
from nexus.model.audit import AuditEvent, Category
from nexus.model.connection import Connection
from nexus.model.documents import to_json
from nexus.model.mapping import TYPES
from nexus.model.query import Query, QueryParameter
from nexus.services.people.documents import TITLE
from nexus.services.person import Person, before_and_after
from nexus.services.repositories import ApplicationRepository, Audit, Transactions

RESERVED: Final = frozenset({"limit", "page", "total"})
"""Parameters of the route itself."""


@define
class ParameterDocument:
    """One ``:name`` of a statement."""

    name: str = field(title="Name", pattern=r"[A-Za-z_][A-Za-z0-9_]{0,99}")
    type: str = field(title="Type", default="string", choices=TYPES)
    required: bool = field(title="Required", default=True)
    default: Any = field(title="Default", help="Where it is not required and not given.", default=None)
    title: str = field(title="Title", pattern=TITLE, default="")


@define
class QueryDocument:
    """A SELECT that applications may run under its slug."""

    EXAMPLE: ClassVar = {
        "slug": "open-orders",
        "connection": "warehouse",
        "statement": "SELECT id, total FROM orders WHERE customer = :customer",
        "parameters": [{"name": "customer", "type": "integer"}],
        "applications": ["shop"],
    }

    slug: str = field(title="Slug", help="Last part of /query/…", pattern=r"[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?")
    connection: str = field(title="Connection", help="Name or id of what is read.", min_length=1)
    statement: str = field(title="Statement", help="Values come as :name.", min_length=1, multiline=True)
    title: str = field(title="Title", pattern=TITLE, default="")
    parameters: tuple[ParameterDocument, ...] = field(title="Parameters", default=())
    applications: tuple[str, ...] = field(title="Applications", help="Whose key may run it, by name or id.", default=())
    enabled: bool = field(title="Enabled", default=True)
    max_limit: int = field(title="Most rows of one page", default=1000, minimum=1, maximum=100_000)
    max_rows: int = field(title="Most rows of one stream", default=1_000_000, minimum=1, maximum=1_000_000_000)
    max_bytes: int = field(
        title="Most bytes of one page", default=8 * 1024 * 1024, minimum=1024, maximum=256 * 1024 * 1024
    )
    timeout_s: float = field(title="Time limit", help="Seconds.", default=30.0, minimum=0.1, maximum=600)
    cache_seconds: int = field(
        title="Cached for",
        help="Seconds that an answer is given again; 0 asks each time.",
        default=0,
        minimum=0,
        maximum=86_400,
    )


class QueryRepository(Protocol):
    """Queries of a workspace."""

    def list(self, workspace_id: str) -> Sequence[Query]:
        """All by slug."""
        ...

    def get(self, workspace_id: str, query_id: str) -> Query:
        """One; raises NotFound."""
        ...

    def create(self, query: Query) -> Query:
        """Store a new one."""
        ...

    def update(self, query: Query, expected: int | None = None) -> Query:
        """Replace all of it."""
        ...

    def delete(self, workspace_id: str, query_id: str) -> None:
        """Delete it."""
        ...


class ConnectionNames(Protocol):
    """Connections of a workspace."""

    def list(self, workspace_id: str) -> Sequence[Connection]:
        """All, secrets masked."""
        ...


class QueryDesk:
    """Reads and changes the queries of one workspace at a time, each change audited in its transaction."""

    def __init__(
        self,
        *,
        queries: QueryRepository,
        connections: ConnectionNames,
        applications: ApplicationRepository,
        components: StepComponents,
        audit: Audit,
        transactions: Transactions,
    ) -> None:
        self._queries = queries
        self._connections = connections
        self._applications = applications
        self._components = components
        self._audit = audit
        self._transactions = transactions

    def list(self, workspace_id: str) -> Sequence[Query]:
        """All by slug."""
        return self._queries.list(workspace_id)

    def get(self, workspace_id: str, query_id: str) -> Query:
        """One; raises NotFound."""
        return self._queries.get(workspace_id, query_id)

    def names(self, workspace_id: str) -> dict[str, str]:
        """Return id -> name of connections and applications."""
        connections = {one.id: one.name for one in self._connections.list(workspace_id)}
        return connections | {one.id: one.name for one in self._applications.list(workspace_id)}

    def create(self, workspace_id: str, document: QueryDocument, person: Person) -> Query:
        """Define a query.

        Raises:
            InvalidInput: with every fault and its place.
            Conflict: the slug is taken.
        """
        with self._transactions.write():
            made = self._queries.create(self._wanted(Query("", workspace_id, "", "", ""), document))
            self._note("query.create", made, person, {}, self._entry(made))
        return made

    def update(
        self,
        workspace_id: str,
        query_id: str,
        document: QueryDocument,
        person: Person,
        *,
        expected: int | None = None,
    ) -> Query:
        """Replace all of a query; raises as `create`, and NotFound."""
        with self._transactions.write():
            former = self._queries.get(workspace_id, query_id)
            changed = self._queries.update(self._wanted(former, document), expected=expected)
            self._note("query.update", former, person, self._entry(former), self._entry(changed))
        return changed

    def delete(self, workspace_id: str, query_id: str, person: Person) -> None:
        """Delete a query; raises NotFound."""
        with self._transactions.write():
            former = self._queries.get(workspace_id, query_id)
            entry = self._entry(former)
            self._queries.delete(workspace_id, query_id)
            self._note("query.delete", former, person, entry, {})

    def _wanted(self, query: Query, document: QueryDocument) -> Query:
        connections = {key: one for one in self._connections.list(query.workspace_id) for key in (one.id, one.name)}
        known = self._applications.list(query.workspace_id)
        applications = {key: one.id for one in known for key in (one.id, one.name)}
        faults = [
            *self._connection_faults(connections.get(document.connection)),
            *parameter_faults(document),
            *(
                FieldError(f"applications[{index}]", f"no application is called {name!r}")
                for index, name in enumerate(document.applications)
                if name not in applications
            ),
        ]
        if faults:
            raise InvalidInput(faults)
        return evolve(
            query,
            slug=document.slug,
            connection=connections[document.connection].id,
            statement=document.statement,
            title=document.title,
            parameters=tuple(
                QueryParameter(one.name, one.type, one.required, one.default, one.title) for one in document.parameters
            ),
            applications=tuple(sorted({applications[name] for name in document.applications})),
            enabled=document.enabled,
            max_limit=document.max_limit,
            max_rows=document.max_rows,
            max_bytes=document.max_bytes,
            timeout_s=document.timeout_s,
            cache_seconds=document.cache_seconds,
        )

    def _connection_faults(self, connection: Connection | None) -> Iterator[FieldError]:
        if connection is None:
            yield FieldError("connection", "no connection is called so")
            return
        try:
            connector = self._components.connector(connection.connector)
        except ConfigurationError as error:
            yield FieldError("connection", str(error))
            return
        if connector.query is None:
            yield FieldError("connection", f"{connector.title} cannot be queried")

    def _entry(self, query: Query) -> dict[str, Any]:
        names = self.names(query.workspace_id)
        return {
            "slug": query.slug,
            "connection": names.get(query.connection, query.connection),
            "statement": query.statement,
            "title": query.title,
            "parameters": to_json(query.parameters),
            "applications": sorted(names[one] for one in query.applications),
            "enabled": query.enabled,
            "max_limit": query.max_limit,
            "max_rows": query.max_rows,
            "max_bytes": query.max_bytes,
            "timeout_s": query.timeout_s,
            "cache_seconds": query.cache_seconds,
        }

    def _note(
        self, action: str, query: Query, person: Person, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        event = AuditEvent(
            Category.ADMIN,
            action,
            person.name,
            query.workspace_id,
            address=person.address,
            target=f"query:{query.slug}",
            details=before_and_after(before, after),
        )
        self._audit.append(event)


def parameter_faults(document: QueryDocument) -> Iterator[FieldError]:
    """Yield what does not fit between a statement and its parameters."""
    used = placeholders(document.statement)
    counts = Counter(one.name for one in document.parameters)
    for index, one in enumerate(document.parameters):
        if counts[one.name] > 1:
            yield FieldError(f"parameters[{index}].name", f"{one.name!r} stands twice")
        if one.name in RESERVED:
            yield FieldError(f"parameters[{index}].name", f"{one.name!r} is a word of the route; use another")
        yield from _default_fault(index, one)
        if one.name not in used:
            yield FieldError(f"parameters[{index}].name", f"the statement has no :{one.name}")
    for name in sorted(used - set(counts)):
        yield FieldError("statement", f":{name} is no parameter: add it to the parameters")


def _default_fault(index: int, parameter: ParameterDocument) -> Iterator[FieldError]:
    if parameter.default is None:
        return
    try:
        converter(parameter.type)(parameter.default)
    except ValueError as error:
        yield FieldError(f"parameters[{index}].default", str(error))
