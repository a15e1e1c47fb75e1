"""The parsers, each as a function of bytes: it returns where they parse or refuse as promised, and else raises."""

import json
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from attrs import evolve, frozen
from msgspec import Raw

from nexus.api.agents.forwarded import read_forwarded
from nexus.api.ingress.reading import read
from nexus.api.ingress.request import Head, IngressRequest
from nexus.api.ingress.sender import Sender, sender_of
from nexus.api.ingress.unpacking import Caps, Refused, unpack
from nexus.builtin import plugin as builtin
from nexus.config import structure
from nexus.engine.cron import compile_cron
from nexus.errors import ConfigurationError, InvalidInput, MappingError, NexusError
from nexus.mapping import FILTERED, compile_mapping
from nexus.mapping.documents import read_rule
from nexus.mapping.expression import ExpressionError, compile_expression
from nexus.mapping.paths import PathError, format_path, parse_path
from nexus.mapping.template import compile_template
from nexus.model.connection import Application, FieldSpec
from nexus.model.credentials import MasterSecret
from nexus.model.message import Message, NewMessage
from nexus.plugins import build_catalogue
from nexus.security.agent_seals import NotForUs, unseal
from nexus.security.envelopes import Opener, Sealed
from nexus.services.agent_links.faults import error_of
from nexus.services.agent_links.frames import Ask, Failed, Part, decode_down, decode_up
from nexus.services.agent_links.items import checks_of, decode_items, fields_of, names_of, page_of
from nexus.services.agent_links.values import packed_rows, unpacked_rows
from nexus.services.definitions.documents import Bundle
from nexus.services.definitions.text import read as read_definitions
from nexus.storage.cursors import decode as decode_cursor
from nexus.streams.address import parse as parse_address
from nexus.streams.entries import parse as parse_entries
from nexus.streams.jobs import decode_job, decode_letter
from nexus_agent.assignment import Directory, read_assignment
from nexus_agent.forwarding.batches import refusals
from nexus_agent.queue.entries import Entry
from nexus_mqtt.config import Csv, MqttSubscription
from nexus_mqtt.formats import reader_of
from nexus_mqtt.packets import Malformed, boundary, decode_publish
from nexus_mqtt.topics import check_filter, matches
from nexus_rest.client import Response
from nexus_rest.verdict import Judge, retry_after

Parser = Callable[[bytes], object]


@frozen
class Target:
    """One parser.

    Attributes:
        seeds: inputs that it takes, of which others are made by changing them.
    """

    name: str
    parse: Parser
    seeds: tuple[bytes, ...]


# -- ingress ----------------------------------------------------------------------------------------------------------

SECRET: Final = MasterSecret(1, bytes(range(32)))
FIELDS: Final = (
    FieldSpec("id", "integer", required=True),
    FieldSpec("customer.email", "string", pattern=".+@.+"),
    FieldSpec("items[].price", "decimal", min=0.0),
    FieldSpec("at", "timestamp"),
)


@cache
def sender(*, encryption: bool = False) -> Sender:
    """Return an application, as ingress has it."""
    application = Application("a", "ws", "shop", fields=FIELDS, message_id_path="id", encryption=encryption)
    return sender_of(application, ["w"], opener=Opener("a", [SECRET]) if encryption else None)


