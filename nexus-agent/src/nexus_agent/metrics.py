"""Metrics for Prometheus; loaded when they are first asked for."""

from collections.abc import Iterator

from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from nexus.edge import ingress_collector
from nexus_agent.standing import Parts


def exposition(parts: Parts) -> bytes:
    """Return the text that Prometheus scrapes."""
    registry = CollectorRegistry()
    registry.register(AgentCollector(parts))
    return generate_latest(registry)


class AgentCollector(Collector):
    """Metrics of the agent beside those of its ingress."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """Yield what there is now."""
        parts = self._parts
        queued = GaugeMetricFamily("nexus_agent_queue_messages", "Messages in the queue.", labels=["application"])
        size = GaugeMetricFamily("nexus_agent_queue_bytes", "Bytes of messages in the queue.", labels=["application"])
        forwarded = CounterMetricFamily(
            "nexus_agent_forwarded_messages", "Messages that the centre has taken.", labels=["application"]
        )
        names = parts.directory.route_names()
        for one, held in parts.queue.sizes.items():
            queued.add_metric([names.get(one, one)], held.count)
            size.add_metric([names.get(one, one)], held.bytes)
        for one, found in parts.forwarder.standings.items():
            forwarded.add_metric([names.get(one, one)], found.forwarded)
        yield from (queued, size, forwarded)
        yield GaugeMetricFamily("nexus_agent_queue_limit_bytes", "Most bytes in the queue.", parts.most_bytes)
        yield GaugeMetricFamily(
            "nexus_agent_refused_messages", "Messages that the centre refuses.", parts.queue.refused
        )
        yield GaugeMetricFamily(
            "nexus_agent_damaged_files", "Queue files that were set aside since the start.", len(parts.queue.salvages)
        )
        yield GaugeMetricFamily("nexus_agent_synced", "1 while the centre answers.", parts.sync.standing.state == "ok")
        connected = parts.link is not None and parts.link.standing.state == "connected"
        yield GaugeMetricFamily("nexus_agent_link_connected", "1 while the link to the centre is open.", connected)
        yield from ingress_collector(parts.ingress).collect()
