"""Whether the store keeps what it accepts: asked at the start and while running (reliability 1, 11, 12)."""

import asyncio
import logging
import shutil
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from nexus.errors import NotDurable, StoreError, StoreFull
from nexus.streams.address import Kind
from nexus.streams.base import Store
from nexus.streams.link import Link

_log = logging.getLogger(__name__)

_OLDEST_REDIS: Final = 7
_WAITAOF_REDIS: Final = 8
_LOCAL_HOSTS: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})
_SETTINGS: Final = ("appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory-policy", "maxmemory", "dir")


@frozen
class Limits:
    """When the store counts as too full to accept.

    Attributes:
        watermark: share of the store's memory; above it only senders are refused, so that there is room for the schedule.
        free_disk: bytes that must be free where the store writes, as far as that can be seen from here.
    """

    watermark: float = 0.85
    free_disk: int = 256 * 1024 * 1024


@frozen
class Durability:
    """What was found.

    Attributes:
        holds: an acknowledged message survives a power loss.
        reasons: why not, each with its remedy.
        full: why no more is accepted for now, or empty.
        memory_ratio: used share of the store's memory (of the fullest server).
        free_disk: bytes free where the store writes, or None if that cannot be seen from here.
        mode: ``always``, ``waitaof`` or, where it does not hold, empty.
    """

    holds: bool
    reasons: tuple[str, ...] = ()
    full: str = ""
    memory_ratio: float = 0.0
    free_disk: int | None = None
    mode: str = ""


async def inspect(store: Store, limits: Limits | None = None, *, wait_for_fsync: bool = False) -> Durability:
    """Look at every server of the store.

    Args:
        store: the store.
        limits: when it counts as too full.
        wait_for_fsync: messages are accepted only after WAITAOF (`nexus.streams.producer.Commit`), so that
            ``appendfsync everysec`` will do where WAITAOF keeps its word.

    Raises:
        StoreError: the store is away.
    """
    limits = limits or Limits()
    found = [await _server(store, link, limits, wait_for_fsync=wait_for_fsync) for link in await store.links()]
    reasons = tuple(reason for one in found for reason in one.reasons)
    disks = [one.free_disk for one in found if one.free_disk is not None]
    return Durability(
        holds=not reasons,
        reasons=reasons,
        full="; ".join(one.full for one in found if one.full),
        memory_ratio=max((one.memory_ratio for one in found), default=0.0),
        free_disk=min(disks, default=None),
        mode="" if reasons else "waitaof" if wait_for_fsync else "always",
    )


class DurabilityMonitor:
    """Looks again and again; what it last found decides on whether senders are refused.

    Args:
        store: the store.
        strict: refuse where durability does not hold (``NEXUS_DURABILITY=strict``).
        limits: when it counts as too full.
        wait_for_fsync: see `inspect`.
        interval: seconds between two looks.
    """

    def __init__(
        self,
        store: Store,
        *,
        strict: bool = True,
        limits: Limits | None = None,
        wait_for_fsync: bool = False,
        interval: float = 1.0,
    ) -> None:
        self.state = Durability(holds=False, reasons=("the store has not been looked at yet",))
        self._store = store
        self._strict = strict
        self._limits = limits
        self._wait_for_fsync = wait_for_fsync
        self._interval = interval

    async def check(self) -> Durability:
        """Look once and remember.

        Raises:
            StoreError: the store is away; what was known stays.
        """
        found = await inspect(self._store, self._limits, wait_for_fsync=self._wait_for_fsync)
        if (found.holds, found.full) != (self.state.holds, self.state.full):
            for reason in (*found.reasons, *((found.full,) if found.full else ())):
                _log.warning("stream store: %s", reason)
        self.state = found
        return found

    async def run(self) -> None:
        """Look for ever; to be run as a task."""
        while True:
            try:
                await self.check()
            except StoreError as error:
                # the producer meets the same error by itself; what was known stays
                _log.warning("the durability of the stream store cannot be checked: %s", error)
            await asyncio.sleep(self._interval)

    def refusal(self) -> StoreError | None:
        """Why senders are refused now, or None. Cheap: for every flush."""
        state = self.state
        if state.full:
            return StoreFull(state.full)
        if self._strict and not state.holds:
            return NotDurable("; ".join(state.reasons))
        return None


