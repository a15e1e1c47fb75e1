"""``docs/performance.md``, drawn from the figures of one run."""

from collections.abc import Callable
from typing import Any, Final

from tests.benchmarks.cells import cell
from tests.benchmarks.ingress.__main__ import COLUMNS
from tests.benchmarks.limits.page import limits_page
from tests.benchmarks.peers.page import peers_page

HEAD = """# Performance

Measured by `make bench`: {machine}. Load generator, Nexus, stream store (Valkey, append-only file) and databases
share the cores; every message is about 250 bytes, validated and deduplicated where that is said, and logged. Absolute
figures vary with the machine; the ratios are of one run.
"""


def page(figures: dict[str, Any]) -> str:
    """Return the page: a section for each part that was measured."""
    parts = [HEAD.format(**figures)]
    for name, draw in SECTIONS.items():
        if name in figures:
            parts.append(_dated(draw(figures[name]), figures["dates"][name]))
    return "\n".join(parts)


def _dated(section: str, date: str) -> str:
    """Put the day of the run below the heading."""
    heading, _, rest = section.partition("\n")
    return f"{heading}\n\n*{date}.*\n{rest}"


def _agent(found: dict[str, Any]) -> str:
    singles = found["singles"]
    return "\n".join(
        [
            "## Edge agent",
            "",
            "Single messages on 64 connections, each synced on the agent's disk before it is acknowledged; then what waits",
            "is forwarded to an API that syncs each write.",
            "",
            "| what | figure |",
            "|---|---|",
            f"| single messages taken | {cell(singles['requests_per_s'])}/s, p99 {cell(singles['p99_ms'])} ms |",
            f"| first messages forwarded after the line is back | {found['resumed_s']:g} s |",
            f"| forwarded from then on, of a backlog of {found['waiting']:,} | {cell(found['forwarded_per_s'])}/s |",
            f"| resident while idle | {found['idle_mib']:g} MiB |",
            f"| resident while the backlog drains | {found['draining_mib']:g} MiB |",
            "",
        ]
    )


def _ingress(found: dict[str, Any]) -> str:
    rows = [*found["single"], *found["batches"], *found["steady"]]
    lines = [
        "## Ingress",
        "",
        "Fastify + ioredis (auto-pipelining) does a bare XADD into the same store. With `always`, senders that wait for",
        f"their answers share fsyncs, of which one takes {found['fsync_ms']:.2f} ms on this disk (8 KiB, median).",
        "",
        "CPU is µs per message; what the busy cores lack of all cores of the machine is waiting.",
        "",
        "| case | requests/s | messages/s | p50 ms | p99 ms | server | store | generator | cores busy | ratio |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {row['case']} | " + " | ".join(cell(row.get(name)) for name in COLUMNS) + " |" for row in rows]
    return "\n".join([*lines, ""])


def _delivery(found: dict[str, Any]) -> str:
    loops = {count: max(one["per_second"] for one in found["copy_loops"] if one["loops"] == count) for count in (1, 2)}
    cores = {one["loops"]: one["busy_cores"] for one in found["copy_loops"]}
    columns = ("busy_cores", "worker_us", "store_us", "worker_mib")
    lines = [
        "## Stream to database",
        "",
        "Eight mapped fields, table with a primary key, delivery log on, `appendfsync always`. The limit is a bare Python",
        "loop that decodes the same messages and COPYs them into the same table, without a stream, mapping, log or",
        "acknowledgement. PostgreSQL and the stream store share the cores with the workers: where all are busy, nothing but",
        "cheaper messages makes more of them.",
        "",
        "| way | messages/s | of one bare loop | cores busy | workers µs | store µs | worker MiB |",
        "|---|---|---|---|---|---|---|",
        *[
            f"| {title} | {cell(loops[count])} | {loops[count] / loops[1]:.2f} | {cell(cores[count])} | | | |"
            for count, title in ((1, "one bare COPY loop"), (2, "two bare COPY loops"))
        ],
    ]
    rows = [(f"PostgreSQL, {one['operation']}, {_workers(one['workers'])}", one) for one in found["postgresql"]]
    for title, one in [*rows, ("MariaDB, upsert, one worker", found["mariadb"])]:
        cells = " | ".join(cell(one[name]) for name in columns)
        lines.append(f"| {title} | {cell(one['per_second'])} | {one['per_second'] / loops[1]:.2f} | {cells} |")
    return "\n".join([*lines, "", *_second_worker(found["postgresql"]), ""])


