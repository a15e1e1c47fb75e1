"""Numbers of the SQL command network protocol, as public clients (go-hdb, node-hdb, PyHDB; Apache-2.0) name them."""

from enum import IntEnum, IntFlag


class MessageType(IntEnum):
    """What a request asks for."""

    EXECUTE_DIRECT = 2
    PREPARE = 3
    EXECUTE = 13
    READ_LOB = 16
    WRITE_LOB = 17
    PING = 25
    AUTHENTICATE = 65
    CONNECT = 66
    COMMIT = 67
    ROLLBACK = 68
    CLOSE_RESULT_SET = 69
    DROP_STATEMENT_ID = 70
    FETCH_NEXT = 71
    DISCONNECT = 77
    DB_CONNECT_INFO = 82
    CLIENT_PING = 94


class FunctionCode(IntEnum):
    """What a reply says was done."""

    NIL = 0
    DDL = 1
    INSERT = 2
    UPDATE = 3
    DELETE = 4
    SELECT = 5
    SELECT_FOR_UPDATE = 6
    FETCH = 10
    COMMIT = 11
    ROLLBACK = 12
    SAVEPOINT = 13
    CONNECT = 14
    WRITE_LOB = 15
    READ_LOB = 16
    PING = 17
    DISCONNECT = 18
    CLOSE_CURSOR = 19


class PartKind(IntEnum):
    """What a part of a segment holds."""

    COMMAND = 3
    RESULT_SET = 5
    ERROR = 6
    STATEMENT_ID = 10
    ROWS_AFFECTED = 12
    RESULT_SET_ID = 13
    READ_LOB_REQUEST = 17
    READ_LOB_REPLY = 18
    WRITE_LOB_REQUEST = 28
    CLIENT_CONTEXT = 29
    WRITE_LOB_REPLY = 30
    PARAMETERS = 32
    AUTHENTICATION = 33
    CLIENT_ID = 35
    STATEMENT_CONTEXT = 39
    CONNECT_OPTIONS = 42
    FETCH_SIZE = 45
    PARAMETER_METADATA = 47
    RESULT_SET_METADATA = 48
    CLIENT_INFO = 57
    TRANSACTION_FLAGS = 64
    DB_CONNECT_INFO = 67


class SegmentKind(IntEnum):
    """Who speaks, and whether something went wrong. An error in a plain reply would be overlooked by clients."""

    REQUEST = 1
    REPLY = 2
    ERROR = 5


class PartAttribute(IntFlag):
    """How a part stands to those before and after it."""

    LAST = 1
    NEXT = 2
    FIRST = 4
    ROW_NOT_FOUND = 8
    CLOSED = 16


class TypeCode(IntEnum):
    """A value's type on the wire."""

    TINYINT = 1
    SMALLINT = 2
    INT = 3
    BIGINT = 4
    DECIMAL = 5
    REAL = 6
    DOUBLE = 7
    CHAR = 8
    VARCHAR = 9
    NCHAR = 10
    NVARCHAR = 11
    BINARY = 12
    VARBINARY = 13
    OLD_DATE = 14
    OLD_TIME = 15
    OLD_TIMESTAMP = 16
    CLOB = 25
    NCLOB = 26
    BLOB = 27
    BOOLEAN = 28
    STRING = 29
    NSTRING = 30
    BSTRING = 33
    TEXT = 51
    SHORTTEXT = 52
    ALPHANUM = 55
    TIMESTAMP = 61
    SECONDDATE = 62
    DATE = 63
    TIME = 64
    FIXED16 = 76
    FIXED8 = 81
    FIXED12 = 82


class ConnectOption(IntEnum):
    """Options of a connection that this server answers."""

    CONNECTION_ID = 1
    COMPLETE_ARRAY_EXECUTION = 2
    LARGE_BULK_OPERATIONS = 4
    LARGE_NUMBER_OF_PARAMETERS = 10
    SYSTEM_ID = 11
    DATA_FORMAT_VERSION = 12
    SELECT_FOR_UPDATE = 14
    CLIENT_DISTRIBUTION_MODE = 15
    ENGINE_DATA_FORMAT_VERSION = 16
    DISTRIBUTION_PROTOCOL_VERSION = 17
    SPLIT_BATCH_COMMANDS = 18
    TRANSACTION_FLAGS_ONLY = 19
    IGNORE_UNKNOWN_PARTS = 21
    DATA_FORMAT_VERSION_2 = 23
    NON_TRANSACTIONAL_PREPARE = 30
    QUERY_TIMEOUT = 43
    FULL_VERSION = 44
    DATABASE_NAME = 45


class StatementContext(IntEnum):
    """Options that travel with a statement."""

    SEQUENCE = 1
    QUERY_TIMEOUT = 5


class TransactionFlag(IntEnum):
    """What became of the transaction."""

    ROLLED_BACK = 0
    COMMITTED = 1
    WRITE_STARTED = 4


class DataFormat(IntEnum):
    """Version of the values' formats from which a type travels as itself."""

    BOOLEAN = 7
    FIXED = 8
    NEWEST = 8
