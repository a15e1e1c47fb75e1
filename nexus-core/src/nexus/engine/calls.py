"""The one adapter through which plugin code is called: plain functions run in threads, coroutines on the loop."""

import asyncio
import inspect
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class Caller:
    """Calls functions of plugins, whichever shape they have.

    Args:
        executor: threads in which plain functions run; a slow destination holds one of them for each running write.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def __call__(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call ``function`` and return what it returns, awaited where it is awaitable."""
        if inspect.iscoroutinefunction(function):
            return await function(*arguments)
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._executor, function, *arguments)
        return await result if inspect.isawaitable(result) else result


class DaemonThreads(Executor):
    """A thread per call that nobody waits for when the process ends: what hangs must not hang the end."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Run ``fn`` in a thread of its own."""
        future: Future[Any] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 — handed to whoever waits
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future
