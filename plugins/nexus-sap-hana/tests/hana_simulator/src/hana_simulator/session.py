"""One client's session: its user, schema, transaction and variables; runs plans."""

import sqlite3
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from hana_simulator import errors
from hana_simulator.accounts import Accounts
from hana_simulator.catalogue import Catalogue
from hana_simulator.coerce import coerce
from hana_simulator.database import Database
from hana_simulator.errors import ServerError
from hana_simulator.faults import Cut, Faults
from hana_simulator.functions import Functions
from hana_simulator.planner import plan
from hana_simulator.sql import names
from hana_simulator.sql.dialect import Source
from hana_simulator.sql.plans import Change, Definition, Plan, Selection, SessionCommand
from hana_simulator.sql.schema_changes import SchemaChange
from hana_simulator.sqltypes import TEXTS, SqlType
from hana_simulator.transactions import Transaction, server_error
from hana_simulator.wire.parameters import Unscaled
from hana_simulator.wire.replies import FAILED

_MOST_PLANS: Final = 500
_LOCK_TIMEOUT_MS: Final = 10_000
_OPCODES: Final = 10_000
_ABOUT_ACCOUNTS: Final = (("GRANT",), ("REVOKE",), ("CREATE", "USER"), ("DROP", "USER"), ("ALTER", "USER"))


@frozen
class Outcome:
    """What a statement did.

    Attributes:
        rows: of a SELECT.
        counts: changed rows for each row of parameters; `FAILED` where one failed.
        errors: what was wrong with them.
    """

    rows: Sequence[Sequence[Any]] = ()
    counts: Sequence[int] = ()
    errors: Sequence[ServerError] = ()


