"""How much is before a pipeline: unread, pending, scheduled."""

from typing import Any, Final

from nexus.errors import GroupLost
from nexus.model.delivery import Depth
from nexus.streams.base import Store
from nexus.streams.entries import order
from nexus.streams.replies import ErrorReply, as_error

_COUNTED: Final = 1000
_SCANNED: Final = 10_000
_PAGE_SIZE: Final = 1000


async def of_pipeline(store: Store, stream: str, queue: str, group: str) -> Depth:
    """Return the depth of one pipeline; exact for what is common, estimated where exact would cost seconds.

    Raises:
        GroupLost: the pipeline has no group.
        StoreError: the store is away.
    """
    found = (await groups(store, stream)).get(group)
    if found is None:
        raise GroupLost(f"pipeline {group} has no group on {stream}")
    lag = found["lag"]
    if lag is None:
        lag = await _unread(store, stream, found["last-delivered-id"].decode())
    total = await store.call(queue, "ZCARD", queue)
    return Depth(
        lag=lag, pending=found["pending"], scheduled=await _scheduled(store, queue, group, total) if total else 0
    )


async def groups(store: Store, stream: str) -> dict[str, dict[str, Any]]:
    """Return what XINFO GROUPS tells of each group, by name; empty if there is no stream.

    Raises:
        StoreError: the store is away.
    """
    return groups_of((await store.pipeline(stream, [("XINFO", "GROUPS", stream)]))[0])


def groups_of(reply: Any) -> dict[str, dict[str, Any]]:
    """Return what a reply to XINFO GROUPS tells; as `groups`."""
    if type(reply) is ErrorReply:
        if "no such key" in reply.text:
            return {}
        raise as_error(reply)
    return {found["name"].decode(): found for found in map(named, reply)}


def named(flat: Any) -> dict[str, Any]:
    """Return an XINFO reply (names and values in turn) as a dict."""
    return {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}


async def _unread(store: Store, stream: str, delivered: str) -> int:
    """Count what comes after ``delivered``; the store does not know it for a group that began in mid-stream.

    Exact up to 1,000; above that worked out from times, as if messages came evenly.
    """
    ahead = await store.call(stream, "XRANGE", stream, f"({delivered}", "+", "COUNT", _COUNTED)
    if len(ahead) < _COUNTED:
        return len(ahead)
    info = named(await store.call(stream, "XINFO", "STREAM", stream))
    first, last = order(info["first-entry"][0].decode())[0], order(info["last-generated-id"].decode())[0]
    share = (last - max(first, order(delivered)[0])) / max(1, last - first)
    length: int = info["length"]
    return max(_COUNTED, round(length * min(1.0, share)))


async def _scheduled(store: Store, queue: str, group: str, total: int) -> int:
    """Count this pipeline's part of a queue that pipelines of one family share; exact up to 10,000."""
    cursor, mine, seen = "0", 0, 0
    prefix = f"{group}:".encode()
    while seen < _SCANNED:
        cursor_bytes, page = await store.call(queue, "ZSCAN", queue, cursor, "COUNT", _PAGE_SIZE)
        members = page[::2]
        seen += len(members)
        mine += len([member for member in members if member.startswith(prefix)])
        cursor = cursor_bytes.decode()
        if cursor == "0":
            return mine
    return mine * total // max(1, seen)
