from nexus_postgresql.plugin import SINK
from nexus_sql.testing.reading_suite import BrowseSuite, QuerySuite


class TestQuery(QuerySuite):
    sink_type = SINK


class TestBrowse(BrowseSuite):
    sink_type = SINK
