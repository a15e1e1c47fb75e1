"""One instance of one source: opened, run, started again after a pause, stopped; and how it is doing."""

import asyncio
import inspect
import logging
import time
from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from nexus.engine.calls import Caller
from nexus.engine.circuit import Circuit
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.engine.retry import Hold, judge
from nexus.errors import InvalidInput, NexusError, Unavailable
from nexus.hookspecs import Egress
from nexus.model.source import SourceReport, SourceState
from nexus.receiver.intake import Intake, Into
from nexus.services.sources import Receivable

log = logging.getLogger(__name__)

STEADY_S: Final = 10.0
"""A connection that lasted so long was a good one: the next pause is the shortest again."""

GRACE_S: Final = 15.0
"""So long a source may take to end: to store and acknowledge what it has taken, and to disconnect."""


@frozen
class Surroundings:
    """What instances need besides what they are.

    Attributes:
        receiver: name of this process.
        into: tells where messages of a source go.
    """

    receiver: str
    into: Callable[[Receivable], Into]
    egress: Egress
    call: Caller


class InstanceContext(ComponentContext):
    """`nexus.hookspecs.SourceContext` of one instance."""

    def __init__(self, source: Receivable, instance: int, egress: Egress, connected: Callable[[], None]) -> None:
        name = f"nexus.connection.{source.connection.name}"
        super().__init__(ConnectionResources(), egress, logging.getLogger(name))
        self.identity = f"{source.connection.id}-{instance}"
        self.subscriptions = source.subscriptions
        self._connected = connected

    def connected(self) -> None:
        """Say that messages can come from now on."""
        self._connected()


class InstanceRunner:
    """Runs one instance until it is stopped."""

    def __init__(self, source: Receivable, instance: int, around: Surroundings) -> None:
        self.source = source
        self.instance = instance
        self._around = around
        self._name = source.connection.name if source.instances == 1 else f"{source.connection.name} #{instance}"
        self._intake = Intake(self._name, around.into(source), self._stalled)
        self._circuit = Circuit()
        self._connected_at: float | None = None
        self._state = SourceState.STARTING
        self._reason = ""
        self._since = _now_ms()
        self._retry_at: int | None = None
        self._before_stall: SourceState | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._keep_running(), name=f"source {self._name}")

    def follow(self, source: Receivable) -> None:
        """Go on as before, with messages going where ``source`` says now."""
        self.source = source
        self._intake.into = self._around.into(source)

    async def stop(self, grace_s: float = GRACE_S) -> None:
        """End in good order (reliability 21); after ``grace_s`` wait no more: what is not acknowledged comes again."""
        self._intake.stop()
        if self._task is None:
            return
        self._task.cancel()
        done, _ = await asyncio.wait([self._task], timeout=grace_s)
        if not done:
            log.warning("%s did not end within %.0f s; it is left behind", self._name, grace_s)

    def report(self) -> SourceReport:
        """Return how it is doing."""
        return SourceReport(
            connection=self.source.connection.id,
            instance=self.instance,
            state=self._state,
            reason=self._reason,
            receiver=self._around.receiver,
            since=self._since,
            retry_at=self._retry_at,
            messages=self._intake.messages,
            refused=self._intake.refused,
            last_at=self._intake.last_at,
            told_at=_now_ms(),
        )

    async def _keep_running(self) -> None:
        while True:
            taken = self._intake.messages
            self._connected_at = None
            try:
                await self._run_once()
                hold = Hold("it ended by itself")
            except Exception as error:  # noqa: BLE001 — a source's fault is shown, and it is tried again
                hold = self._hold(error)
            if self._was_steady() or self._intake.messages > taken:
                self._circuit.close()
            await self._rest(hold)

    def _was_steady(self) -> bool:
        return self._connected_at is not None and time.monotonic() - self._connected_at > STEADY_S

    async def _rest(self, hold: Hold) -> None:
        """Wait, longer after each failure (`nexus.engine.circuit`), and say why."""
        pause = self._circuit.open(hold, time.monotonic()) - time.monotonic()
        state = SourceState.ERROR if hold.needs_person else SourceState.BACKOFF
        log.warning("%s does not receive, trying again in %.1f s: %s", self._name, pause, hold.reason)
        self._become(state, hold.reason, _now_ms() + int(pause * 1000))
        await asyncio.sleep(pause)
        self._circuit.may_pass(self._circuit.probe_at)  # what follows is the probe

    def _hold(self, error: Exception) -> Hold:
        if isinstance(error, InvalidInput):
            return Hold(str(error), needs_person=True)
        hold = judge(error, 0).hold
        if hold is not None:
            return hold
        if not isinstance(error, NexusError):
            log.error("%s failed in a way that its connector does not know", self._name, exc_info=error)
        return Hold(f"{type(error).__name__}: {error}")

    async def _run_once(self) -> None:
        self._become(SourceState.STARTING)
        context = InstanceContext(self.source, self.instance, self._around.egress, self._say_connected)
        call = self._around.call
        source: Any = None
        try:
            source = await call(self.source.source_type.open, self.source.config, context)
            await source.run(self._intake.emit)
        except OSError as error:
            raise Unavailable(str(error) or type(error).__name__) from error
        finally:
            await asyncio.shield(self._close(source, context))

    async def _close(self, source: Any, context: InstanceContext) -> None:
        closings = [] if source is None else [source.close]
        for closing in (*closings, *context.released()):
            try:
                result = closing() if inspect.iscoroutinefunction(closing) else self._around.call(closing)
                await result
            except Exception:
                log.warning("%s did not close well", self._name, exc_info=True)

    def _say_connected(self) -> None:
        self._connected_at = time.monotonic()
        self._become(SourceState.RUNNING)

    def _stalled(self, reason: str | None) -> None:
        if reason is not None:
            if self._before_stall is None:
                self._before_stall = self._state
            self._become(SourceState.WAITING, reason)
        elif self._before_stall is not None:
            before, self._before_stall = self._before_stall, None
            self._become(before)

    def _become(self, state: SourceState, reason: str = "", retry_at: int | None = None) -> None:
        if state is not SourceState.WAITING:
            self._before_stall = None
        if (state, reason) != (self._state, self._reason):
            self._since = _now_ms()
        self._state, self._reason, self._retry_at = state, reason, retry_at


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
