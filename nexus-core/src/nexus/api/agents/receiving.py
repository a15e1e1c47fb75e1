"""Takes what agents have taken of sources: sorted as a receiver sorts it, and with an answer for each message."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from attrs import define

from nexus.api.agents.forwarding import AgentBatches
from nexus.api.agents.received import ReadLines, read_received
from nexus.api.ingress.request import IngressRequest, Reply, refusal
from nexus.api.ingress.unpacking import Caps, Refused, unpack
from nexus.api.problems import MAX_ERRORS, Problem
from nexus.model.agent import Agent
from nexus.model.metrics import Kind, Subject
from nexus.ports import Burial
from nexus.services.agent_sources import AgentSources
from nexus.services.sorting import Sorted, Sorter
from nexus.services.sources import RunnableSource
from nexus.telemetry.counts import Counts, Names

NOT_RECEIVED: Final = Problem(
    "not-found",
    404,
    "Not a source of this agent",
    "No enabled workflow takes messages of that connection through the agent (any more): enable one, and what the agent "
    "holds is taken.",
)


@define(eq=False)
class Receiving:
    """Takes the batches of agents' sources.

    Args:
        batches: writes what is taken.
        burial: records what cannot be taken.
        sources: what agents receive from.
        counts: of each connection.
        caps: how large a batch, and a message, may be.
        now_ms: milliseconds since 1970 (UTC).
    """

    _batches: AgentBatches
    _burial: Burial
    _sources: AgentSources
    _counts: Counts
    _caps: Caps
    _now_ms: Callable[[], int]

    async def take(self, agent: Agent, connection_id: str, request: IngressRequest) -> Reply:
        """Take a batch of one source; the answer's ``ids`` have null for each message that nobody takes.

        Raises:
            StoreError: whether the messages were taken is unknown; forwarded again, each is taken once.
        """
        source = (await asyncio.to_thread(self._sources.of, agent)).get(connection_id)
        if source is None:
            return refusal(NOT_RECEIVED)
        try:
            lines, _ = unpack(request, self._caps)
        except Refused as refused:
            return refusal(refused.problem)
        read, found = await asyncio.to_thread(self._sorted, source, agent, lines)
        given = await asyncio.gather(
            *(self._batches.take(one, agent.id, connection_id, new) for one, new in found.accepted.items())
        )
        for workflow_id, letters in found.letters.items():
            await self._burial.bury(workflow_id, letters)
        fresh = {one.id for receipts in given for one in receipts if not one.duplicate}
        taken = {receipt.id for receipts in given for receipt in receipts}
        await asyncio.to_thread(self._count, source, agent, len(fresh), len(taken - fresh), found.refused)
        return _answered(len(lines), read, duplicates=len(taken - fresh))

    def _sorted(self, source: RunnableSource, agent: Agent, lines: Sequence[bytes]) -> tuple[ReadLines, Sorted]:
        read = read_received(agent.name, lines, source.feeds)
        sorter = Sorter(source.connection.id, self._caps.body_bytes, self._now_ms)
        return read, sorter.sort([read.messages[place] for place in sorted(read.messages)], source.feeds)

    def _count(self, source: RunnableSource, agent: Agent, accepted: int, duplicates: int, dead: int) -> None:
        names = Names(workspace=self._sources.workspace(agent.workspace_id), connection=source.connection.name)
        parents = [Subject(Kind.WORKSPACE, agent.workspace_id)]
        figures = self._counts.enrol(Subject(Kind.CONNECTION, source.connection.id), names, parents).figures
        figures.took(accepted, duplicates)
        if dead:
            figures.refuse("unreadable", dead)


def _answered(total: int, read: ReadLines, *, duplicates: int) -> Reply:
    ids = [read.messages[place].id if place in read.messages else None for place in range(total)]
    accepted = len(read.messages) - duplicates
    answer = {"accepted": accepted, "duplicates": duplicates, "ids": ids}
    answer |= {"rejected": len(read.faults), "errors": read.faults[:MAX_ERRORS]}
    return Reply(202, msgspec.json.encode(answer), accepted=accepted, duplicates=duplicates)
