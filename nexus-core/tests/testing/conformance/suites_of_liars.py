"""A suite for each liar; run by `test_liars` in a process of its own, since these are to fail."""

import pytest
from folder_bench import FolderBench
from liars import SINKS, SOURCES
from shelf import ShelfBench

from nexus.testing import SinkConformance, SourceConformance


class SinkOfLiar(SinkConformance):
    patience_s = 3
    settling_s = 0.15

    @pytest.fixture
    def bench(self, tmp_path):
        return ShelfBench(tmp_path)


class SourceOfLiar(SourceConformance):
    patience_s = 3
    settling_s = 0.15

    @pytest.fixture
    def bench(self, tmp_path):
        return FolderBench(tmp_path / "inbox")


def _suite(liar, base, **about):
    name = f"Test{liar.__name__}"
    globals()[name] = type(name, (base,), {"__module__": __name__, **about})


for one, (offered, _) in SINKS.items():
    _suite(one, SinkOfLiar, sink_type=offered)
for one, (offered, _) in SOURCES.items():
    _suite(one, SourceOfLiar, source_type=offered)
