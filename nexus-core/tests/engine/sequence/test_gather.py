"""Rows of many runs go out together, and each run hears of its own."""

import asyncio

import pytest

from nexus.engine.sequence.gather import GatheredWriter
from nexus.errors import ConfigurationError, Rejected, Retry, Unavailable


def written(error=None, rows=5, max_rows=10):
    """Write rows at the same time; return the batches, and what each caller heard."""
    batches = []

    async def write(batch):
        batches.append(list(batch.rows))
        await asyncio.sleep(0)
        if error is not None:
            raise error

    async def main():
        writer = GatheredWriter(write, max_rows)
        return await asyncio.gather(*(writer(n, f"m{n}") for n in range(rows)), return_exceptions=True)

    return batches, asyncio.run(main())


def test_rows_of_the_same_time_are_one_batch():
    batches, heard = written()
    assert batches == [[0, 1, 2, 3, 4]]
    assert heard == [None] * 5


def test_no_batch_is_larger_than_the_sink_wants():
    batches, _ = written(max_rows=2)
    assert batches == [[0, 1], [2, 3], [4]]


def test_a_rejected_row_is_told_to_its_own_caller_alone():
    _, heard = written(Rejected({2: "too long"}))
    assert [type(one) for one in heard] == [type(None), type(None), Rejected, type(None), type(None)]
    assert heard[2].reasons == {0: "too long"}


def test_rows_to_retry_and_rejected_ones_of_one_batch_are_told_apart():
    _, heard = written(Retry("busy", after=3.0, indexes=[0], rejected={1: "no"}))
    assert (type(heard[0]), heard[0].after) == (Retry, 3.0)
    assert isinstance(heard[1], Rejected)
    assert heard[2:] == [None] * 3


@pytest.mark.parametrize("error", [Unavailable("away"), ConfigurationError("wrong"), ConnectionError("reset")])
def test_a_system_that_is_away_is_told_to_all(error):
    _, heard = written(error)
    kind = ConfigurationError if isinstance(error, ConfigurationError) else Unavailable
    assert all(isinstance(one, kind) for one in heard)


@pytest.mark.parametrize("error", [TypeError("a bug"), Retry("deadlock")])
def test_one_row_that_fails_the_whole_batch_fails_its_own_run_alone(error):
    stored = []

    async def write(batch):
        if 3 in batch.rows:
            raise error
        stored.extend(batch.rows)

    async def main():
        writer = GatheredWriter(write, 10)
        return await asyncio.gather(*(writer(n, f"m{n}") for n in range(6)), return_exceptions=True)

    heard = asyncio.run(main())
    assert [n for n, one in enumerate(heard) if one is not None] == [3]
    assert sorted(stored) == [0, 1, 2, 4, 5]
