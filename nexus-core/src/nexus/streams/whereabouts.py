"""Where one message stands: found again in the streams by its id, and followed to every pipeline."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nexus.errors import StoreError
from nexus.model.message import Message
from nexus.model.trace import Stage, Standing
from nexus.streams import entries, keys
from nexus.streams.base import Store
from nexus.streams.depth import groups_of
from nexus.streams.jobs import decode_job
from nexus.streams.kept import opened, opened_retries
from nexus.streams.replies import Command, ErrorReply, as_error
from nexus.streams.scripts import Script

FIND: Final = Script("""#!lua flags=no-writes
-- Look for a message in a part of its stream, a few entries at a time: payloads may have many megabytes.
-- KEYS: stream. ARGV: first id, last id, message id, most entries, most bytes of payload.
-- Returns the entry with its fields or '', and the id to go on at or '' at the end of the part.
local from, seen, bytes = ARGV[1], 0, 0
while seen < tonumber(ARGV[4]) and bytes < tonumber(ARGV[5]) do
  local part = redis.call('XRANGE', KEYS[1], from, ARGV[2], 'COUNT', 10)
  if #part == 0 then return {'', ''} end
  for _, entry in ipairs(part) do
    local fields = entry[2]
    for i = 1, #fields, 2 do
      if fields[i] == 'm' and fields[i + 1] == ARGV[3] then return {entry, ''} end
      if fields[i] == 'p' then bytes = bytes + #fields[i + 1] end
    end
  end
  seen = seen + #part
  from = '(' .. part[#part][1]
end
return {'', from}
""")

_AT_ONCE: Final = 1_000
_BYTES_AT_ONCE: Final = 4 * 1024 * 1024

MOST_ENTRIES: Final = 50_000
"""So many entries of one stream are looked at for one message; ids tell its time, so that is more than enough."""

_WINDOWS: Final = ((-100, 3_000), (3_000, 60_000), (-60_000, -100))
"""Milliseconds around the time that an id tells: the id was given just before; clocks differ."""


class Whereabouts:
    """Asks the stream store about single messages. The `nexus.services.traces.Whereabouts`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, message_id: str, given_at: int, workflow_ids: Sequence[str]) -> Mapping[str, Message]:
        """Return the message as each workflow's stream retains it, by workflow id.

        Args:
            message_id: of the message.
            given_at: when the id was given, milliseconds since 1970 (UTC).
            workflow_ids: in whose streams it may be.

        Raises:
            StoreError: the store is away.
        """
        found: Mapping[str, Message] = {}
        for low, high in _WINDOWS:
            first = f"{max(0, given_at + low)}-0"
            last = f"{max(0, given_at + high)}-18446744073709551615"
            found = await self._find(message_id, dict.fromkeys(workflow_ids, first), last)
            if found:
                break
        return found

    async def at(self, workflow_id: str, entry: str) -> Message | None:
        """Return the message of a stream entry, or None if it is not retained; raises StoreError."""
        stream = keys.stream(workflow_id)
        raw = await self._store.call(stream, "XRANGE", stream, entry, entry)
        return await self._message(raw[0]) if raw else None

    async def standings(
        self, workflow_id: str, entry: str, routes: Mapping[str, str], *, retained: bool
    ) -> Mapping[str, Standing]:
        """Return where the message of an entry stands, by pipeline.

        Args:
            workflow_id: whose stream.
            entry: stream id of the message.
            routes: pipeline id -> its connector family.
            retained: the stream still has the entry.

        Raises:
            StoreError: the store is away.
        """
        stream, jobs = keys.stream(workflow_id), keys.jobs(workflow_id)
        commands: list[Command] = [("XINFO", "GROUPS", stream)]
        for pipeline_id, family in routes.items():
            member = keys.member(pipeline_id, entry)
            commands += [
                ("XPENDING", stream, pipeline_id, entry, entry, 1),
                ("ZSCORE", keys.retry_queue(workflow_id, family), member),
                ("HGET", jobs, member),
            ]
        told, *replies = await self._store.pipeline(stream, commands)
        known = groups_of(told)
        found = {}
        for at, pipeline_id in enumerate(routes):
            pending, due_at, job = replies[at * 3 : at * 3 + 3]
            if isinstance(due_at, ErrorReply) or isinstance(job, ErrorReply):
                raise StoreError(f"the stream store cannot say where entry {entry} stands")
            if due_at is not None and job is not None:
                found[pipeline_id] = await self._scheduled(entry, int(float(due_at)), job)
            else:
                found[pipeline_id] = _standing(entry, known.get(pipeline_id), pending, retained=retained)
        return found

    async def _scheduled(self, entry: str, due_at: int, job: bytes) -> Standing:
        try:
            [retry] = await opened_retries(self._store.vault, [decode_job(entry, due_at, job)])
        except ValueError:
            return Standing(Stage.SCHEDULED, due_at=due_at)
        return Standing(
            Stage.SCHEDULED,
            due_at=retry.due_at,
            attempt=retry.message.attempt,
            reason=retry.reason,
            message=retry.message,
        )

    async def _message(self, raw: Any) -> Message:
        return (await opened(self._store.vault, entries.parse([raw], [])))[0]

    async def _find(self, message_id: str, starts: Mapping[str, str], end: str) -> dict[str, Message]:
        """Look in a part of each workflow's stream, a piece of all of them at a time."""
        found: dict[str, Message] = {}
        looked_at = 0
        while starts and looked_at < MOST_ENTRIES:
            commands = [
                (stream, FIND.command([stream], [start, end, message_id, _AT_ONCE, _BYTES_AT_ONCE]))
                for stream, start in ((keys.stream(workflow_id), start) for workflow_id, start in starts.items())
            ]
            following: dict[str, str] = {}
            for workflow_id, reply in zip(starts, await self._store.each(commands), strict=True):
                if isinstance(reply, ErrorReply):
                    raise as_error(reply)
                entry, after = reply
                if entry:
                    found[workflow_id] = await self._message(entry)
                elif after:
                    following[workflow_id] = after.decode()
            starts, looked_at = following, looked_at + _AT_ONCE
        return found


def _standing(entry: str, group: Mapping[str, Any] | None, pending: Any, *, retained: bool) -> Standing:
    if pending and not isinstance(pending, ErrorReply):  # an error: there is no such group
        return Standing(Stage.IN_WORK, handed_out=int(pending[0][3]))
    read_up_to = group["last-delivered-id"].decode() if group is not None else "0-0"
    if retained and entries.order(read_up_to) < entries.order(entry):
        return Standing(Stage.WAITING)
    return Standing(Stage.SETTLED)
