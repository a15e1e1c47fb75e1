"""What the store answers, as Nexus errors: one table from the first word of an error reply to what happens next."""

from typing import Any, Final

from nexus.errors import GroupLost, NotDurable, StoreError, StoreFull

Command = tuple[str | bytes | int, ...]


class ErrorReply(Exception):
    """An error reply; ``kind`` is its first word, by which the store says what sort it is."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
        self.kind = text.partition(" ")[0]


_REMEDY: Final = {
    "NOAUTH": "put the password into NEXUS_REDIS_URL: redis://user:password@host/0",
    "WRONGPASS": "the user or password in NEXUS_REDIS_URL is refused",
    "NOPERM": "the user of NEXUS_REDIS_URL needs ~nexus:* &nexus:* +@all -@dangerous +info +config|get",
    "READONLY": "this server is a replica; name the primary, or use redis+sentinel://",
    "LOADING": "the server is still reading its data; it answers once it is done",
    "CLUSTERDOWN": "the cluster does not serve all slots; look at CLUSTER INFO",
    "MOVED": "this server is part of a cluster; use redis+cluster:// in NEXUS_REDIS_URL",
}

_STALE: Final = frozenset({"READONLY", "MASTERDOWN"})


def as_error(reply: ErrorReply) -> StoreError:
    """Return the Nexus error for an error reply."""
    text = reply.text
    if reply.kind == "OOM":  # reliability 11: memory full is back-pressure, nothing was written
        return StoreFull(f"the stream store's memory is full: {text}")
    if reply.kind == "NOGROUP":
        return GroupLost(text)
    if reply.kind == "MISCONF":
        return NotDurable(f"the stream store cannot write to its disk: {text}")
    remedy = _REMEDY.get(reply.kind)
    return StoreError(f"the stream store refuses: {text}" + (f" ({remedy})" if remedy else ""))


def is_stale_primary(reply: Any) -> bool:
    """Whether the reply shows that we talk to a server that is not the primary (any more)."""
    return type(reply) is ErrorReply and reply.kind in _STALE


def checked(reply: Any) -> Any:
    """Return ``reply``, or raise it as a Nexus error.

    Raises:
        StoreError: the reply is an error.
    """
    if type(reply) is ErrorReply:
        raise as_error(reply)
    return reply
