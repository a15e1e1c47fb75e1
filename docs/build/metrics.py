"""The table of metrics for Prometheus, from their descriptions."""

from tables import table

from nexus.telemetry.prometheus.described import METRICS


def metrics() -> str:
    """Return the table of every metric."""
    rows = [
        (f"`{one.name}`", one.type, ", ".join(f"`{label}`" for label in one.labels), ", ".join(one.processes), one.help)
        for one in METRICS
    ]
    return table(("metric", "type", "labels", "of", "meaning"), rows)
