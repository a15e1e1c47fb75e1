"""What stays open between uses is opened once, and closed when nobody has used it for a while."""

import asyncio

import pytest

from nexus.services.kept_open import KeptOpen, Opened
from nexus.testing import eventually


class Door:
    """Counts how often it was opened and closed."""

    def __init__(self):
        self.opened = 0
        self.closed = 0
        self.fault = None

    async def open(self):
        await asyncio.sleep(0)
        if self.fault is not None:
            raise self.fault
        self.opened += 1
        return Opened(self.opened, self._close)

    async def _close(self):
        self.closed += 1


@pytest.fixture
def door():
    return Door()


async def test_many_use_what_was_opened_once(door):
    kept = KeptOpen("a door")

    async def use():
        async with kept.lend("k", door.open) as number:
            return number

    assert await asyncio.gather(*(use() for _ in range(5))) == [1] * 5
    await kept.close()
    assert (door.opened, door.closed) == (1, 1)


async def test_what_nobody_uses_is_closed_after_a_while_and_what_somebody_uses_is_not(door):
    kept = KeptOpen("a door", idle_seconds=0.05)
    async with kept.lend("k", door.open):
        async with kept.lend("k", door.open):
            pass
        await asyncio.sleep(0.1)
        assert door.closed == 0
    await eventually(lambda: door.closed == 1)
    async with kept.lend("k", door.open) as number:
        assert number == 2
    await kept.close()


async def test_what_could_not_be_opened_is_opened_anew_for_the_next(door):
    kept = KeptOpen("a door")
    door.fault = OSError("stuck")
    with pytest.raises(OSError, match="stuck"):
        async with kept.lend("k", door.open):
            pass
    door.fault = None
    async with kept.lend("k", door.open) as number:
        assert number == 1
    await kept.close()
    assert door.closed == 1


async def test_what_is_discarded_is_closed_when_its_users_are_done(door):
    kept = KeptOpen("a door")
    async with kept.lend("k", door.open):
        kept.discard("k")
        assert door.closed == 0
        async with kept.lend("k", door.open) as number:
            assert number == 2
    await eventually(lambda: door.closed == 1)
    await kept.close()
    assert door.closed == 2


async def test_who_gives_up_while_it_opens_leaves_it_to_the_others(door):
    kept = KeptOpen("a door")
    going = asyncio.Event()

    async def slowly():
        await going.wait()
        return await door.open()

    async def use():
        async with kept.lend("k", slowly) as number:
            return number

    first, second = asyncio.create_task(use()), asyncio.create_task(use())
    await asyncio.sleep(0)
    first.cancel()
    going.set()
    assert await second == 1
    await kept.close()
    assert (door.opened, door.closed) == (1, 1)
