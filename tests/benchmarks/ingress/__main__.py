"""Benchmark of ``POST /ingress`` beside Fastify + ioredis: ``python -m tests.benchmarks.ingress`` in the repository's root.

Prints a Markdown table, then the same as JSON. Generator, servers and Valkey share the machine: trust the ratios of one run.
"""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from attrs import frozen

from tests.benchmarks.ingress.servers import FOLDER, Target, cpu_seconds, nexus, peer, valkey

COLUMNS = (
    "requests_per_s", "messages_per_s", "p50_ms", "p99_ms", "cpu_us", "store_us", "generator_us", "busy_cores", "ratio"
)  # fmt: skip
PACE = FOLDER / "pace.lua"
MEMORY = Path("/dev/shm")  # Linux: files in memory
_IDS = iter(range(1, 1_000_000))


@frozen
class Spent:
    """CPU seconds that server, stream store and generator have taken so far, and the time of now."""

    server: float
    store: float
    generator: float
    at: float

    @classmethod
    def now(cls, server: int, store: int | None) -> "Spent":
        """Look at processes; the generator's are the children that have ended."""
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        stored = cpu_seconds(store) if store is not None else 0.0
        return cls(cpu_seconds(server), stored, ended.ru_utime + ended.ru_stime, time.perf_counter())

    def per_message(self, before: "Spent", messages: int) -> dict[str, float]:
        """Return µs per message of each since ``before``, and how many cores they kept busy together."""
        server, store, generator = (
            self.server - before.server, self.store - before.store, self.generator - before.generator
        )  # fmt: skip
        shares = {"cpu_us": server, "store_us": store, "generator_us": generator}
        each = {name: round(seconds / max(messages, 1) * 1e6, 1) for name, seconds in shares.items()}
        return {**each, "busy_cores": round((server + store + generator) / (self.at - before.at), 2)}


