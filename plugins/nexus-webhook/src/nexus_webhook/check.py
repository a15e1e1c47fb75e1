"""The connection tests: can the endpoint be reached; can the listener listen."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from nexus import Check, ConfigurationError, Context, NexusError
from nexus_webhook.client import Client
from nexus_webhook.config import ListenerConfig, WebhookConfig

T = TypeVar("T")


async def check_endpoint(config: WebhookConfig, context: Context) -> Sequence[Check]:
    """Look the endpoint up, and have it answer. No webhook is sent: it would be taken for one."""
    found: list[Check] = []
    host = config.address.hostname or ""
    port = config.address.port or (443 if config.address.scheme == "https" else 80)

    async def resolve() -> str:
        return await asyncio.to_thread(context.egress.resolve, host, port)

    if await _step(found, "address", resolve, config.timeout, "check the host in url and the name service") is None:
        return found
    remedy = "check url, firewalls and certificates, and that the server is up"
    if await _step(found, "answer", lambda: _asked(config, context), config.timeout + 1, remedy) is not None:
        found.append(Check("signature", ok=True, message="not tried: only the receiver can verify a signature"))
    return found


async def _asked(config: WebhookConfig, context: Context) -> str:
    """Send OPTIONS, which has no effect (RFC 9110 section 9.2.1): any answer shows that the endpoint's server is there."""
    client = Client(config, context.egress)
    try:
        answer = await client.send("OPTIONS", [("host", config.address.netloc), ("user-agent", "nexus-webhook")])
    finally:
        await client.close()
    return f"OPTIONS was answered {answer.status}"


async def check_listener(config: ListenerConfig, context: Context) -> Sequence[Check]:  # noqa: ARG001 — the contract's signature
    """Say whether something listens, and on what."""
    places = ", ".join(one.path for one in config.endpoints) or "no endpoint"
    remedy = "" if config.endpoints else "name at least one path and its secret"
    found = [Check("endpoints", ok=bool(config.endpoints), message=places, remedy=remedy)]
    started = time.perf_counter()
    with socket.socket() as probe:
        probe.settimeout(1.0)
        listens = await asyncio.to_thread(probe.connect_ex, (_reachable(config.host), config.port)) == 0
    told = "something listens there: the receiver that runs this source, or another program" if listens else "is free"
    found.append(
        Check("port", ok=True, message=f"{config.port} {told}", latency_ms=(time.perf_counter() - started) * 1000)
    )
    return found


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 — compared, not bound


async def _step(
    found: list[Check], name: str, step: Callable[[], Awaitable[str]], seconds: float, remedy: str
) -> str | None:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(seconds):
            result = await step()
    except ConfigurationError as error:
        found.append(Check(name, ok=False, message=str(error), remedy=error.remedy or remedy))
    except TimeoutError:
        found.append(Check(name, ok=False, message=f"nothing within {seconds:g} s", remedy=remedy))
    except (OSError, ValueError, NexusError) as error:
        found.append(Check(name, ok=False, message=str(error), remedy=remedy))
    else:
        found.append(Check(name, ok=True, message=result, latency_ms=(time.perf_counter() - started) * 1000))
        return result
    return None
