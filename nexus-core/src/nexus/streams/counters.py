"""Counts and marks that all processes share: small keys that end by themselves.

Used for log-in attempts. All keys carry one hash tag, so that one script can count several of them.
"""

from collections.abc import Sequence
from typing import Final

from nexus.model.attempts import Bucket, Count
from nexus.streams.base import Store
from nexus.streams.scripts import Script

COUNT: Final = Script("""#!lua
-- Add to counts that end a while after their first. KEYS: counts. ARGV: amount, then per key its seconds.
-- Returns count, milliseconds left, count, milliseconds left, ...
local amount, out = tonumber(ARGV[1]), {}
for i, key in ipairs(KEYS) do
  local count = tonumber(redis.call('GET', key) or '0') + amount
  if count <= 0 then
    redis.call('DEL', key)
    count = 0
  elseif redis.call('EXISTS', key) == 1 then
    redis.call('SET', key, count, 'KEEPTTL')
  else
    redis.call('SET', key, count, 'EX', ARGV[i + 1])
  end
  out[#out + 1] = count
  out[#out + 1] = math.max(0, redis.call('PTTL', key))
end
return out
""")


class StoreCounters:
    """Counts in the stream store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, buckets: Sequence[Bucket], amount: int = 1) -> Sequence[Count]:
        """Add to all counts in one step, and return them; none falls below zero.

        Raises:
            StoreError: the store is away.
        """
        keys = [_key(bucket.name) for bucket in buckets]
        reply = await self._store.run(COUNT, keys, [amount, *(bucket.seconds for bucket in buckets)])
        return [Count(int(reply[at]), int(reply[at + 1]) / 1000) for at in range(0, len(reply), 2)]

    async def is_marked(self, name: str) -> bool:
        """Whether ``name`` was marked and the mark has not ended; raises StoreError."""
        return bool(await self._store.call(_key(name), "EXISTS", _key(name)))

    async def mark(self, name: str, seconds: int) -> None:
        """Mark ``name`` for a while; raises StoreError."""
        await self._store.call(_key(name), "SET", _key(name), "1", "EX", seconds)


def _key(name: str) -> str:
    return f"nexus:attempts:{{attempts}}:{name}"
