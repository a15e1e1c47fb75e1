"""taskiq: a task for each message, from a Litestar route into PostgreSQL. Broker and database come from the environment."""

import os
from typing import Annotated, Any

from litestar import Litestar, post
from psycopg_pool import AsyncConnectionPool
from taskiq import Context, TaskiqDepends, TaskiqEvents, TaskiqState
from taskiq_redis import RedisStreamBroker

from tests.benchmarks.peers.row import INSERT, row

broker = RedisStreamBroker(os.environ["PEER_BROKER"])


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def connect(state: TaskiqState) -> None:
    """Open the worker's connections."""
    state.pool = AsyncConnectionPool(
        os.environ["PEER_DATABASE"], min_size=4, max_size=16, open=False, kwargs={"autocommit": True}
    )
    await state.pool.open()


@broker.task
async def store(body: str, context: Annotated[Context, TaskiqDepends()]) -> None:
    """Write one row."""
    pool: AsyncConnectionPool[Any] = context.state.pool
    async with pool.connection() as connection:
        await connection.execute(INSERT, row(body))


@post("/ingress", status_code=202)
async def ingress(body: bytes) -> dict[str, int]:
    """Take one message."""
    await store.kiq(body.decode())
    return {"accepted": 1}


app = Litestar([ingress], on_startup=[broker.startup], on_shutdown=[broker.shutdown])
