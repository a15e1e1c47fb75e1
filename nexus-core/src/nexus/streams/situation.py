"""How things stand now: what is before each pipeline, and which circuits are not closed."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from nexus.errors import GroupLost
from nexus.model.delivery import Depth
from nexus.model.metrics.circuit import OpenCircuit
from nexus.streams import depth, keys
from nexus.streams.base import Store
from nexus.streams.replies import Command, ErrorReply, as_error

BELIEVED_S: Final = 20.0
"""What was not said again for so long does not hold any more: its worker is gone."""

Routes = Mapping[str, Sequence[tuple[str, str]]]
"""Workflow id to its pipelines, each with the connector family of its destination."""


class StreamSituation:
    """The `nexus.ports.Situation` on the stream store.

    Args:
        worker: who tells of circuits; not needed to ask.
        clock: seconds since 1970 (UTC).
    """

    def __init__(self, store: Store, worker: str = "", *, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._worker = worker
        self._clock = clock

    async def depths(self, routes: Routes) -> dict[tuple[str, str], Depth]:
        """Return what is before each pipeline; one that has not begun is left out.

        Raises:
            StoreError: the store is away.
        """
        asked: list[tuple[str, Command]] = [
            (keys.stream(workflow_id), ("XINFO", "GROUPS", keys.stream(workflow_id))) for workflow_id in routes
        ]
        queues = sorted({(workflow_id, family) for workflow_id, found in routes.items() for _, family in found})
        asked += [(queue, ("ZCARD", queue)) for queue in (keys.retry_queue(*one) for one in queues)]
        replies = await self._store.each(asked)
        scheduled = dict(zip(queues, replies[len(routes) :], strict=True))
        found: dict[tuple[str, str], Depth] = {}
        for (workflow_id, pipelines), reply in zip(routes.items(), replies, strict=False):
            if type(reply) is ErrorReply:
                # none yet; or the workflow has just been removed, which leaves a mark in the stream's place for a while
                if "no such key" in reply.text or reply.kind == "WRONGTYPE":
                    continue
                raise as_error(reply)
            groups = {named["name"].decode(): named for named in map(depth.named, reply)}
            for pipeline_id, family in pipelines:
                if pipeline_id in groups:
                    alone = sum(one == family for _, one in pipelines) == 1
                    exact = groups[pipeline_id]["lag"] is not None and (alone or not scheduled[workflow_id, family])
                    found[workflow_id, pipeline_id] = (
                        Depth(
                            groups[pipeline_id]["lag"],
                            groups[pipeline_id]["pending"],
                            scheduled[workflow_id, family],
                        )
                        if exact
                        else await self._searched(workflow_id, pipeline_id, family)
                    )
        return found

    async def circuits(self, workflow_ids: Iterable[str]) -> Sequence[OpenCircuit]:
        """Return the circuits of workflows that are not closed, as their workers have said of late.

        Raises:
            StoreError: the store is away.
        """
        ids = list(workflow_ids)
        replies = await self._store.each([(keys.circuits(one), ("HGETALL", keys.circuits(one))) for one in ids])
        found: dict[tuple[str, str], OpenCircuit] = {}
        for workflow_id, reply in zip(ids, replies, strict=True):
            if type(reply) is ErrorReply:
                raise as_error(reply)
            for field, told in zip(reply[::2], reply[1::2], strict=True):
                pipeline_id, _, worker = field.decode().partition("/")
                one = msgspec.json.decode(told)
                if one["seen"] + BELIEVED_S * 1000 < self._clock() * 1000:
                    continue
                circuit = OpenCircuit(
                    workflow_id, pipeline_id, one["state"], one["reason"], one["needs_person"], one["since"], worker
                )
                known = found.get((workflow_id, pipeline_id))
                if known is None or circuit.since < known.since:
                    found[workflow_id, pipeline_id] = circuit
        return list(found.values())

    async def tell(self, opened: Sequence[OpenCircuit], closed: Sequence[tuple[str, str]]) -> None:
        """Say which circuits of this worker are not closed, and which are closed again (workflow and pipeline id).

        Raises:
            StoreError: the store is away.
        """
        seen = int(self._clock() * 1000)
        commands: list[tuple[str, Command]] = []
        for one in opened:
            key = keys.circuits(one.workflow_id)
            told = msgspec.json.encode(
                {
                    "state": one.state,
                    "reason": one.reason[:500],
                    "needs_person": one.needs_person,
                    "since": one.since,
                    "seen": seen,
                }
            )
            commands.append((key, ("HSET", key, f"{one.pipeline_id}/{self._worker}", told)))
            commands.append((key, ("EXPIRE", key, int(BELIEVED_S * 3))))
        for workflow_id, pipeline_id in closed:
            key = keys.circuits(workflow_id)
            commands.append((key, ("HDEL", key, f"{pipeline_id}/{self._worker}")))
        for reply in await self._store.each(commands):
            if type(reply) is ErrorReply:
                raise as_error(reply)

    async def _searched(self, workflow_id: str, pipeline_id: str, family: str) -> Depth:
        try:
            return await depth.of_pipeline(
                self._store, keys.stream(workflow_id), keys.retry_queue(workflow_id, family), pipeline_id
            )
        except GroupLost:  # this very moment
            return Depth(0, 0, 0)
