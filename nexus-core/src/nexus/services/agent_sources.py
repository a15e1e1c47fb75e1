"""Sources that agents receive from: what each agent is to receive, and where its messages go."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import define, field

from nexus.engine.sequence.plan import StepComponents
from nexus.model.agent import Agent
from nexus.ports import DefinitionStore
from nexus.services.fresh import Fresh
from nexus.services.sources import RunnableSource, read_sources

FRESH_SECONDS: Final = 60.0
"""After so long the definitions are read again, though nothing of a change was heard."""


@define(eq=False)
class AgentSources:
    """The sources of all agents, read again after a change, and after a while. Safe to use from any thread.

    Args:
        definitions: where they are.
        components: what is installed.
        generation: rises with every change that is heard of.
        clock: monotonic seconds.
    """

    _definitions: DefinitionStore
    _components: StepComponents
    _generation: Callable[[], int]
    _clock: Callable[[], float]
    _names: dict[str, str] = field(factory=dict, init=False)
    _known: Fresh[None, Mapping[str, RunnableSource]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._known = Fresh(self._generation, self._clock, FRESH_SECONDS)

    def of(self, agent: Agent) -> Mapping[str, RunnableSource]:
        """Return what an agent is to receive from, by connection id; synchronous, and may ask the database."""
        return {
            key: one for key, one in self._known.get(None, self._read).items() if one.connection.via_agent == agent.id
        }

    def workspace(self, workspace_id: str) -> str:
        """Return the name of a workspace, or its id where there is none; synchronous, and may ask the database."""
        if workspace_id not in self._names:
            found = self._definitions.workspace(workspace_id)
            self._names[workspace_id] = found.name if found is not None else workspace_id
        return self._names[workspace_id]

    def _read(self) -> Mapping[str, RunnableSource]:
        runnable, _ = read_sources(self._definitions, self._components)
        return {one.connection.id: one for one in runnable if one.connection.via_agent is not None}
