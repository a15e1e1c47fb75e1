"""What workers do through agents: batches are written, rows are read and steps are run there."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from nexus.hookspecs import Context, SinkType, WriteTarget
from nexus.model.agent import Agent
from nexus.model.connection import Connection
from nexus.model.workflow import Step, Workflow
from nexus.services.agent_links.line import Line
from nexus.services.agent_links.reach import AgentReach, Asks, found, reached
from nexus.services.agent_links.reading import AgentQuery
from nexus.services.agent_links.stepping import AgentStep
from nexus.services.agent_links.writing import AgentSink


class AgentWork:
    """The `nexus.engine.sequence.elsewhere.Elsewhere` over agents' links.

    Args:
        asks: asks agents.
        agent: returns an agent by workspace and id; synchronous, raises NotFound.
        seal: seals a text for an agent: id, public key, text.
    """

    def __init__(
        self, asks: Asks, agent: Callable[[str, str], Agent], seal: Callable[[str, bytes, bytes], bytes]
    ) -> None:
        self._asks = asks
        self._agent = agent
        self._seal = seal
        self._reach = AgentReach(asks, agent, seal)

    def through(self, connection: Connection, sink_type: SinkType) -> SinkType:
        """Return ``sink_type`` with sinks that write through the agent that ``connection`` names."""

        async def opened(_config: Any, target: WriteTarget, _context: Context) -> AgentSink:
            return AgentSink(self._line(connection), target)

        return evolve(sink_type, open=opened)

    def query(self, connection: Connection) -> AgentQuery:
        """Return what reads through the agent that ``connection`` names."""
        return AgentQuery(self._reach, connection)

    def step(self, workflow: Workflow, step: Step, connection: Connection) -> AgentStep:
        """Return a step that runs at the agent that ``connection`` names."""
        return AgentStep(self._line(connection), workflow, step)

    def _line(self, connection: Connection) -> Line:
        def find() -> tuple[Agent, Any]:
            agent = found(self._agent, connection)
            return agent, reached(self._seal, agent, connection)

        return Line(self._asks, connection, find)
