"""Carry plans out: one driver for threads, one for asyncio."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from typing import Any, Final, TypeVar, cast

import httpx

from nexus_sdk.answers import Response
from nexus_sdk.errors import ConnectionFailed
from nexus_sdk.plans import END, Exchange, Join, Pause, Plan, Start, Step, Take, Work

T = TypeVar("T")

USER_AGENT: Final = "nexus-sdk-python/0.1.0"
_MOST_BYTES: Final = 32 * 1024 * 1024
"""Of an answer: 10,000 ids take half a MiB."""
_NOTHING_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class ThreadDriver:
    """Carries plans out in the caller's thread; what goes beside it has threads of its own.

    Args:
        http: sends the requests; one of its own unless given.
        timeout_s: for one attempt.
        pause: waits so many seconds.
    """

    def __init__(
        self, http: httpx.Client | None, timeout_s: float, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._owned = httpx.Client(headers={"User-Agent": USER_AGENT}) if http is None else None
        self.http = self._owned or cast("httpx.Client", http)
        self._pause = pause
        self._timeout_s = timeout_s

    def run(self, plan: Plan[T]) -> T:
        """Carry a plan out."""
        try:
            step = next(plan)
            while True:
                try:
                    result = self._do(step)
                except BaseException as error:  # noqa: BLE001 — the plan decides
                    step = plan.throw(error)
                else:
                    step = plan.send(result)
        except StopIteration as end:
            return cast("T", end.value)

    def close(self) -> None:
        """Let go of the connections."""
        if self._owned is not None:
            self._owned.close()

    def _do(self, step: Step) -> Any:
        match step:
            case Take(source):
                return next(cast("Iterator[Any]", source), END)
            case Exchange():
                return self._exchange(step)
            case Pause(seconds):
                self._pause(seconds)
                return None
            case Work(function):
                return function()
            case Start(plan):
                return self._start(plan)
            case Join(task):
                return task.result()

    def _start(self, plan: Plan[T]) -> Future[T]:
        future: Future[T] = Future()

        def work() -> None:
            try:
                future.set_result(self.run(plan))
            except BaseException as error:  # noqa: BLE001 — raised where it is joined
                future.set_exception(error)

        threading.Thread(target=work, name="nexus-sdk-batch", daemon=True).start()
        return future

    def _exchange(self, request: Exchange) -> Response:
        answer = _Answer(request, self._timeout_s)
        try:
            with self.http.stream(**answer.arguments) as response:
                for part in response.iter_bytes():
                    answer.add(part)
        except httpx.HTTPError as error:
            raise answer.failure(error) from error
        return answer.of(response)


class AsyncDriver:
    """Carries plans out in asyncio; what goes beside them are tasks.

    Args:
        http: sends the requests; one of its own unless given.
        timeout_s: for one attempt.
    """

    def __init__(self, http: httpx.AsyncClient | None, timeout_s: float) -> None:
        self._owned = httpx.AsyncClient(headers={"User-Agent": USER_AGENT}) if http is None else None
        self._http = self._owned or cast("httpx.AsyncClient", http)
        self._timeout_s = timeout_s

    async def run(self, plan: Plan[T]) -> T:
        """Carry a plan out; cancelled, it ends what the plan has started."""
        tasks: set[asyncio.Task[Any]] = set()
        try:
            step = next(plan)
            while True:
                try:
                    result = await self._do(step, tasks)
                except asyncio.CancelledError:
                    raise
                except BaseException as error:  # noqa: BLE001 — the plan decides
                    step = plan.throw(error)
                else:
                    step = plan.send(result)
        except StopIteration as end:
            return cast("T", end.value)
        finally:
            plan.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._owned is not None:
            await self._owned.aclose()

    async def _do(self, step: Step, tasks: set[asyncio.Task[Any]]) -> Any:
        match step:
            case Take(source):
                return await anext(source, END) if isinstance(source, AsyncIterator) else next(source, END)
            case Exchange():
                return await self._exchange(step)
            case Pause(seconds):
                await asyncio.sleep(seconds)
                return None
            case Work(function):
                return await asyncio.to_thread(function)
            case Start(plan):
                task = asyncio.create_task(self.run(plan))
                tasks.add(task)
                return task
            case Join(task):
                tasks.discard(task)
                return await task

    async def _exchange(self, request: Exchange) -> Response:
        answer = _Answer(request, self._timeout_s)
        try:
            async with asyncio.timeout(self._timeout_s), self._http.stream(**answer.arguments) as response:
                async for part in response.aiter_bytes():
                    answer.add(part)
        except (httpx.HTTPError, TimeoutError) as error:
            raise answer.failure(error) from error
        return answer.of(response)


class _Answer:
    """One attempt: what httpx is asked for, and what comes."""

    def __init__(self, request: Exchange, timeout_s: float) -> None:
        self._request = request
        self._timeout_s = timeout_s
        self._until = time.monotonic() + timeout_s
        self._body = bytearray()

    @property
    def arguments(self) -> dict[str, Any]:
        # The key goes to the server that it was given for, and nowhere else: no redirects.
        return {
            "method": "POST",
            "url": self._request.url,
            "headers": self._request.headers,
            "content": self._request.content,
            "timeout": self._timeout_s,
            "follow_redirects": False,
        }

    def add(self, part: bytes) -> None:
        self._body += part
        if time.monotonic() > self._until:
            raise self._late()
        if len(self._body) > _MOST_BYTES:
            raise ConnectionFailed(f"{self._request.url}: something other than Nexus answered, without end")

    def failure(self, error: Exception) -> ConnectionFailed:
        if isinstance(error, TimeoutError | httpx.TimeoutException):
            return self._late(is_unknown=not isinstance(error, _NOTHING_SENT))
        reason = str(error) or type(error).__name__
        return ConnectionFailed(f"{self._request.url}: {reason}", is_unknown=not isinstance(error, _NOTHING_SENT))

    def of(self, response: httpx.Response) -> Response:
        return Response(response.status_code, response.headers, bytes(self._body))

    def _late(self, *, is_unknown: bool = True) -> ConnectionFailed:
        return ConnectionFailed(f"{self._request.url}: no answer within {self._timeout_s:g} s", is_unknown=is_unknown)
