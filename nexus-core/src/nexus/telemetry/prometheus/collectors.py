"""From meters to metric families. Labels are names, of as many things as `MOST_NAMED` allows; the rest are one ``other``."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from nexus.errors import NexusError
from nexus.model.metrics import LATENCY_BOUNDS, WRITE_BOUNDS, Figures, Kind
from nexus.telemetry.counts import Counts, Meter, Names
from nexus.telemetry.prometheus import described
from nexus.telemetry.prometheus.described import Described

log = logging.getLogger(__name__)

MOST_NAMED: Final = 1_000
"""Things of a kind that a process tells of by name."""

OTHER: Final = "other"

ASKED_FOR_S: Final = 5.0
"""A scrape waits so long for what is asked on the loop."""

Values = Iterable[tuple[tuple[str, ...], float]]
"""Values of labels, and the figure."""


def counter(spec: Described, values: Values) -> Metric:
    """Return a family of counters."""
    family = CounterMetricFamily(spec.family, spec.help, labels=spec.labels)
    for labels, value in values:
        family.add_metric(labels, value)
    return family


def gauge(spec: Described, values: Values) -> Metric:
    """Return a family of gauges."""
    family = GaugeMetricFamily(spec.name, spec.help, labels=spec.labels)
    for labels, value in values:
        family.add_metric(labels, value)
    return family


def histogram(
    spec: Described,
    bounds: Sequence[float],
    values: Iterable[tuple[tuple[str, ...], Sequence[int], float]],
) -> Metric:
    """Return a family of histograms; a value is labels, counts between the bounds, and the sum of all seconds."""
    family = HistogramMetricFamily(spec.name, spec.help, labels=spec.labels)
    for labels, counts, seconds in values:
        total, buckets = 0, []
        for bound, count in zip((*map(str, bounds), "+Inf"), counts, strict=True):
            total += count
            buckets.append((bound, float(total)))
        family.add_metric(labels, buckets=buckets, sum_value=seconds)
    return family


def labelled(meters: Iterable[Meter], labels: Sequence[str], most: int = MOST_NAMED) -> dict[tuple[str, ...], Figures]:
    """Return figures by the names of their things; those beyond ``most``, and equal names, are added up."""
    found: dict[tuple[str, ...], Figures] = {}
    for meter in meters:
        names = tuple(str(getattr(meter.names, label)) for label in labels)
        if names not in found and len(found) >= most:
            names = (OTHER,) * len(labels)
        known = found.get(names)
        if known is None:
            found[names] = meter.sum()
        else:
            known.add(meter.sum())
    return found


class SenderCollector(Collector):
    """What applications and source connections sent."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Yield the families."""
        senders = labelled(self._counts.meters(Kind.APPLICATION), ("workspace", "application"))
        if senders:
            yield counter(described.APPLICATION_ACCEPTED, _each(senders, "accepted"))
            yield counter(described.APPLICATION_DUPLICATE, _each(senders, "duplicates"))
            yield counter(
                described.APPLICATION_REFUSED,
                [
                    ((*names, reason), count)
                    for names, one in senders.items()
                    for reason, count in sorted(one.reasons.items())
                ],
            )
        sources = labelled(self._counts.meters(Kind.CONNECTION), ("workspace", "connection"))
        if sources:
            yield counter(described.SOURCE_ACCEPTED, _each(sources, "accepted"))
            yield counter(described.SOURCE_REFUSED, _each(sources, "refused"))


class PipelineCollector(Collector):
    """What became of messages on the pipelines of a worker."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Yield the families."""
        found = labelled(self._counts.meters(Kind.PIPELINE), described.DELIVERED.labels)
        yield counter(described.DELIVERED, _each(found, "delivered"))
        yield counter(described.FAILED, _each(found, "failed"))
        yield counter(described.DEAD, _each(found, "dead"))
        yield counter(described.FILTERED, _each(found, "filtered"))
        yield histogram(
            described.LATENCY, LATENCY_BOUNDS, [(names, one.latency, one.latency_s) for names, one in found.items()]
        )
        yield histogram(
            described.WRITE, WRITE_BOUNDS, [(names, one.write, one.write_s) for names, one in found.items()]
        )


def capped(
    values: Iterable[tuple[Names, float]], labels: Sequence[str], most: int = MOST_NAMED
) -> list[tuple[tuple[str, ...], float]]:
    """Return gauges by name; of those beyond ``most``, and of equal names, the highest counts."""
    found: dict[tuple[str, ...], float] = {}
    for each, value in values:
        names = tuple(str(getattr(each, label)) for label in labels)
        if names not in found and len(found) >= most:
            names = (OTHER,) * len(labels)
        found[names] = max(found.get(names, 0), value)
    return list(found.items())


class QuarantineCollector(Collector):
    """How many plugins cannot be used; they are found when a process starts."""

    def __init__(self, count: int) -> None:
        self._count = count

    def collect(self) -> Iterator[Metric]:
        """Yield the family."""
        yield gauge(described.QUARANTINED, [((), self._count)])


class Asked(Collector):
    """Families that are asked for on the event loop at each scrape, which comes in a thread of its own.

    Args:
        ask: what cannot be said now it leaves out; a `NexusError` leaves out all of it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, ask: Callable[[], Awaitable[Iterable[Metric]]]) -> None:
        self._loop = loop
        self._ask = ask

    def collect(self) -> Iterator[Metric]:
        """Yield them."""
        answer = asyncio.run_coroutine_threadsafe(self._answer(), self._loop)
        try:
            yield from answer.result(ASKED_FOR_S)
        except TimeoutError:
            answer.cancel()
            log.warning("metrics are incomplete: no answer within %.0f s", ASKED_FOR_S)
        except NexusError as error:
            log.debug("metrics are incomplete: %s", error)

    async def _answer(self) -> Iterable[Metric]:
        return await self._ask()


def _each(found: Mapping[tuple[str, ...], Figures], name: str) -> Values:
    return [(names, one[name]) for names, one in found.items()]
