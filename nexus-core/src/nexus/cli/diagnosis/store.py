"""The stream store: reachable, new enough, and keeping what it accepts."""

from collections.abc import AsyncIterator

from nexus.cli.diagnosis.findings import Finding, State, broken
from nexus.config.settings import Settings
from nexus.errors import StoreError
from nexus.streams.base import Store
from nexus.streams.durability import Limits, inspect

_AREA = "stream store"
_OLDEST = {"redis": (7, 0), "valkey": (7, 2)}


async def look_at_store(store: Store, settings: Settings) -> AsyncIterator[Finding]:
    """Yield what was found about every server of the store."""
    try:
        for link in await store.links():
            yield _version(link.name, await store.ask(link, "INFO", "server"))
        found = await inspect(store, Limits(watermark=settings.memory_watermark))
    except StoreError as error:
        yield broken(_AREA, "reachable", error)
        return
    for reason in found.reasons:
        text, _, remedy = reason.rpartition("; ")
        bad = State.BROKEN if settings.durability == "strict" else State.WARNING
        yield Finding(_AREA, "durability", bad, text or reason, remedy if text else "")
    if found.holds:
        text = "every write is on disk before it is acknowledged, and nothing is evicted (noeviction)"
        yield Finding(_AREA, "durability", State.OK, text)
    if found.full:
        text, _, remedy = found.full.rpartition(": ")
        yield Finding(_AREA, "room", State.BROKEN, f"senders are asked to wait: {text}", remedy)
    else:
        disk = "" if found.free_disk is None else f", {found.free_disk >> 20} MiB of disk are free"
        yield Finding(_AREA, "room", State.OK, f"memory is {found.memory_ratio:.0%} used{disk}")


def _version(name: str, raw: bytes) -> Finding:
    info = dict(line.split(":", 1) for line in raw.decode().splitlines() if ":" in line)
    product = "valkey" if "valkey_version" in info else "redis"
    text = info.get(f"{product}_version", "0")
    fits = tuple(int(part) for part in text.split(".")[:2]) >= _OLDEST[product]
    remedy = "" if fits else "upgrade it to Redis 7.0 or Valkey 7.2, or newer"
    return Finding(_AREA, "version", State.OK if fits else State.BROKEN, f"{name}: {product} {text}", remedy)
