"""The settings of a Nexus process: one class, from which their reading and their listing come."""

import ipaddress
import re
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from nexus.config.fields import define, field
from nexus.config.secret import MASK, Secret
from nexus.config.shapes import fields_of
from nexus.errors import FieldError, InvalidInput

_URL_PASSWORD: Final = re.compile(r"(?<=://)([^/@:]*):[^/]*@")


@define
class Settings:
    """How a Nexus process runs; every field is a variable ``NEXUS_…`` and a key of the TOML file."""

    data_dir: Path = field(
        default=Path("nexus-data"),
        group="Storage",
        help="Folder for what `nexus up` keeps: the metadata database, the stream store, generated keys.",
    )
    database_url: str = field(
        default=attrs.Factory(lambda self: f"sqlite:///{self.data_dir}/nexus.db", takes_self=True),
        group="Storage",
        help="Metadata database as an SQLAlchemy URL: SQLite, PostgreSQL, MySQL or MariaDB. Default: SQLite in data_dir.",
        placeholder="postgresql+psycopg://nexus:password@127.0.0.1/nexus",
    )
    redis_url: str | None = field(
        default=None,
        group="Storage",
        help="Stream store: Redis or Valkey. Not given, `nexus up` starts its own; other processes need it.",
        pattern=r"(rediss?|unix)(\+sentinel|\+cluster)?://.*",
        placeholder="redis://127.0.0.1:6379/0",
    )
    log_url: str = field(
        default=attrs.Factory(lambda self: self.database_url, takes_self=True),
        group="Storage",
        help="Where the delivery log goes. Default: the metadata database.",
    )
    log_retention_days: float | None = field(
        default=30.0,
        minimum=0,
        group="Storage",
        help="How long the delivery log and the history of runs are kept. Dead letters and the audit log stay.",
    )
    log_max_rows: int | None = field(
        default=None,
        minimum=0,
        group="Storage",
        help="About how many lines of the delivery log are kept, the newest. Default: as many as there are.",
    )
    log_max_bytes: int | None = field(
        default=None,
        minimum=0,
        group="Storage",
        help="About how many bytes the delivery log may take, worked out from its lines. Default: as many as it needs.",
    )
    durability: Literal["strict", "waitaof", "relaxed"] = field(
        default="strict",
        group="Storage",
        help="strict: ingress answers 503 while the stream store does not sync every write to disk; waitaof: it waits for "
        "each sync, so that on Redis 8 appendfsync everysec will do; relaxed: it only warns.",
    )
    min_replicas: int = field(
        default=0,
        minimum=0,
        group="Storage",
        help="Replicas of the stream store that must have a message before it is acknowledged.",
    )
    workflow_memory_bytes: int = field(
        default=256 * 1024 * 1024,
        minimum=1024 * 1024,
        group="Storage",
        help="Memory that one workflow may take for delivered messages, kept for replay; undelivered ones always stay.",
    )
    memory_watermark: float = field(
        default=0.8,
        minimum=0,
        maximum=1,
        group="Storage",
        help="Part of the stream store's memory above which ingress asks senders to wait.",
    )
    encryption_keys: Secret | None = field(
        default=None,
        group="Security",
        pattern=r"[^:,\s]+:[A-Za-z0-9+/=_-]+(,[^:,\s]+:[A-Za-z0-9+/=_-]+)*",
        help="Keys for secrets at rest, the first encrypts: `kid:base64,…`. Not given, `nexus up` makes one in data_dir.",
        placeholder="2026-01:<32 bytes in base64>",
    )
    jwt_secret: Secret | None = field(
        default=None,
        min_length=32,
        group="Security",
        help="Signs access tokens. Not given, `nexus up` makes one in data_dir.",
    )
    admin_password: Secret | None = field(
        default=None,
        min_length=8,
        group="Security",
        help="Password of the first administrator; used while there is no user yet. Not given, one is made and printed.",
    )
    egress_allow: tuple[str, ...] = field(
        default=(),
        group="Security",
        help="Networks that connections may reach besides public ones, with commas between.",
        placeholder="10.0.0.0/8,192.168.1.20",
    )
    cors_origins: tuple[str, ...] = field(
        default=(),
        group="Security",
        help="Origins of other web pages whose scripts may manage by access token, with commas between. Default: none.",
        placeholder="https://tools.example.com",
    )
    cors_ingress_origins: tuple[str, ...] = field(
        default=(),
        group="Security",
        help="Origins of other web pages whose scripts may send messages to ingress, with commas between. Default: none.",
        placeholder="https://shop.example.com",
    )
    plugins_allow: tuple[str, ...] | None = field(
        default=None,
        group="Security",
        help="Plugins or distributions that may be loaded, with commas between. Default: all that are installed.",
    )
    host: str = field(default="127.0.0.1", group="Server", min_length=1, help="Address that the API listens on.")
    port: int = field(default=8080, minimum=0, maximum=65535, group="Server", help="Port that the API listens on.")
    max_body_bytes: int = field(
        default=10 * 1024 * 1024, minimum=1, group="Server", help="Largest body of a request, in bytes."
    )
    api_processes: int = field(
        default=1,
        minimum=1,
        group="Server",
        help="How many processes serve the API's port. Of several, one answers people and the others take messages, so that "
        "neither waits for the other (Linux).",
    )
    worker_processes: int = field(default=1, minimum=1, group="Server", help="How many worker processes to run.")
    log_level: Literal["debug", "info", "warning", "error"] = field(
        default="info", group="Telemetry", help="Least severity of what is logged."
    )
    log_format: Literal["auto", "json", "console"] = field(
        default="auto",
        group="Telemetry",
        help="json: one object a line; console: for people; auto: for people where standard error is a terminal.",
    )
    metrics_port: int | None = field(
        default=None,
        minimum=1,
        maximum=65535,
        group="Telemetry",
        help="Port on which each process serves all its metrics to Prometheus. Where several processes are started at "
        "once, each further one takes the next port. Default: none; the API has what names nobody at /metrics.",
    )
    metrics_host: str = field(
        default="127.0.0.1", group="Telemetry", min_length=1, help="Address that NEXUS_METRICS_PORT is opened on."
    )
    otlp_endpoint: str | None = field(
        default=None,
        group="Telemetry",
        pattern="https?://.+",
        help="OpenTelemetry collector that traces go to, by OTLP over HTTP. Default: none are sent.",
        placeholder="http://127.0.0.1:4318",
    )
    trace_sampling: float = field(
        default=0.01,
        minimum=0,
        maximum=1,
        group="Telemetry",
        help="Part of the messages that begin a trace where their sender has begun none; else the sender decides.",
    )

    def __attrs_post_init__(self) -> None:
        faults = [fault for network in self.egress_allow for fault in _network_faults(network)]
        if faults:
            raise InvalidInput(faults)

    def __repr__(self) -> str:
        shown = (f"{name}={shown_value(getattr(self, name))!r}" for name in fields_of(type(self)))
        return f"Settings({', '.join(shown)})"


def shown_value(value: Any) -> Any:
    """Return a setting as it may be shown: secrets and the passwords in URLs masked."""
    if isinstance(value, Secret):
        return MASK
    return _URL_PASSWORD.sub(rf"\1:{MASK}@", value) if isinstance(value, str) else value


def _network_faults(network: str) -> list[FieldError]:
    try:
        ipaddress.ip_network(network)
    except ValueError as error:
        return [FieldError("egress_allow", f"{error}; write networks like 10.0.0.0/8 or 192.168.1.20")]
    return []
