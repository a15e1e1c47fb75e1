from nexus_postgresql.plugin import SINK
from nexus_sql.testing.fault_suite import CheckSuite, FaultSuite, KillSuite, RightsSuite


class TestFaults(FaultSuite):
    sink_type = SINK


class TestKill(KillSuite):
    sink_type = SINK


class TestCheck(CheckSuite):
    sink_type = SINK


class TestRights(RightsSuite):
    sink_type = SINK
