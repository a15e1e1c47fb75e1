"""The keys of the stream store, as the contract with outsiders names them.

The workflow id stands in literal braces: they are the cluster's hash tag, so that everything one script touches lives in
one slot.
"""

from functools import lru_cache
from typing import Final

from nexus.model.metrics import Resolution, Subject

WAKE: Final = "nexus:wake"
"""Channel on which a workflow id is published when the workflow has new data."""

CONFIG: Final = "nexus:config"
"""Channel on which the id of a changed definition is published."""

RECEIVERS: Final = "nexus:receivers"
"""Sorted set of the receivers that are there, by the time (ms) until which each has said so."""

SOURCES: Final = "nexus:sources"
"""Hash of how each instance of each source is doing: ``CONNECTION_ID/INSTANCE`` -> JSON."""

RESULTS: Final = "nexus:results"
"""Channel on which ``WORKFLOW_ID/MESSAGE_ID`` is published when a run has ended that somebody waits for."""

LOG_LEASE: Final = "nexus:lease:delivery-log"
"""String that names the process that forgets old lines of the delivery log; it ends by itself."""

TAIL: Final = "nexus:tail"
"""Sorted set of the workspaces whose delivery log someone watches live, by the time (ms) until which that is known."""

COLLECTORS: Final = "collectors"
"""The consumer group of the dead-letter hand-over stream."""

DEDUP_SECONDS: Final = 24 * 60 * 60
"""How long a resend is recognised."""

_UNPREFIXED: Final = frozenset({"database"})


@lru_cache(4096)
def stream(workflow_id: str) -> str:
    """Stream of accepted messages: fields ``m``, ``s``, ``t``, ``p`` and, unless empty, ``h``."""
    return f"nexus:workflow:{{{workflow_id}}}"


def dedup(workflow_id: str, digest: bytes) -> str:
    """String that maps a digest to the stream id that was given first."""
    return dedup_prefix(workflow_id) + digest.hex()


def dedup_prefix(workflow_id: str) -> str:
    """What all dedup keys of a workflow begin with; the digest in hexadecimal follows."""
    return f"nexus:dedup:{{{workflow_id}}}:"


def retry_queue(workflow_id: str, family: str) -> str:
    """Sorted set of scheduled deliveries by due time (ms) for destinations of one connector family."""
    prefix = "" if family in _UNPREFIXED else f"{family}_"
    return f"nexus:{prefix}retry_queue:{{{workflow_id}}}"


def jobs(workflow_id: str) -> str:
    """Hash of what the scheduled deliveries need: payload, attempt, reason, run state."""
    return f"nexus:jobs:{{{workflow_id}}}"


def dead(workflow_id: str) -> str:
    """Stream that hands dead letters over to the metadata database."""
    return f"nexus:dead:{{{workflow_id}}}"


def tail(workspace_id: str) -> str:
    """Channel on which workers tell what they have written into a workspace's delivery log, while someone listens."""
    return f"{TAIL}:{workspace_id}"


def lease(workflow_id: str, pipeline_id: str) -> str:
    """String that names the worker that runs an ordered pipeline; it ends by itself."""
    return f"nexus:lease:{{{workflow_id}}}:{pipeline_id}"


def agent_link(agent_id: str) -> str:
    """String that names the API process which an agent is connected to; it ends by itself."""
    return f"nexus:agent:{{{agent_id}}}"


def agent_batches(workflow_id: str) -> str:
    """Hash of what agents forwarded last: ``AGENT_ID/APPLICATION_ID`` -> ids of messages, a newline between each."""
    return f"nexus:agent_batches:{{{workflow_id}}}"


def letters(process: str) -> str:
    """Channel on which an API process is sent what other ones ask the agents that are connected to it, and their answers."""
    return f"nexus:letters:{process}"


def source_lease(connection_id: str, instance: int) -> str:
    """String that names the receiver that has one instance of a source; it ends by itself."""
    return f"nexus:source_lease:{{{connection_id}}}:{instance}"


def cancelled(workflow_id: str) -> str:
    """Set of the ids of messages whose runs a person has ended; it ends by itself."""
    return f"nexus:cancelled:{{{workflow_id}}}"


def result(workflow_id: str, message_id: str) -> str:
    """String with how a run ended, for whoever waits for it; it ends by itself."""
    return f"nexus:result:{{{workflow_id}}}:{message_id}"


def tick(workflow_id: str) -> str:
    """String with a workflow's schedule and the last of its times that a message was made for."""
    return f"nexus:tick:{{{workflow_id}}}"


def replay_pace(workflow_id: str, pipeline_id: str) -> str:
    """String with the time (us since 1970) from which the next replay of the past may be due; it ends by itself."""
    return f"nexus:replay:{{{workflow_id}}}:{pipeline_id}"


def member(pipeline_id: str, entry: str) -> str:
    """Name of one scheduled delivery in a retry queue and in the jobs hash."""
    return f"{pipeline_id}:{entry}"


def split_member(name: str) -> tuple[str, str]:
    """Return the pipeline id and the stream id of a scheduled delivery."""
    pipeline_id, _, entry = name.rpartition(":")
    return pipeline_id, entry


def figures(subject: Subject, resolution: Resolution, chunk: int) -> str:
    """Hash of a thing's figures: ``SLOT.RUN`` to MessagePack, where the slot is counted from the chunk's first.

    A run is a process from its start to its end: each writes its own fields, again and again until a slot is over.
    """
    tag, _, rest = subject.id.partition("/")
    name = f"{rest}:" if rest else ""
    return f"nexus:metrics:{{{tag}}}:{name}{subject.kind.value}:{resolution.name}:{chunk}"


def circuits(workflow_id: str) -> str:
    """Hash of the workflow's circuits that are not closed: ``PIPELINE/WORKER`` to JSON."""
    return f"nexus:circuits:{{{workflow_id}}}"
