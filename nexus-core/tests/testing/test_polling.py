import asyncio
from itertools import count

import pytest

from nexus.testing import eventually, wait_until


def test_waiting_returns_the_first_true_answer():
    numbers = count()

    assert wait_until(lambda: next(numbers) // 3) == 1


def test_waiting_ends_at_its_bound_and_names_what_did_not_come():
    with pytest.raises(TimeoutError, match=r"waited 0\.05 s for the ship; the last answer was 0"):
        wait_until(lambda: 0, timeout_s=0.05, what="the ship")


async def test_async_waiting_lets_others_run():
    ready = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, ready.set)

    assert await eventually(ready.is_set)


async def test_async_waiting_accepts_coroutines():
    numbers = count()

    async def answer():
        return next(numbers) == 3

    assert await eventually(answer)
    with pytest.raises(TimeoutError, match="answer"):
        await eventually(answer, timeout_s=0.05)
