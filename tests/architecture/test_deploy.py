"""The examples of ``deploy`` name commands, variables, ports and routes that exist, and keep what they promise."""

import asyncio
import re
import shlex
from configparser import ConfigParser

import click
import pytest
import yaml
from tree import CONNECTORS, ROOT

from nexus.api.alias import CANONICAL
from nexus.api.app import ApiParts, create_app
from nexus.cli.main import main as nexus
from nexus.config import unstructure
from nexus.config.settings import Settings, load_settings
from nexus.config.shapes import fields_of
from nexus.errors import InvalidInput
from nexus.streams.durability import inspect
from nexus.streams.store import connect
from nexus.testing import ValkeyServer
from nexus.worker.worker import Worker
from nexus_agent.cli import main as agent
from nexus_agent.settings import ORIGIN

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted(unit for unit in (DEPLOY / "systemd").glob("*.service") if unit.stem != "nexus-agent")
DEFAULTS = unstructure(Settings())
PORT = str(DEFAULTS["port"])
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "nexus"}


def service_lines():
    """Return every command line that is run in a container or by systemd, after ``nexus``."""
    lines = [(f"compose.yaml: {name}", service["command"]) for name, service in OURS.items()]
    lines += [(unit.name, shlex.split(exec_start(unit))[1:]) for unit in UNITS]
    return [*lines, ("Dockerfile", yaml.safe_load(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1]))]


def test_the_agents_unit_runs_a_command_of_the_agent():
    words = shlex.split(exec_start(DEPLOY / "systemd" / "nexus-agent.service"))

    assert words[0].endswith("/nexus-agent")
    assert agent.get_command(click.Context(agent), words[1]) is not None


def exec_start(unit):
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read(unit)
    return parser["Service"]["ExecStart"]


@pytest.mark.parametrize(("place", "words"), service_lines(), ids=lambda value: value if isinstance(value, str) else "")
def test_commands_exist_and_take_their_arguments(place, words):
    command = nexus.get_command(click.Context(nexus), words[0])

    assert command is not None, f"{place}: there is no command {words[0]!r}"
    command.make_context(words[0], list(words[1:]))  # raises for an option that it does not have


def test_variables_are_settings():
    known = {f"NEXUS_{name.upper()}" for name in fields_of(Settings)} | {"NEXUS_CONFIG"}
    known |= {*ORIGIN.variables(), ORIGIN.file}
    files = [file for file in DEPLOY.rglob("*") if file.is_file()]

    assert not {
        f"{file.name}: {name}" for file in files for name in re.findall(r"\bNEXUS_[A-Z_]+\b", file.read_text())
    } - {f"{file.name}: {name}" for file in files for name in known}


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_each_service_can_be_read(name):
    filled = {"NEXUS_ENCRYPTION_KEYS": "k1:" + "A" * 43 + "=", "POSTGRES_PASSWORD": "secret", "NEXUS_EGRESS_ALLOW": ""}
    environ = {
        variable: re.sub(r"\$\{(\w+):[?-][^}]*\}", lambda found: filled[found[1]], value)
        for variable, value in OURS[name]["environment"].items()
    }

    settings = load_settings(environ)

    assert settings.redis_url
    assert settings.database_url.startswith("postgresql://nexus:secret@postgres/")


@pytest.mark.parametrize("variable", ["NEXUS_PORT", "NEXUS_PORT_8080_TCP", "NEXUS_SERVICE_HOST"])
def test_what_kubernetes_sets_beside_a_service_is_explained(variable):
    with pytest.raises(InvalidInput, match=f"{variable}: .*enableServiceLinks: false"):
        load_settings({variable: "tcp://10.0.0.1:8080"})


def test_services_have_no_key_that_compose_does_not_know():
    known = {
        *("build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "ports", "read_only"),
        *("restart", "security_opt", "stop_grace_period", "tmpfs", "volumes"),
    }
    services = COMPOSE["services"]

    assert not {key for service in services.values() for key in service} - known
    assert {name for service in services.values() for name in service.get("depends_on", ())} <= set(services)
    assert {mount.partition(":")[0] for service in services.values() for mount in service.get("volumes", ())} == set(
        COMPOSE["volumes"]
    )


def test_the_port_is_the_one_that_the_api_listens_on():
    assert OURS["api"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE) == [PORT]
    assert f"127.0.0.1:{PORT}/api/health/live" in DOCKERFILE
    assert f"server 127.0.0.1:{PORT};" in (DEPLOY / "nginx.conf").read_text()


def test_the_routes_of_the_proxy_and_of_the_health_checks_exist():
    routes = {route.path for route in create_app(ApiParts(producer=None, definitions=None)).routes}
    routes |= {path.replace(CANONICAL, "/api", 1) for path in routes}
    texts = DOCKERFILE + (DEPLOY / "nginx.conf").read_text() + (DEPLOY / "README.md").read_text()

    for path in re.findall(r"(?:location (?:= |\^~ )?|[`0])(/(?:api|ingress|metrics)[\w/]*)", texts):
        assert any(route == path or route.startswith(f"{path.rstrip('/')}/") for route in routes), path


def test_the_proxy_lets_nexus_itself_refuse_what_is_too_large():
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())

    assert int(megabytes) * 1024 * 1024 > DEFAULTS["max_body_bytes"]


def test_workers_have_names_of_their_own():
    names = [service["command"][2] for service in OURS.values() if service["command"][0] == "worker"]

    assert len(names) == len(set(names)) == 2
    assert "%i" in exec_start(DEPLOY / "systemd" / "nexus-worker@.service")


def test_processes_get_the_time_that_they_need_to_stop():
    grace_s = Worker.run.__defaults__[0]
    stops = [int(service["stop_grace_period"].removesuffix("s")) for service in OURS.values()]
    stops += [int(re.search(r"^TimeoutStopSec=(\d+)$", unit.read_text(), re.MULTILINE)[1]) for unit in UNITS]

    assert min(stops) > grace_s


def test_the_stream_store_of_the_example_is_durable():
    words = COMPOSE["services"]["valkey"]["command"][1:]
    settings = {name.removeprefix("--"): value for name, value in zip(words[::2], words[1::2], strict=True)}
    with ValkeyServer(settings=settings) as server:
        found = asyncio.run(inspected(server.url()))

    assert found.holds, found.reasons
    assert not found.full


async def inspected(url):
    store = connect(url)
    try:
        return await inspect(store)
    finally:
        await store.close()


def test_no_secret_stands_in_the_examples():
    given = [service.get("environment", {}) for service in COMPOSE["services"].values()]
    secret = {name: value for each in given for name, value in each.items() if re.search(r"PASSWORD|KEYS|SECRET", name)}

    assert secret
    assert all(value.startswith("${") for value in secret.values())
    assert "ARG" in DOCKERFILE
    assert not re.search(r"PASSWORD|ENCRYPTION_KEYS|SECRET", DOCKERFILE)


def test_the_image_runs_without_root_and_carries_every_connector_that_may_be_given_away():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    connectors = set(CONNECTORS) - {"nexus-sql", "nexus-sap-hana"}  # SAP's driver is SAP's to give

    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert set(re.search(r'CONNECTORS="([^"]*)"', DOCKERFILE)[1].split()) == connectors


def test_what_the_image_copies_is_there():
    copied = [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from" not in line]

    assert copied
    assert all((ROOT / name).exists() for name in copied)
    assert (DEPLOY / OURS["api"]["build"]["context"]).samefile(ROOT)
