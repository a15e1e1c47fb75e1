import pytest

from nexus.errors import NotDurable, StoreError, StoreFull
from nexus.streams.durability import DurabilityMonitor, Limits, _faults, inspect
from nexus.streams.store import connect

ROOMY = Limits(free_disk=0)


async def set_config(store, name, value):
    await store.call("", "CONFIG", "SET", name, value)


async def test_a_store_that_fsyncs_always_holds(own_store):
    found = await inspect(own_store, ROOMY)

    assert found.holds
    assert found.mode == "always"
    assert not found.full
    assert 0 < found.memory_ratio < 0.5
    assert found.free_disk > 0


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("appendonly", "no", "appendonly is off"),
        ("appendfsync", "everysec", "appendfsync is everysec"),
        ("no-appendfsync-on-rewrite", "yes", "no-appendfsync-on-rewrite is on"),
        ("maxmemory-policy", "allkeys-lru", "can be evicted"),
    ],
)
async def test_each_setting_that_loses_messages_is_named_with_its_remedy(own_store, setting, value, words):
    await set_config(own_store, setting, value)

    found = await inspect(own_store, ROOMY)

    assert not found.holds
    assert len(found.reasons) == 1
    assert words in found.reasons[0]
    assert f"CONFIG SET {setting} " in found.reasons[0]


async def test_asking_for_each_fsync_of_a_store_that_fsyncs_always_holds(own_store):
    found = await inspect(own_store, ROOMY, wait_for_fsync=True)

    assert (found.holds, found.mode) == (True, "waitaof")


async def test_everysec_will_not_do_where_waitaof_does_not_wait(own_store):
    """Neither the Redis nor the Valkey of the tests keeps the promise of WAITAOF: `tests/faults/test_power_cut.py`."""
    await set_config(own_store, "appendfsync", "everysec")

    found = await inspect(own_store, ROOMY, wait_for_fsync=True)

    assert not found.holds
    assert "WAITAOF does not wait" in found.reasons[0]


@pytest.mark.parametrize(
    ("version", "holds"),
    [
        ({"redis_version": "8.0.0"}, True),
        ({"redis_version": "10.1.0"}, True),
        ({"redis_version": "7.4.2"}, False),
        ({"redis_version": "7.2.4", "valkey_version": "9.1.2"}, False),
    ],
)
def test_everysec_will_do_where_each_fsync_is_asked_for_and_waited_for(version, holds):
    settings = {"appendfsync": "everysec", "no-appendfsync-on-rewrite": "no", "maxmemory-policy": "noeviction"}
    info = {**version, "aof_enabled": "1"}

    assert (_faults(info, settings, wait_for_fsync=True) == []) is holds
    assert (_faults(info, {}, wait_for_fsync=True) == []) is holds


async def test_memory_above_the_watermark_is_full(own_store):
    used = int((await own_store.call("", "INFO", "memory")).partition(b"used_memory:")[2].split()[0])
    await set_config(own_store, "maxmemory", int(used / 0.9))

    found = await inspect(own_store, ROOMY)

    assert found.holds, "what is full still keeps what it has"
    assert "the watermark is 85%" in found.full


async def test_a_disk_with_too_little_room_is_full(own_store):
    found = await inspect(own_store, Limits(free_disk=1 << 60))

    assert "of disk are free" in found.full


async def test_a_server_that_hides_its_settings_does_not_hold(own_store, server):
    await own_store.call("", *["ACL", "SETUSER", "guest", "on", ">pw", "~*", "&*", "+@all", "-config"])
    guest = connect(f"redis://guest:pw@127.0.0.1:{server.port}")
    try:
        found = await inspect(guest, ROOMY)
        asking = await inspect(guest, ROOMY, wait_for_fsync=True)
    finally:
        await guest.close()

    assert not found.holds
    assert "refuses CONFIG GET" in found.reasons[0]
    assert not asking.holds, "nor is its WAITAOF believed"


async def test_a_store_that_is_away_is_an_error_and_not_a_verdict(own_store, server):
    server.kill()

    with pytest.raises(StoreError):
        await inspect(own_store)


async def test_before_the_first_look_strict_refuses(own_store):
    monitor = DurabilityMonitor(own_store, limits=ROOMY)

    assert isinstance(monitor.refusal(), NotDurable)
    await monitor.check()
    assert monitor.refusal() is None


async def test_strict_refuses_what_would_not_keep_and_relaxed_does_not(own_store):
    await set_config(own_store, "appendfsync", "everysec")
    strict = DurabilityMonitor(own_store, limits=ROOMY)
    relaxed = DurabilityMonitor(own_store, limits=ROOMY, strict=False)
    await strict.check()
    await relaxed.check()

    assert isinstance(strict.refusal(), NotDurable)
    assert relaxed.refusal() is None


async def test_full_refuses_always_and_healing_is_noticed(own_store):
    monitor = DurabilityMonitor(own_store, limits=Limits(watermark=0.0, free_disk=0), strict=False)
    await monitor.check()
    assert isinstance(monitor.refusal(), StoreFull)

    healed = DurabilityMonitor(own_store, limits=ROOMY, strict=False)
    await healed.check()
    assert healed.refusal() is None


async def test_an_unreachable_store_leaves_the_last_verdict(server, own_store):
    monitor = DurabilityMonitor(own_store, limits=ROOMY)
    await monitor.check()
    server.kill()

    with pytest.raises(StoreError):
        await monitor.check()
    assert monitor.refusal() is None


async def test_every_server_of_a_cluster_is_looked_at(cluster):
    store = connect(cluster.url())
    try:
        found = await inspect(store, ROOMY)
    finally:
        await store.close()

    assert not found.holds
    for node in cluster.nodes:
        assert any(f"127.0.0.1:{node.port}: appendonly is off" in reason for reason in found.reasons)


async def test_a_failed_write_to_the_log_shows(tmp_path):
    from nexus.streams.durability import _faults

    healthy = {"appendfsync": "always", "no-appendfsync-on-rewrite": "no", "maxmemory-policy": "noeviction"}
    info = {"aof_enabled": "1", "aof_last_write_status": "err"}

    assert _faults(info, healthy, wait_for_fsync=False) == [
        "the last write to the append-only file failed; look at the server's disk"
    ]
