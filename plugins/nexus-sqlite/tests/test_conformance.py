from typing import ClassVar

from nexus.testing import BrowseConformance, ConfigConformance, QueryConformance, SinkConformance
from nexus_sqlite.plugin import CONNECTOR, SINK

NO_NETWORK = "a file is reached without a network"
NO_CREDENTIALS = "a SQLite file has no credentials"


class TestConfigConformance(ConfigConformance):
    connector = CONNECTOR
    skips: ClassVar = {"through": NO_NETWORK, "wrong_credentials": NO_CREDENTIALS}


class TestSinkConformance(SinkConformance):
    sink_type = SINK
    skips: ClassVar = {"through": NO_NETWORK, "wrong_credentials": NO_CREDENTIALS}


class TestQueryConformance(QueryConformance):
    connector = CONNECTOR
    skips: ClassVar = {"through": NO_NETWORK, "wrong_credentials": NO_CREDENTIALS}


class TestBrowseConformance(BrowseConformance):
    connector = CONNECTOR
    skips: ClassVar = {"through": NO_NETWORK, "wrong_credentials": NO_CREDENTIALS}
