"""What errors of MySQL and MariaDB mean, by number (MySQL error reference; MariaDB error codes)."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pymysql

from nexus_sql.errors import Fault, Meaning


def _numbers(meanings: Mapping[Meaning, Iterable[int]]) -> dict[int, Meaning]:
    return {number: meaning for meaning, numbers in meanings.items() for number in numbers}


_NUMBERS: Final = _numbers(
    {
        # Nulls, duplicates, ranges, lengths, encodings, foreign keys, checks, JSON, partitions, SIGNAL, packet size.
        Meaning.DATA: (
            *(1022, 1048, 1062, 1138, 1153, 1216, 1217, 1263, 1264, 1265, 1292, 1300, 1364, 1366, 1367, 1369),
            *(
                1406,
                1411,
                1416,
                1441,
                1451,
                1452,
                1526,
                1557,
                1586,
                1644,
                1690,
                1748,
                1761,
                1762,
                3140,
                3141,
                3819,
                4025,
            ),
        ),
        Meaning.RETRY: (1020, 1205, 1206, 1213, 1317, 1637, 1969, 3024, 3058, 3572),
        Meaning.UNAVAILABLE: (
            *(1021, 1037, 1040, 1041, 1047, 1053, 1077, 1079, 1114, 1129, 1158, 1159, 1160, 1161, 1184, 1203, 1226),
            *(1290, 1792, 1836, 1927, 2002, 2003, 2006, 2013, 2014, 2027, 2055, 3032, 3100, 4031),
        ),
        Meaning.UNAUTHORIZED: (1044, 1045, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 1862, 3118, 4151),
        Meaning.CONFIGURATION: (1046, 1049, 1251, 2026, 2059),
        Meaning.SCHEMA: (1054, 1109, 1146),
    }
)
_REMEDIES: Final = {
    1044: "check the database's name, and GRANT the user rights on it",
    1045: "check user and password",
    1049: "check the database's name",
    1130: "let the server admit the user from this address",
    1142: "GRANT the missing right to the connection's user",
    1143: "GRANT the missing right to the connection's user",
    2026: "check tls and tls_ca against what the server offers",
}
_CONNECT_FAILED: Final = 2003
_NAMES_COLUMN: Final = frozenset({1048, 1364})
_QUOTED: Final = re.compile(r"'([^']*)'")


def classify(error: Exception) -> Fault | None:
    """Return what ``error`` means, or None if it does not come from the database or pymysql."""
    if isinstance(error, UnicodeEncodeError):
        return Fault(Meaning.DATA, f"a value cannot be encoded: {error}")
    if not isinstance(error, pymysql.MySQLError):
        return None
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    reason = str(error.args[1]) if len(error.args) > 1 and error.args[1] else str(error)
    if number == 0:  # the driver itself: a closed connection, a garbled packet
        return Fault(Meaning.UNAVAILABLE, f"the connection is lost: {type(error).__name__} {reason}")
    if number == _CONNECT_FAILED and "certificate" in reason.lower():
        return Fault(Meaning.CONFIGURATION, reason, remedy=_REMEDIES[2026])
    return Fault(
        _NUMBERS.get(number, Meaning.RETRY), reason, column=_column(number, reason), remedy=_REMEDIES.get(number, "")
    )


def _column(number: int, reason: str) -> str:
    found = _QUOTED.search(reason) if number in _NAMES_COLUMN else None
    return found[1] if found else ""