def load(
    target: Target,
    *,
    seconds: int,
    size: int = 0,
    kind: str = "array",
    unique: bool = True,
    connections: int = 64,
    rate: int = 0,
    store: int | None = None,
) -> dict[str, Any]:
    """Run wrk once and return requests and messages per second, latencies in ms, and CPU µs per message.

    ``rate`` requests are sent a second, or, if it is 0, as many as are answered.

    Given the stream store's process, also how many cores are kept busy: what is missing to all of the machine is waiting.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    first_id = str(next(_IDS) * 1_000_000_000)
    before = Spent.now(target.pid, store)
    done = subprocess.run(
        [
            *(
                wrk,
                "-t1",
                f"-c{connections}",
                f"-d{seconds}s",
                *("--timeout", "10s"),
                "--latency",
                "-s",
                str(FOLDER / "load.lua"),
                target.url,
                "--",
            ),
            *(target.key, str(size), kind, "1" if unique else "0", str(rate), first_id, str(PACE)),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    spent = Spent.now(target.pid, store)
    out = done.stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(f"{target.name} refused requests:\n{out}")
    requests = float(_found(r"Requests/sec:\s+([\d.]+)", out))
    total = int(_found(r"(\d+) requests in", out)) * max(size, 1)
    return {
        "requests_per_s": round(requests),
        "messages_per_s": round(requests * max(size, 1)),
        "p50_ms": _milliseconds(_found(r"50%\s+([\d.]+\w+)", out)),
        "p99_ms": _milliseconds(_found(r"99%\s+([\d.]+\w+)", out)),
        **spent.per_message(before, total),
    }


def single(rounds: int, seconds: int) -> list[dict[str, Any]]:
    """One message per request, durable; Nexus and the peer by turns on the same store.

    64 senders that each wait for their answer share an fsync; where one takes long, it is the disk that bounds both
    servers. So there are cases with more senders, and with the append-only file in memory, where an fsync costs nothing.
    """
    rows = _pair(rounds, seconds, 64, None)
    rows += _pair(rounds, seconds, 256, None)
    if MEMORY.is_dir():
        with tempfile.TemporaryDirectory(dir=MEMORY, prefix="nexus-bench-") as folder:
            rows += _pair(rounds, seconds, 64, Path(folder))
    return rows


def _pair(rounds: int, seconds: int, connections: int, folder: Path | None) -> list[dict[str, Any]]:
    results: dict[str, list[dict[str, Any]]] = {"nexus": [], "fastify": []}
    with (
        valkey("always", folder) as store,
        nexus(store.url(), "message_id") as ours,
        peer(store.url()) as theirs,
    ):
        for target in (ours, theirs):
            load(target, seconds=1)  # warm up: JIT, specialising interpreter, caches
        for _ in range(rounds):
            for target in (ours, theirs):
                results[target.name].append(load(target, seconds=seconds, connections=connections, store=store.pid))
    pairs = zip(results["nexus"], results["fastify"], strict=True)
    ratio = statistics.median(ours["requests_per_s"] / theirs["requests_per_s"] for ours, theirs in pairs)
    names = {"nexus": "Nexus: key, schema, dedup", "fastify": "Fastify + ioredis: bare XADD"}
    where = f"{connections} senders, always{', file in memory' if folder else ''}"
    rows = [{"case": f"{names[name]}, {where}", **_median(results[name])} for name in results]
    rows[0]["ratio"] = round(ratio, 2)
    return rows


def fsync_ms() -> float:
    """Return how long the disk of temporary files takes for an fdatasync of 8 KiB, in ms (median of 200)."""
    took = []
    with tempfile.NamedTemporaryFile(prefix="nexus-bench-", buffering=0) as file:
        for _ in range(200):
            file.write(b"x" * 8192)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def batches(seconds: int) -> list[dict[str, Any]]:
    """100 and 1,000 messages per request; each validated."""
    rows = []
    for fsync in ("everysec", "always"):
        for dedup in ("off", "message_id"):
            for kind, size in (("ndjson", 100), ("ndjson", 1000), ("array", 100), ("array", 1000)):
                with valkey(fsync) as store, nexus(store.url(), dedup) as ours:
                    result = load(
                        ours,
                        seconds=seconds,
                        size=size,
                        kind=kind,
                        unique=dedup != "off",
                        connections=max(4, 3200 // size),
                        store=store.pid,
                    )
                rows.append({"case": f"Nexus: {kind} of {size:,}, dedup {dedup}, {fsync}", **result})
    return rows


def steady(seconds: int) -> list[dict[str, Any]]:
    """1,000 requests a second: the latency that a sender sees. And the memory of a process that has just started."""
    with valkey("always") as store, nexus(store.url(), "message_id") as ours:
        memory = psutil.Process(ours.pid).memory_full_info()
        load(ours, seconds=1)
        result = load(ours, seconds=seconds, connections=16, rate=1000, store=store.pid)
    return [
        {"case": "Nexus: 1,000 single messages a second, always", **result},
        {"case": f"Nexus: idle process, {memory.rss >> 20} MiB resident, {memory.uss >> 20} MiB of its own"},
    ]


def _median(results: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: statistics.median(result[name] for result in results) for name in results[0]}


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"wrk said something unexpected:\n{text}")
    return match[1]


def _milliseconds(text: str) -> float:
    value, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]  # wrk's own format
    return round(float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit], 2)


def _table(rows: list[dict[str, Any]]) -> str:
    columns = ("case", *COLUMNS)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_cell(row.get(column, "")) for column in columns) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def main() -> None:
    """Run the cases that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=["single", "batches", "steady"], help="single, batches, steady")
    parser.add_argument("--seconds", type=int, default=3, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="of single, by turns with the peer")
    parser.add_argument("--json", type=Path, help="also write the results here")
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    if "single" in options.cases:
        rows += single(options.rounds, options.seconds)
    if "batches" in options.cases:
        rows += batches(options.seconds)
    if "steady" in options.cases:
        rows += steady(options.seconds)
    document = json.dumps({"started": started, "rows": rows}, indent=2)
    print(_table(rows))
    print()
    print(document)
    if options.json:
        options.json.write_text(document + "\n")


if __name__ == "__main__":
    main()
