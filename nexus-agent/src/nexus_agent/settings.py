"""The settings of an agent: variables ``NEXUS_AGENT_…``, or keys of the TOML file that NEXUS_AGENT_CONFIG names."""

from pathlib import Path
from typing import Final, Literal

from nexus import Secret
from nexus.config import define, field
from nexus.edge import Origin


@define
class Settings:
    """How an agent runs."""

    data_dir: Path = field(
        default=Path("nexus-agent-data"),
        group="Storage",
        help="Folder for the queue, the registration and what the centre said last. On a disk that keeps what is synced.",
    )
    queue_max_bytes: int = field(
        default=1024 * 1024 * 1024,
        minimum=1024 * 1024,
        group="Storage",
        help="Most bytes of messages in the queue; above it ingress answers 507. Nothing is ever overwritten.",
    )
    queue_reserve_bytes: int = field(
        default=100 * 1024 * 1024,
        minimum=0,
        group="Storage",
        help="Room that the queue leaves free on the disk; with less, ingress answers 507.",
    )
    encryption_keys: Secret | None = field(
        default=None,
        group="Storage",
        pattern=r"[^:,\s]+:[A-Za-z0-9+/=_-]+(,[^:,\s]+:[A-Za-z0-9+/=_-]+)*",
        help="Keys under which messages are kept on the disk, the first encrypts: `kid:base64,…`. Default: as they came.",
        placeholder="2026-01:<32 bytes in base64>",
    )
    server: str | None = field(
        default=None,
        group="Centre",
        pattern=r"https?://.+",
        help="Address of the centre. Default: the one that `nexus-agent register` was given.",
        placeholder="https://nexus.example.com",
    )
    token_file: Path | None = field(
        default=None,
        group="Centre",
        help="File with the agent's token. Default: the one that `nexus-agent register` made.",
    )
    sync_seconds: float = field(
        default=60.0, minimum=1, group="Centre", help="How often the centre is asked what the agent works with."
    )
    bandwidth_bytes: int | None = field(
        default=None, minimum=1024, group="Centre", help="Most bytes that are forwarded a second. Default: no limit."
    )
    link: bool = field(
        default=True, group="Centre", help="Keep a connection open over which the centre asks connections here."
    )
    host: str = field(default="127.0.0.1", group="Server", min_length=1, help="Address that the agent listens on.")
    port: int = field(default=8090, minimum=0, maximum=65535, group="Server", help="Port that the agent listens on.")
    max_body_bytes: int = field(
        default=10 * 1024 * 1024, minimum=1, group="Server", help="Largest body of a request, in bytes."
    )
    cors_ingress_origins: tuple[str, ...] = field(
        default=(),
        group="Server",
        help="Origins of web pages whose scripts may send messages, with commas between. Default: none.",
        placeholder="https://shop.example.com",
    )
    egress_allow: tuple[str, ...] = field(
        default=(),
        group="Security",
        help="Networks here that connections of the centre may reach besides public ones, with commas between.",
        placeholder="10.0.0.0/8,192.168.1.20",
    )
    plugins_allow: tuple[str, ...] | None = field(
        default=None,
        group="Security",
        help="Plugins or distributions that may be loaded, with commas between. Default: all that are installed.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = field(
        default="info", group="Telemetry", help="Least severity of what is logged."
    )
    log_format: Literal["auto", "json", "console"] = field(
        default="auto",
        group="Telemetry",
        help="json: one object a line; console: for people; auto: for people where standard error is a terminal.",
    )


ORIGIN: Final = Origin(Settings, "NEXUS_AGENT_")
