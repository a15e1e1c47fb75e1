"""Steps whose connections are reached through an agent: which of them run there whole, and who is asked."""

from collections.abc import Mapping
from typing import Any, Protocol

from nexus.errors import FieldError, InvalidInput
from nexus.hookspecs import Query, RunningStep, SinkType, StepType
from nexus.model.connection import Connection
from nexus.model.workflow import Step, Workflow


class Elsewhere(Protocol):
    """Has done by agents what steps ask of connections that are reached through them.

    While the agent is away, all of it raises `nexus.errors.AgentAway`: the run waits, and no attempt is spent.
    """

    def through(self, connection: Connection, sink_type: SinkType) -> SinkType:
        """Return ``sink_type`` with sinks that write through the connection's agent."""
        ...

    def query(self, connection: Connection) -> Query:
        """Return what reads through the connection's agent."""
        ...

    def step(self, workflow: Workflow, step: Step, connection: Connection) -> RunningStep:
        """Return a step of ``workflow`` that runs at the agent of the only connection that it uses."""
        ...


def runs_there(step_type: StepType, settings: Any, used: Mapping[str, str | None]) -> bool:
    """Return whether a step runs at an agent as a whole; else only what it needs of its connections goes there.

    A step that says what it needs reads and writes through its context, which does that wherever the connection is. Any
    other one opens the connection itself, and so has to be where that is reached from.

    Args:
        step_type: of the step.
        settings: structured.
        used: setting -> agent of the connection that it names, None for one that is reached from here.

    Raises:
        InvalidInput: it uses several connections, and cannot be where each of them is.
    """
    needs = step_type.needs(settings) if step_type.needs is not None else {}
    opened = [name for name, agent in used.items() if agent is not None and name not in needs]
    if opened and len(used) > 1:
        text = (
            f"is reached through an agent, where a {step_type.name} cannot run: it uses other connections, too; "
            "name a connection without an agent"
        )
        raise InvalidInput([FieldError(name, text) for name in opened])
    return bool(opened)
