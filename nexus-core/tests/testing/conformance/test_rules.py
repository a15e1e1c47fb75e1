"""What may be skipped, and what may not."""

import subprocess
import sys

import pytest
from shelf import SINK, Shelf, sink_type

from nexus.testing import SinkBench, SinkConformance


def test_a_skip_needs_a_reason():
    with pytest.raises(TypeError, match="must say why"):

        class Suite(SinkConformance):
            sink_type = SINK
            skips = {"through": "no"}  # noqa: RUF012 — it is not made


def test_a_skip_must_name_something():
    with pytest.raises(TypeError, match="'throguh'"):

        class Suite(SinkConformance):
            sink_type = SINK
            skips = {"throguh": "there is no network here"}  # noqa: RUF012 — it is not made


def test_an_operation_that_nobody_knows_must_be_explained():
    class Suite(SinkConformance):
        sink_type = sink_type(Shelf, operations=("merge",), capabilities={})

    with pytest.raises(TypeError, match="'merge'"):
        Suite.effect("merge")


def test_a_part_that_the_bench_lacks_fails_with_what_to_write():
    with pytest.raises(pytest.fail.Exception, match="define `drift`, or write into the suite's `skips`"):
        SinkBench().drift(None)


@pytest.mark.parametrize("part", ["config", "port"])
def test_a_value_that_the_bench_lacks_fails_with_what_to_write(part):
    with pytest.raises(pytest.fail.Exception, match=f"define `{part}`, or write into the suite's `skips`"):
        getattr(SinkBench(), part)


def test_a_slip_of_the_author_is_no_missing_part():
    with pytest.raises(AttributeError, match="'SinkBench' has no attribute 'prot'"):
        _ = SinkBench().prot


SUITE = """
from shelf import SINK, ShelfBench
import pytest
from nexus.testing import SinkConformance

class TestSink(SinkConformance):
    sink_type = SINK
    skips = {"test_rows_of_a_batch_take_effect_in_their_order": "we would rather not look",
             "drift": "nobody looks at columns here"}

    @pytest.fixture
    def bench(self, tmp_path):
        return ShelfBench(tmp_path)
"""


def test_a_claim_cannot_be_skipped_and_other_skips_show_their_reason(tmp_path):
    (tmp_path / "test_it.py").write_text(SUITE)
    selected = "order or changed_is_noticed or place_that_changed"
    command = [sys.executable, "-m", "pytest", "-q", "-rfsE", "-p", "no:cacheprovider", tmp_path, "-k", selected]

    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={"PYTHONPATH": ":".join(sys.path)}
    )

    assert "the connector claims ordered: prove it, or do not claim it (we would rather not look)" in done.stdout
    assert "nobody looks at columns here" in done.stdout
    assert "4 errors" in done.stdout, done.stdout