def _second_worker(rows: list[dict[str, Any]]) -> list[str]:
    by_case = {(one["operation"], one["workers"]): one["per_second"] for one in rows}
    insert, upsert = (by_case[operation, 2] / by_case[operation, 1] for operation in ("insert", "upsert"))
    return [f"With a second worker: {insert:.2f} times as many inserts, {upsert:.2f} times as many upserts."]


def _workers(count: int) -> str:
    return "one worker" if count == 1 else "two workers"


def _at_once(found: dict[str, Any]) -> str:
    return "\n".join(
        [
            "## HTTP to PostgreSQL rows, at once",
            "",
            "One message per request on 64 connections, `appendfsync always`, schema, dedup, delivery log on; API, store,",
            "worker, PostgreSQL and generator on the same cores.",
            "",
            "| accepted/s | rows/s until the last row | HTTP p50 ms | p99 ms | API MiB | worker MiB |",
            "|---|---|---|---|---|---|",
            "| "
            + " | ".join(
                cell(found[name])
                for name in ("accepted_per_second", "rows_per_second", "p50_ms", "p99_ms", "api_mib", "worker_mib")
            )
            + " |",
            "",
        ]
    )


def _outage(found: dict[str, Any]) -> str:
    columns = ("accepted", "lost", "taken_in_s", "drained_in_s", "api_peak_mib", "worker_peak_mib")
    return "\n".join(
        [
            "## A destination that is down",
            "",
            "Messages in batches of 100 while PostgreSQL is stopped; then it is started, and the backlog drains.",
            "",
            "| accepted | lost | taken in s | drained in s | API peak MiB | worker peak MiB |",
            "|---|---|---|---|---|---|",
            "| " + " | ".join(cell(found[name]) for name in columns) + " |",
            "",
        ]
    )


def _idle(found: dict[str, Any]) -> str:
    return "\n".join(
        [
            "## Idle",
            "",
            f"{found['workflows']:,} workflows of three pipelines with nothing to do; then messages into one of them.",
            "",
            "| worker CPU % of a core | API CPU % | worker MiB | API MiB | request to row, median ms | slowest ms |",
            "|---|---|---|---|---|---|",
            "| "
            + " | ".join(
                cell(found[name])
                for name in (
                    "worker_cpu_percent",
                    "api_cpu_percent",
                    "worker_mib",
                    "api_mib",
                    "median_ms",
                    "max_ms",
                )
            )
            + " |",
            "",
        ]
    )


def _delivery_log(found: dict[str, Any]) -> str:
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mariadb": "MariaDB"}
    columns = ("cpu_ms", "p50_ms", "p99_ms")
    heads = " | ".join(f"{title} CPU ms | p50 ms | p99 ms" for title in names.values())
    lines = [
        "## Delivery log",
        "",
        f"Pages of 100 from a log of {found['lines']:,} lines of two workspaces with 40 pipelines each, by filter; every",
        "second page begins anywhere in the past. A text is searched for in 1,000 failures a page. CPU is that of database",
        "and client together.",
        *([found["note"]] if "note" in found else []),
        "",
        f"| filter | {heads} |",
        "|---|" + "---|" * len(columns) * len(names),
    ]
    for rows in zip(*(found[name]["pages"] for name in names), strict=True):
        cells = " | ".join(cell(row[column]) for row in rows for column in columns)
        lines.append(f"| {rows[0]['filter']} | {cells} |")
    lines += [
        "",
        "What a line costs to write, in batches of 1,000, with the one index of all filters beside the three of before:",
        "",
        "| database | µs per line | before | ratio |",
        "|---|---|---|---|",
    ]
    for name, title in names.items():
        one = found[name]["append"]
        lines.append(f"| {title} | {cell(one['now_us'])} | {cell(one['before_us'])} | {one['ratio']:.2f} |")
    return "\n".join([*lines, ""])