def ingress(data: bytes, *, encryption: bool = False) -> None:
    """The first two bytes choose the head, the rest is the body."""
    choice = int.from_bytes(data[:2].ljust(2, b"\0"))
    types = (b"application/json", b"application/x-ndjson", b"", b"text/plain", b"application/vnd.x+json; charset=utf-8")
    encodings = (b"", b"gzip", b"deflate", b"identity", b"br")
    headers = [
        (b"content-type", types[choice % 5]),
        (b"content-encoding", encodings[choice // 5 % 5]),
        (b"idempotency-key", b"key" if choice & 0x100 else b""),
        (b"traceparent", data[:55] if choice & 0x200 else b""),
    ]
    head = Head(headers, query=b"partial=true" if choice & 0x400 else b"")
    with suppress(Refused):
        reading = read(sender(encryption=encryption), IngressRequest(head, data[2:]), Caps(65536, 100))
        assert bool(reading.messages) == bool(reading.total), "an empty array alone has no message"
        assert len(reading.messages) <= reading.total
        for message in reading.messages:
            json.loads(message.payload)


def envelope(data: bytes) -> None:
    """Nothing but what was sealed with the secret opens."""
    with suppress(Sealed):
        Opener("a", [SECRET]).open(data)
        raise AssertionError("it opened what nobody has sealed")


# -- mapping ----------------------------------------------------------------------------------------------------------


def path(data: bytes) -> None:
    """What is parsed is written as it is read."""
    text = data.decode(errors="replace")
    with suppress(PathError):
        parts = parse_path(text, each=True).parts
        assert parse_path(format_path(parts), each=True).parts == parts


def template(data: bytes) -> None:
    """Texts with places in them."""
    with suppress(PathError):
        compile_template(data.decode(errors="replace"))


def expression(data: bytes) -> None:
    """CEL, compiled and evaluated."""
    with suppress(ExpressionError):
        compiled = compile_expression(data.decode(errors="replace"))
        compiled.evaluate(
            {"payload": {"id": 1, "items": [{"price": "1.5"}]}, "message": {"received_at": 1}, "steps": {}}
        )


@cache
def transforms() -> Mapping[str, Any]:
    """Return the standard functions."""
    return build_catalogue([builtin]).transforms


def rules(data: bytes) -> None:
    """Mapping rules as JSON, compiled, and used on a payload."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return
    found = raw if isinstance(raw, list) else [raw]
    with suppress(InvalidInput, MappingError):
        if not all(isinstance(one, dict) and all(isinstance(key, str) for key in one) for one in found):
            return
        mapping = compile_mapping([_rule(one) for one in found], transforms(), pipeline="p")
        payload = (
            b'{"id": 1, "customer": {"email": " A@B "}, "items": [{"price": "1.5"}], "at": "2026-01-01T00:00:00Z"}'
        )
        mapped = mapping.map_many([Message("1-0", "m", "s", 1, payload)])
        assert mapped is not FILTERED


def _rule(raw: dict[str, Any]) -> Any:
    try:
        return read_rule(raw)
    except ValueError as error:  # says what is wrong with a function
        raise InvalidInput([]) from error


# -- definitions ------------------------------------------------------------------------------------------------------


def definitions(data: bytes) -> None:
    """YAML files, as far as documents."""
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(data)
        file.flush()
        with suppress(InvalidInput):
            structure(Bundle, read_definitions([Path(file.name)], {"X": "x"}))


def cron(data: bytes) -> None:
    """Schedules."""
    with suppress(ValueError, LookupError):
        compile_cron(data.decode(errors="replace"), "Europe/Berlin")


# -- sources and destinations -----------------------------------------------------------------------------------------


def csv(data: bytes) -> None:
    """MQTT payloads of the format csv: each row is an object with the same names."""
    with suppress(ValueError):
        read_csv = reader_of(structure(MqttSubscription, {"name": "s", "topic": "t", "format": "csv"}))
        rows = [json.loads(text) for text in read_csv(data)]
        assert all(row.keys() == rows[0].keys() for row in rows)


def csv_with_columns(data: bytes) -> None:
    """The same with names of columns, and another delimiter."""
    subscription = structure(MqttSubscription, {"name": "s", "topic": "t", "format": "csv"})
    settings = Csv(delimiter=";", columns=("a", "b"))
    with suppress(ValueError):
        for text in reader_of(evolve(subscription, csv=settings))(data):
            assert json.loads(text).keys() == {"a", "b"}


def publish(data: bytes) -> None:
    """MQTT packets from a broker, of both versions."""
    for version_5 in (False, True):
        with suppress(Malformed):
            packet = bytearray(data)
            found = boundary(packet, 0) if len(packet) > 1 else None
            if found is not None:
                decode_publish(packet, packet[0], *found, version_5=version_5)


def topic_filter(data: bytes) -> None:
    """Filters of topics."""
    text = data.decode(errors="replace")
    with suppress(ValueError):
        check_filter(text)
        matches(text, "plant/1/temperature")


def rest_answer(data: bytes) -> None:
    """What a REST API answers: status, Retry-After and a body."""
    status = 100 + int.from_bytes(data[:2].ljust(2, b"\0")) % 500
    after, _, body = data[2:].partition(b"\n")
    value = after.decode("latin-1")
    headers = [("retry-after", value), ("location", value), ("content-type", "application/json")]
    response = Response(status, headers, body)
    seconds = retry_after(response)
    assert seconds is None or 0 <= seconds <= 24 * 3600
    Judge("POST /x", (), own_resource=False, conceal=lambda text: text)(response)


# -- the store and the addresses --------------------------------------------------------------------------------------


def job(data: bytes) -> None:
    """Scheduled deliveries."""
    with suppress(ValueError):
        decode_job("1-0", 1, data)


def letter(data: bytes) -> None:
    """Dead letters on their way."""
    with suppress(ValueError):
        decode_letter(data)


def entry(data: bytes) -> None:
    """Entries that someone else wrote: they are messages, whatever they hold."""
    fields = data.split(b"\n")
    fields = fields if len(fields) % 2 == 0 else [*fields, b""]
    [message] = parse_entries([(b"1-0", fields)], [])
    assert message.entry == "1-0"


def cursor(data: bytes) -> None:
    """Cursors of pages."""
    with suppress(InvalidInput):
        decode_cursor(data.decode(errors="replace"), int, str)


def address(data: bytes) -> None:
    """URLs of stores."""
    with suppress(ConfigurationError):
        parse_address(data.decode(errors="replace"))


# -- agents -----------------------------------------------------------------------------------------------------------


def forwarded(data: bytes) -> None:
    """What an agent forwards, of an application with and without encryption: each message has an id of the agent."""
    for encryption in (False, True):
        with suppress(Refused):
            head = Head([(b"content-type", b"application/x-ndjson")])
            lines, _ = unpack(IngressRequest(head, data), Caps(65536, 100))
            reading = read_forwarded(sender(encryption=encryption), "plant", lines)
            assert reading.places is not None
            assert len(reading.messages) == len(reading.places) <= reading.total
            for message in reading.messages:
                json.loads(message.payload)
                assert str(UUID(message.id)) == message.id


def frame_up(data: bytes) -> None:
    """What an agent sends over its link: an error that it tells of is one of ours, and an answer is what was asked for."""
    with suppress(msgspec.MsgspecError):
        frame = decode_up(data.decode(errors="replace"))  # a WebSocket's text
        if isinstance(frame, Failed):
            assert isinstance(error_of(frame.fault), NexusError)
        elif isinstance(frame, Part):
            head, *rows = items = decode_items(frame.items) or [None]
            for read in (checks_of, fields_of, names_of, lambda _: page_of(head, rows)):
                with suppress(msgspec.MsgspecError):
                    read(items)


def frame_down(data: bytes) -> None:
    """What the centre sends over an agent's link: rows come out of it as they go into it."""
    with suppress(msgspec.MsgspecError, InvalidInput):
        frame = decode_down(data.decode(errors="replace"))  # as above
        if isinstance(frame, Ask):
            with suppress(NotForUs):
                unseal("plant", bytes(range(32)), frame.connection.sealed)
                raise AssertionError("it opened what nobody has sealed")
            rows = unpacked_rows(frame.rows)
            again = Raw(b"[" + b",".join(packed_rows(rows)) + b"]")
            assert msgspec.json.encode(unpacked_rows(again)) == msgspec.json.encode(rows)


def assignment(data: bytes) -> None:
    """What the centre assigns to an agent, as far as the keys that it recognises."""
    with suppress(msgspec.MsgspecError, ValueError):
        directory = Directory()
        directory.replace(read_assignment(data))
        assert directory.holder_of_key("nobody's", b"") is None


def answer_to_agent(data: bytes) -> None:
    """What the centre answers to two messages: each was taken, or is refused with a reason."""
    with suppress(ValueError):
        body = json.loads(data)
        entries = [Entry(seq, 0, 2, NewMessage(str(seq), "shop", b"{}")) for seq in (7, 8)]
        if isinstance(body, dict):
            found = refusals(entries, body)
            assert found.keys() <= {7, 8}
            assert all(found.values())


_YAML: Final = b"""
applications:
  - {name: shop, dedup: message_id, message_id_path: id, fields: [{name: id, type: integer, required: true}]}
connections:
  - {name: warehouse, connector: sqlite, config: {path: "${env:X}"}}
workflows:
  - name: orders
    sources: [{application: shop}]
    pipelines:
      - {name: p, destination: warehouse, operation: insert, target: orders, mappings: [{source: id, target: id}]}
"""

TARGETS: Final = (
    Target(
        "ingress",
        ingress,
        (
            b"\0\0" + b'{"id": 1, "customer": {"email": "a@b"}, "items": [{"price": 1.5}]}',
            b"\0\0" + b'[{"id": 1}, {"id": 2}]',
            b"\0\1" + b'{"id": 1}\n{"id": 2}\n',
        ),
    ),
    Target(
        "ingress of envelopes",
        lambda data: ingress(data, encryption=True),
        (b"\0\0" + b'{"v":1,"kid":1,"mid":"m","iv":"AAAAAAAAAAAAAAAA","ct":"AAAAAAAAAAAAAAAAAAAAAAAA"}',),
    ),
    Target(
        "envelope", envelope, (b'{"v":1,"kid":1,"mid":"m","iv":"AAAAAAAAAAAAAAAA","ct":"AAAAAAAAAAAAAAAAAAAAAAAA"}',)
    ),
    Target("path", path, (b"customer.email", b"items[0].sku", b"items[].sku", b'$["a b"].c', b"$")),
    Target("template", template, (b"/customers/{payload.customer.id}", b"{{x}} {steps.a.body}")),
    Target(
        "expression", expression, (b"payload.total > 1000.0", b'payload.items.exists(i, i.price == "1.5") ? 1 : [2]')
    ),
    Target(
        "mapping rules",
        rules,
        (
            b'[{"source": "customer.email", "target": "email", "type": "string", "transforms": ["trim", "lower"]}]',
            b'[{"source": "at", "target": "t", "type": "timestamp", "format": "%Y", "timezone": "Europe/Berlin"}]',
            b'[{"expression": "payload.id + 1", "target": "n", "type": "decimal", "on_null": "skip", "default": "0"}]',
        ),
    ),
    Target(
        "definitions",
        definitions,
        (_YAML, b"workflows: [{name: 2026-02-28, x: 0x1f, y: !!binary aGk=, z: 1:30, <<: {a: ~}}]"),
    ),
    Target("cron", cron, (b"*/5 * * * *", b"0 8 1-7 JAN MON#1", b"0 0 L * *")),
    Target("csv", csv, (b"a,b\r\n1,2\r\n", b'a,b\n"x ""y""",\n')),
    Target("csv with columns", csv_with_columns, (b"1;2\n3;4",)),
    Target("mqtt publish", publish, (b"\x32\x0a\x00\x01t\x00\x07\x03\x01\x01\x00hi", b"\x30\x05\x00\x01thi")),
    Target("mqtt topic filter", topic_filter, (b"plant/+/temperature", b"$share/g/a/#")),
    Target("rest answer", rest_answer, (b"\x01\x4b" + b"120\n{}", b"\0\x64" + b"Wed, 21 Oct 2026 07:28:00 GMT\nx")),
    Target("job", job, (b"\x98\xa1m\xa1s\x01\xc4\x02{}\xc4\x00\x01\xa1r\xc4\x00",)),
    Target(
        "dead letter",
        letter,
        (b"\x9f\xa1w\xa1w\xa1p\xa31-0\xa1m\xa1s\x01\xc4\x02{}\xc4\x00\x01\x01\xa1r\xa1f\x01\x90",),
    ),
    Target("stream entry", entry, (b"m\nx\ns\ny\nt\n1\np\n{}", b"t\n\xff\n")),
    Target(
        "forwarded by an agent",
        forwarded,
        (
            b'{"id":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff","payload":{"id":1},"digest":null,"headers":{"request_id":"r"}}\n',
            b'{"id":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff","payload":{"id":1},"digest":"'
            + b"0a" * 20
            + b'","same_body":true}',
        ),
    ),
    Target(
        "agent's link, up",
        frame_up,
        (
            b'{"type":"part","id":"a","items":[[1,1.50],{"columns":["n"]}]}',
            b'{"type":"failed","id":"a","fault":{"kind":"retry","message":"m","indexes":[0],"rejected":[[1,"no"]]}}',
            b'{"type":"status","queue_size":3,"release":"1"}',
        ),
    ),
    Target(
        "agent's link, down",
        frame_down,
        (
            (
                b'{"type":"ask","id":"a","verb":"write","connection":{"id":"c","name":"n","connector":"sqlite","version":1,'
                b'"sealed":"AAAA"},"arguments":{"target":{}},"rows":[{"object":{"n":{"decimal":"1.50"},"t":{"date":"2026-01-02"},'
                b'"l":[{"integer":"9007199254740993"},{"bytes":"AAE="}]}}]}'
            ),
            b'{"type":"more","id":"a","parts":2}',
        ),
    ),
    Target(
        "agent's assignment",
        assignment,
        (
            (
                b'{"id":"a","name":"plant","applications":[{"id":"s","name":"shop","fields":[{"name":"id","type":"integer"}],'
                b'"keys":[{"id":"k","sha256":"00ff","valid_until":"2026-01-02T00:00:00Z"}]}]}'
            ),
        ),
    ),
    Target(
        "answer to an agent",
        answer_to_agent,
        (b'{"ids":["x",null],"errors":[{"index":1,"path":"id","message":"is missing"}]}',),
    ),
    Target("cursor", cursor, (b"WzEsImEiXQ",)),
    Target(
        "store address", address, (b"redis://u:p@h:1/2?timeout=3", b"rediss+sentinel://a,b/m", b"unix:///run/x?db=1")
    ),
)
