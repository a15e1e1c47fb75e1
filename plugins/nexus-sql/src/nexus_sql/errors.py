"""What an error of a database means for delivery; each connector's ``errors.py`` maps its codes to a `Fault`."""

from collections.abc import Mapping
from enum import Enum, auto

from attrs import frozen

from nexus import ConfigurationError, NexusError, Retry, Unauthorized, Unavailable


class Meaning(Enum):
    """What happens next after an error."""

    DATA = auto()
    """A row does not fit: only these are isolated (reliability 16)."""
    RETRY = auto()
    """Deadlock, serialization, lock or statement timeout: the same rows may succeed later."""
    UNAVAILABLE = auto()
    """The connection or the server is away, or takes no writes now."""
    UNAUTHORIZED = auto()
    """Credentials or rights are refused."""
    CONFIGURATION = auto()
    """A person must change a setting."""
    SCHEMA = auto()
    """A table or column is not what it was when the sink was opened."""


@frozen
class Fault:
    """An error of a database, understood.

    Attributes:
        reason: what the database said, for people; never a secret.
        column: the column that it is about, where the database names it.
        remedy: what to do, where that is clear.
    """

    meaning: Meaning
    reason: str
    column: str = ""
    remedy: str = ""


class DataFault(Exception):
    """At least one row of the transaction does not fit; nothing of the transaction is stored."""


class RowFaults(DataFault):
    """Some rows of the transaction do not fit, and the database has named them all; nothing of it is stored.

    Attributes:
        reasons: `nexus_sql.rows.Row.index` of each of them -> why.
    """

    def __init__(self, reasons: Mapping[int, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__("; ".join(self.reasons.values()))


class SchemaChanged(Exception):
    """The table is not what the catalogue said when the sink was opened; nothing is stored."""


class StaleConnection(Unavailable):
    """A pooled connection was dead before it wrote: a fresh one may work at once."""


class CommitUnknown(Unavailable):
    """The connection was lost while committing: whether the rows are stored is unknown (reliability 15)."""


def exception_for(fault: Fault) -> NexusError | DataFault | SchemaChanged:
    """Return what is to be raised for ``fault``."""
    match fault.meaning:
        case Meaning.DATA:
            return DataFault(fault.reason)
        case Meaning.RETRY:
            return Retry(fault.reason)
        case Meaning.UNAVAILABLE:
            return Unavailable(fault.reason)
        case Meaning.UNAUTHORIZED:
            return Unauthorized(fault.reason, remedy=fault.remedy)
        case Meaning.CONFIGURATION:
            return ConfigurationError(fault.reason, remedy=fault.remedy)
        case Meaning.SCHEMA:
            return SchemaChanged(fault.reason)


def is_ours(error: BaseException) -> bool:
    """Whether ``error`` already says what happens next."""
    return isinstance(error, NexusError | DataFault | SchemaChanged)
