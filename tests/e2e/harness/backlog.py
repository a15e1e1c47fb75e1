"""What is left to do, read from the stream store by the names that the contract gives to its keys."""

from collections.abc import Iterable
from typing import Any

import redis
from attrs import frozen

Client = Any
"""`redis.Redis` or `redis.cluster.RedisCluster`."""


@frozen
class Backlog:
    """What one workflow has before it, over all of its pipelines.

    Attributes:
        unread: by group: messages that it has not read.
        pending: by group: read and not settled.
        scheduled: deliveries that wait for a later attempt.
        dead: dead letters on their way to the metadata database.
    """

    unread: dict[str, int]
    pending: dict[str, int]
    scheduled: int
    dead: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to do."""
        return not (any(self.unread.values()) or any(self.pending.values()) or self.scheduled or self.dead)


def backlog(client: Client, workflow_id: str, families: Iterable[str] = ("", "rest_")) -> Backlog:
    """Return what the workflow has before it."""
    stream = f"nexus:workflow:{{{workflow_id}}}"
    groups = {_text(group["name"]): group for group in _groups(client, stream)}
    unread = {name: _unread(client, stream, group) for name, group in groups.items()}
    return Backlog(
        unread,
        {name: int(group["pending"]) for name, group in groups.items()},
        sum(client.zcard(f"nexus:{family}retry_queue:{{{workflow_id}}}") for family in families),
        int(client.xlen(f"nexus:dead:{{{workflow_id}}}")),
    )


def held_by(client: Client, workflow_id: str, consumer: str) -> int:
    """Return how many messages a worker has read and not settled, over all pipelines of the workflow."""
    stream = f"nexus:workflow:{{{workflow_id}}}"
    held = 0
    for group in _groups(client, stream):
        found = client.xinfo_consumers(stream, group["name"])
        held += sum(int(one["pending"]) for one in found if _text(one["name"]) == consumer)
    return held


def _groups(client: Client, stream: str) -> list[dict[str, Any]]:
    try:
        return list(client.xinfo_groups(stream))
    except redis.ResponseError as error:
        if "no such key" in str(error):
            return []
        raise


def _unread(client: Client, stream: str, group: dict[str, Any]) -> int:
    if group["lag"] is not None:
        return int(group["lag"])
    return len(client.xrange(stream, min=f"({_text(group['last-delivered-id'])}"))


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
