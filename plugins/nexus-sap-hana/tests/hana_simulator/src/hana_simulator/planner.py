"""From a statement's text to its plan."""

import re
from collections.abc import Callable
from typing import Final, Protocol

from hana_simulator import errors
from hana_simulator.catalogue import Catalogue
from hana_simulator.errors import ServerError
from hana_simulator.sql.analysis import Scope
from hana_simulator.sql.changes import change
from hana_simulator.sql.dialect import Source, read
from hana_simulator.sql.plans import Definition, Plan, SessionCommand
from hana_simulator.sql.queries import selection
from hana_simulator.sql.words import Words
from hana_simulator.wire.codes import FunctionCode

_READING: Final = frozenset({"SELECT", "WITH", "("})
_CHANGING: Final = frozenset({"INSERT", "UPSERT", "REPLACE", "UPDATE", "DELETE", "MERGE"})
_DEFINING: Final = frozenset({"CREATE", "DROP", "ALTER", "TRUNCATE", "GRANT", "REVOKE"})
_HINT: Final = re.compile(r"\bWITH\s+HINT\s*\([^)]*\)\s*$", re.IGNORECASE)


class Commands(Protocol):
    """What a session does for statements about itself."""

    def set_schema(self, name: str) -> None:
        """SET SCHEMA."""

    def set_isolation(self, level: str) -> None:
        """SET TRANSACTION ISOLATION LEVEL."""

    def set_read_only(self, *, read_only: bool) -> None:
        """SET TRANSACTION READ ONLY and READ WRITE."""

    def set_lock_timeout(self, milliseconds: int) -> None:
        """SET TRANSACTION LOCK WAIT TIMEOUT."""

    def set_variable(self, name: str, value: str) -> None:
        """SET 'name' = 'value'."""

    def savepoint(self, verb: str, name: str) -> None:
        """SAVEPOINT, RELEASE SAVEPOINT, ROLLBACK TO SAVEPOINT."""

    def commit(self) -> None:
        """COMMIT."""

    def rollback(self) -> None:
        """ROLLBACK."""

    def define(self, source: Source) -> None:
        """DDL."""


def plan(text: str, catalogue: Catalogue, schema: str, commands: Commands) -> Plan:
    """Return the plan of a statement.

    Raises:
        ServerError: it cannot be read, or names what does not exist.
    """
    source = read(_HINT.sub("", text))
    verb = source.words[0].upper()
    if verb in _READING:
        return selection(source, Scope(catalogue, schema))
    if verb in _CHANGING:
        return change(source, Scope(catalogue, schema))
    if verb in _DEFINING:
        return Definition(function=FunctionCode.DDL, run=lambda: commands.define(source))
    return SessionCommand(function=_function(verb), run=_command(Words(source), commands))


def _function(verb: str) -> FunctionCode:
    known = {"COMMIT": FunctionCode.COMMIT, "ROLLBACK": FunctionCode.ROLLBACK, "SAVEPOINT": FunctionCode.SAVEPOINT}
    return known.get(verb, FunctionCode.DDL)


def _command(words: Words, commands: Commands) -> Callable[[], None]:
    if words.takes("SET"):
        return _setting(words, commands)
    if words.takes("COMMIT"):
        return commands.commit
    if words.takes("SAVEPOINT"):
        name = words.name()
        return lambda: commands.savepoint("SAVEPOINT", name)
    if words.takes("RELEASE", "SAVEPOINT"):
        name = words.name()
        return lambda: commands.savepoint("RELEASE SAVEPOINT", name)
    if words.takes("ROLLBACK", "TO", "SAVEPOINT"):
        name = words.name()
        return lambda: commands.savepoint("ROLLBACK TO SAVEPOINT", name)
    if words.takes("ROLLBACK"):
        return commands.rollback
    raise words.fault()


def _setting(words: Words, commands: Commands) -> Callable[[], None]:
    if words.takes("SCHEMA"):
        name = words.name()
        return lambda: commands.set_schema(name)
    if words.takes("TRANSACTION", "ISOLATION", "LEVEL"):
        level = " ".join(words.rest())
        if level not in {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"}:
            raise ServerError(errors.SYNTAX, f"there is no isolation level {level}")
        return lambda: commands.set_isolation(level)
    if words.takes("TRANSACTION", "READ"):
        read_only = words.next().upper() == "ONLY"
        return lambda: commands.set_read_only(read_only=read_only)
    if words.takes("TRANSACTION", "LOCK", "WAIT", "TIMEOUT"):
        milliseconds = int(words.next())
        return lambda: commands.set_lock_timeout(milliseconds)
    words.takes("SESSION")
    name = words.next()
    words.expect("=")
    value = words.next()
    if not (name.startswith("'") and value.startswith("'")):
        raise words.fault()
    return lambda: commands.set_variable(name[1:-1], value[1:-1])
