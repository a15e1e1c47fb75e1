"""The routes that this worker runs, kept in step with the definitions."""

import asyncio
import logging
from collections.abc import Callable

from attrs import define

from nexus.engine.calls import Caller
from nexus.errors import NexusError
from nexus.model.user import Workspace
from nexus.model.workflow import Workflow
from nexus.ports import DefinitionStore, Streams
from nexus.worker.assembly import Assembly, Key, Wanted
from nexus.worker.fair_route import FairStream, FairWork
from nexus.worker.fairness import FairShare
from nexus.worker.ordered import OrderedRunner
from nexus.worker.runner import Mark, RouteRunner, unmarked
from nexus.worker.settled import Settled
from nexus.worker.unordered import UnorderedRunner
from nexus.worker.work import Work

log = logging.getLogger(__name__)


@define
class _Running:
    runner: RouteRunner
    signature: tuple[object, ...]


class Fleet:
    """Starts, replaces and stops runners as definitions change.

    Args:
        report: given to every runner; see `RouteRunner`.
        mark: as ``report``.
        share: how workspaces share this worker.

    Attributes:
        broken: route -> why it cannot run. Its messages wait; all other routes run.
        workspaces: all, by id.
    """

    def __init__(
        self,
        *,
        definitions: DefinitionStore,
        assembly: Assembly,
        streams: Streams,
        call: Caller,
        report: Callable[[Settled], None],
        mark: Mark = unmarked,
        share: FairShare,
    ) -> None:
        self._definitions = definitions
        self._assembly = assembly
        self._streams = streams
        self._call = call
        self._report = report
        self._mark = mark
        self._share = share
        self._running: dict[Key, _Running] = {}
        self._wanted: dict[Key, Wanted] = {}
        self._leaving: dict[Key, asyncio.Task[None]] = {}
        self._by_workflow: dict[str, list[RouteRunner]] = {}
        self._workflows: list[Workflow] = []
        self._connections: dict[str, str] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.broken: dict[Key, str] = {}

    def runners(self) -> list[RouteRunner]:
        """All runners, in no order."""
        return [entry.runner for entry in self._running.values()]

    def of_workflow(self, workflow_id: str) -> list[RouteRunner]:
        """The runners of one workflow."""
        return self._by_workflow.get(workflow_id, [])

    def runner(self, workflow_id: str, pipeline_id: str) -> RouteRunner | None:
        """The runner of one route, or None if it is not to run or cannot."""
        entry = self._running.get((workflow_id, pipeline_id))
        return entry.runner if entry else None

    def workflows(self) -> list[Workflow]:
        """All enabled workflows."""
        return self._workflows

    def wanted(self) -> set[str]:
        """`Route.key` of every route that is to run, whether it does at this moment or not."""
        return {f"{workflow_id}/{pipeline_id}" for workflow_id, pipeline_id in self._wanted}

    def connection_name(self, connection_id: str) -> str:
        """The name of a connection that is used; empty if it is not known."""
        return self._connections.get(connection_id, "")

    async def reload(self) -> None:
        """Read the definitions and make the running routes equal to them.

        A route that changed begins anew once its running writes have ended; no other waits for that.
        """
        wanted = await self._call(self._read)
        self._wanted = wanted
        for key in [known for known, entry in self._running.items() if _is_stale(entry, wanted.get(known))]:
            leaving = asyncio.create_task(self._retire(key, self._running.pop(key).runner))
            self._leaving[key] = leaving
        self.broken = {}
        running = {one.workspace_id for one in self._workflows}
        self._share.weigh({key: self.workspaces[key].weight if key in self.workspaces else 1 for key in running})
        for item in wanted.values():
            self._start(item)
        self._index()

    async def stop(self) -> None:
        """Stop all runners; what they have not delivered stays pending."""
        self._wanted = {}
        running, self._running = self._running, {}
        for entry in running.values():
            entry.runner.halt()
        for key, entry in running.items():
            self._leaving[key] = asyncio.create_task(self._retire(key, entry.runner))
        self._index()
        await asyncio.gather(*self._leaving.values())

    async def _retire(self, key: Key, runner: RouteRunner) -> None:
        """End a runner, and start what has taken its place in the definitions."""
        try:
            await runner.stop()
            await self._streams.leave(*key, runner.route.family)
        except Exception:
            log.exception("%s did not end well", runner.route.name)
        del self._leaving[key]
        if key in self._wanted:
            self._start(self._wanted[key])
            self._index()

    def _read(self) -> dict[Key, Wanted]:
        workflows = [workflow for workflow in self._definitions.workflows() if workflow.enabled]
        connections = self._definitions.connections(self._assembly.used(workflows))
        self._assembly.masks.update(self._definitions.masked_paths())
        self._workflows = workflows
        self._connections = {one.id: one.name for one in connections}
        self.workspaces = {one.id: one for one in self._definitions.workspaces()}
        return {item.key: item for item in self._assembly.wanted(workflows, connections)}

    def _start(self, item: Wanted) -> None:
        if item.key in self._running or item.key in self._leaving:
            return
        try:
            work = item.make()
        except NexusError as error:
            log.error("%s cannot run: %s", item.name, error)  # noqa: TRY400 — a setting is wrong, not the code
            self.broken[item.key] = str(error)
            return
        except Exception as error:  # one route's fault stops no other
            log.exception("%s cannot run", item.name)
            self.broken[item.key] = f"{type(error).__name__}: {error}"
            return
        runner = self._runner(item.key, work)
        self._running[item.key] = _Running(runner, item.signature)
        runner.wake()

    def _runner(self, key: Key, work: Work) -> RouteRunner:
        found = self._streams.pipeline(*key, work.route.family)
        stream, work = FairStream(found, self._share, work.route.workspace_id), FairWork(work, self._share)
        if work.route.ordered:
            return OrderedRunner(work, stream, self._report, self._streams.lease(*key), self._mark)
        return UnorderedRunner(work, stream, self._report, self._mark)

    def _index(self) -> None:
        self._by_workflow = {}
        for runner in self.runners():
            self._by_workflow.setdefault(runner.route.workflow_id, []).append(runner)


def _is_stale(entry: _Running, wanted: Wanted | None) -> bool:
    return wanted is None or wanted.signature != entry.signature
