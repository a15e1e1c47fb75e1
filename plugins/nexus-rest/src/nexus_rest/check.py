"""The connection test: address, connection, TLS, request, each with what to do if it fails."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from attrs import field, mutable

from nexus import Check, ConfigurationError, Context, NexusError, Unavailable
from nexus_rest.client import Client, Request
from nexus_rest.concealment import concealer
from nexus_rest.config import RestConfig
from nexus_rest.network import Endpoint, tls_context
from nexus_rest.request import TargetTemplate, base_headers, braces
from nexus_rest.verdict import Fate, Judge

T = TypeVar("T")


@mutable
class _Steps:
    """Runs steps until one fails, and remembers what each found."""

    limit: float
    done: list[Check] = field(factory=list)

    async def run(self, name: str, step: Callable[[], Awaitable[T]], remedy: str, message: str = "") -> T | None:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.limit):
                result = await step()
        except ConfigurationError as error:
            self.done.append(Check(name, ok=False, message=str(error), remedy=error.remedy or remedy))
        except TimeoutError:
            self.done.append(Check(name, ok=False, message=f"nothing within {self.limit:g} s", remedy=remedy))
        except (OSError, NexusError) as error:
            self.done.append(Check(name, ok=False, message=str(error), remedy=remedy))
        else:
            elapsed = (time.perf_counter() - started) * 1000
            self.done.append(Check(name, ok=True, message=message or str(result), latency_ms=elapsed))
            return result
        return None


async def check(config: RestConfig, context: Context) -> list[Check]:
    """Try the connection step by step; what comes after a failure is not tried."""
    endpoint = Endpoint.of(config.base_url)
    steps = _Steps(config.timeouts.connect)

    async def resolve() -> str:
        return await asyncio.to_thread(context.egress.resolve, endpoint.host, endpoint.port)

    address = await steps.run("address", resolve, "check the host in base_url and the name service")
    if address is None or not await _reach(steps, config, endpoint, address):
        return steps.done
    if config.health_path is None:
        steps.done.append(
            Check("request", ok=True, message="not tried: set health_path to have the credentials tested")
        )
        return steps.done
    steps.limit = config.timeouts.total + config.timeouts.connect
    await steps.run("request", lambda: _request(config, config.health_path or "/", context), "check that the API is up")
    return steps.done


async def _reach(steps: _Steps, config: RestConfig, endpoint: Endpoint, address: str) -> bool:
    """Connect to the address that was permitted, then agree on TLS."""

    async def connect() -> asyncio.StreamWriter:
        return (await asyncio.open_connection(address, endpoint.port))[1]

    writer = await steps.run(
        "connection", connect, "check the port in base_url, firewalls, and that the server is up", "connected"
    )
    if writer is None:
        return False

    async def encrypt() -> str:
        context = tls_context(config)
        assert context is not None
        try:
            await writer.start_tls(context, server_hostname=endpoint.host)
        except ssl.SSLCertVerificationError as error:
            raise ConfigurationError(f"the certificate is not trusted: {error.verify_message}") from error
        return str(writer.get_extra_info("ssl_object").version())

    try:
        if endpoint.secure:
            remedy = "correct the host in base_url, or give the authority's certificate as tls.ca"
            return await steps.run("tls", encrypt, remedy) is not None
        return True
    finally:
        writer.transport.abort()


async def _request(config: RestConfig, path: str, context: Context) -> str:
    """Fetch the health path with the connection's credentials; any 2xx will do."""
    client = Client(config, context.egress)
    headers = [(name.encode(), value.encode()) for name, value in base_headers(config).values()]
    target = TargetTemplate(config, braces(path), {}).constant
    try:
        response = await client.send(Request(b"GET", target, headers))
    finally:
        await client.close()
    outcome = Judge(f"GET {path}", (), own_resource=False, conceal=concealer(config))(response)
    if outcome.fate is not Fate.STORED:
        raise outcome.error or Unavailable(outcome.reason)
    return f"GET {path} answered {response.status}"
