from nexus_sql.testing.ledger_suite import LedgerSuite
from nexus_sql.testing.sink_suite import SinkSuite
from nexus_sql.testing.types_suite import TypesSuite


class TestSink(SinkSuite):
    pass


class TestTypes(TypesSuite):
    pass


class TestLedger(LedgerSuite):
    pass
