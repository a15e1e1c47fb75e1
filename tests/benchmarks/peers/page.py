"""The section of ``docs/performance.md`` on peers."""

from typing import Any

from tests.benchmarks.cells import cell


def peers_page(found: dict[str, Any]) -> str:
    """Return the section."""
    columns = ("accepted_per_second", "rows_per_second", "p50_ms", "p99_ms", "mib")
    lines = [
        "## Beside others",
        "",
        "The same work in one run: single messages over HTTP on 64 connections, each a row of PostgreSQL; where there is a",
        "store, `appendfsync always`. Nexus checks key and schema, deduplicates, maps eight fields and logs each delivery;",
        "the others parse JSON and write, no more. Memory is that of their processes, without store and database.",
        "",
        "| what | when it has answered, a message is | accepted/s | rows/s | p50 ms | p99 ms | MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in found["rows"]:
        cells = " | ".join(cell(row[column]) for column in columns)
        lines.append(f"| {row['peer']} | {row['promise']} | {cells} |")
    return "\n".join([*lines, ""])
