"""What SAP HANA's errors mean, by number (SAP HANA SQL and System Views Reference, "SQL Error Codes")."""

from collections.abc import Iterable, Mapping
from typing import Final

from hdbcli import dbapi

from nexus_sql.errors import Fault, Meaning


def _numbers(meanings: Mapping[Meaning, Iterable[int]]) -> dict[int, Meaning]:
    return {number: meaning for meaning, numbers in meanings.items() for number in numbers}


_NUMBERS: Final = _numbers(
    {
        # Duplicates, nulls, lengths, ranges, numbers, dates, foreign keys, checks; 288: a table is made twice at once.
        Meaning.DATA: (
            *(130, 144, 155, 266, 274, 287, 288, 294, 301, 303, 304, 305, 306, 307, 314, 339, 433, 461, 462, 677),
            *(-10406, -10420, -10427, 0),  # the driver cannot bring a value to its column's type
        ),
        Meaning.RETRY: (131, 132, 133, 134, 135, 138, 139, 142, 145, 146, 148),
        Meaning.UNAVAILABLE: (4, 14, 129, 1026, 1027, 1028, 1029, 1030, 1031),
        Meaning.UNAUTHORIZED: (10, 258, 332, 414, 415, 416),
        Meaning.CONFIGURATION: (7, 257, 1035),
        Meaning.SCHEMA: (259, 260, 362, 397),
    }
)
_REMEDIES: Final = {
    7: "look at what the connector's page says of the server's version",
    10: "check user and password",
    258: "GRANT the missing right to the connection's user",
    332: "check the user's name",
    362: "check the schema's name, which is case-sensitive",
    414: "sign in as this user once and change the password, or ALTER USER … DISABLE PASSWORD LIFETIME",
    415: "let an administrator activate the user",
    416: "let an administrator unlock the user: ALTER USER … RESET CONNECT ATTEMPTS",
}
_DENIED: Final = 258
STATEMENT_AT_FAULT: Final = frozenset(
    {
        7,
        257,
        258,
        259,
        260,
        261,
        262,
        264,
        266,
        268,
        269,
        276,
        277,
        278,
        302,
        308,
        309,
        311,
        313,
        315,
        319,
        321,
        328,
        362,
    }
)
"""What a saved query got wrong itself."""

CANCELLED: Final = 139
NO_SCHEMA: Final = 362


def classify(error: Exception) -> Fault | None:
    """Return what ``error`` means, or None if it does not come from SAP HANA or hdbcli."""
    if isinstance(error, UnicodeEncodeError | OverflowError):  # hdbcli encodes values before it sends them
        return Fault(Meaning.DATA, f"a value cannot be encoded: {error}")
    if isinstance(error, dbapi.Error | dbapi.ExecuteManyErrorEntry):
        return fault_of(error.errorcode, error.errortext)
    return None


def fault_of(number: int, text: str) -> Fault:
    """Return what an error of this number means; the driver's own are below zero."""
    reason = " ".join(str(text).split())
    if number == _DENIED:
        reason = f"access denied: {reason}"
    meaning = _NUMBERS.get(number, Meaning.UNAVAILABLE if number < 0 else Meaning.RETRY)
    return Fault(meaning, f"{reason} ({number})", remedy=_REMEDIES.get(number, ""))


def classify_login(error: dbapi.Error) -> Fault:
    """Return what the failure to open a connection means."""
    fault = fault_of(error.errorcode, error.errortext)
    if error.errorcode < 0 and ("certificate" in fault.reason.lower() or "ssl" in fault.reason.lower()):
        return Fault(
            Meaning.CONFIGURATION,
            fault.reason,
            remedy="check tls, tls_ca and tls_server_name against what the server has",
        )
    if error.errorcode == NO_SCHEMA:
        return Fault(Meaning.CONFIGURATION, fault.reason, remedy=fault.remedy)
    return fault
