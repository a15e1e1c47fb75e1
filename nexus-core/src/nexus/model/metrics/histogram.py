"""Histograms with fixed bounds: what counts how long things took, in as many plain integers as there are bounds, and one."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

LATENCY_BOUNDS: Final = (
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 3600.0,
)  # fmt: skip
"""Seconds from acceptance to delivery; what waited for longer is in the last count, which has no bound."""

WRITE_BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds of one write of a batch to its destination, or of one run of a batch through the steps of a sequence."""


def place(bounds: Sequence[float], seconds: float) -> int:
    """Return which count ``seconds`` belongs to; a bound is the most that its count takes, as in Prometheus (``le``)."""
    return bisect_left(bounds, seconds)


def places(bounds: Sequence[float], shortest: float, longest: float, all_seconds: Iterable[float]) -> list[int]:
    """Return which counts durations belong to; ``all_seconds`` is looked at only where the extremes differ in theirs."""
    first = bisect_left(bounds, shortest)
    return [first] if first == bisect_left(bounds, longest) else [bisect_left(bounds, one) for one in all_seconds]


def quantile(bounds: Sequence[float], counts: Sequence[int], share: float) -> float | None:
    """Return the duration (seconds) below which ``share`` of all lie, as if they lay evenly between two bounds.

    None if there are none. In the last count, which has no bound, the highest bound is returned: "at least that".
    The estimate of Prometheus' ``histogram_quantile``, so that dashboards agree.
    """
    total = sum(counts)
    if not total:
        return None
    wanted, below = share * total, 0
    for at, count in enumerate(counts):
        if count and below + count >= wanted:
            if at == len(bounds):
                break
            low = bounds[at - 1] if at else 0.0
            return low + (bounds[at] - low) * (wanted - below) / count
        below += count
    return bounds[-1]
