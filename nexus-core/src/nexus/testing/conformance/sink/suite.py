"""The suite for sinks."""

from nexus.testing.conformance.sink.claims import Claims, LedgerClaims
from nexus.testing.conformance.sink.faults import Faults
from nexus.testing.conformance.sink.kills import Kills
from nexus.testing.conformance.sink.operations import Operations, Rejections, Speed
from nexus.testing.conformance.sink.types import Types


class SinkConformance(Operations, Rejections, Types, Claims, LedgerClaims, Faults, Kills, Speed):
    """What every sink keeps to.

    Subclass it, set ``sink_type``, and give a fixture ``bench`` that returns your `SinkBench`::

        class TestSink(SinkConformance):
            sink_type = SINK

            @pytest.fixture
            def bench(self, tmp_path):
                return FolderBench(tmp_path)
    """
