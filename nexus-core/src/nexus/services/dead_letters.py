"""What people do with dead letters: look, replay, discard. Replayed first in the stream store, then marked: never lost."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from attrs import evolve, frozen

from nexus.engine.route import SEQUENCE
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import Conflict, NotFound
from nexus.model.dead_letter import DeadLetterFilter, DeadLetterGroup, LetterStatus, StoredDeadLetter
from nexus.model.message import Message
from nexus.model.paging import Slice
from nexus.model.workflow import Mode, Workflow
from nexus.services.person import Person
from nexus.services.repositories import Repositories
from nexus.services.ways import Way, Ways

AT_ONCE = 100
"""Letters that are scheduled in one step, and marked in one transaction."""


class Archive(Protocol):
    """Where dead letters are kept. Synchronous; ``storage`` has it."""

    def get(self, workspace_id: str, letter_id: str) -> StoredDeadLetter:
        """One letter with its payload; raises NotFound."""
        ...

    def get_many(self, workspace_id: str, ids: Sequence[str]) -> Sequence[StoredDeadLetter]:
        """Letters with their payloads, in the order of ``ids``; raises NotFound."""
        ...

    def of_message(self, workspace_id: str, message_id: str) -> Sequence[StoredDeadLetter]:
        """Letters of one message with their payloads, newest first."""
        ...

    def search(
        self, workspace_id: str, wanted: DeadLetterFilter, cursor: str | None = None, limit: int = 100
    ) -> Slice[StoredDeadLetter]:
        """List letters without payload, newest first."""
        ...

    def groups(self, workspace_id: str, wanted: DeadLetterFilter, limit: int = 100) -> Sequence[DeadLetterGroup]:
        """Count letters by what they died of, the largest group first."""
        ...

    def count(self, workspace_id: str, wanted: DeadLetterFilter) -> int:
        """Count letters."""
        ...

    def mark(
        self,
        workspace_id: str,
        ids: Sequence[str],
        status: LetterStatus,
        *,
        actor: str,
        address: str = "",
        details: dict[str, Any] | None = None,
    ) -> None:
        """Mark waiting letters, each audited in the same transaction; all or none."""
        ...


class Replay(Protocol):
    """Puts deliveries before their pipeline again; ``streams`` has it."""

    async def schedule(
        self, workflow_id: str, pipeline_id: str, family: str, deliveries: Sequence[tuple[Message, int]]
    ) -> None:
        """Schedule messages as first attempts, each with the time (ms since 1970, UTC) at which it is due."""
        ...


@frozen
class Done:
    """What became of the letters that a person acted on.

    Attributes:
        ids: letters that were replayed or discarded.
        refused: letter id -> why it was left as it is.
    """

    ids: tuple[str, ...] = ()
    refused: Mapping[str, str] = {}


@frozen
class Chunk:
    """What became of some of the letters that a person acts on together.

    Attributes:
        done: what was done.
        cursor: continues with those that are left, or None if none are.
        due_at: when the last of the replayed ones is due (ms since 1970, UTC): the next chunk begins there.
    """

    done: Done
    cursor: str | None = None
    due_at: int | None = None


class DeadLetterDesk:
    """Dead letters of one workspace.

    Args:
        archive: where they are kept.
        repositories: for the names and families of their pipelines.
        now_ms: milliseconds since 1970 (UTC).
    """

    def __init__(
        self,
        archive: Archive,
        repositories: Repositories,
        components: StepComponents,
        workspace_id: str,
        *,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._archive = archive
        self._repositories = repositories
        self._ways = Ways(repositories, components, workspace_id)
        self._workspace_id = workspace_id
        self._now_ms = now_ms

    def groups(self, wanted: DeadLetterFilter, limit: int = 100) -> Sequence[DeadLetterGroup]:
        """Count letters by what they died of, the largest group first."""
        return self._archive.groups(self._workspace_id, wanted, limit)

    def search(self, wanted: DeadLetterFilter, cursor: str | None = None, limit: int = 100) -> Slice[StoredDeadLetter]:
        """List letters without payload, newest first."""
        return self._archive.search(self._workspace_id, wanted, cursor, limit)

    def count(self, wanted: DeadLetterFilter) -> int:
        """Count letters."""
        return self._archive.count(self._workspace_id, wanted)

    def get(self, letter_id: str) -> StoredDeadLetter:
        """One letter with its payload; raises NotFound."""
        return self._archive.get(self._workspace_id, letter_id)

    def names(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Return (workflow id, pipeline id) -> their names, of all pipelines that there are."""
        return {key: names for workflow in self._workflows() for key, names in _names(workflow).items()}

    def filter(
        self, workflow: str | None, pipeline: str | None, base: DeadLetterFilter | None = None
    ) -> DeadLetterFilter:
        """Return ``base`` restricted to a workflow and a pipeline, given by name or id.

        Raises:
            NotFound: nothing is called so, and no letter names it.
            Conflict: several pipelines are called so.
        """
        known = self.names()
        wanted = base or DeadLetterFilter()
        if workflow is not None:
            ids = {key[0] for key, names in known.items() if workflow in (key[0], names[0])}
            wanted = evolve(
                wanted, workflow_id=self._only("workflow", workflow, ids, DeadLetterFilter(workflow_id=workflow))
            )
        if pipeline is not None:
            ids = {
                key[1]
                for key, names in known.items()
                if pipeline in (key[1], names[1]) and wanted.workflow_id in (None, key[0])
            }
            wanted = evolve(
                wanted, pipeline_id=self._only("pipeline", pipeline, ids, DeadLetterFilter(pipeline_id=pipeline))
            )
        return wanted

    async def replay(
        self,
        ids: Sequence[str],
        replay: Replay,
        person: Person,
        *,
        rate: float | None = None,
        start: int | None = None,
    ) -> Done:
        """Deliver letters again, each as a first attempt.

        A letter whose pipeline is gone, or that does not wait any more, is left as it is and named in the result. A crash
        between scheduling and marking leaves letters waiting that are delivered: replaying them delivers them again.

        Args:
            ids: of letters.
            replay: puts them before their pipelines.
            person: who wants it.
            rate: deliveries per second to spread them over, or None for all at once.
            start: when the first is due (ms since 1970, UTC), or None for now.

        Raises:
            NotFound: one of ``ids`` is no letter of this workspace.
            StoreError: the stream store is away or full; what was not reached yet waits as before.
        """
        ways = await asyncio.to_thread(self._ways.all)
        start = self._now_ms() if start is None else start
        done: list[str] = []
        refused: dict[str, str] = {}
        for at in range(0, len(ids), AT_ONCE):
            part = list(dict.fromkeys(ids[at : at + AT_ONCE]))
            letters = await asyncio.to_thread(self._archive.get_many, self._workspace_id, part)
            wrong = {one.id: why for one in letters if (why := refusal(one, ways))}
            timed = _timed((one for one in letters if one.id not in wrong), start, len(done), rate)
            for key, deliveries in _by_pipeline(timed).items():
                way = ways[key]
                assert isinstance(way, Way)
                await replay.schedule(way.workflow, way.pipeline, way.family, deliveries)
            # Marked after: whoever dies in between leaves letters that are delivered again, never one that is not.
            chosen = [one.id for one, _ in timed]
            marked = await asyncio.to_thread(self._mark, chosen, LetterStatus.REPLAYED, person)
            done += marked.ids
            refused |= wrong | dict(marked.refused)
        return Done(tuple(done), refused)

    async def replay_all(
        self, wanted: DeadLetterFilter, replay: Replay, person: Person, *, rate: float | None = None
    ) -> Done:
        """Replay all waiting letters that ``wanted`` describes; see `replay`."""
        return await self.replay([one async for one in self._ids(wanted)], replay, person, rate=rate)

    async def replay_some(
        self,
        wanted: DeadLetterFilter,
        replay: Replay,
        person: Person,
        *,
        rate: float,
        cursor: str | None = None,
        start: int | None = None,
        limit: int = 1000,
    ) -> Chunk:
        """Replay up to ``limit`` waiting letters that ``wanted`` describes; see `replay`.

        Whoever calls again with what is returned goes on where this ended, at the same rate over all chunks. Whoever loses
        it begins anew: what is replayed does not wait any more.
        """
        page = await asyncio.to_thread(self._waiting, wanted, cursor, limit)
        first = max(start or 0, self._now_ms())
        done = await self.replay([one.id for one in page.items], replay, person, rate=rate, start=first)
        return Chunk(done, page.cursor, first + int(len(done.ids) * 1000 / rate))

    async def discard_some(
        self,
        wanted: DeadLetterFilter,
        person: Person,
        *,
        why: str = "",
        cursor: str | None = None,
        limit: int = 1000,
    ) -> Chunk:
        """Discard up to ``limit`` waiting letters that ``wanted`` describes, and say how to go on."""
        page = await asyncio.to_thread(self._waiting, wanted, cursor, limit)
        return Chunk(await self.discard([one.id for one in page.items], person, why=why), page.cursor)

    def _waiting(self, wanted: DeadLetterFilter, cursor: str | None, limit: int) -> Slice[StoredDeadLetter]:
        return self._archive.search(self._workspace_id, evolve(wanted, status=LetterStatus.WAITING), cursor, limit)

    async def discard(self, ids: Sequence[str], person: Person, *, why: str = "") -> Done:
        """Give letters up for good; what does not wait any more is named in the result.

        Args:
            ids: of letters.
            person: who wants it.
            why: for the audit log.

        Raises:
            NotFound: one of ``ids`` is no letter of this workspace; what came before it is discarded.
        """
        done: list[str] = []
        refused: dict[str, str] = {}
        for at in range(0, len(ids), AT_ONCE):
            part = list(dict.fromkeys(ids[at : at + AT_ONCE]))
            details = {"why": why} if why else None
            marked = await asyncio.to_thread(self._mark, part, LetterStatus.DISCARDED, person, details)
            done += marked.ids
            refused |= marked.refused
        return Done(tuple(done), refused)

    async def discard_all(self, wanted: DeadLetterFilter, person: Person, *, why: str = "") -> Done:
        """Discard all waiting letters that ``wanted`` describes."""
        return await self.discard([one async for one in self._ids(wanted)], person, why=why)

    async def _ids(self, wanted: DeadLetterFilter) -> AsyncIterator[str]:
        cursor = None
        while True:
            page = await asyncio.to_thread(self._waiting, wanted, cursor, 1000)
            for one in page.items:
                yield one.id
            cursor = page.cursor
            if cursor is None:
                return

    def _mark(
        self, ids: Sequence[str], status: LetterStatus, person: Person, details: dict[str, Any] | None = None
    ) -> Done:
        """Mark letters together; one by one if someone else has acted on one of them."""
        if not ids:
            return Done()
        try:
            acting = {"actor": person.name, "address": person.address}
            self._archive.mark(self._workspace_id, ids, status, details=details, **acting)
        except Conflict as error:
            if len(ids) == 1:
                return Done(refused={ids[0]: str(error)})
            parts = [self._mark([one], status, person, details) for one in ids]
            refused = {key: why for part in parts for key, why in part.refused.items()}
            return Done(tuple(one for part in parts for one in part.ids), refused)
        return Done(tuple(ids))

    def _only(self, kind: str, name: str, ids: set[str], by_id: DeadLetterFilter) -> str:
        if len(ids) == 1:
            return ids.pop()
        if ids:
            raise Conflict(f"{len(ids)} {kind}s are called {name!r}; name its workflow too, or give its id")
        if not self._archive.count(
            self._workspace_id, evolve(by_id, status=None)
        ):  # letters of what is gone are found by id
            raise NotFound(kind, name)
        return name

    def _workflows(self) -> Sequence[Workflow]:
        return self._repositories.workflows.list(self._workspace_id)


