"""Users, their passwords and privileges."""

import sqlite3
from collections.abc import Collection
from typing import Final

from hana_simulator import errors
from hana_simulator.catalogue import SYSTEM_SCHEMA, Catalogue
from hana_simulator.errors import ServerError
from hana_simulator.sql.dialect import Source
from hana_simulator.sql.words import Words

ADMINISTRATOR: Final = "SYSTEM"
PASSWORDS: Final = "passwords"

_ALL: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Accounts:
    """Reads and changes users through one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._catalogue = Catalogue(connection)

    def password(self, user: str) -> str | None:
        """Return a user's password, or None if there is no such user."""
        row = self._connection.execute(f"SELECT password FROM {PASSWORDS} WHERE user = ?", (user,)).fetchone()
        return None if row is None else row[0]

    def must_change(self, user: str) -> bool:
        """Whether a user has to change their password before anything else."""
        return self._catalogue.exists("USERS", USER_NAME=user, PASSWORD_CHANGE_NEEDED="TRUE")

    def create(self, user: str, password: str, *, must_change: bool) -> None:
        """Add a user with a schema of their own."""
        if self._catalogue.exists("USERS", USER_NAME=user):
            raise ServerError(errors.INVALID_OBJECT, f"user {user} exists")
        flag = "TRUE" if must_change else "FALSE"
        self._catalogue.add("USERS", USER_NAME=user, PASSWORD_CHANGE_NEEDED=flag)
        self._connection.execute(f"INSERT INTO {PASSWORDS} (user, password) VALUES (?, ?)", (user, password))
        self._catalogue.add("SCHEMAS", SCHEMA_NAME=user, SCHEMA_OWNER=user, HAS_PRIVILEGES="TRUE")

    def check(self, user: str, needs: Collection[tuple[str, str, str]]) -> None:
        """Check that a user has privileges.

        Raises:
            ServerError: one is missing.
        """
        if user == ADMINISTRATOR:
            return
        for privilege, schema, name in needs:
            if schema == SYSTEM_SCHEMA or self._catalogue.exists("SCHEMAS", SCHEMA_NAME=schema, SCHEMA_OWNER=user):
                continue
            granted = {
                row[0]
                for place in (name, "")
                for row in self._catalogue.rows(
                    "GRANTED_PRIVILEGES", ["PRIVILEGE"], GRANTEE=user, SCHEMA_NAME=schema, OBJECT_NAME=place
                )
            }
            if privilege not in granted:
                raise ServerError(errors.PRIVILEGE, f"Not authorized: {privilege} on {schema}.{name}")

    def run(self, source: Source, user: str, schema: str) -> None:
        """Run a statement about users and privileges."""
        words = Words(source)
        if words.takes("ALTER", "USER"):
            self._alter(words, user)
            return
        if user != ADMINISTRATOR:
            raise ServerError(errors.PRIVILEGE, "Not authorized")
        if words.takes("CREATE", "USER"):
            name = words.name()
            words.expect("PASSWORD")
            self.create(name, _password(words), must_change=not words.takes("NO", "FORCE_FIRST_PASSWORD_CHANGE"))
        elif words.takes("DROP", "USER"):
            self._drop(words.name())
        elif words.takes("GRANT"):
            self._grant(words, schema)
        elif words.takes("REVOKE"):
            self._revoke(words, schema)
        else:
            raise words.fault()

    def _alter(self, words: Words, user: str) -> None:
        name = words.name()
        words.expect("PASSWORD")
        if user not in {ADMINISTRATOR, name}:
            raise ServerError(errors.PRIVILEGE, "Not authorized")
        self._connection.execute(f"UPDATE {PASSWORDS} SET password = ? WHERE user = ?", (_password(words), name))
        self._catalogue.remove("USERS", USER_NAME=name)
        self._catalogue.add("USERS", USER_NAME=name, PASSWORD_CHANGE_NEEDED="FALSE" if user == name else "TRUE")

    def _drop(self, name: str) -> None:
        if not self._catalogue.exists("USERS", USER_NAME=name):
            raise ServerError(errors.INVALID_OBJECT, name)
        if self._catalogue.exists("TABLES", SCHEMA_NAME=name):
            raise ServerError(errors.NOT_SUPPORTED, f"user {name} has tables")
        self._catalogue.remove("USERS", USER_NAME=name)
        self._catalogue.remove("SCHEMAS", SCHEMA_OWNER=name)
        self._catalogue.remove("GRANTED_PRIVILEGES", GRANTEE=name)
        self._connection.execute(f"DELETE FROM {PASSWORDS} WHERE user = ?", (name,))

    def _grant(self, words: Words, schema: str) -> None:
        privileges, place, name = self._object(words, schema)
        words.expect("TO")
        grantee = words.name()
        if not self._catalogue.exists("USERS", USER_NAME=grantee):
            raise ServerError(errors.INVALID_OBJECT, grantee)
        for privilege in privileges:
            self._catalogue.add(
                "GRANTED_PRIVILEGES", GRANTEE=grantee, SCHEMA_NAME=place, OBJECT_NAME=name, PRIVILEGE=privilege
            )

    def _revoke(self, words: Words, schema: str) -> None:
        privileges, place, name = self._object(words, schema)
        words.expect("FROM")
        grantee = words.name()
        for privilege in privileges:
            self._catalogue.remove(
                "GRANTED_PRIVILEGES", GRANTEE=grantee, SCHEMA_NAME=place, OBJECT_NAME=name, PRIVILEGE=privilege
            )

    def _object(self, words: Words, schema: str) -> tuple[list[str], str, str]:
        """Return privileges, schema and object (empty for the whole schema) that a GRANT names."""
        privileges = [words.next().upper()]
        while words.takes(","):
            privileges.append(words.next().upper())
        if privileges == ["ALL"]:
            words.takes("PRIVILEGES")
            privileges = list(_ALL)
        words.expect("ON")
        if words.takes("SCHEMA"):
            return privileges, words.name(), ""
        place, name = words.qualified()
        table = self._catalogue.find(place, name, schema)
        return privileges, table.schema, table.name


def _password(words: Words) -> str:
    word = words.next()
    return word[1:-1].replace('""', '"') if word.startswith('"') else word
