"""Steps that stay open between the calls that others ask for, as an agent is asked."""

import asyncio
from typing import Final

import msgspec
from attrs import evolve

from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext
from nexus.engine.sequence.access import OpenedConnections, StepOpener
from nexus.engine.sequence.plan import SequenceDefinition, StepComponents
from nexus.engine.sequence.state import plain
from nexus.errors import ConfigurationError
from nexus.hookspecs import Egress, RunningStep, StepInput, StepResult
from nexus.model.connection import Connection
from nexus.model.workflow import Workflow
from nexus.services.asked import at_agent, judged
from nexus.services.kept_open import IDLE_SECONDS, KeptOpen, Opened

AT_ONCE: Final = 64
"""Calls that are under way at a time; others wait for their turn."""


class OpenSteps:
    """Steps by workflow, name and settings, each on the only connection that it uses. Belongs to one event loop.

    Args:
        components: the plugins that are installed.
        egress: decides which addresses may be reached.
        call: runs what plugins give.
    """

    def __init__(
        self, components: StepComponents, egress: Egress, call: Caller, *, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._components = components
        self._egress = egress
        self._call = call
        self._kept: KeptOpen[RunningStep] = KeptOpen("a step", idle_seconds)
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self, connection: Connection, workflow: Workflow, given: StepInput) -> StepResult:
        """Run the only step of ``workflow`` once; its output is plain JSON.

        Raises:
            Rejected: it can never succeed for this message.
            Retry: it may succeed later; or a fault of the plugin.
            Unavailable: the other end is away.
            ConfigurationError: the step type is not installed here, or a person must act first.
        """
        (step,) = workflow.steps
        about = (workflow.id, workflow.name, step.name, step.type, step.settings, step.for_each)
        key = (connection.id, connection.version, msgspec.json.encode(about, enc_hook=dict))
        try:
            async with self._room, self._kept.lend(key, lambda: self._opened(connection, workflow)) as running:
                result: StepResult = await self._call(running.run, given)
                return evolve(result, output=plain(result.output))
        except ConfigurationError:
            self._kept.discard(key)  # the next one opens anew: a person may have acted
            raise
        except Exception as error:
            raise judged(error) from error

    async def close(self) -> None:
        """Close all; for the end of the process."""
        await self._kept.close()

    async def _opened(self, connection: Connection, workflow: Workflow) -> Opened[RunningStep]:
        definition = SequenceDefinition(workflow, {connection.id: connection}, self._components, self._egress)
        connections = OpenedConnections(definition, self._context, self._call)
        opener = StepOpener(definition, connections, self._call)
        (step,) = workflow.steps
        try:
            await opener.open_all()
        except ConfigurationError as error:
            await connections.close()
            raise at_agent(
                error, f"install the plugin that brings {step.type} as at the centre, or see its log"
            ) from error
        except BaseException:
            await connections.close()
            raise
        running = opener.steps[step.name].running

        async def close() -> None:
            await self._call(running.close)
            await connections.close()

        return Opened(running, close)

    def _context(self, connection: Connection) -> ComponentContext:
        return ComponentContext.of(connection, self._egress)
