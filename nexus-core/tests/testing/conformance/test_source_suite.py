"""The source suite passes an honest source."""

from typing import ClassVar

import pytest
from folder_bench import FolderBench
from folder_source import SOURCE

from nexus.testing import SourceConformance


class TestSource(SourceConformance):
    source_type = SOURCE
    skips: ClassVar = {
        "through": "a folder is reached without a network",
        "wrong_credentials": "a folder has no credentials",
    }

    @pytest.fixture
    def bench(self, tmp_path):
        return FolderBench(tmp_path / "inbox")
