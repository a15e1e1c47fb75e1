from nexus_sql.testing.reading_suite import BrowseSuite, QuerySuite
from nexus_sqlite.plugin import SINK


class TestQuery(QuerySuite):
    sink_type = SINK


class TestBrowse(BrowseSuite):
    sink_type = SINK
