"""Receives from a broker: what it acknowledges is stored, in the order in which it came (reliability 18)."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from logging import Logger
from typing import Any, Final

from attrs import frozen

from nexus import ConfigurationError, Emit, SourceContext, SourceMessage, Subscription
from nexus_mqtt.config import MqttConfig, MqttSubscription
from nexus_mqtt.formats import Reader, reader_of
from nexus_mqtt.link import Link, Session
from nexus_mqtt.packets import Received
from nexus_mqtt.reasons import error_of
from nexus_mqtt.topics import matches

BATCH: Final = 1000
"""Messages that are emitted together, at most."""

BATCH_BYTES: Final = 4 * 1024 * 1024

MOST_WAITING: Final = 20_000
"""Messages that wait to be emitted: above, nothing more is read. Only QoS 0 gets there, QoS 1 is bounded by max_inflight."""


def subscriptions(config: MqttConfig) -> Sequence[Subscription]:
    """Return what workflows can take messages from."""
    return [
        Subscription(one.name, one.fields, allow_unknown=one.allow_unknown, message_id_path=one.message_id_path)
        for one in config.subscriptions
    ]


def instances(config: MqttConfig) -> int:
    """Return how many clients may share the subscriptions."""
    return config.instances


def open_source(config: MqttConfig, context: SourceContext) -> "MqttSource":
    """Open one instance.

    Raises:
        ConfigurationError: there is nothing to receive.
    """
    if not config.subscriptions:
        raise ConfigurationError(
            "it has no subscriptions", path="subscriptions", remedy="name at least one topic filter"
        )
    return MqttSource(config, context)


class MqttSource:
    """One client of the broker, with a session that outlives it.

    Each call of `run` is one generation: a new connection, whose messages are acknowledged on it and on no other. What it
    has received and not acknowledged when it ends comes again on the next.
    """

    def __init__(self, config: MqttConfig, context: SourceContext) -> None:
        self._config = config
        self._context = context
        self._wanted = config.named(list(context.subscriptions))
        self._ways = Ways(self._wanted, context.logger)

    async def run(self, emit: Emit) -> None:
        """Receive until cancelled; see `nexus.Source.run`."""
        link = Link(self._config, Session(client_id(self._config, self._context.identity)), self._context.egress)
        inbox = _Inbox(link)
        await link.connect()
        try:
            await self._subscribe(link)
            self._context.connected()
            while True:
                await self._take(link, await inbox.batch(), emit)
        finally:
            link.close()

    def close(self) -> None:
        """Nothing is left open when ``run`` has ended."""

    async def _take(self, link: Link, batch: Sequence[Received], emit: Emit) -> None:
        """Store a batch, then acknowledge it; once begun both are done, also when the source is to stop."""
        found: list[SourceMessage] = []
        for message in batch:
            self._ways.read(message, found)
        storing = asyncio.ensure_future(emit(found))
        try:
            await asyncio.shield(storing)
        except asyncio.CancelledError:
            await asyncio.wait([storing])
            if not storing.exception():
                link.acknowledge(batch)
            raise
        if link.is_open:  # else it would be another generation's
            link.acknowledge(batch)

    async def _subscribe(self, link: Link) -> None:
        config = self._config
        others = [config.filter_of(one) for one in config.subscriptions if one not in self._wanted]
        if others and link.welcome.session_present:
            await link.unsubscribe(others)
        if not self._wanted:
            return
        asked = [(config.filter_of(one), one.qos, one.retained) for one in self._wanted]
        for one, code in zip(self._wanted, await link.subscribe(asked), strict=True):
            if code.is_failure:
                raise error_of(code, f"the subscription {one.name!r} ({config.filter_of(one)})")
            if code.value < one.qos:
                raise ConfigurationError(
                    f"the broker grants the subscription {one.name!r} QoS 0 only: messages could be lost",
                    path="subscriptions",
                    remedy="allow QoS 1 on the broker, or set qos: 0",
                )


@frozen
class _Way:
    """A subscription and what reads its payloads."""

    subscription: MqttSubscription
    read: Reader


class Ways:
    """From what came to what is handed over, by the subscription whose topic filter it fits."""

    def __init__(self, wanted: Sequence[MqttSubscription], logger: Logger) -> None:
        self._ways = [_Way(one, reader_of(one)) for one in wanted]
        self._logger = logger
        self._strangers: set[str] = set()
        self._by_topic: dict[str, _Way | None] = {}

    def read(self, message: Received, found: list[SourceMessage]) -> None:
        """Add to ``found`` what ``message`` holds: one message, several rows, none, or one that cannot be read."""
        way = self._way(message.topic)
        if way is None:
            self._warn_of(message.topic)
            return
        subscription = way.subscription
        if message.retain and not subscription.retained:
            return
        about = metadata(message)
        own = _own_id(subscription, about)
        try:
            payloads = way.read(message.payload)
        except ValueError as error:
            found.append(SourceMessage(message.payload, own, about, str(error), subscription.name))
            return
        if own is not None and len(payloads) > 1:
            found += [
                SourceMessage(payload, f"{own}/{row}", about, "", subscription.name)
                for row, payload in enumerate(payloads, 1)
            ]
        else:
            found += [SourceMessage(payload, own, about, "", subscription.name) for payload in payloads]

    def _way(self, topic: str) -> _Way | None:
        if topic not in self._by_topic:
            if len(self._by_topic) > 10_000:  # topics may carry ids
                self._by_topic.clear()
            ways = (way for way in self._ways if matches(way.subscription.topic, topic))
            self._by_topic[topic] = next(ways, None)
        return self._by_topic[topic]

    def _warn_of(self, topic: str) -> None:
        """Tell once of messages that no subscription asks for any more: the session still has a former one."""
        if len(self._strangers) < 100 and topic not in self._strangers:
            self._strangers.add(topic)
            self._logger.warning(
                "messages of %r are left out: no subscription has this topic, but the broker's session still does",
                topic,
            )


class _Inbox:
    """What has come and was not emitted yet."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._waiting: deque[Received] = deque()
        self._news = asyncio.Event()
        self._full = False
        link.received, link.ended = self.add, self._news.set

    def add(self, message: Received) -> None:
        """Take in one message; called for each, so it does next to nothing."""
        self._waiting.append(message)
        if len(self._waiting) == 1:
            self._news.set()
        elif len(self._waiting) >= MOST_WAITING and not self._full:
            self._full = True
            self._link.pause()

    async def batch(self) -> list[Received]:
        """Return what has come, or wait for it; raises what ended the connection."""
        while not self._waiting and self._link.is_open:
            self._news.clear()
            await self._news.wait()
        if not self._link.is_open:  # what has come on it comes again: nobody could acknowledge it
            raise self._link.error
        found: list[Received] = []
        size = 0
        while self._waiting and len(found) < BATCH and size < BATCH_BYTES:
            message = self._waiting.popleft()
            size += len(message.payload)
            found.append(message)
        if self._full and len(self._waiting) < MOST_WAITING // 2:
            self._full = False
            self._link.resume()
        return found