async def _server(store: Store, link: Link, limits: Limits, *, wait_for_fsync: bool) -> Durability:
    info: dict[str, str] = {}
    for section in ("server", "persistence", "memory"):
        info |= _info(await store.ask(link, "INFO", section))
    try:
        flat: Sequence[bytes] = await store.ask(link, "CONFIG", "GET", *_SETTINGS)
        settings = {name.decode(): value.decode() for name, value in zip(flat[::2], flat[1::2], strict=True)}
    except StoreError:
        if not await _answers(store, link):
            raise
        settings = {}
    reasons = list(_faults(info, settings, wait_for_fsync=wait_for_fsync))
    memory = _memory_ratio(info, settings)
    disk = _free_disk(store, settings.get("dir", ""))
    full = []
    if memory >= limits.watermark:
        full.append(f"memory is {memory:.0%} used, the watermark is {limits.watermark:.0%}: raise maxmemory or drain")
    if disk is not None and disk < limits.free_disk:
        full.append(f"{disk >> 20} MiB of disk are free, {limits.free_disk >> 20} MiB are needed: make room")
    named = tuple(f"{link.name}: {reason}" for reason in reasons)
    found = Durability(holds=not reasons, reasons=named, memory_ratio=memory, free_disk=disk)
    return evolve(found, full="; ".join(f"{link.name}: {text}" for text in full))


def _faults(info: Mapping[str, str], settings: Mapping[str, str], *, wait_for_fsync: bool) -> Sequence[str]:
    faults = []
    version = info.get("redis_version", "7")
    if int(version.partition(".")[0]) < _OLDEST_REDIS:
        faults.append(f"the server speaks Redis {version}; Redis 7.0 or Valkey 7.2 is needed: upgrade it")
    if info.get("aof_enabled") != "1":
        faults.append("appendonly is off: a power loss loses all; CONFIG SET appendonly yes")
    if info.get("aof_last_write_status", "ok") != "ok":
        faults.append("the last write to the append-only file failed; look at the server's disk")
    waits = wait_for_fsync and _waitaof_waits(info)
    if not settings:
        if not waits:
            faults.append(
                "the server refuses CONFIG GET, so that appendfsync cannot be checked; allow +config|get, "
                "or set NEXUS_DURABILITY=waitaof, which asks for each fsync, on Redis 8 or newer"
            )
        return faults
    fsync = settings.get("appendfsync")
    if fsync != "always" and not (waits and fsync == "everysec"):
        broken = ", and this server's WAITAOF does not wait for it" if wait_for_fsync and not waits else ""
        faults.append(f"appendfsync is {fsync}: the last second can be lost{broken}; CONFIG SET appendfsync always")
    if settings.get("no-appendfsync-on-rewrite") != "no":
        faults.append(
            "no-appendfsync-on-rewrite is on: rewrites suspend fsync; CONFIG SET no-appendfsync-on-rewrite no"
        )
    if settings.get("maxmemory-policy") != "noeviction":
        faults.append(
            f"maxmemory-policy is {settings.get('maxmemory-policy')}: accepted messages can be evicted; "
            "CONFIG SET maxmemory-policy noeviction"
        )
    return faults


def _waitaof_waits(info: Mapping[str, str]) -> bool:
    """Whether WAITAOF answers only after the fsync though the server runs ``appendfsync everysec``.

    Since https://github.com/redis/redis/pull/12622 it answers at the next turn of the server's clock, before it; Redis 8 has
    https://github.com/redis/redis/pull/13793 against that. Valkey has not: measured with 9.1.2, see
    ``tests/faults/test_power_cut.py``.
    """
    major = int(info.get("redis_version", "0").partition(".")[0])
    return "valkey_version" not in info and major >= _WAITAOF_REDIS


async def _answers(store: Store, link: Link) -> bool:
    try:
        await store.ask(link, "PING")
    except StoreError:
        return False
    return True


def _memory_ratio(info: Mapping[str, str], settings: Mapping[str, str]) -> float:
    limit = int(info.get("maxmemory") or settings.get("maxmemory") or 0) or int(info.get("total_system_memory") or 0)
    return int(info.get("used_memory", 0)) / limit if limit else 0.0


def _free_disk(store: Store, folder: str) -> int | None:
    if store.address.kind is not Kind.SINGLE or store.address.endpoints[0].host not in _LOCAL_HOSTS or not folder:
        return None
    try:
        return shutil.disk_usage(folder).free
    except OSError:  # a local port can lead to a container: its folder is not ours to see
        return None


def _info(raw: bytes) -> dict[str, str]:
    lines = [line.partition(":") for line in raw.decode().splitlines() if ":" in line]
    return {name: value for name, _, value in lines}
