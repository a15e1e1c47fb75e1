import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from hana_simulator.testing import HanaSimulator
from nexus.testing import CertificateAuthority

sys.path.insert(0, str(Path(__file__).parent))  # so that the tests share what stands beside them

try:
    from hdbcli import dbapi
except ModuleNotFoundError:  # SAP has no driver for this platform
    collect_ignore_glob = ["*"]


def pytest_report_header() -> str | None:
    if "dbapi" in globals():
        return None
    return "SAP HANA is not tested: there is no driver (hdbcli) for this platform"


_schemas = count(1)


@pytest.fixture(scope="session")
def simulator() -> Iterator[HanaSimulator]:
    with HanaSimulator() as server:
        yield server


@pytest.fixture(scope="session")
def authority() -> CertificateAuthority:
    """Who vouches for the simulator that takes TLS."""
    return CertificateAuthority()


@pytest.fixture(scope="session")
def tls_simulator(authority, tmp_path_factory) -> Iterator[HanaSimulator]:
    """A simulator that takes nothing but TLS; it is called localhost."""
    issued = authority.issue("localhost")
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    file.write_text(issued.certificate + issued.key)
    with HanaSimulator(file) as server:
        yield server


@pytest.fixture
def hana(simulator: HanaSimulator) -> Iterator[HanaSimulator]:
    """The simulator without faults of former tests."""
    yield simulator
    simulator.control.reset()


@pytest.fixture
def connect(hana: HanaSimulator, schema: str):
    """Opens connections whose names without a schema are in the test's own."""
    opened = []

    def open_one(**about):
        about = {"port": hana.port, "user": hana.username, "password": hana.password, "currentSchema": schema, **about}
        given = {name: value for name, value in about.items() if value is not None}
        opened.append(dbapi.connect(address="127.0.0.1", **given))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def schema(hana: HanaSimulator) -> Iterator[str]:
    """A schema of the test's own."""
    name = f"TEST_{next(_schemas)}"
    with _administrator(hana) as cursor:
        cursor.execute(f"CREATE SCHEMA {name}")
    yield name
    hana.control.reset()
    with _administrator(hana) as cursor:
        cursor.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def bench(hana: HanaSimulator, schema: str):
    """The bench of the SQL connectors' suites."""
    from hana_bench import HanaBench  # needs the driver

    bench = HanaBench(hana, schema)
    yield bench
    bench.close()


@pytest.fixture
def own_bench():
    """A bench on a simulator of the test's own, which may be killed."""
    from hana_bench import HanaBench

    with HanaSimulator() as server:
        bench = HanaBench(server, server.username)
        yield bench
        bench.close()


class _administrator:  # noqa: N801 — reads as a word
    def __init__(self, hana):
        self._connection = dbapi.connect(
            address="127.0.0.1", port=hana.port, user=hana.username, password=hana.password
        )

    def __enter__(self):
        return self._connection.cursor()

    def __exit__(self, *_):
        self._connection.close()
