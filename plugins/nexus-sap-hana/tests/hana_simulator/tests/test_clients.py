"""Other clients than hdbcli: SQLAlchemy's dialect on it, and npm's hdb, which has nothing in common with it."""

import json
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from hana_simulator.testing import HanaSimulator

NODE = Path(__file__).parent / "node"


def test_sqlalchemy_creates_reads_and_reflects(hana, schema):
    url = sa.URL.create("hana+hdbcli", hana.username, hana.password, "127.0.0.1", hana.port)
    engine = sa.create_engine(url)
    metadata = sa.MetaData(schema=schema.lower())
    people = sa.Table(
        "people",
        metadata,
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("email", sa.Unicode(40), unique=True),
        sa.Column("Balance", sa.Numeric(20, 4), nullable=False),
    )
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(people.insert(), [{"id": i, "email": f"{i}@x", "Balance": Decimal("1.5")} for i in range(3)])
        assert connection.execute(sa.select(sa.func.sum(people.c.Balance))).scalar() == Decimal("4.5")
    inspector = sa.inspect(engine)
    found = {column["name"]: column for column in inspector.get_columns("people", schema.lower())}
    assert list(found) == ["id", "email", "Balance"]
    assert not found["Balance"]["nullable"]
    assert inspector.get_pk_constraint("people", schema.lower())["constrained_columns"] == ["id"]
    assert [one["column_names"] for one in inspector.get_unique_constraints("people", schema.lower())] == [["email"]]
    engine.dispose()


@pytest.fixture(scope="module")
def node_client():
    """The packages of package-lock.json, installed once."""
    if not (NODE / "node_modules" / "hdb").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=NODE, check=True)
    return NODE / "client.js"


@pytest.mark.parametrize("method", ["SCRAMSHA256", "SCRAMPBKDF2SHA256"])
def test_npms_hdb_does_all_that_hdbcli_does(hana: HanaSimulator, schema, node_client, method):
    hana.control.settings(methods=[method], chunk_rows=10)
    settings = {"host": "127.0.0.1", "port": hana.port, "user": hana.username, "password": hana.password}
    done = subprocess.run(
        ["node", str(node_client), json.dumps({**settings, "schema": schema})],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["typed"] == {
        "ID": 1,
        "T": 255,
        "B": "9223372036854775807",
        "D": "1234567890123456789012.123456789012",
        "F": 0.5,
        "OK": True,
        "S": "😀 ü 漢字",
        "X": "000102ff",
        "DAY": "2024-02-29",
        "CLOCK": "23:59:59",
        "STAMP": "2024-02-29T13:45:30.123456",
        "NOTE": "😀é" * 50_000,
    }
    assert told["nulls"] == [None] * 11
    assert told["rows"] == 95
    assert told["chunks"] == list(range(95))
    assert told["duplicate"] == 301
    assert told["syntax"] == 257
    assert told["upserted"] == "new"
    assert told["rolled_back"] == 95
