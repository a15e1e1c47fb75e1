from nexus.testing import BrowseConformance, ConfigConformance, QueryConformance, SinkConformance
from nexus_sap_hana.plugin import CONNECTOR, SINK


class TestConfigConformance(ConfigConformance):
    connector = CONNECTOR


class TestSinkConformance(SinkConformance):
    sink_type = SINK


class TestQueryConformance(QueryConformance):
    connector = CONNECTOR


class TestBrowseConformance(BrowseConformance):
    connector = CONNECTOR