def _names(workflow: Workflow) -> dict[tuple[str, str], tuple[str, str]]:
    if workflow.mode is Mode.SEQUENTIAL:
        return {(workflow.id, SEQUENCE): (workflow.name, SEQUENCE)}
    return {(workflow.id, one.id): (workflow.name, one.name) for one in workflow.pipelines}


def refusal(one: StoredDeadLetter, ways: Mapping[tuple[str, str], Way | str]) -> str:
    """Say why a letter cannot be replayed, or nothing if it can."""
    if one.status is not LetterStatus.WAITING:
        return f"dead letter {one.id!r} has been {one.status} by {one.acted_by}"
    way = ways.get((one.letter.workflow_id, one.letter.pipeline_id))
    if way is None:
        return (
            f"its pipeline {one.letter.pipeline_id!r} of workflow {one.letter.workflow_id!r} is gone: put it back, or "
            "discard the letter"
        )
    return way if isinstance(way, str) else ""


def _timed(
    letters: Iterable[StoredDeadLetter], start: int, before: int, rate: float | None
) -> list[tuple[StoredDeadLetter, int]]:
    """Give each letter the time at which it is due, ``before`` others having gone before."""
    return [(one, start + (int((before + i) * 1000 / rate) if rate else 0)) for i, one in enumerate(letters)]


def _by_pipeline(
    timed: Sequence[tuple[StoredDeadLetter, int]],
) -> dict[tuple[str, str], list[tuple[Message, int]]]:
    groups: dict[tuple[str, str], list[tuple[Message, int]]] = {}
    for one, due_at in timed:
        groups.setdefault((one.letter.workflow_id, one.letter.pipeline_id), []).append((one.letter.message, due_at))
    return groups
