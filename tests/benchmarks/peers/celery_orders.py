"""Celery: a task for each message, from a Litestar route into PostgreSQL. Broker and database come from the environment."""

import os
from typing import Any

import psycopg
from celery import Celery
from litestar import Litestar, post

from tests.benchmarks.peers.row import INSERT, row

celery = Celery("orders", broker=os.environ["PEER_BROKER"])
celery.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=64)
_connection: list[psycopg.Connection[Any]] = []


@celery.task
def store(body: str) -> None:
    """Write one row."""
    if not _connection:
        _connection.append(psycopg.connect(os.environ["PEER_DATABASE"], autocommit=True))
    _connection[0].execute(INSERT, row(body))


@post("/ingress", status_code=202, sync_to_thread=False)
def ingress(body: bytes) -> dict[str, int]:
    """Take one message: publishing takes about a millisecond, which a thread would not make less."""
    store.delay(body.decode())
    return {"accepted": 1}


app = Litestar([ingress])
