"""All by which a process reaches connections for others, as an agent does for the centre."""

from typing import Self

from attrs import frozen

from nexus.engine.calls import Caller
from nexus.engine.sequence.plan import StepComponents
from nexus.hookspecs import Egress
from nexus.services.connections.reach import DirectReach
from nexus.services.open_queries import OpenQueries
from nexus.services.open_sinks import OpenSinks
from nexus.services.open_steps import OpenSteps
from nexus.services.sampling import Sampler


@frozen
class OpenConnections:
    """What is asked of connections, each in its way; all of it belongs to one event loop.

    Attributes:
        call: runs what plugins give.
        reach: opens connections for one question.
        queries: keeps those that are read from open.
        sinks: keeps those that are written to open.
        steps: keeps steps that run here open.
        sampler: asks sources for samples.
    """

    call: Caller
    reach: DirectReach
    queries: OpenQueries
    sinks: OpenSinks
    steps: OpenSteps
    sampler: Sampler

    @classmethod
    def of(cls, components: StepComponents, egress: Egress, call: Caller) -> Self:
        """Return all of it, with nothing open yet.

        Args:
            components: the plugins that are installed.
            egress: decides which addresses may be reached.
            call: runs what plugins give.
        """
        return cls(
            call,
            DirectReach(components, egress, call),
            OpenQueries(components, egress, call),
            OpenSinks(components, egress, call),
            OpenSteps(components, egress, call),
            Sampler(components, egress, call),
        )

    async def close(self) -> None:
        """Close all; for the end of the process."""
        await self.queries.close()
        await self.sinks.close()
        await self.steps.close()
