"""What PostgreSQL's errors mean, by SQLSTATE (PostgreSQL manual, appendix A)."""

from typing import Final

import psycopg

from nexus_sql.errors import Fault, Meaning

_STATES: Final = {
    "0A000": Meaning.SCHEMA,  # "cached plan must not change result type"
    "21000": Meaning.DATA,  # two rows with keys that are equal to the database only
    "25006": Meaning.UNAVAILABLE,  # read-only: a standby, or a failover is going on
    "3D000": Meaning.CONFIGURATION,
    "3F000": Meaning.SCHEMA,
    "42501": Meaning.UNAUTHORIZED,
    "42602": Meaning.DATA,
    "42703": Meaning.SCHEMA,
    "42804": Meaning.DATA,
    "42846": Meaning.DATA,
    "42P01": Meaning.SCHEMA,
    "42P10": Meaning.SCHEMA,  # the unique index of ON CONFLICT is gone
    "44000": Meaning.DATA,
    "54000": Meaning.DATA,  # the row is too wide for an index
    "55P03": Meaning.RETRY,
    "57014": Meaning.RETRY,
    "P0001": Meaning.DATA,  # a trigger refuses the row
}
_CLASSES: Final = {
    "08": Meaning.UNAVAILABLE,
    "22": Meaning.DATA,
    "23": Meaning.DATA,
    "28": Meaning.UNAUTHORIZED,
    "40": Meaning.RETRY,
    "53": Meaning.UNAVAILABLE,
    "57": Meaning.UNAVAILABLE,
    "58": Meaning.UNAVAILABLE,
    "XX": Meaning.UNAVAILABLE,
}
_AT_LOGIN: Final = (
    ("password authentication failed", Meaning.UNAUTHORIZED, "check user and password"),
    ("authentication failed", Meaning.UNAUTHORIZED, "check user and password"),
    ("no password supplied", Meaning.UNAUTHORIZED, "set the password"),
    ("pg_hba.conf", Meaning.UNAUTHORIZED, "let pg_hba.conf on the server admit this user, database and address"),
    ("permission denied for database", Meaning.UNAUTHORIZED, "GRANT CONNECT ON DATABASE … TO the user"),
    ("is not permitted to log in", Meaning.UNAUTHORIZED, "ALTER ROLE … LOGIN"),
    ("role ", Meaning.UNAUTHORIZED, "check the user's name"),
    ("database ", Meaning.CONFIGURATION, "check the database's name, which is case-sensitive"),
)
"""libpq hands over no SQLSTATE for a failed login: its text is all there is."""


def classify(error: Exception) -> Fault | None:
    """Return what ``error`` means, or None if it does not come from PostgreSQL or psycopg."""
    if isinstance(error, UnicodeEncodeError | OverflowError):  # psycopg encodes values before it sends them
        return Fault(Meaning.DATA, f"a value cannot be encoded: {error}")
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate
    if state is None:
        return _without_state(error)
    meaning = _STATES.get(state) or _CLASSES.get(state[:2], Meaning.RETRY)
    return Fault(meaning, _reason(error), column=error.diag.column_name or "", remedy=_remedy(state))


def classify_login(error: psycopg.Error) -> Fault:
    """Return what the failure to open a connection means."""
    text = " ".join(str(error).split())
    refused = "FATAL:" in text
    for part, meaning, remedy in _AT_LOGIN:
        if part in text and (part[-1] != " " or (refused and "does not exist" in text)):
            return Fault(meaning, text, remedy=remedy)
    if "certificate" in text or "SSL" in text:
        return Fault(Meaning.CONFIGURATION, text, remedy="check tls and tls_ca against what the server offers")
    return Fault(Meaning.UNAVAILABLE, text)


def _without_state(error: psycopg.Error) -> Fault:
    reason = " ".join(str(error).split())
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return Fault(Meaning.UNAVAILABLE, reason)
    return Fault(Meaning.DATA, reason)  # psycopg refused a value before it was sent: NUL in a text


def _reason(error: psycopg.Error) -> str:
    parts = [error.diag.message_primary or str(error), error.diag.message_detail]
    return " — ".join(part for part in parts if part)


def _remedy(state: str) -> str:
    return "GRANT the missing right to the connection's user" if state == "42501" else ""