class Session:
    """A signed-in user's session. It is used by one thread at a time."""

    def __init__(self, number: int, user: str, database: Database, faults: Faults) -> None:
        self.number = number
        self.user = user
        self.schema = user
        self.variables: dict[str, str] = {}
        self._database = database
        self._faults = faults
        self._connection = database.connect()
        self._catalogue = Catalogue(self._connection)
        self._accounts = Accounts(self._connection)
        self._functions = Functions(self._connection, self._answers())
        self.transaction = Transaction(self._connection)
        self.transaction.set_lock_timeout(_LOCK_TIMEOUT_MS)
        self._plans: OrderedDict[tuple[str, str, int], Plan] = OrderedDict()

    def plan(self, text: str) -> Plan:
        """Return the plan of a statement; the same for the same text, until definitions change."""
        key = (text, self.schema, self._database.version)
        found = self._plans.get(key)
        if found is None:
            if self._accounts.must_change(self.user) and not text.lstrip().upper().startswith("ALTER USER"):
                raise ServerError(errors.PASSWORD_CHANGE, "alter password required for user")
            found = plan(text, self._catalogue, self.schema, self)
            self._plans[key] = found
            if len(self._plans) > _MOST_PLANS:
                self._plans.popitem(last=False)
        return found

    def run(self, text: str, rows: Sequence[Sequence[Any]], *, autocommit: bool, timeout_s: float = 0) -> Outcome:
        """Run a statement for each row of parameters, at most ``timeout_s`` seconds (0: as long as it takes).

        Raises:
            ServerError: it failed; of several rows only those that could not be stored are told in the outcome.
            Cut: the connection is to be cut.
        """
        deadline = time.monotonic() + timeout_s if timeout_s else None
        try:
            self._wait(deadline)
            self._faults.statement(text)
            found = self.plan(text)
            self._accounts.check(self.user, found.needs)
            outcome = self._run(found, rows, autocommit=autocommit, deadline=deadline)
        except ServerError as error:
            if autocommit or error.code in errors.ENDS_TRANSACTION:
                self.transaction.rollback()
            raise
        if autocommit and isinstance(found, Change | Selection):
            self.commit()
        return outcome

    def _run(self, found: Plan, rows: Sequence[Sequence[Any]], *, autocommit: bool, deadline: float | None) -> Outcome:
        if isinstance(found, Definition | SessionCommand):
            found.run()
            return Outcome()
        self.transaction.begin(write=found.writes, autocommit=autocommit)
        if deadline is not None:
            self._connection.set_progress_handler(lambda: time.monotonic() > deadline, _OPCODES)
        try:
            if isinstance(found, Selection):
                values = _bound(found, rows[0] if rows else (), strict=False)
                return Outcome(rows=self._execute(found.sql, values).fetchall())
            assert isinstance(found, Change)
            return self._change(found, rows or [()])
        except sqlite3.Error as error:
            raise self._told(error) from None
        finally:
            self._connection.set_progress_handler(None, 0)

    def _change(self, found: Change, rows: Sequence[Sequence[Any]]) -> Outcome:
        counts: list[int] = []
        failed: list[ServerError] = []
        for row in rows:
            try:
                counts.append(self._change_row(found, _bound(found, row, strict=True)))
            except (sqlite3.Error, ServerError) as error:
                told = error if isinstance(error, ServerError) else self._told(error)
                if len(rows) == 1 or told.code in errors.ENDS_TRANSACTION:
                    raise told from None
                counts.append(FAILED)
                failed.append(told)
        return Outcome(counts=counts, errors=failed)

    def _change_row(self, found: Change, values: Mapping[str, Any]) -> int:
        count = 0
        for step in found.steps:
            if not (step.if_none and count):
                count = self._execute(step.sql, values).rowcount
        return count

    def _execute(self, sql: str, values: Mapping[str, Any]) -> sqlite3.Cursor:
        self._functions.told = None
        try:
            return self._connection.execute(sql, values)
        except UnicodeEncodeError:
            raise ServerError(errors.INCONSISTENT_TYPE, "a text with half a character") from None

    def _told(self, error: sqlite3.Error) -> ServerError:
        return self._functions.told or server_error(error)

    def _wait(self, deadline: float | None) -> None:
        delay = self._faults.settings.delay_s
        if not delay:
            return
        left = delay if deadline is None else min(delay, deadline - time.monotonic())
        time.sleep(max(left, 0))
        if left < delay:
            raise ServerError(errors.CANCELLED)

    def commit(self) -> None:
        """Commit; the plan of faults may cut the connection before or after.

        Raises:
            Cut: it does.
        """
        when = self._faults.commit() if self.transaction.has_written else None
        if when == "before_commit":
            raise Cut
        try:
            self.transaction.commit()
        except sqlite3.Error as error:
            raise server_error(error) from None
        if when == "after_commit":
            raise Cut

    def rollback(self) -> None:
        """Take back what is open."""
        self.transaction.rollback()

    def close(self) -> None:
        """End the session; what is open is taken back."""
        self.transaction.rollback()
        self._connection.close()

    def set_schema(self, name: str) -> None:
        """SET SCHEMA."""
        if not self._catalogue.exists("SCHEMAS", SCHEMA_NAME=name):
            raise ServerError(errors.NO_SCHEMA, name)
        self.schema = name

    def set_isolation(self, level: str) -> None:
        """SET TRANSACTION ISOLATION LEVEL."""
        self.transaction.isolation = level

    def set_read_only(self, *, read_only: bool) -> None:
        """SET TRANSACTION READ ONLY and READ WRITE; it holds until it is set anew."""
        self.transaction.read_only = read_only

    def set_lock_timeout(self, milliseconds: int) -> None:
        """SET TRANSACTION LOCK WAIT TIMEOUT."""
        self.transaction.set_lock_timeout(milliseconds)

    def set_variable(self, name: str, value: str) -> None:
        """SET 'name' = 'value'."""
        self.variables[name.upper()] = value

    def savepoint(self, verb: str, name: str) -> None:
        """SAVEPOINT, RELEASE SAVEPOINT, ROLLBACK TO SAVEPOINT."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
        try:
            self._connection.execute(f"{verb} {names.column(name)}")
        except sqlite3.Error as error:
            raise server_error(error) from None

    def define(self, source: Source) -> None:
        """DDL: what is open is committed, and so is the change itself."""
        self.commit()
        self.transaction.begin(write=True, autocommit=True)
        try:
            if any(source.begins(*words) for words in _ABOUT_ACCOUNTS):
                self._accounts.run(source, self.user, self.schema)
            else:
                SchemaChange(source, self._connection, self.user, self.schema).run()
            self.transaction.commit()
        except sqlite3.Error as error:
            self.transaction.rollback()
            raise self._told(error) from None
        except ServerError:
            self.transaction.rollback()
            raise
        self._database.changed()

    def _answers(self) -> dict[str, Any]:
        return {
            "hana_current_user": lambda: self.user,
            "hana_current_schema": lambda: self.schema,
            "hana_connection": lambda: self.number,
            "hana_identity": self._database.next_number,
            "hana_isolation": lambda: self.transaction.isolation,
            "hana_session_context": lambda name: self.variables.get(str(name).upper()),
        }


def _bound(found: Plan, row: Sequence[Any], *, strict: bool) -> dict[str, Any]:
    """Return parameters by name, each in the form of its type."""
    if len(row) != len(found.parameters):
        raise ServerError(errors.PROTOCOL, f"{len(found.parameters)} parameters and {len(row)} values")
    return {name: _value(value, kind, strict=strict) for (name, kind), value in zip(found.parameters, row, strict=True)}


def _value(value: Any, kind: SqlType, *, strict: bool) -> Any:
    if isinstance(value, Unscaled):
        value = value.scaled(kind.scale or 0)
    if not strict and kind.name in TEXTS:
        return value if value is None else str(value)
    return coerce(value, kind)
