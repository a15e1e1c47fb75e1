from nexus_sql.testing.reading_suite import BrowseSuite, QuerySuite


class TestQuery(QuerySuite):
    pass


class TestBrowse(BrowseSuite):
    pass
