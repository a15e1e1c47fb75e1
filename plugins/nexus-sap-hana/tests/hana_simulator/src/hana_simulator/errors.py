"""Errors as HANA numbers them, in words of our own."""

from typing import Final

NOT_SUPPORTED: Final = 7
AUTHENTICATION_FAILED: Final = 10
LOCK_WAIT_TIMEOUT: Final = 131
DEADLOCK: Final = 133
SERIALIZATION: Final = 138
CANCELLED: Final = 139
SYNTAX: Final = 257
PRIVILEGE: Final = 258
NO_TABLE: Final = 259
NO_COLUMN: Final = 260
NO_INDEX: Final = 261
NO_TYPE: Final = 264
INCONSISTENT_TYPE: Final = 266
TOO_LARGE: Final = 274
NOT_NULL: Final = 287
DUPLICATE_TABLE: Final = 288
UNIQUE: Final = 301
DIVISION_BY_ZERO: Final = 304
OVERFLOW: Final = 314
NO_FUNCTION: Final = 328
INVALID_NUMBER: Final = 339
NO_SCHEMA: Final = 362
DUPLICATE_SCHEMA: Final = 386
INVALID_OBJECT: Final = 397
PASSWORD_CHANGE: Final = 414
FOREIGN_KEY: Final = 461
CHECK: Final = 677
PROTOCOL: Final = 1033

ENDS_TRANSACTION: Final = frozenset({LOCK_WAIT_TIMEOUT, DEADLOCK, SERIALIZATION, CANCELLED})
"""Errors after which the transaction is rolled back, as their texts say; any other leaves it open."""

_TEXTS: Final = {
    NOT_SUPPORTED: "feature not supported",
    AUTHENTICATION_FAILED: "authentication failed",
    LOCK_WAIT_TIMEOUT: "transaction rolled back by lock wait timeout",
    DEADLOCK: "transaction rolled back by detected deadlock",
    SERIALIZATION: "transaction serialization failure",
    CANCELLED: "current operation cancelled by request and transaction rolled back",
    SYNTAX: "sql syntax error",
    PRIVILEGE: "insufficient privilege",
    NO_TABLE: "invalid table name",
    NO_COLUMN: "invalid column name",
    NO_INDEX: "invalid index name",
    NO_TYPE: "invalid datatype",
    INCONSISTENT_TYPE: "inconsistent datatype",
    TOO_LARGE: "inserted value too large for column",
    NOT_NULL: "cannot insert NULL or update to NULL",
    DUPLICATE_TABLE: "cannot use duplicate table name",
    UNIQUE: "unique constraint violated",
    DIVISION_BY_ZERO: "division by zero undefined",
    OVERFLOW: "numeric overflow",
    NO_FUNCTION: "invalid name of function or procedure",
    INVALID_NUMBER: "invalid number",
    NO_SCHEMA: "invalid schema name",
    DUPLICATE_SCHEMA: "cannot use duplicate schema name",
    INVALID_OBJECT: "invalid object name",
    PASSWORD_CHANGE: "user is forced to change password",
    FOREIGN_KEY: "foreign key constraint violation",
    CHECK: "check constraint violation",
    PROTOCOL: "error while parsing protocol",
}


class ServerError(Exception):
    """An error that the client is told.

    Attributes:
        code: HANA's number.
        text: what is told.
    """

    def __init__(self, code: int, about: str = "") -> None:
        self.code = code
        known = _TEXTS.get(code, "error on demand")
        self.text = f"{known}: {about}" if about else known
        super().__init__(f"{code}: {self.text}")
