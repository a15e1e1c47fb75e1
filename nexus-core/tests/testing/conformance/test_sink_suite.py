"""The sink suite passes an honest sink with every claim there is."""

from typing import ClassVar

import pytest
from shelf import SINK, ShelfBench

from nexus.testing import SinkConformance

SKIPS = {
    "through": "a file is reached without a network",
    "wrong_credentials": "a file has no credentials",
    "drift": "the shelf of these tests does not look at its columns",
    **dict.fromkeys(
        ("decimal", "boolean", "date", "time", "timestamp", "json", "uuid"), "the shelf of these tests has no such type"
    ),
}


class TestSink(SinkConformance):
    sink_type = SINK
    skips: ClassVar = SKIPS

    @pytest.fixture
    def bench(self, tmp_path):
        return ShelfBench(tmp_path)
