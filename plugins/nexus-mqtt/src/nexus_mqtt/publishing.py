"""What one row becomes: topic, payload and properties of a PUBLISH."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from attrs import frozen
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from nexus import ConfigurationError, WriteTarget
from nexus_mqtt.config import MqttConfig, MqttOptions
from nexus_mqtt.topics import check_topic, topic_value

_PLACE: Final = re.compile(r"\{\{|\}\}|\{\s*([^{}\s]+)\s*\}|[{}]")
_MESSAGE_ID: Final = "message.id"
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


@frozen
class Publication:
    """A message to publish; ``properties`` is None with MQTT 3.1.1."""

    topic: str
    payload: bytes
    properties: Properties | None


class Template:
    """A text with ``{field}`` and ``{message.id}`` in it; ``{{`` and ``}}`` are braces.

    Raises:
        ConfigurationError: its braces do not match.
    """

    def __init__(self, text: str, path: str) -> None:
        self._parts: list[tuple[str, str | None]] = []
        at = 0
        for found in _PLACE.finditer(text):
            if found[0] in "{}":
                raise ConfigurationError(
                    f"{text!r} has a brace without its other",
                    path=path,
                    remedy="write {field}, or {{ and }} for braces",
                )
            literal = found[0][0] if found[1] is None else ""
            self._parts.append((text[at : found.start()] + literal, found[1]))
            at = found.end()
        self._parts.append((text[at:], None))

    @property
    def places(self) -> frozenset[str]:
        """Names of the places."""
        return frozenset(place for _, place in self._parts if place is not None)

    def fill(self, row: Any, message_id: str, convert: Callable[[str], str] = str) -> str:
        """Return the text with each place's value.

        Raises:
            ValueError: a value is missing, null or no plain value, or ``convert`` refuses it.
        """
        return "".join(
            text if place is None else text + convert(_plain(_value(row, place, message_id), place))
            for text, place in self._parts
        )


class Publications:
    """Makes publications of one pipeline's rows.

    Raises:
        ConfigurationError: topic or options cannot work.
    """

    def __init__(self, config: MqttConfig, target: WriteTarget, options: MqttOptions) -> None:
        if not target.target:
            raise ConfigurationError("no topic is named", path="target", remedy="set target: plant/{machine}/orders")
        self._topic = Template(target.target, "target")
        if not self._topic.places:
            try:
                check_topic(target.target)
            except ValueError as error:
                raise ConfigurationError(str(error), path="target", remedy="name a topic without + and #") from error
        self._options = options
        self._version_5 = config.version == "5"
        if not self._version_5 and (options.properties or options.content_type or options.expiry):
            raise ConfigurationError(
                "properties, content_type and expiry need MQTT 5",
                path="options",
                remedy="set version: 5 in the connection",
            )
        self._properties = {name: Template(text, "options.properties") for name, text in options.properties.items()}

    @property
    def topic_depends_on_row(self) -> bool:
        """Whether each row may go to a topic of its own."""
        return bool(self._topic.places)

    def of(self, row: Any, message_id: str) -> Publication:
        """Return what ``row`` becomes.

        Raises:
            ValueError: the row lacks something, or a value cannot stand where it should.
        """
        topic = check_topic(self._topic.fill(row, message_id, topic_value))
        return Publication(topic, self._payload(row), self._properties_of(row, message_id))

    def _payload(self, row: Any) -> bytes:
        name = self._options.payload
        if name is None:
            if self._options.omit_topic_fields and isinstance(row, Mapping):
                row = {key: value for key, value in row.items() if key not in self._topic.places}
            return _encode(row)
        value = _value(row, name, "")
        return bytes(value) if isinstance(value, bytes | bytearray) else _plain(value, name).encode()

    def _properties_of(self, row: Any, message_id: str) -> Properties | None:
        options = self._options
        if not self._version_5 or not (self._properties or options.content_type or options.expiry):
            return None
        made = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call] # as paho has it
        if options.content_type:
            made.ContentType = options.content_type
        if options.expiry:
            made.MessageExpiryInterval = options.expiry
        if self._properties:
            made.UserProperty = [(name, one.fill(row, message_id)) for name, one in self._properties.items()]
        return made


def _value(row: Any, place: str, message_id: str) -> Any:
    if place == _MESSAGE_ID:
        return message_id
    if isinstance(row, Mapping) and place in row:
        return row[place]
    value = row
    for name in place.split("."):
        if not isinstance(value, Mapping) or name not in value:
            raise ValueError(f"the row has no field {place!r}, which the message needs")
        value = value[name]
    return value


def _plain(value: Any, place: str) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case int() | float() | UUID():
            return str(value)
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case _:
            kind = "null" if value is None else type(value).__name__
            raise ValueError(f"the field {place!r} is {kind}: only plain values have a text")
