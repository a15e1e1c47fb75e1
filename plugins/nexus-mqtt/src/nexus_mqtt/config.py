"""Settings of a connection to an MQTT broker, of its subscriptions, and of a pipeline that publishes."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, Literal

from nexus import FieldDocument
from nexus.config import Secret, define, field
from nexus_mqtt.topics import check_filter, overlap

SHARE: Final = "nexus"
"""Name of the group in which several instances share subscriptions, where none is given."""


@define
class Tls:
    """How the broker proves who it is, and how Nexus does where the broker asks."""

    enabled: bool = field(default=False, title="TLS", help="Encrypt the connection.")
    verify: bool = field(default=True, title="Verify the certificate", help="Off accepts any broker: for trials only.")
    ca: str | None = field(default=None, title="Own CA", help="PEM; replaces the public authorities.", multiline=True)
    client_certificate: str | None = field(default=None, title="Client certificate", help="PEM.", multiline=True)
    client_key: Secret | None = field(default=None, title="Client key", help="PEM.", multiline=True)
    client_key_password: Secret | None = field(default=None, title="Password of the key")

    def __attrs_post_init__(self) -> None:
        if (self.client_certificate is None) != (self.client_key is None):
            raise ValueError("client_certificate and client_key belong together: give both or none")
        if not self.enabled and (self.ca is not None or self.client_certificate is not None):
            raise ValueError("certificates are given, but TLS is off: set enabled")


@define
class Csv:
    """How payloads of the format csv are read: each row is a message of its own."""

    delimiter: str = field(default=",", title="Delimiter", min_length=1, pattern=r"[^\r\n\"]")
    columns: tuple[str, ...] = field(
        default=(), title="Columns", help="Names of the columns; without them the first row of each payload names them."
    )

    def __attrs_post_init__(self) -> None:
        if len(set(self.columns)) != len(self.columns) or not all(self.columns):
            raise ValueError("columns: every column has a name of its own")


@define
class MqttSubscription:
    """What is received by one topic filter, and what its messages look like."""

    name: str = field(title="Name", help="What workflows name it by.", pattern=r"[A-Za-z0-9][A-Za-z0-9 _.-]*")
    topic: str = field(
        title="Topic filter", help="+ stands for one level, # at the end for all below.", placeholder="plant/+/orders/#"
    )
    qos: Literal[0, 1] = field(
        default=1,
        title="QoS",
        help="1: the broker keeps a message until it is stored here. 0: what comes while nothing can be stored is lost.",
    )
    format: Literal["json", "raw", "csv", "base64"] = field(
        default="json",
        title="Format",
        help="json: as it is. raw: text becomes a JSON string. csv: each row becomes an object. base64: bytes as a string.",
    )
    csv: Csv = field(factory=Csv, title="CSV", advanced=True)
    retained: bool = field(
        default=True, title="Retained messages", help="Take what the broker has kept when the subscription is made."
    )
    fields: tuple[FieldDocument, ...] = field(
        default=(), title="Fields", help="What messages must look like; others become dead letters."
    )
    allow_unknown: bool = field(default=True, title="Take fields that are not listed")
    message_id_path: str | None = field(
        default=None, title="Path of the sender's message id", help="A message that comes again is then taken once."
    )
    message_id_property: str | None = field(
        default=None,
        title="User property with the message id",
        help="The same, where publishers send it as an MQTT 5 user property.",
        advanced=True,
    )

    def __attrs_post_init__(self) -> None:
        check_filter(self.topic)


@define
class MqttConfig:
    """An MQTT broker."""

    host: str = field(title="Host", help="Name or address of the broker.", min_length=1)
    port: int | None = field(
        default=None,
        title="Port",
        help="Without it 1883, 8883 with TLS; for WebSocket 80 and 443.",
        minimum=1,
        maximum=65535,
    )
    version: Literal["5", "3.1.1"] = field(default="5", title="MQTT version")
    transport: Literal["tcp", "websockets"] = field(default="tcp", title="Transport")
    path: str = field(default="/mqtt", title="Path", help="For WebSocket.", pattern="/[!-~]*", advanced=True)
    username: str | None = field(default=None, title="User name")
    password: Secret | None = field(default=None, title="Password")
    tls: Tls = field(factory=Tls, title="TLS", group="TLS")
    subscriptions: tuple[MqttSubscription, ...] = field(
        default=(), title="Subscriptions", help="What workflows can take messages from."
    )
    instances: int = field(
        default=1,
        title="Instances",
        help="So many clients share the subscriptions, on as many receivers as there are; order is then not kept.",
        group="Scale",
        minimum=1,
        maximum=64,
        advanced=True,
    )
    share: str | None = field(
        default=None,
        title="Share group",
        help="Subscribe as $share/GROUP/…: with others of that group, each message goes to one.",
        group="Scale",
        pattern=r"[^/+#]+",
        advanced=True,
    )
    client_id: str | None = field(
        default=None,
        title="Client id",
        help="Without it one that stays the same. With several instances -0, -1 … is added.",
        pattern=r"[!-~]{1,200}",
        advanced=True,
    )
    session_expiry: int = field(
        default=7 * 24 * 3600,
        title="Session expiry",
        help="Seconds that the broker keeps the session, and what is queued in it, while no receiver is connected.",
        group="Limits",
        minimum=60,
        maximum=0xFFFFFFFF,
        advanced=True,
    )
    max_inflight: int = field(
        default=2000,
        title="Messages in flight",
        help="So many may come before the first is acknowledged (MQTT 5; with 3.1.1 the broker's setting counts).",
        group="Limits",
        minimum=1,
        maximum=65535,
        advanced=True,
    )
    keep_alive: int = field(
        default=30, title="Keep alive", help="Seconds.", group="Limits", minimum=5, maximum=3600, advanced=True
    )
    timeout: float = field(
        default=10.0,
        title="Time-out",
        help="Seconds for connecting, and for each answer.",
        group="Limits",
        minimum=0.1,
        maximum=300,
        advanced=True,
    )

    def __attrs_post_init__(self) -> None:
        if self.password is not None and self.username is None and self.version != "5":
            raise ValueError("password: MQTT 3.1.1 has no password without a user name")
        names = [one.name for one in self.subscriptions]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"subscriptions: {name!r} stands there twice")
        if self.version == "3.1.1":
            self._refuse_properties()
        self._refuse_overlaps()

    def _refuse_properties(self) -> None:
        for one in self.subscriptions:
            if one.message_id_property is not None:
                raise ValueError(f"subscriptions: {one.name}: message_id_property needs MQTT 5, version is 3.1.1")

    def _refuse_overlaps(self) -> None:
        """A message that fits two filters comes once from some brokers and twice from others (MQTT 5, section 3.3.4)."""
        for one, other in combinations(self.subscriptions, 2):
            if overlap(one.topic, other.topic):
                raise ValueError(
                    f"subscriptions: {one.name} ({one.topic}) and {other.name} ({other.topic}) overlap, and a message of "
                    "both would come once or twice, as the broker likes: use one filter, or two connections"
                )

    @property
    def real_port(self) -> int:
        """The port to connect to."""
        if self.port is not None:
            return self.port
        ports = {("tcp", False): 1883, ("tcp", True): 8883, ("websockets", False): 80, ("websockets", True): 443}
        return ports[self.transport, self.tls.enabled]

    def filter_of(self, subscription: MqttSubscription) -> str:
        """The topic filter as the broker is told it."""
        group = self.share or (SHARE if self.instances > 1 else None)
        return subscription.topic if group is None else f"$share/{group}/{subscription.topic}"

    def named(self, names: Sequence[str]) -> list[MqttSubscription]:
        """The subscriptions of these names."""
        return [one for one in self.subscriptions if one.name in names]


@define
class MqttOptions:
    """How one pipeline publishes."""

    qos: Literal[0, 1, 2] = field(
        default=1, title="QoS", help="0: nobody says that a message arrived, and one that is lost stays lost."
    )
    retain: bool = field(default=False, title="Retain", help="The broker keeps the last message of each topic.")
    payload: str | None = field(
        default=None, title="Payload", help="Field whose value is the payload, text or bytes; else the row as JSON."
    )
    properties: Mapping[str, str] = field(
        factory=dict, title="User properties", help="MQTT 5; values may hold {field} and {message.id}."
    )
    content_type: str | None = field(default=None, title="Content type", help="MQTT 5.", advanced=True)
    expiry: int | None = field(
        default=None,
        title="Message expiry",
        help="Seconds after which the broker forgets it (MQTT 5).",
        minimum=1,
        maximum=0xFFFFFFFF,
        advanced=True,
    )
    omit_topic_fields: bool = field(
        default=False,
        title="Leave topic fields out of the payload",
        help="Fields that the topic uses are not sent again.",
    )
