"""What each stage of the way costs, beside the least that can do it: CPU of one message, here and in the server.

The stages run in this process, one after the other, on batches as large as those of a busy worker. Beside each stands its
limit: the same bytes through the same library or server, without what Nexus adds.
"""

import asyncio
from collections.abc import Sequence

import msgspec
import uvloop
from uuid_utils import uuid7

from nexus.api.ingress.reading import read_plain
from nexus.api.ingress.sender import sender_of
from nexus.lifetime import spare_the_collector
from nexus.mapping import compile_mapping
from nexus.model.connection import Application, FieldSpec
from nexus.model.mapping import MappingRule
from nexus.model.message import Message
from nexus.testing.servers import PostgresServer, ValkeyServer
from tests.benchmarks.limits.meter import BATCH, Figures, Meter, parts, row
from tests.benchmarks.limits.orders import FIELDS, SOURCES, by_hand, payload_of
from tests.benchmarks.limits.sql_stages import logging, writing
from tests.benchmarks.limits.stream_stages import stream_stages


def stages(postgres: PostgresServer, scale: float) -> list[Figures]:
    """Measure each stage and its limit; at full scale with 100,000 messages."""
    payloads = [payload_of(number) for number in range(BATCH * max(4, round(200 * scale)))]
    spare_the_collector()  # as every process of Nexus does
    rows = [_checking(payloads)]
    settings = {"appendfsync": "everysec"}
    with (
        ValkeyServer(durable=True, settings=settings) as store,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        rows += runner.run(stream_stages(store, payloads))
    return [*rows, _mapping(payloads), writing(postgres, payloads), logging(postgres, len(payloads))]


def _checking(payloads: Sequence[bytes]) -> Figures:
    """Bodies checked against a schema and made into messages, beside decoding their JSON."""
    fields = [FieldSpec(SOURCES.get(name, name), kind) for name, kind in FIELDS.items()]
    sender = sender_of(Application("a", "w", "shop", fields=fields, message_id_path="id"), ["w1"])
    assert read_plain(sender, payloads[:BATCH]) is not None
    meter, decode = Meter(), msgspec.json.decode
    with meter.watch(len(payloads)) as ours:
        for part in parts(payloads):
            read_plain(sender, part)
    with meter.watch(len(payloads)) as least:
        for payload in payloads:
            decode(payload)
    return row("check, and make a message of it", ours, "decode the JSON", least)


def _messages(payloads: Sequence[bytes]) -> list[Message]:
    return [Message(f"{at}-1", str(uuid7()), "a", 1_700_000_000_000, payload) for at, payload in enumerate(payloads)]


def _rules() -> list[MappingRule]:
    return [MappingRule(target=name, source=SOURCES.get(name, name), type=kind) for name, kind in FIELDS.items()]


def _mapping(payloads: Sequence[bytes]) -> Figures:
    """Eight fields mapped, beside the Python that a person would write for them."""
    compiled, meter, messages = compile_mapping(_rules(), {}, pipeline="p1"), Meter(), _messages(payloads)
    compiled.map_many(messages[:BATCH])
    with meter.watch(len(payloads)) as ours:
        for part in parts(messages):
            compiled.map_many(part)
    with meter.watch(len(payloads)) as least:
        for payload in payloads:
            by_hand(payload)
    return row("map eight fields", ours, "the same by hand, in Python", least)
