"""The connection test: address, connection, subscriptions, and what of the broker's settings could lose messages."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from attrs import field, mutable

from nexus import Check, ConfigurationError, Context, NexusError
from nexus_mqtt.config import MqttConfig
from nexus_mqtt.link import Link, Session
from nexus_mqtt.reasons import error_of

T = TypeVar("T")

LIMITS: Final = (
    "the broker queues messages while nothing is connected, up to limits of its own that it does not tell. "
    "What it drops then it has acknowledged to publishers and Nexus never sees"
)
LIMITS_REMEDY: Final = (
    "see that it keeps sessions on disk and queues enough: mosquitto needs persistence true, autosave_on_changes, "
    "max_queued_messages 0, and no persistent_client_expiration shorter than an outage"
)


@mutable
class _Steps:
    """Runs steps and remembers what each found."""

    done: list[Check] = field(factory=list)

    async def run(self, name: str, step: Callable[[], Awaitable[T]], remedy: str, message: str) -> T | None:
        started = time.perf_counter()
        try:
            result = await step()
        except ConfigurationError as error:
            self.done.append(Check(name, ok=False, message=str(error), remedy=error.remedy or remedy))
        except (OSError, NexusError) as error:
            self.done.append(Check(name, ok=False, message=str(error), remedy=remedy))
        else:
            elapsed = (time.perf_counter() - started) * 1000
            self.done.append(Check(name, ok=True, message=message.format(result), latency_ms=elapsed))
            return result
        return None


async def check(config: MqttConfig, context: Context) -> list[Check]:
    """Try the connection step by step, under a client id of its own: the sources of this connection go on."""
    steps = _Steps()
    base = config.client_id or "nexus"
    link = Link(config, Session(f"{base}-check-{secrets.token_hex(4)}", clean=True, kept=True), context.egress)

    async def resolve() -> str:
        return await asyncio.to_thread(context.egress.resolve, config.host, config.real_port)

    async def connect() -> str:
        await link.connect()
        return f"MQTT {config.version}" + (" with TLS" if config.tls.enabled else "")

    if await steps.run("address", resolve, "check the host and the name service", "{}") is None:
        return steps.done
    remedy = "check host, port, transport and tls, firewalls, and that the broker is up; set version as it speaks"
    if await steps.run("connection", connect, remedy, "connected by {}") is None:
        return steps.done
    try:
        for one in config.subscriptions:

            async def subscribe(topic: str = config.filter_of(one), qos: int = one.qos) -> str:
                return await _subscribe(link, topic, qos)

            await steps.run(f"subscription {one.name}", subscribe, "allow this user to subscribe to it", "{}")
    finally:
        link.close(forget=True)
    return [*steps.done, *_settings(config, link)]


async def _subscribe(link: Link, topic: str, qos: int) -> str:
    [code] = await link.subscribe([(topic, qos, False)])
    if code.is_failure:
        raise error_of(code, f"the subscription to {topic}")
    if code.value < qos:
        raise ConfigurationError(
            f"the broker grants {topic} QoS 0 only: messages could be lost",
            remedy="allow QoS 1 on the broker, or set qos: 0",
        )
    return f"{topic} with QoS {code.value}"


def _settings(config: MqttConfig, link: Link) -> list[Check]:
    """What is known of the broker's own settings (reliability 19)."""
    found = []
    granted = link.welcome.session_expiry
    if granted is not None and granted < config.session_expiry:
        found.append(
            Check(
                "session",
                ok=False,
                message=f"the broker forgets the session, with all that is queued in it, {granted} s after a receiver left; "
                f"{config.session_expiry} s were asked for",
                remedy="raise the broker's longest session expiry, or lower session_expiry to what an outage may take",
            )
        )
    elif config.subscriptions:
        found.append(Check("session", ok=True, message=f"kept for {config.session_expiry} s without a receiver"))
    if config.subscriptions:
        found.append(Check("broker limits", ok=True, message=LIMITS, remedy=LIMITS_REMEDY))
    if config.password is not None and not config.tls.enabled:
        text = "the password is sent as it is, and can be read on the way"
        found.append(Check("encryption", ok=True, message=text, remedy="set tls.enabled"))
    return found
