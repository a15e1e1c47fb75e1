"""The centre's end of what is written by an agent: sinks that have each batch written there."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec
from attrs import asdict
from msgspec import Raw

from nexus.errors import Rejected, Retry
from nexus.hookspecs import Batch, WriteTarget
from nexus.services.agent_links.frames import MOST_ITEM_BYTES, WRITE_BYTES
from nexus.services.agent_links.line import Line
from nexus.services.agent_links.values import packed_rows

_LARGE = f"mapped it has more than {MOST_ITEM_BYTES} bytes, which an agent's link does not carry: map less of it"


class AgentSink:
    """The `nexus.hookspecs.Sink` of one target: each batch is written by the agent."""

    def __init__(self, line: Line, target: WriteTarget) -> None:
        self._line = line
        self._target = msgspec.to_builtins(asdict(target), enc_hook=dict)

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
        arguments = {"target": self._target, "ids": batch.ids, "traceparents": batch.traceparents}
        await self._line.ask("write", arguments, rows)


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
