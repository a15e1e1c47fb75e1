"""The section of ``docs/performance.md`` on limits."""

from typing import Any, Final

from tests.benchmarks.cells import cell

_DRAINED: Final = ("per_second", "worker_us", "store_us", "worker_mib")


def _stages(found: list[dict[str, Any]]) -> list[str]:
    lines = [
        "## Stages and their limits",
        "",
        "CPU of one message of eight fields in batches of 500: of the process, and of the store or database behind it.",
        "The limit is the same work by the library or server below, and nothing else.",
        "",
        "| stage | µs | server µs | limit | µs | server µs | limit / stage |",
        "|---|---|---|---|---|---|---|",
    ]
    columns = ("stage", "us", "server_us", "limit", "limit_us", "limit_server_us", "share")
    return [*lines, *["| " + " | ".join(cell(row[column]) for column in columns) + " |" for row in found], ""]


def limits_page(found: dict[str, Any]) -> str:
    """Return the section."""
    lines = [
        *_stages(found["stages"]),
        "### How costs grow",
        "",
        "One worker into PostgreSQL (COPY and upsert, delivery log on), store with `appendfsync everysec`. CPU is that of",
        "worker and store for one delivery. With many pipelines a message is as many deliveries; workflows are those",
        "beside the busy one; waiting are the messages behind those that are measured.",
        "",
        "![CPU of a delivery by size, fields, pipelines, workflows and waiting messages](images/performance-growth.svg)",
        "",
    ]
    titles = {
        "size": "bytes",
        "fields": "fields",
        "pipelines": "pipelines",
        "workflows": "workflows",
        "backlog": "waiting",
    }
    for name, title in titles.items():
        lines += [f"| {title} | deliveries/s | worker µs | store µs | worker MiB |", "|---|---|---|---|---|"]
        columns = (name, *_DRAINED)
        lines += ["| " + " | ".join(cell(row[column]) for column in columns) + " |" for row in found["growth"][name]]
        lines.append("")
    return "\n".join(lines)
