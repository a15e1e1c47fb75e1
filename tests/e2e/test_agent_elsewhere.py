"""A query from the centre to a PostgreSQL on "another host", which the centre cannot reach: through the agent there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
import pytest
from harness.installation import Installation

from nexus.model.agent import Agent
from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey
from nexus.model.query import Query
from nexus.security.api_keys import AGENT_TOKEN, generate_key
from nexus.testing import wait_until

ELSEWHERE = Path(__file__).parents[2] / "examples" / "agent-elsewhere" / "elsewhere.py"

PLANT = """
import ctypes, json, os, subprocess, sys
import psycopg
from nexus.testing import PostgresServer

with PostgresServer() as postgres:
    with psycopg.connect(postgres.dsn) as connection:
        connection.execute("CREATE TABLE readings (id int PRIMARY KEY, value numeric(10, 2), at timestamptz)")
        connection.execute(
            "INSERT INTO readings SELECT n, n / 4.0, '2026-01-31T12:00:00Z'::timestamptz FROM generate_series(1, 5000) n"
        )
    print(json.dumps({"port": postgres.port, "username": postgres.username, "password": postgres.password}), flush=True)
    command = [sys.executable, "-m", "nexus_agent"]
    register = [*command, "register", "--server", "http://127.0.0.1:9000"]
    subprocess.run(register, input=os.environ["TOKEN"], text=True, check=True, stdout=subprocess.DEVNULL)
    with_me = lambda: ctypes.CDLL(None).prctl(1, 15)  # SIGTERM when this process ends
    subprocess.run([*command, "run"], check=False, preexec_fn=with_me)
"""
"""What runs on the other host."""


@pytest.mark.skipif(os.geteuid() != 0, reason="a network namespace takes root")
@pytest.mark.parametrize("processes", ["1", "3"], ids=["one API process", "three API processes"])
def test_a_database_that_only_the_agent_can_reach_is_queried(installation: Installation, tmp_path, processes):
    installation.wait_until_ready(installation.start("api", "--processes", processes))
    token, key = generate_key(AGENT_TOKEN), generate_key()
    with installation.metadata() as metadata:
        home = metadata.workspace_id("default")
        agent = metadata.agents.create(Agent("", home, "plant-7"), ApiKey(token.id, token.digest))
        shop = metadata.repositories.applications.create(Application("", home, "shop"))
        metadata.api_keys.add(home, shop.id, ApiKey(key.id, key.digest))
    environment = {
        "PATH": os.environ["PATH"],
        "TOKEN": token.text,
        "NEXUS_AGENT_DATA_DIR": str(tmp_path / "agent"),
        "NEXUS_AGENT_EGRESS_ALLOW": "127.0.0.0/8",
    }
    way = ["--reach", f"127.0.0.1:{installation.port}", "--at", "127.0.0.1:9000", "--"]
    command = [sys.executable, str(ELSEWHERE), *way, sys.executable, "-c", PLANT]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as plant:
        try:
            database = json.loads(plant.stdout.readline())
            config = {"host": "127.0.0.1", "database": "postgres", **database}
            with installation.metadata() as metadata:
                wanted = Connection("", home, "plant", "postgresql", config, agent.id)
                connection = metadata.repositories.connections.create(wanted, ())
                statement = "SELECT id, value, at FROM readings ORDER BY id"
                metadata.queries.create(
                    Query("", home, "readings", connection.id, statement, applications=(shop.id,), max_limit=5000)
                )
            with pytest.raises(psycopg.OperationalError):  # not from here
                psycopg.connect(host="127.0.0.1", port=database["port"], dbname="postgres", user="x", connect_timeout=2)
            url = f"http://127.0.0.1:{installation.port}/query/readings"
            headers = {"X-API-Key": key.text}
            wait_until(
                lambda: httpx.get(url, headers=headers, params={"limit": 1}).status_code == 200,
                timeout_s=60,
                every_s=0.2,
                what="the agent to be connected",
            )

            page = httpx.get(url, headers=headers, params={"limit": 2, "page": 3}).json()
            lines = httpx.get(url, headers=headers | {"Accept": "application/x-ndjson"}, timeout=60).text.splitlines()
        finally:
            plant.terminate()
            plant.wait(30)

    assert [row[:2] for row in page["rows"]] == [[5, 1.25], [6, 1.5]]
    assert [json.loads(line)["id"] for line in lines] == list(range(1, 5001))
