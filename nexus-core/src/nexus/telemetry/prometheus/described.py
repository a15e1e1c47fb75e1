"""Every metric: its name, kind, labels and meaning. The manual's table and the dashboard's test are drawn from here."""

from typing import Final, Literal

from attrs import frozen

Type = Literal["counter", "gauge", "histogram"]


@frozen
class Described:
    """A metric.

    Attributes:
        name: as Prometheus shows it, ``_total`` of a counter included.
        processes: which of ``api``, ``worker`` and ``receiver`` have it.
        open: it names nobody's workflow: it is on the API's own port, too.
    """

    name: str
    type: Type
    help: str
    labels: tuple[str, ...] = ()
    processes: tuple[str, ...] = ("api",)
    open: bool = False

    @property
    def family(self) -> str:
        """The name, without what Prometheus adds by itself."""
        return self.name.removesuffix("_total")


_PIPELINE: Final = ("workspace", "workflow", "pipeline", "connection")
_SENDER: Final = ("workspace", "application")
_SOURCE: Final = ("workspace", "connection")
_WORKER: Final = ("worker",)


def _ingress(name: str, kind: Type, told: str, *labels: str) -> Described:
    return Described(f"nexus_ingress_{name}", kind, told, labels, open=True)


def _pipeline(name: str, kind: Type, told: str) -> Described:
    return Described(f"nexus_pipeline_{name}", kind, told, _PIPELINE, _WORKER)


def _before(name: str, told: str) -> Described:
    return Described(f"nexus_pipeline_{name}", "gauge", told, _PIPELINE)


INGRESS_ACCEPTED: Final = _ingress("messages_accepted_total", "counter", "Messages taken, each durable.")
INGRESS_DUPLICATE: Final = _ingress("messages_duplicate_total", "counter", "Messages that had been taken before.")
INGRESS_CONNECTIONS: Final = _ingress("connections", "gauge", "Open HTTP connections.")
INGRESS_REFUSED: Final = _ingress("requests_refused_total", "counter", "Requests refused, by reason.", "reason")
INGRESS_REQUESTS: Final = _ingress("requests_total", "counter", "Requests answered, by status.", "status")
INGRESS_SECONDS: Final = _ingress("request_seconds", "histogram", "From the end of a request to its answer.")

APPLICATION_ACCEPTED: Final = Described(
    "nexus_application_messages_accepted_total", "counter", "Messages of an application that were taken.", _SENDER
)
APPLICATION_DUPLICATE: Final = Described(
    "nexus_application_messages_duplicate_total", "counter", "Messages of it that had been taken before.", _SENDER
)
APPLICATION_REFUSED: Final = Described(
    "nexus_application_requests_refused_total", "counter", "Requests of it refused, by reason.", (*_SENDER, "reason")
)
SOURCE_ACCEPTED: Final = Described(
    "nexus_source_messages_accepted_total", "counter", "Messages of a source connection taken.", _SOURCE, ("receiver",)
)
SOURCE_REFUSED: Final = Described(
    "nexus_source_messages_refused_total",
    "counter",
    "Messages of it that could not be read, and became dead letters.",
    _SOURCE,
    ("receiver",),
)

DELIVERED: Final = _pipeline("messages_delivered_total", "counter", "Messages that arrived.")
FAILED: Final = _pipeline("attempts_failed_total", "counter", "Attempts that failed and are made again.")
DEAD: Final = _pipeline("messages_dead_total", "counter", "Deliveries that became dead letters.")
FILTERED: Final = _pipeline("messages_filtered_total", "counter", "Messages held back by the pipeline's condition.")
LATENCY: Final = _pipeline("latency_seconds", "histogram", "From acceptance to delivery, per message.")
WRITE: Final = _pipeline("write_seconds", "histogram", "Of one batch into its destination, or through the steps.")
CIRCUIT: Final = _pipeline("circuit", "gauge", "The worker's circuit: 0 closed, 1 probing, 2 open.")

LAG: Final = _before("lag_messages", "Messages that the pipeline has not read.")
PENDING: Final = _before("pending_messages", "Messages read and not settled.")
SCHEDULED: Final = _before("scheduled_messages", "Deliveries that wait for a further attempt.")
DEAD_LETTERS: Final = Described(
    "nexus_dead_letters", "gauge", "Dead letters that wait for a person.", ("workspace", "workflow", "pipeline")
)

DURABLE: Final = Described(
    "nexus_stream_store_durable", "gauge", "1 while the stream store keeps what it accepts.", open=True
)
MEMORY: Final = Described("nexus_stream_store_memory_ratio", "gauge", "Part of its memory that is used.", open=True)
QUARANTINED: Final = Described(
    "nexus_plugins_quarantined",
    "gauge",
    "Plugins that cannot be used.",
    processes=("api", "worker", "receiver"),
    open=True,
)
RUNNING: Final = Described(
    "nexus_worker_pipelines", "gauge", "Pipelines that the worker runs, and those that are broken.", ("state",), _WORKER
)
LOG_DROPPED: Final = Described(
    "nexus_delivery_log_dropped_total", "counter", "Events that the delivery log lost while it was away.", (), _WORKER
)

METRICS: Final = tuple(one for one in list(globals().values()) if isinstance(one, Described))