def client_id(config: MqttConfig, identity: str) -> str:
    """Return the client id of an instance: the same wherever it runs, so that its session is found again."""
    if config.client_id is None:
        return f"nexus-{identity}"
    return config.client_id if config.instances == 1 else f"{config.client_id}-{identity.rpartition('-')[2]}"


def metadata(message: Received) -> dict[str, Any]:
    """Return what mappings reach under ``message.headers``."""
    about: dict[str, Any] = {
        "topic": message.topic,
        "levels": message.topic.split("/"),
        "qos": message.qos,
        "retained": message.retain,
    }
    properties = message.properties
    if properties is None:
        return about
    pairs = getattr(properties, "UserProperty", None)  # paho has an attribute for each property that came
    if pairs:
        about["properties"] = _user_properties(pairs)
    for name, key in (("ContentType", "content_type"), ("ResponseTopic", "response_topic")):
        value = getattr(properties, name, None)
        if value is not None:
            about[key] = value
    correlation = getattr(properties, "CorrelationData", None)
    if correlation is not None:
        about["correlation"] = correlation.hex()
    return about


def _user_properties(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for name, value in pairs:
        if name not in found:
            found[name] = value
        elif isinstance(before := found[name], list):
            before.append(value)
        else:
            found[name] = [before, value]
    return found


def _own_id(subscription: MqttSubscription, about: Mapping[str, Any]) -> str | None:
    if subscription.message_id_property is None:
        return None
    value = about.get("properties", {}).get(subscription.message_id_property)
    return value if isinstance(value, str) and value else None
