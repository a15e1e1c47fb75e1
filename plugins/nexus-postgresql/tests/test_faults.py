from nexus_sql.testing.fault_suite import CheckSuite, FaultSuite, KillSuite, RightsSuite


class TestFaults(FaultSuite):
    pass


class TestKill(KillSuite):
    pass


class TestCheck(CheckSuite):
    pass


class TestRights(RightsSuite):
    pass
