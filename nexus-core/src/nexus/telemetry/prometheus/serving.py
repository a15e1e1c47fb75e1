"""Where Prometheus finds a process: a port of its own, for the inside of the network."""

import contextlib
import logging
from collections.abc import Iterator, Sequence

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.registry import Collector

from nexus.config.settings import Settings
from nexus.errors import ConfigurationError

log = logging.getLogger(__name__)


def registry_of(collectors: Sequence[Collector]) -> CollectorRegistry:
    """Return a registry of these, and of what is said of every Python process."""
    registry = CollectorRegistry(auto_describe=False)
    for collector in collectors:
        registry.register(collector)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


@contextlib.contextmanager
def metrics_at(settings: Settings, collectors: Sequence[Collector]) -> Iterator[None]:
    """Serve ``/metrics`` on ``NEXUS_METRICS_PORT`` meanwhile, in a thread; nothing, where none is set.

    Raises:
        ConfigurationError: the port cannot be listened on.
    """
    if settings.metrics_port is None:
        yield
        return
    host, port = settings.metrics_host, settings.metrics_port
    try:
        server, thread = start_http_server(port, addr=host, registry=registry_of(collectors))
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host}:{port}: {error.strerror}",
            path="NEXUS_METRICS_PORT",
            remedy="give each process on this machine a port of its own",
        ) from error
    log.info("metrics at http://%s:%d/metrics", host, port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
