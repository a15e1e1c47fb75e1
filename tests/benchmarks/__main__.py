"""All benchmarks beside their baselines: ``make bench``. Writes ``docs/performance.md`` and its figures as JSON.

Everything runs on one machine and shares its cores: trust the ratios of one run. A quick look: ``--scale 0.1``. Some parts
measured again: ``python -m tests.benchmarks reads fairness --write``.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nexus.testing.servers import MariaDBServer, MosquittoServer, PostgresServer
from tests.benchmarks.agent.run import agent
from tests.benchmarks.delivery.at_once import at_once
from tests.benchmarks.delivery.drain import copy_loops, drain_into_mariadb, drain_into_postgresql
from tests.benchmarks.delivery.idle import idle
from tests.benchmarks.delivery.installation import installation
from tests.benchmarks.delivery.outage import outage
from tests.benchmarks.delivery.receiving import receiving
from tests.benchmarks.delivery_log.run import delivery_log_pages
from tests.benchmarks.fairness.neighbours import neighbours
from tests.benchmarks.ingress.__main__ import batches, fsync_ms, single, steady
from tests.benchmarks.limits.growth import growth
from tests.benchmarks.limits.stages import stages
from tests.benchmarks.page import page
from tests.benchmarks.peers.run import peers
from tests.benchmarks.plots import draw_growth
from tests.benchmarks.reads.mixed import mixed
from tests.benchmarks.sequence.runs import runs_into_postgresql, runs_through_an_api
from tests.benchmarks.sequence.waits import waiting

FOLDER = Path(__file__).parents[2] / "docs"

Figures = dict[str, Any]


def ingress(scale: float) -> Figures:
    """``POST /ingress`` beside Fastify + ioredis."""
    seconds = max(1, round(3 * scale))
    disk = fsync_ms()
    return {"fsync_ms": disk, "single": single(3, seconds), "batches": batches(seconds), "steady": steady(seconds)}


def delivery(scale: float) -> Figures:
    """Stream to database by one worker and by two, beside bare COPY loops."""
    count = round(200_000 * scale)
    with PostgresServer() as postgres, MariaDBServer() as mariadb:
        before = [copy_loops(postgres, count, loops) for loops in (1, 2)]
        cases = [(operation, workers) for operation in ("insert", "upsert") for workers in (1, 2)]
        into_postgresql = [drain_into_postgresql(postgres, count, *case) for case in cases]
        after = [copy_loops(postgres, count, loops) for loops in (1, 2)]
        into_mariadb = drain_into_mariadb(mariadb, count)
    return {"copy_loops": [*before, *after], "postgresql": into_postgresql, "mariadb": into_mariadb}


def everything_at_once(scale: float) -> Figures:
    """HTTP single messages to PostgreSQL rows."""
    with PostgresServer() as postgres, installation() as one:
        return at_once(one, postgres, max(3, round(15 * scale)))


def idleness(scale: float) -> Figures:
    """1,000 idle workflows."""
    with installation() as one:
        return idle(one, round(1000 * max(scale, 0.6)))


def outages(scale: float) -> Figures:
    """Messages while their destination is down."""
    with PostgresServer() as postgres, installation() as one:
        return outage(one, postgres, round(50_000 * scale))


def delivery_log(scale: float) -> Figures:
    """Pages of a delivery log of ten million lines, and what it costs to write it."""
    return delivery_log_pages(scale)


def sequences(scale: float) -> Figures:
    """Runs of sequential workflows: through steps, and waiting."""
    found: Figures = {}
    with PostgresServer() as postgres:
        with installation() as one:
            found["sql"] = runs_into_postgresql(one, postgres, round(60_000 * scale))
        with installation() as other:
            found["api"] = runs_through_an_api(other, postgres, round(20_000 * scale))
    with installation() as third:
        found["waiting"] = waiting(third, round(100_000 * scale))
    return found


def from_mqtt(scale: float) -> Figures:
    """MQTT QoS 1 into the stream."""
    found: Figures = {}
    for fsync in ("always", "everysec"):
        for dedup in (False, True):
            with MosquittoServer(durable=False) as broker, installation(fsync) as one:
                found[f"{fsync}, dedup {'message id' if dedup else 'off'}"] = receiving(
                    one, broker, round(100_000 * scale), dedup=dedup
                )
    return found


def fairness(scale: float) -> Figures:
    """Neighbours of a workspace that sends a hundred times as much."""
    with PostgresServer() as postgres, installation() as one:
        return neighbours(one, postgres, max(3, round(20 * scale)))


def reads(scale: float) -> Figures:
    """Management reads beside ingress at half its limit."""
    with installation() as one:
        return mixed(one, max(3, round(10 * scale)))


def at_the_edge(scale: float) -> Figures:
    """The edge agent: into its queue, and out of it."""
    with installation() as one:
        return agent(one, round(1_000_000 * scale), max(2, round(10 * scale)))


def limits(scale: float) -> Figures:
    """What each stage costs, and how costs grow."""
    with PostgresServer() as postgres:
        return {
            "stages": stages(postgres, scale),
            "growth": growth(postgres, scale),
        }


def beside_peers(scale: float) -> Figures:
    """The same work done by others."""
    with PostgresServer() as postgres:
        return {"rows": peers(postgres, max(3, round(10 * scale)))}


PARTS: dict[str, Callable[[float], Figures]] = {
    "ingress": ingress,
    "delivery": delivery,
    "at_once": everything_at_once,
    "outage": outages,
    "idle": idleness,
    "delivery_log": delivery_log,
    "sequences": sequences,
    "mqtt": from_mqtt,
    "fairness": fairness,
    "reads": reads,
    "agent": at_the_edge,
    "limits": limits,
    "peers": beside_peers,
}


def main() -> None:
    """Run the parts that are asked for; a whole run at full scale writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--scale", type=float, default=1.0, help="part of the messages and seconds of a whole run")
    parser.add_argument(
        "--write", action="store_true", help="put the parts' figures in the page, beside what it has of others"
    )
    options = parser.parse_args()
    whole = set(options.parts) == set(PARTS)
    if options.write and options.scale != 1.0:
        parser.error("--write needs the full scale: the page's figures are those of whole runs")
    figures: Figures = {}
    for name in options.parts:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures[name] = PARTS[name](options.scale)
    print(json.dumps(figures, indent=2))
    if options.scale == 1.0 and (whole or options.write):
        _write(figures)


def _write(figures: Figures) -> None:
    """Put figures in place of those that the page had, each with the day of its run."""
    file = FOLDER / "performance.json"
    known: Figures = json.loads(file.read_text(encoding="utf-8"))
    today = time.strftime("%Y-%m-%d", time.gmtime())
    known |= figures
    known["dates"] = {name: known["dates"].get(name) for name in PARTS if name in known} | dict.fromkeys(figures, today)
    known["machine"] = (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )
    file.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    if "limits" in figures:
        draw_growth(figures["limits"]["growth"], FOLDER / "images" / "performance-growth.svg")
    (FOLDER / "performance.md").write_text(page(known), encoding="utf-8")


if __name__ == "__main__":
    main()
