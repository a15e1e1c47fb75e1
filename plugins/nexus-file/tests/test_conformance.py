from typing import ClassVar

import pytest
from file_benches import JSON_LINES, DropBench, ShelfBench
from nexus_file.plugin import FILE, SINK, SOURCE

from nexus.testing import ConfigConformance, SinkConformance, SourceConformance

NO_NETWORK = "a folder is reached without a network"
NO_CREDENTIALS = "a folder has no credentials: the rights of the user that Nexus runs as decide"


class TestConfigConformance(ConfigConformance):
    connector = FILE
    skips: ClassVar = {"through": NO_NETWORK, "wrong_credentials": NO_CREDENTIALS}

    @pytest.fixture
    def bench(self, tmp_path):
        return DropBench(tmp_path / "inbox", JSON_LINES)


class TestSourceConformance(SourceConformance):
    source_type = SOURCE
    skips: ClassVar = {"through": NO_NETWORK, "wrong_credentials": NO_CREDENTIALS}

    @pytest.fixture
    def bench(self, tmp_path):
        return DropBench(tmp_path / "inbox", JSON_LINES)


class TestSinkConformance(SinkConformance):
    sink_type = SINK
    skips: ClassVar = {
        "through": NO_NETWORK,
        "wrong_credentials": NO_CREDENTIALS,
        "bad_row": "a file of JSON lines takes every row; Parquet files refuse some, see TestParquetConformance",
        "drift": "a file has the columns of the pipeline that writes it",
    }

    @pytest.fixture
    def bench(self, tmp_path):
        return ShelfBench(tmp_path / "out", "jsonl")


class TestParquetConformance(SinkConformance):
    sink_type = SINK
    skips: ClassVar = {
        "through": NO_NETWORK,
        "wrong_credentials": NO_CREDENTIALS,
        "drift": "a file has the columns of the pipeline that writes it",
    }

    @pytest.fixture
    def bench(self, tmp_path):
        return ShelfBench(tmp_path / "out", "parquet", max_rows=7)
