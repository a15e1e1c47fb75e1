"""One connection to a broker, from its beginning to its end: paho keeps the protocol, the event loop the time."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import define, frozen
from paho.mqtt.client import ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from nexus import ConfigurationError, Egress, NexusError, Unavailable
from nexus_mqtt.config import MqttConfig
from nexus_mqtt.packets import Received, encode_pubacks
from nexus_mqtt.pump import Pump
from nexus_mqtt.reasons import error_of
from nexus_mqtt.tls import tls_context
from nexus_mqtt.transport import PinnedClient

WINDOW: Final = 65_535
"""Messages that may be in flight where a broker says nothing else (MQTT 5, section 3.2.2.3.3)."""


@frozen
class Session:
    """As whom, and with what memory, to connect.

    Attributes:
        client_id: empty: the broker chooses one.
        clean: begin without what the broker has kept for this client id, and keep nothing afterwards.
        kept: nevertheless ask the broker to keep it, to see what it says.
    """

    client_id: str
    clean: bool = False
    kept: bool = False


@define
class Welcome:
    """What the broker says when it accepts.

    Attributes:
        session_present: it has kept the session.
        session_expiry: seconds that it will keep it; None as it was asked for, or with 3.1.1.
        window: how many messages may be published before the first is acknowledged.
    """

    session_present: bool = False
    session_expiry: int | None = None
    window: int = WINDOW


class Link:
    """A connection. Belongs to one event loop; of no use before `connect`, and once only.

    Attributes:
        welcome: what the broker said.
        received: called with each message as it comes.
        ended: called once, when the connection has ended; `error` says why.
    """

    def __init__(self, config: MqttConfig, session: Session, egress: Egress) -> None:
        self.welcome = Welcome()
        self.received: Callable[[Received], None] = _ignore
        self.ended: Callable[[], None] = _nothing
        self._config = config
        self._session = session
        self._client = _client(config, session, egress)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_subscribe = self._on_answer
        self._client.on_unsubscribe = self._on_answer
        self._client.on_publish = self._on_publish
        loop = asyncio.get_running_loop()
        self._new_future = loop.create_future
        self._lost: asyncio.Future[NexusError] = loop.create_future()
        self._accepted: asyncio.Future[None] = loop.create_future()
        self._answers: dict[int, asyncio.Future[Sequence[ReasonCode]]] = {}
        self._published: dict[int, Callable[[ReasonCode | None], None]] = {}
        self._pump: Pump | None = None

    @property
    def is_open(self) -> bool:
        """Whether the connection is there."""
        return self._pump is not None and not self._lost.done()

    @property
    def error(self) -> NexusError:
        """Why the connection ended; asked only once it has."""
        return self._lost.result()

    async def connect(self) -> None:
        """Connect, and wait for the broker's answer.

        Raises:
            Unavailable: it is away, or says that it is busy.
            ConfigurationError: a setting is wrong (``Unauthorized``: the credentials are refused).
        """
        host, seconds = self._config.host, self._config.timeout
        opening = asyncio.ensure_future(asyncio.to_thread(self._open))
        try:
            await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(self._opened_for_nobody)
            raise
        except ssl.SSLCertVerificationError as error:
            remedy = "correct the host, or give the authority's certificate as tls.ca"
            raise ConfigurationError(
                f"the certificate is not trusted: {error.verify_message}", remedy=remedy
            ) from error
        except (OSError, ValueError) as error:  # paho raises ValueError for a WebSocket that is none
            raise Unavailable(f"{host}:{self._config.real_port} cannot be reached: {error}") from error
        self._pump = Pump(self._client, self._receive, self._end, version_5=self._config.version == "5")
        self._pump.start()
        try:
            async with asyncio.timeout(seconds):
                await self._either(self._accepted)
        except TimeoutError:
            self._abandon()
            raise Unavailable(f"{host} is connected and does not answer within {seconds:g} s") from None
        except BaseException:
            self._abandon()
            raise

    def close(self, *, forget: bool = False) -> None:
        """Disconnect; the broker keeps the session as agreed, or is told to ``forget`` it."""
        if self._pump is not None and self.is_open:
            farewell = None
            if forget and self._config.version == "5":
                farewell = Properties(PacketTypes.DISCONNECT)  # type: ignore[no-untyped-call] # as paho has it
                farewell.SessionExpiryInterval = 0
            self._client.disconnect(properties=farewell)
            self._pump.flush()  # paho closes the socket when DISCONNECT is written
        self._abandon()

    def pause(self) -> None:
        """Read nothing more for now."""
        if self._pump is not None:
            self._pump.pause()

    def resume(self) -> None:
        """Read again."""
        if self._pump is not None:
            self._pump.resume()

    def acknowledge(self, messages: Sequence[Received]) -> None:
        """Acknowledge messages of QoS 1 in the order given; they leave in one write (MQTT 5, section 4.6)."""
        if self._pump is not None and self.is_open:
            self._pump.send(encode_pubacks(message.mid for message in messages if message.qos))

    async def subscribe(self, filters: Sequence[tuple[str, int, bool]]) -> Sequence[ReasonCode]:
        """Subscribe to (filter, QoS, retained) and return the broker's answer to each.

        Messages that the broker has kept are sent for a new subscription, not for one that the session has (MQTT 5).

        Raises:
            Unavailable: the connection is lost, or no answer came.
        """
        if self._config.version == "5":
            given: list[Any] = [
                (topic, SubscribeOptions(qos=qos, retainHandling=1 if retained else 2, retainAsPublished=True))
                for topic, qos, retained in filters
            ]
        else:
            given = [(topic, qos) for topic, qos, _ in filters]
        return await self._ask(self._client.subscribe(given)[1])

    async def unsubscribe(self, filters: Sequence[str]) -> None:
        """End subscriptions; one that the session does not have is none the worse for it."""
        await self._ask(self._client.unsubscribe(list(filters))[1])

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        qos: int,
        retain: bool,
        properties: Properties | None,
        done: Callable[[ReasonCode | None], None],
    ) -> None:
        """Publish; ``done`` is called with the broker's answer, or with None if the connection is lost before it.

        No more than ``welcome.window`` may be without an answer.

        Raises:
            ValueError: the topic or the payload is none.
        """
        info = self._client.publish(topic, payload, qos, retain, properties)
        if self.is_open:
            self._published[info.mid] = done
        else:
            done(None)

    # -- below ---------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Connect in a thread: names, TCP, TLS and WebSocket take their time."""
        client, config = self._client, self._config
        if config.version == "5":
            lasting = self._session.kept or not self._session.clean
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # as paho has it
            properties.SessionExpiryInterval = config.session_expiry if lasting else 0
            properties.ReceiveMaximum = config.max_inflight
            client.connect(
                config.host, config.real_port, config.keep_alive, clean_start=self._session.clean, properties=properties
            )
        else:
            client.connect(config.host, config.real_port, config.keep_alive)

    def _opened_for_nobody(self, opening: asyncio.Future[None]) -> None:
        if not opening.cancelled() and opening.exception() is None:
            self._abandon()

    def _abandon(self) -> None:
        """Close the socket, if it is there, and tell who waits."""
        self._end(Unavailable("the connection was closed"))
        if self._client.buffer is not None:
            self._client.buffer.close()

    def _end(self, error: NexusError) -> None:
        if self._lost.done():
            return
        self._lost.set_result(error)
        if self._pump is not None:
            self._pump.stop()
        published, self._published = self._published, {}
        for tell in published.values():
            tell(None)
        self.ended()

    async def _ask(self, mid: int | None) -> Sequence[ReasonCode]:
        if mid is None or self._pump is None or not self.is_open:
            raise Unavailable("the connection to the broker is lost")
        answer = self._answers.setdefault(mid, self._new_future())
        self._pump.flush()
        try:
            async with asyncio.timeout(self._config.timeout):
                await self._either(answer)
        except TimeoutError:
            raise Unavailable(f"the broker does not answer within {self._config.timeout:g} s") from None
        finally:
            self._answers.pop(mid, None)
        return answer.result()

    async def _either(self, wanted: asyncio.Future[Any]) -> None:
        """Wait for an answer; raise what ended the connection before it."""
        await asyncio.wait([wanted, self._lost], return_when=asyncio.FIRST_COMPLETED)
        if not wanted.done():
            raise self._lost.result()

    def _receive(self, message: Received) -> None:
        self.received(message)

    # -- what paho tells -----------------------------------------------------------------------------------------------

    def _on_connect(
        self, _client: Any, _userdata: Any, flags: ConnectFlags, code: ReasonCode, properties: Properties | None
    ) -> None:
        if code.is_failure:
            self._end(error_of(code, "the connection"))
            return
        said: dict[str, Any] = properties.json() if properties is not None else {}  # type: ignore[no-untyped-call]
        window = min(self._config.max_inflight, said.get("ReceiveMaximum", WINDOW))
        self.welcome = Welcome(flags.session_present, said.get("SessionExpiryInterval"), window)
        if not self._accepted.done():
            self._accepted.set_result(None)

    def _on_disconnect(
        self, _client: Any, _userdata: Any, flags: DisconnectFlags, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self._end(error_of(code, "to go on"))
        else:
            self._end(Unavailable("the connection to the broker was lost"))

    def _on_answer(
        self, _client: Any, _userdata: Any, mid: int, codes: Sequence[ReasonCode], _properties: Properties | None
    ) -> None:
        answer = self._answers.setdefault(mid, self._new_future())
        if not answer.done():
            answer.set_result(codes)

    def _on_publish(
        self, _client: Any, _userdata: Any, mid: int, code: ReasonCode, _properties: Properties | None
    ) -> None:
        tell = self._published.pop(mid, None)
        if tell is not None:
            tell(code)


def _ignore(_: Received) -> None:
    pass


def _nothing() -> None:
    pass


def _client(config: MqttConfig, session: Session, egress: Egress) -> PinnedClient:
    is_5 = config.version == "5"
    client = PinnedClient(
        egress.resolve,
        CallbackAPIVersion.VERSION2,
        client_id=session.client_id,
        clean_session=None if is_5 else session.clean,
        protocol=MQTTProtocolVersion.MQTTv5 if is_5 else MQTTProtocolVersion.MQTTv311,
        transport=config.transport,
        reconnect_on_failure=False,
        manual_ack=True,
    )
    client.connect_timeout = config.timeout
    client.max_inflight_messages_set(0)  # whoever publishes keeps to the window
    if config.username is not None or config.password is not None:
        client.username_pw_set(config.username or "", config.password.reveal() if config.password else None)
    context = tls_context(config.tls)
    if context is not None:
        client.tls_set_context(context)
    if config.transport == "websockets":
        client.ws_set_options(path=config.path)
    return client
