"""The one adapter through which plugin code is called: plain functions run in threads, coroutines on the loop."""

import asyncio
import inspect
from collections.abc import Callable
from concurrent.futures import Executor
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
