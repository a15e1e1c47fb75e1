"""What is counted: the figures of a pipeline, a workflow, an application, a connection or a workspace, per slot of time."""

from nexus.model.metrics.figures import COUNTED, GAUGES, Figures, total
from nexus.model.metrics.histogram import LATENCY_BOUNDS, WRITE_BOUNDS, quantile
from nexus.model.metrics.slots import HOURS, MINUTES, RESOLUTIONS, SECONDS, Resolution, resolution_for
from nexus.model.metrics.subjects import Kind, Subject

__all__ = [
    "COUNTED",
    "GAUGES",
    "HOURS",
    "LATENCY_BOUNDS",
    "MINUTES",
    "RESOLUTIONS",
    "SECONDS",
    "WRITE_BOUNDS",
    "Figures",
    "Kind",
    "Resolution",
    "Subject",
    "quantile",
    "resolution_for",
    "total",
]
