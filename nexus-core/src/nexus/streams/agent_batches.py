"""What agents forwarded last: noted without an end, since an agent may hear of it after any time.

An agent has one batch of an application under way, and sends it again until it is answered about. So what it may send
again after `nexus.streams.keys.DEDUP_SECONDS` was all noted here, and nothing else has to be.
"""

from collections.abc import Sequence
from typing import Final

from nexus.streams import keys
from nexus.streams.base import Store

_BETWEEN: Final = b"\n"


class StreamBatches:
    """The last batch of each application of each agent, by workflow. All methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def known(self, workflow_id: str, agent_id: str, application_id: str) -> frozenset[str]:
        """Return ids of messages that were taken of an agent, those that it may send again among them."""
        key = keys.agent_batches(workflow_id)
        found = await self._store.call(key, "HGET", key, f"{agent_id}/{application_id}")
        return frozenset(found.decode().split("\n")) if found else frozenset()

    async def note(self, workflow_id: str, agent_id: str, application_id: str, taken: Sequence[str]) -> None:
        """Note ids of messages that were taken.

        They stand in the place of those before, which the agent has heard of if it goes on behind them. If some were
        known, it has not heard of all: then these come to those.
        """
        before = await self.known(workflow_id, agent_id, application_id)
        new = set(taken) - before
        if not new:
            return
        ids = taken if len(new) == len(taken) else sorted(before | new)
        key = keys.agent_batches(workflow_id)
        await self._store.call(key, "HSET", key, f"{agent_id}/{application_id}", _BETWEEN.join(map(str.encode, ids)))
