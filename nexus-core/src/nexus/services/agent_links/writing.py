"""The centre's end of what is written by an agent: a sink type whose sinks have each batch written at the agent."""

import asyncio
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import msgspec
from attrs import asdict, evolve
from msgspec import Raw

from nexus.errors import AgentAway, ConfigurationError, DeliveryError, Rejected, Retry, Unavailable
from nexus.hookspecs import Batch, Context, SinkType, WriteTarget
from nexus.model.agent import Agent
from nexus.model.connection import Connection
from nexus.services.agent_links.frames import MOST_ITEM_BYTES, WRITE_BYTES, Ask, Reached
from nexus.services.agent_links.reach import Asks, away, found, reached
from nexus.services.agent_links.values import packed_rows

_LARGE = f"mapped it has more than {MOST_ITEM_BYTES} bytes, which an agent's link does not carry: map less of it"


class AgentWriting:
    """Has batches written by agents.

    Args:
        asks: asks agents.
        agent: returns an agent by workspace and id; synchronous, raises NotFound.
        seal: seals a text for an agent: id, public key, text.
    """

    def __init__(
        self, asks: Asks, agent: Callable[[str, str], Agent], seal: Callable[[str, bytes, bytes], bytes]
    ) -> None:
        self._asks = asks
        self._agent = agent
        self._seal = seal

    def through(self, connection: Connection, sink_type: SinkType) -> SinkType:
        """Return ``sink_type`` with sinks that write through the agent that ``connection`` names."""

        async def opened(_config: Any, target: WriteTarget, _context: Context) -> _AgentSink:
            return _AgentSink(self._asks, connection, target, lambda: self._reached(connection))

        return evolve(sink_type, open=opened)

    def _reached(self, connection: Connection) -> tuple[Agent, Reached]:
        agent = found(self._agent, connection)
        return agent, reached(self._seal, agent, connection)


class _AgentSink:
    """Writes to one target through one agent, which is looked up anew after a failure."""

    def __init__(
        self, asks: Asks, connection: Connection, target: WriteTarget, find: Callable[[], tuple[Agent, Reached]]
    ) -> None:
        self._asks = asks
        self._connection = connection
        self._target = msgspec.to_builtins(asdict(target), enc_hook=dict)
        self._find = find
        self._found: tuple[Agent, Reached] | None = None

    async def write(self, batch: Batch) -> None:
        """Have the batch written, in pieces where it is large; raises what the sink at the agent raises."""
        texts = list(packed_rows(batch.rows))
        rejected = {index: _LARGE for index, text in enumerate(texts) if len(text) > MOST_ITEM_BYTES}
        again: set[int] = set()
        failed: Retry | None = None
        for piece in list(_pieces(texts, rejected)):
            try:
                await self._piece(batch.pick(piece), Raw(b"[" + b",".join(texts[index] for index in piece) + b"]"))
            except Rejected as error:
                rejected |= _placed(error.reasons, piece)
            except Retry as error:
                rejected |= _placed(error.rejected, piece)
                chosen = range(len(piece)) if error.indexes is None else error.indexes
                again.update(piece[index] for index in chosen if 0 <= index < len(piece))
                failed = failed or error
        if failed is not None:
            raise Retry(failed.reason, after=failed.after, indexes=again, rejected=rejected)
        if rejected:
            raise Rejected(rejected)

    def close(self) -> None:
        """Nothing is open here; the agent closes what nobody writes to."""

    async def _piece(self, batch: Batch, rows: Raw) -> None:
        try:
            if self._found is None:
                self._found = await asyncio.to_thread(self._find)
            await self._asked(*self._found, batch, rows)
        except (Rejected, Retry):
            raise
        except (DeliveryError, ConfigurationError):
            self._found = None
            raise
        except Exception as error:  # it was not the destination that failed: no attempt is spent
            self._found = None
            raise Unavailable(f"the agent cannot be asked to write: {error}") from error

    async def _asked(self, agent: Agent, about: Reached, batch: Batch, rows: Raw) -> None:
        arguments = {"target": self._target, "ids": batch.ids, "traceparents": batch.traceparents}
        ask = Ask(uuid.uuid4().hex, "write", about, arguments, rows=rows)
        try:
            async with aclosing(self._asks.ask(agent.id, ask)) as parts:
                async for _ in parts:
                    pass  # there is nothing to tell but the end
        except AgentAway as error:
            raise away(self._connection, agent, error.reason) from None


def _pieces(texts: Sequence[bytes], without: Collection[int]) -> Iterator[list[int]]:
    piece: list[int] = []
    size = 0
    for index, text in enumerate(texts):
        if index in without:
            continue
        if piece and size + len(text) > WRITE_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(index)
        size += len(text)
    if piece:
        yield piece


def _placed(reasons: Mapping[int, str], piece: Sequence[int]) -> dict[int, str]:
    return {piece[index]: reason for index, reason in reasons.items() if 0 <= index < len(piece)}