def _sequences(found: dict[str, Any]) -> str:
    lines = [
        "## Sequences",
        "",
        "One worker process; run history, delivery log and ledger on. The API that is called is on this machine, too.",
        "",
        "| run | runs/s | per second of the worker's CPU | worker MiB |",
        "|---|---|---|---|",
    ]
    for name, title in (
        ("sql", "transform, condition, insert into PostgreSQL"),
        ("api", "rest_call, transform, insert"),
    ):
        run = found[name]
        cells = " | ".join(cell(run[column]) for column in ("per_second", "per_cpu_second", "worker_mib"))
        lines.append(f"| {title} | {cells} |")
    waits = found["waiting"]
    lines += [
        "",
        f"A worker started beside {waits['runs']:,} runs that wait for hours, compared with one beside none:",
        "",
        "| bytes of the worker per waiting run | CPU % of a core | without any |",
        "|---|---|---|",
        "| " + " | ".join(cell(waits[name]) for name in ("bytes_per_run", "cpu_percent", "cpu_percent_without")) + " |",
    ]
    return "\n".join([*lines, ""])


def _mqtt(found: dict[str, Any]) -> str:
    lines = [
        "## MQTT to the stream",
        "",
        "QoS 1 over MQTT 5 from mosquitto, one receiver process; acknowledged to the broker once durable in the stream.",
        "",
        "| store | messages/s | receiver CPU µs per message | receiver MiB |",
        "|---|---|---|---|",
    ]
    columns = ("per_second", "cpu_us", "receiver_mib")
    lines += [
        f"| {name} | " + " | ".join(cell(run[column]) for column in columns) + " |" for name, run in found.items()
    ]
    return "\n".join([*lines, ""])


def _fairness(found: dict[str, Any]) -> str:
    rows = [(title, found[name]) for name, title in (("alone", "alone"), ("beside", "beside a noisy workspace"))]
    return "\n".join(
        [
            "## A noisy workspace",
            "",
            f"{found['neighbours']} workspaces send {cell(found['per_second'])} messages a second each through one worker",
            f"into PostgreSQL; by turns, a further one sends {cell(found['noise_per_second'])}. From acceptance to",
            "delivery:",
            "",
            "| neighbours | p50 ms | p99 ms |",
            "|---|---|---|",
            *[f"| {title} | {cell(one['p50_ms'])} | {cell(one['p99_ms'])} |" for title, one in rows],
            "",
            f"Ratio of the p99: {cell(found['p99_ratio'])}.",
            "",
        ]
    )


def _reads(found: dict[str, Any]) -> str:
    cases = (
        ("ingress at its limit", "ingress_limit", "requests_per_s"),
        ("ingress at half of it", "ingress_half_alone", "requests_per_s"),
        ("ingress at half of it, beside reads", "ingress_beside", "requests_per_s"),
        ("reads beside it", "reads_beside", "reads_per_s"),
        ("reads alone, as fast as they go", "reads_alone", "reads_per_s"),
    )
    by_processes = found["processes"]
    return "\n".join(
        [
            "## Management reads beside ingress",
            "",
            "Reads of fifteen routes in turn by one person at a rate of 1,000 a second, and POSTs of single messages, on",
            "one port: of one API process, and of two (`nexus api --processes 2`), one for people and one for messages.",
            "",
            "| case | API processes | requests/s | p50 ms | p99 ms |",
            "|---|---|---|---|---|",
            *[
                f"| {title} | {processes} | "
                + " | ".join(cell(one[name][column]) for column in (rate, "p50_ms", "p99_ms"))
                + " |"
                for title, name, rate in cases
                for processes, one in by_processes.items()
            ],
            "",
            "What of the two cores was taken while both came:",
            "",
            "| API processes | by whom, in cores |",
            "|---|---|",
            *[f"| {processes} | {_shares(one['cores'])} |" for processes, one in by_processes.items()],
            "",
        ]
    )


def _shares(cores: dict[str, float]) -> str:
    names = {
        "api": "API",
        "people": "API, people",
        "messages": "API, messages",
        "store": "stream store",
        "generators": "load generators",
    }
    return ", ".join(f"{title} {cores[name]:.2f}" for name, title in names.items() if name in cores)


SECTIONS: Final[dict[str, Callable[[Any], str]]] = {
    "ingress": _ingress,
    "delivery": _delivery,
    "at_once": _at_once,
    "outage": _outage,
    "idle": _idle,
    "delivery_log": _delivery_log,
    "sequences": _sequences,
    "mqtt": _mqtt,
    "fairness": _fairness,
    "reads": _reads,
    "agent": _agent,
    "limits": limits_page,
    "peers": peers_page,
}
"""What draws the figures of a part."""
