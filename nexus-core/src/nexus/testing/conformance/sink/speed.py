"""Measures a sink for its certificate."""

import time
from statistics import median

from nexus.testing.conformance.sink.effects import Effect, rows_for
from nexus.testing.conformance.sink.opening import OpenSink

_SECONDS = 0.5
_MOST_ROWS = 50_000


async def measure(sink: OpenSink, effect: Effect, max_rows: int) -> tuple[float, float]:
    """Return rows per second in full batches, and the median milliseconds of a batch of one row; takes about a second."""
    written, started, turn = 0, time.perf_counter(), 0
    while (elapsed := time.perf_counter() - started) < _SECONDS and written < _MOST_ROWS:
        await sink.write(rows_for(effect, range(written, written + max_rows)), f"full{turn}")
        written, turn = written + max_rows, turn + 1
    elapsed = time.perf_counter() - started
    took = []
    for turn in range(20):
        began = time.perf_counter()
        await sink.write(rows_for(effect, [written + turn]), f"one{turn}")
        took.append((time.perf_counter() - began) * 1000)
        if sum(took) > _SECONDS * 1000:
            break
    return written / elapsed, median(took)
