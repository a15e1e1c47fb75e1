"""Child processes that are kept running."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence

from attrs import field, frozen

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
STEADY_S = 10.0
"""A program that has run for so long is started again without a pause."""


@frozen
class Program:
    """A Python module that should always run.

    Attributes:
        module: its name, and its arguments.
        grace_s: how long it may take to end after SIGTERM, before SIGKILL.
        descriptors: of open files that it gets under the same numbers.
    """

    name: str
    module: Sequence[str]
    environment: Mapping[str, str] = field(factory=dict, repr=False)
    grace_s: float = 30.0
    descriptors: Sequence[int] = ()


def stop_at_signals(stop: asyncio.Event, keepers: Sequence["Keeper"]) -> None:
    """Set ``stop`` at the first SIGTERM or SIGINT; end the programs at once at the second (reliability 21)."""

    def asked() -> None:
        if stop.is_set():
            for keeper in keepers:
                keeper.kill()
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, asked)


class Keeper:
    """Keeps one program running until it is told to stop."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """Process id, or None while it is not running."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    def start(self) -> None:
        """Start the program and keep it running."""
        self._task = asyncio.create_task(self._keep(), name=self._program.name)

    def kill(self) -> None:
        """End the program at once, and do not start it again."""
        self._at_once.set()
        self._stopping.set()

    async def stop(self) -> None:
        """End the program: SIGTERM, then SIGKILL when its grace period is over."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _keep(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            started = time.monotonic()
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "nexus.supervisor.child", *self._program.module),
                env={**os.environ, **self._program.environment},
                pass_fds=self._program.descriptors,
                stdin=asyncio.subprocess.PIPE,  # its end tells the child that this process has ended
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the programs in order
            )
            status = await self._status_of(self._process)
            if self._stopping.is_set():
                return
            self.restarts += 1
            pause = FIRST_PAUSE_S if time.monotonic() - started > STEADY_S else min(LONGEST_PAUSE_S, pause * 2)
            log.error("%s ended (%s); starting it again in %.1f s", self._program.name, _status(status), pause)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()

    async def _status_of(self, process: asyncio.subprocess.Process) -> int:
        """Wait for the end of a process, which is brought about when the program is to stop, and return its status."""
        ending = asyncio.create_task(process.wait())
        await _either(ending, self._stopping)
        if not ending.done():
            with contextlib.suppress(ProcessLookupError):  # it has ended just now
                process.terminate()
            await _either(ending, self._at_once, self._program.grace_s)
        if not ending.done():
            if not self._at_once.is_set():
                log.warning("%s did not end in %.0f s: killed", self._program.name, self._program.grace_s)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        return await ending


def keep_several(command: str, base: str, processes: int, metrics_port: int | None = None) -> None:
    """Keep several processes of ``nexus COMMAND`` running, named BASE-1, BASE-2 …, until SIGTERM or SIGINT.

    Args:
        command: of ``nexus``.
        base: what their names begin with.
        processes: how many.
        metrics_port: of the first; each further one has the next.
    """
    names = [f"{base}-{number}" for number in range(1, processes + 1)]
    asyncio.run(_keep_several(command, names, metrics_port))


def metrics_environment(port: int | None, place: int) -> dict[str, str]:
    """Return the setting by which one of several processes has a port of its own for metrics."""
    return {} if port is None else {"NEXUS_METRICS_PORT": str(port + place)}


async def run_until_signal(keepers: Sequence["Keeper"]) -> None:
    """Start programs, and return at SIGTERM or SIGINT; they run until each is stopped."""
    stop = asyncio.Event()
    stop_at_signals(stop, keepers)
    for keeper in keepers:
        keeper.start()
    await stop.wait()


async def _keep_several(command: str, names: Sequence[str], metrics_port: int | None) -> None:
    keepers = [
        Keeper(Program(one, ["nexus", command, "--name", one], metrics_environment(metrics_port, at)))
        for at, one in enumerate(names)
    ]
    await run_until_signal(keepers)
    await asyncio.gather(*(keeper.stop() for keeper in keepers))


async def _either(ending: "asyncio.Task[int]", event: asyncio.Event, timeout_s: float | None = None) -> None:
    """Return when the process has ended, the event is set, or the time is over."""
    told = asyncio.create_task(event.wait())
    await asyncio.wait({ending, told}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()


def _status(status: int) -> str:
    if status < 0:
        return signal.Signals(-status).name
    return f"exit status {status}"
