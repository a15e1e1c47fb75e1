"""What agents forward: taken once, however late it comes again.

An agent has one batch of an application under way, and sends it again until it is answered about. So what it may send
again after `nexus.streams.keys.DEDUP_SECONDS` is all in its last batch. That is noted without an end, in the script that
takes it (`nexus.streams.agent_scripts.FORWARD`): whatever ends, and whoever takes the same batch at the same time,
nothing is taken that is not noted. A batch of several flushes is noted in as many places, so that none is written twice.
"""

from collections.abc import Sequence

from nexus.model.message import NewMessage, Receipt
from nexus.streams import keys
from nexus.streams.agent_scripts import PLACES
from nexus.streams.base import Store
from nexus.streams.producer import MAX_MESSAGES, Note, StreamProducer


class StreamBatches:
    """Takes the batches of agents; knows the last one of each application of each agent, by workflow."""

    def __init__(self, store: Store, producer: StreamProducer) -> None:
        self._store = store
        self._producer = producer

    async def take(
        self, workflow_id: str, agent_id: str, application_id: str, messages: Sequence[NewMessage]
    ) -> Sequence[Receipt]:
        """Put messages into a workflow, but those that it has of this agent already, however long ago.

        Raises:
            StoreError: whether they were taken is unknown; forwarded again, each is taken once.
        """
        whose = f"{agent_id}/{application_id}"
        known = await self._known(workflow_id, whose)
        new = [one for one in messages if one.id not in known] if known else messages
        receipts = {one.id: Receipt(one.id, duplicate=True) for one in messages if one.id in known}
        # if some were known, the agent has not heard of all that are noted: these come to those
        keep = bool(receipts)
        parts = [new[at : at + MAX_MESSAGES] for at in range(0, len(new), MAX_MESSAGES)]
        for number, part in enumerate(parts):  # one after the other: what follows a part that failed waits with it
            note = Note(whose, keep=True) if keep or number >= PLACES else Note(_place(whose, number), keep=False)
            given = await self._producer.accept(workflow_id, part, note)
            receipts |= {one.id: receipt for one, receipt in zip(part, given, strict=True)}
            # else the places behind the first still have what was noted before
            keep = keep or all(one.duplicate or one.conflict for one in given)
        return [receipts[one.id] for one in messages]

    async def _known(self, workflow_id: str, whose: str) -> frozenset[str]:
        """Return ids of messages that were taken of an agent, those that it may send again among them."""
        key = keys.agent_batches(workflow_id)
        found = await self._store.call(key, "HMGET", key, *(_place(whose, number) for number in range(PLACES)))
        return frozenset(one for ids in found if ids for one in ids.decode().split("\n"))


def _place(whose: str, number: int) -> str:
    """Return the field in which a part of a batch is noted."""
    return f"{whose}\n{number}" if number else whose
