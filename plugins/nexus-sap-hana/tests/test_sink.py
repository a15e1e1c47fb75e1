from nexus_sap_hana.plugin import SINK
from nexus_sql.testing.ledger_suite import LedgerSuite
from nexus_sql.testing.sink_suite import SinkSuite
from nexus_sql.testing.types_suite import TypesSuite


class TestSink(SinkSuite):
    sink_type = SINK


class TestTypes(TypesSuite):
    sink_type = SINK


class TestLedger(LedgerSuite):
    sink_type = SINK
