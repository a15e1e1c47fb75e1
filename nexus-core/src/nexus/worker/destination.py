"""A pipeline's sink: opened when it is first needed, opened anew after a person had to act."""

from typing import Any

from nexus.engine.calls import Caller
from nexus.engine.plan import PipelinePlan
from nexus.engine.resources import ComponentContext
from nexus.hookspecs import Batch, Sink


class Destination:
    """Opens and closes the sink of one plan, and writes to it.

    Args:
        call: runs what the plugin gives, in a thread or on the loop.
    """

    def __init__(self, plan: PipelinePlan, context: ComponentContext, call: Caller) -> None:
        self._plan = plan
        self._context = context
        self._call = call
        self._sink: Sink | None = None

    async def open(self) -> None:
        """Open the sink if it is not open; raises what the sink type's ``open`` raises."""
        if self._sink is None:
            plan = self._plan
            self._sink = await self._call(plan.sink_type.open, plan.config, plan.target, self._context)

    async def write(self, batch: Batch) -> None:
        """Write one batch; raises what the sink raises."""
        await self.open()
        assert self._sink is not None
        await self._call(self._sink.write, batch)

    async def close(self) -> None:
        """Close the sink and what only it used; a fault while closing is logged, since nothing can be lost by it."""
        sink, self._sink = self._sink, None
        if sink is not None:
            await self._quietly(sink.close)
        for closing in self._context.released():
            await self._quietly(closing)

    async def _quietly(self, closing: Any) -> None:
        try:
            await self._call(closing)
        except Exception:
            self._context.logger.warning("closing %s failed", self._plan.connection.name, exc_info=True)
