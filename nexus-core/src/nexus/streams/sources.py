"""What receivers share through the stream store: who of them is there, and how each source is doing."""

from collections.abc import Sequence
from typing import Final

import msgspec

from nexus.model.source import SourceReport
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.scripts import ATTEND, POST

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(SourceReport).decode


class SourceBoard:
    """The list of receivers, and the board of sources. All methods raise StoreError while the store is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def attend(self, receiver: str, seconds: float) -> Sequence[str]:
        """Say that a receiver is there for so long, by the store's own clock; return the names of all that are, sorted."""
        names = await self._store.run(ATTEND, [keys.RECEIVERS], [receiver, int(seconds * 1000)])
        return sorted(name.decode() for name in names)

    async def leave(self, receiver: str) -> None:
        """A receiver is there no more: the others need not wait for its time to end."""
        await self._store.call(keys.RECEIVERS, "ZREM", keys.RECEIVERS, receiver)

    async def post(self, reports: Sequence[SourceReport]) -> None:
        """Tell how sources are doing; works in a full store, too."""
        if reports:
            told = [part for one in reports for part in (_place(one), _encode(one))]
            await self._store.run(POST, [keys.SOURCES], told)

    async def remove(self, reports: Sequence[SourceReport]) -> None:
        """Take off the board what is received no more."""
        if reports:
            await self._store.call(keys.SOURCES, "HDEL", keys.SOURCES, *map(_place, reports))

    async def read(self) -> Sequence[SourceReport]:
        """Return all reports, in no order; what cannot be read (another version's) is left out."""
        found = []
        for raw in await self._store.call(keys.SOURCES, "HVALS", keys.SOURCES):
            try:
                found.append(_decode(raw))
            except msgspec.DecodeError:  # reports come again every few seconds
                continue
        return found


def _place(report: SourceReport) -> str:
    return f"{report.connection}/{report.instance}"
