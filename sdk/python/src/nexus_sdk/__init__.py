"""Sends messages to Nexus, sync and async, losing none. Begin with `NexusClient` or `AsyncNexusClient`."""

from nexus_sdk.answers import Receipt
from nexus_sdk.async_client import AsyncNexusClient
from nexus_sdk.backoff import Retry
from nexus_sdk.buffer_options import BufferOptions
from nexus_sdk.client import NexusClient
from nexus_sdk.core import MessageReceipt
from nexus_sdk.encryption import Encryption, Envelope, Sealer
from nexus_sdk.errors import (
    BufferFull,
    ConfigurationError,
    ConnectionFailed,
    Fate,
    Fault,
    InvalidMessage,
    KeyReused,
    NexusError,
    Problem,
    RateLimited,
    Refused,
    SpoolFailed,
    Summary,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from nexus_sdk.logs import NexusHandler, log_message
from nexus_sdk.options import ClientOptions, SendBatchOptions, SendManyOptions, SendOptions
from nexus_sdk.serialize import Message
from nexus_sdk.spool import Spool
from nexus_sdk.sqlite_spool import SqliteSpool
from nexus_sdk.trace import TraceSource, new_traceparent

__all__ = [
    "AsyncNexusClient",
    "BufferFull",
    "BufferOptions",
    "ClientOptions",
    "ConfigurationError",
    "ConnectionFailed",
    "Encryption",
    "Envelope",
    "Fate",
    "Fault",
    "InvalidMessage",
    "KeyReused",
    "Message",
    "MessageReceipt",
    "NexusClient",
    "NexusError",
    "NexusHandler",
    "Problem",
    "RateLimited",
    "Receipt",
    "Refused",
    "Retry",
    "Sealer",
    "SendBatchOptions",
    "SendManyOptions",
    "SendOptions",
    "Spool",
    "SpoolFailed",
    "SqliteSpool",
    "Summary",
    "TooLarge",
    "TraceSource",
    "Unauthorized",
    "Unavailable",
    "log_message",
    "new_traceparent",
]
