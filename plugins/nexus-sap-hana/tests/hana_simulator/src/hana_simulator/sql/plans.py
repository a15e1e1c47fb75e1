"""What a statement has become: SQLite's statements, and what the client is told about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from hana_simulator.sqltypes import SqlType
from hana_simulator.wire.codes import FunctionCode
from hana_simulator.wire.replies import Column

Values = Mapping[str, Any]
"""Parameters by their names in SQLite's statements."""


@frozen
class Step:
    """One statement of SQLite's that changes rows.

    Attributes:
        if_none: it runs only if the step before changed no row.
        counts: whether its rows are told to the client.
    """

    sql: str
    if_none: bool = False


@frozen(kw_only=True)
class Plan:
    """A statement, ready to run any number of times.

    Attributes:
        parameters: names and types of the parameters, in the order of the client's values.
        needs: privileges on objects: (privilege, schema, object).
    """

    function: FunctionCode
    parameters: Sequence[tuple[str, SqlType]] = ()
    needs: frozenset[tuple[str, str, str]] = field(default=frozenset())

    @property
    def writes(self) -> bool:
        """Whether it needs the write lock."""
        return True


@frozen(kw_only=True)
class Selection(Plan):
    """A SELECT."""

    sql: str
    columns: Sequence[Column]
    locks: bool = False

    @property
    def writes(self) -> bool:
        """Whether it needs the write lock: only FOR UPDATE does."""
        return self.locks


@frozen(kw_only=True)
class Change(Plan):
    """INSERT, UPSERT, UPDATE, DELETE: its steps run for each row of parameters."""

    steps: Sequence[Step]


@frozen(kw_only=True)
class Definition(Plan):
    """DDL: commits what is open, and is committed itself."""

    run: Callable[[], None]


@frozen(kw_only=True)
class SessionCommand(Plan):
    """A statement about the session or its transaction."""

    run: Callable[[], None]

    @property
    def writes(self) -> bool:
        """It changes no row."""
        return False
