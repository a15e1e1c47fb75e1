"""Writes batches to an HTTP API: one request per row, many at once, or one request for many rows."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext

from nexus import Batch, ConfigurationError, Context, InvalidInput, NexusError, WriteTarget
from nexus.config import structure
from nexus_rest.client import Client, Request
from nexus_rest.concealment import concealer
from nexus_rest.config import RestConfig, RestOptions
from nexus_rest.encoding import encode
from nexus_rest.request import Requests
from nexus_rest.verdict import UNSENT, Fate, Judge, Outcome, of_error, settle


def open_sink(config: RestConfig, target: WriteTarget, context: Context) -> "RestSink":
    """Open a pipeline's way to an API; connects at the first write.

    Raises:
        ConfigurationError: the path, a template or an option cannot work.
    """
    try:
        options = structure(RestOptions, target.options, "options")
    except InvalidInput as error:
        raise ConfigurationError(str(error), path="options") from error
    requests = Requests(config, target, options)
    judge = Judge(
        f"{target.operation.upper()} {target.target or '/'}",
        options.success,
        requests.path_depends_on_row,
        concealer(config),
    )
    return RestSink(shared_client(config, context), requests, judge, options, config.concurrency)


def shared_client(config: RestConfig, context: Context) -> Client:
    """Return the client that all components of a connection share."""
    return context.shared("rest-client", lambda: Client(config, context.egress), Client.close)


class RestSink:
    """One pipeline's way to an API. `write` may run more than once at a time, unless the pipeline is ordered."""

    def __init__(
        self, client: Client, requests: Requests, judge: Judge, options: RestOptions, concurrency: int
    ) -> None:
        self._client = client
        self._requests = requests
        self._judge = judge
        self._options = options
        self._concurrency = 1 if options.ordered else concurrency
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if options.ordered else nullcontext()
        self._stops = {Fate.AWAY, Fate.PERSON} | ({Fate.AGAIN} if options.ordered else set())

    async def write(self, batch: Batch) -> None:
        """Send all rows; raises as `Sink.write` says."""
        async with self._turn:
            await (self._write_each(batch) if self._options.body == "each" else self._write_joined(batch))

    async def close(self) -> None:
        """Do nothing: the shared client is closed with its connection."""

    async def _write_each(self, batch: Batch) -> None:
        outcomes = [UNSENT] * len(batch)
        rows = iter(range(len(batch)))
        workers = min(self._concurrency, len(batch))
        if workers == 1:
            await self._work(batch, rows, outcomes)
        else:
            async with asyncio.TaskGroup() as group:
                for _ in range(workers):
                    group.create_task(self._work(batch, rows, outcomes))
        settle(outcomes)

    async def _work(self, batch: Batch, rows: Iterator[int], outcomes: list[Outcome]) -> None:
        """Send rows one after another until there are none, or the destination cannot take any."""
        for index in rows:
            try:
                trace = batch.traceparents[index] if batch.traceparents else ""
                request = self._requests.single(batch.rows[index], batch.ids[index], trace)
            except ValueError as error:
                outcomes[index] = Outcome(Fate.REJECTED, str(error))
                continue
            outcomes[index] = await self._send(request)
            if outcomes[index].fate in self._stops:
                for _ in rows:  # leaves the rest unsent, for the other workers too
                    pass

    async def _write_joined(self, batch: Batch) -> None:
        outcomes = [UNSENT] * len(batch)
        items: dict[int, bytes] = {}
        for index, row in enumerate(batch.rows):
            try:
                items[index] = encode(row)
            except ValueError as error:
                outcomes[index] = Outcome(Fate.REJECTED, str(error))
        parts = deque(_parts(list(items), self._options.max_items))
        while parts:
            part = parts.popleft()
            trace = (
                batch.traceparents[part[0]] if batch.traceparents and len(part) == 1 else ""
            )  # a request has one parent
            ids = [batch.ids[i] for i in part]
            outcome = await self._send(self._requests.joined([items[i] for i in part], ids, trace))
            if outcome.fate is Fate.REJECTED and len(part) > 1:
                # reliability 16: one bad row must not take the others with it; halves also fit where a whole is too large
                parts.extendleft((part[len(part) // 2 :], part[: len(part) // 2]))
                continue
            for index in part:
                outcomes[index] = outcome
            if outcome.fate in self._stops:
                break
        settle(outcomes)

    async def _send(self, request: Request) -> Outcome:
        try:
            return self._judge(await self._client.send(request))
        except NexusError as error:
            return of_error(error)


def _parts(indexes: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (indexes[start : start + size] for start in range(0, len(indexes), size))
