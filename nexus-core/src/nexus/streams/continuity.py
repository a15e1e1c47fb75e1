"""Whether the store has gone back in time: a restored backup, a failover to a replica that was behind, a torn file.

reliability 13: what was lost there was acknowledged, so it is reported and never passed over in silence.
"""

import logging
from collections.abc import Callable

from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.depth import named
from nexus.streams.entries import order
from nexus.streams.replies import ErrorReply, as_error

_log = logging.getLogger(__name__)


class Continuity:
    """Remembers how far each stream had come, and tells when one is found to be behind that.

    Args:
        store: where the streams are.
        incident: told in words.
    """

    def __init__(self, store: Store, incident: Callable[[str], None]) -> None:
        self._store = store
        self._incident = incident
        self._furthest: dict[str, str] = {}

    async def check(self, workflow_id: str) -> bool:
        """Compare a stream with what was seen of it before; False if it has gone back.

        Raises:
            StoreError: the store is away.
        """
        stream = keys.stream(workflow_id)
        reply = (await self._store.pipeline(stream, [("XINFO", "STREAM", stream)]))[0]
        if type(reply) is not ErrorReply:
            now = named(reply)["last-generated-id"].decode()
        elif "no such key" in reply.text:
            now = "0-0"
        else:
            raise as_error(reply)
        before = self._furthest.get(workflow_id, "0-0")
        self._furthest[workflow_id] = now
        if order(now) >= order(before):
            return True
        text = f"workflow {workflow_id}: the store has lost messages: its stream had come to {before} and ends at {now}"
        _log.critical("%s", text)
        self._incident(text)
        return False
