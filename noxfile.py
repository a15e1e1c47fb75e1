"""The gates, each a session: ``nox -l`` lists them, ``nox -s lint`` runs one.

They run in the environment that nox is installed in (``make lint`` makes it), except ``fresh_install`` and ``replays``,
which make their own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["lint", "types", "architecture", "tests"]
nox.options.default_venv_backend = "none"

ROOT = Path(__file__).parent
os.environ["PATH"] = (
    f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # the tools beside nox, not the machine's
)
PACKAGES = [
    file.parent
    for pattern in ("*/pyproject.toml", "plugins/**/pyproject.toml", "sdk/*/pyproject.toml")
    for file in sorted(ROOT.glob(pattern))
]
UNWANTED = {
    "nexus-file",
    "openpyxl",
    "pyarrow",
    "pymysql",
    "hdbcli",
    "sqlalchemy-hana",
    "paho-mqtt",
    "nexus-mqtt",
    "nexus-mysql",
    "nexus-rest",
    "nexus-sap-hana",
    "nexus-sdk",
    "nexus-sqlite",
    "nexus-webhook",
}
"""What other connectors need, which an installation with PostgreSQL alone must not bring (httpx comes with Litestar)."""


@nox.session
def lint(session: nox.Session) -> None:
    """Code reads as agreed."""
    session.run("ruff", "check", ".", external=True)
    session.run("ruff", "format", "--check", ".", external=True)


@nox.session
def types(session: nox.Session) -> None:
    """Types hold, strictly."""
    session.run("mypy", "noxfile.py", *(str(folder / "src") for folder in PACKAGES), external=True)


@nox.session
def imports(session: nox.Session) -> None:
    """Nothing imports what is above it or none of its business."""
    session.run("lint-imports", "--no-cache", external=True)


@nox.session
def architecture(session: nox.Session) -> None:
    """Layers and borders hold: imports, names, sizes, texts."""
    imports(session)
    session.run("python", "-m", "pytest", "tests/architecture", *session.posargs, external=True)


@nox.session
def tests(session: nox.Session) -> None:
    """Every test, against real servers; arguments after ``--`` go to pytest."""
    spread = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
    session.run("python", "-m", "pytest", *spread, *session.posargs, external=True)


@nox.session
def faults(session: nox.Session) -> None:
    """The whole fault campaign; the plain test run takes a selection. ``-- --campaign-report`` writes its report."""
    session.run("python", "-m", "pytest", "tests/faults", "--campaign=whole", *session.posargs, external=True)


@nox.session
def long_campaign(session: nox.Session) -> None:
    """The fault campaign with as many messages as go through; ``-- --campaign-part=2/8`` plays an eighth of it."""
    command = ("python", "-m", "pytest", "tests/faults/test_campaign.py", "--campaign=long")
    session.run(*command, *session.posargs, external=True)


@nox.session
def mutations(session: nox.Session) -> None:
    """Known bugs, each in a copy of the source, which tests must notice. Words choose some; ``-- --report`` reports."""
    session.run("python", "tests/faults/mutations", *session.posargs, external=True)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Every parser fuzzed by atheris, 30 seconds each (``-- --seconds=N``); its wheels are for Linux, Python 3.11 to 3.13.

    It stands beside the environment, not in it: no other session needs it, and not every machine can have it. The plain test
    run tries the same parsers with Hypothesis.
    """
    folder = ROOT / ".nox" / "atheris"
    wheel = ("--only-binary", "atheris", "atheris>=3.0,<4")
    session.run("uv", "pip", "install", "--quiet", "--target", str(folder), *wheel, external=True)
    session.run("python", "tests/faults/parsers", *session.posargs, env={"PYTHONPATH": str(folder)}, external=True)


@nox.session
def api(session: nox.Session) -> None:
    """The whole OpenAPI document against the real API, by every role; the plain test run takes seconds of it."""
    session.env["NEXUS_TEST_API_SECONDS"] = os.environ.get("NEXUS_TEST_API_SECONDS", "180")
    session.run("python", "-m", "pytest", "tests/e2e/test_api_conformance.py", *session.posargs, external=True)


@nox.session
def agent_campaign(session: nox.Session) -> None:
    """An agent without its centre for a week, killed 20 times, its disk filled: 200,000 messages arrive once, in order."""
    session.env.setdefault("NEXUS_TEST_AGENT_MESSAGES", "200000")
    session.env.setdefault("NEXUS_TEST_AGENT_KILLS", "20")
    session.run("python", "-m", "pytest", "tests/e2e/test_agent_campaign.py", *session.posargs, external=True)


@nox.session
def mqtt_campaign(session: nox.Session) -> None:
    """One MQTT topic into three destinations with 100,000 messages; the plain test run sends 5,000."""
    session.run(
        "python",
        "-m",
        "pytest",
        "tests/e2e/test_mqtt.py",
        *session.posargs,
        env={"MQTT_MESSAGES": "100000"},
        external=True,
    )


@nox.session
def bench(session: nox.Session) -> None:
    """The benchmarks beside their baselines and peers. Words choose parts, which ``--write`` puts into the page.

    Peers, and what draws, stand beside the environment, not in it: no other session needs them.
    """
    folder = ROOT / ".nox" / "bench"
    wanted = (
        "celery[redis]>=5.5,<6",
        "taskiq>=0.11,<1",
        "taskiq-redis>=1.0,<2",
        "psycopg-pool>=3.2,<4",
        "matplotlib>=3.9,<4",
    )
    session.run("uv", "pip", "install", "--quiet", "--target", str(folder), *wanted, external=True)
    session.run("python", "-m", "tests.benchmarks", *session.posargs, external=True)


@nox.session
def instructions(session: nox.Session) -> None:
    """Instructions of the hot functions, counted by valgrind: more than a tenth more than was kept fails."""
    if shutil.which("valgrind") is None:
        session.error("valgrind is not installed (Debian: apt-get install valgrind)")
    session.run("python", "-m", "tests.benchmarks.instructions", *session.posargs, external=True)


@nox.session
def docs(session: nox.Session) -> None:
    """The manual as a site, in ``site``; anything that MkDocs warns of is an error."""
    session.run("mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"}, external=True)


@nox.session
def js(session: nox.Session) -> None:
    """The JavaScript SDK: lint, types, unit tests, and what its package holds, browser bundle measured."""
    session.run(str(ROOT / ".ci" / "javascript"), external=True)
    with session.chdir(ROOT / "sdk" / "js"):
        for script in ("lint", "types", "test", "check-package"):
            session.run("npm", "run", "--silent", script, external=True)


@nox.session
def ui(session: nox.Session) -> None:
    """The dashboard: lint, types, unit tests, build, the budget of its first load, and whether its client fits the API."""
    _client_types(session, "--check")
    with session.chdir(ROOT / "nexus-ui"):
        for script in ("lint", "types", "test"):
            session.run("npm", "run", "--silent", script, external=True)
        session.run(str(ROOT / ".ci" / "dashboard"), external=True)
        session.run("npm", "run", "--silent", "budget", external=True)


@nox.session
def ui_client(session: nox.Session) -> None:
    """Makes the dashboard's client types again, of the API as it is."""
    _client_types(session)


def _client_types(session: nox.Session, *options: str) -> None:
    session.run(str(ROOT / ".ci" / "dashboard"), "packages", external=True)
    document = str(session.run("nexus", "openapi", external=True, silent=True))
    command = ["node", "scripts/client.mjs", *options]
    subprocess.run(  # noqa: S603 — our own script
        command, input=document, text=True, check=True, cwd=ROOT / "nexus-ui"
    )


@nox.session
def screenshots(session: nox.Session) -> None:
    """Pictures of every page of the dashboard, light and dark, in two widths, into ``docs/images``."""
    session.run("python", "tests/e2e/pages/screenshots.py", *session.posargs, external=True)


@nox.session
def tour(session: nox.Session) -> None:
    """From nothing to a delivered message by mouse and keyboard, recorded as a Playwright trace: ``dist/tour.zip``."""
    session.run("python", "tests/e2e/pages/tour.py", *session.posargs, external=True)


@nox.session
def ui_figures(session: nox.Session) -> None:
    """What the dashboard weighs and how fast it answers, into ``docs/operations/dashboard.md``; words choose parts."""
    session.run("python", "tests/e2e/pages/figures.py", *session.posargs, external=True)


@nox.session
def build(session: nox.Session) -> None:
    """A wheel of every package, in ``dist``."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    for folder in PACKAGES:
        session.run(
            *("python", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(ROOT / "dist"), str(folder)),
            external=True,
            silent=True,
        )


@nox.session(venv_backend="uv|virtualenv")
def fresh_install(session: nox.Session) -> None:
    """The core with one connector, from wheels into an empty environment: it works and brings nothing of the others."""
    if not any((ROOT / "dist").glob("nexus_core-*.whl")):
        session.error("there are no wheels to install; run: nox -s build fresh_install")
    wheels = ("--find-links", str(ROOT / "dist"), "--constraint", str(ROOT / "constraints.txt"))
    session.install(*wheels, "nexus-core", "nexus-postgresql")
    listing = "import json, importlib.metadata as m; print(json.dumps([d.name.lower() for d in m.distributions()]))"
    installed = json.loads(str(session.run("python", "-c", listing, silent=True)))
    if strangers := UNWANTED & set(installed):
        session.error(f"nexus-core with nexus-postgresql brought {', '.join(sorted(strangers))}")
    session.run("nexus", "plugins", "--check")


@nox.session(venv_backend="uv|virtualenv")
def agent_file(session: nox.Session) -> None:
    """The agent as one file, ``dist/nexus-agent.pyz``, that runs wherever a Python of this version is; and a try of it."""
    wheels = _wheels(session)
    session.install("shiv", "setuptools")
    site, target = tempfile.mkdtemp(prefix="nexus-agent-file-"), ROOT / "dist" / "nexus-agent.pyz"
    session.install(*wheels, "--target", site, "nexus-agent")
    more = ("--python", "/usr/bin/env python3", "--compressed", "--site-packages", site)
    session.run("shiv", "--console-script", "nexus-agent", "--output-file", str(target), *more)
    _try_agent(session, sys.executable, str(target))


@nox.session(venv_backend="uv|virtualenv")
def agent_binary(session: nox.Session) -> None:
    """The agent as one program, ``dist/nexus-agent``, that needs no Python; and a try of it."""
    wheels = _wheels(session)
    session.install(*wheels, "nexus-agent", "pyinstaller")
    work = Path(tempfile.mkdtemp(prefix="nexus-agent-binary-"))
    start = work / "nexus-agent.py"
    start.write_text("from nexus_agent.cli import main\n\nmain()\n")
    whole = [item for name in ("nexus", "nexus_agent") for item in ("--collect-submodules", name)]
    told = [item for name in ("nexus-agent", "nexus-core") for item in ("--copy-metadata", name)]
    places = ("--distpath", str(ROOT / "dist"), "--workpath", str(work), "--specpath", str(work))
    session.run("pyinstaller", "--onefile", "--noconfirm", "--log-level", "WARN", *whole, *told, *places, str(start))
    _try_agent(session, str(ROOT / "dist" / "nexus-agent"))


def _wheels(session: nox.Session) -> tuple[str, ...]:
    """Return the options that install our own packages from ``dist``."""
    if not any((ROOT / "dist").glob("nexus_agent-*.whl")):
        session.error(f"there are no wheels to install; run: nox -s build {session.name}")
    return ("--find-links", str(ROOT / "dist"), "--constraint", str(ROOT / "constraints.txt"))


def _try_agent(session: nox.Session, *command: str) -> None:
    """Let a built agent take a message, and be stopped."""
    session.run("python", str(ROOT / "nexus-agent" / "tests" / "try_agent.py"), *command)


REPLAYS = {
    "shelf": ("--roles", "sink,query,browse", "--sync"),
    "queue": ("--roles", "source", "--async"),
    "rowstore": ("--roles", "sink,query,browse", "--sql"),
    "words": ("--roles", "step,transform"),
}
"""Connectors that `nexus connector new` makes: a sink, a source, an SQL sink, a step with a function."""


@nox.session(venv_backend="uv|virtualenv")
def replays(session: nox.Session) -> None:
    """Generated connectors, beside the wheels in an empty environment: lint, types and conformance pass as generated."""
    if not any((ROOT / "dist").glob("nexus_core-*.whl")):
        session.error("there are no wheels to install; run: nox -s build replays")
    wheels = ("--find-links", str(ROOT / "dist"), "--constraint", str(ROOT / "constraints.txt"))
    # By their files: under the name and version, uv may still have those of an earlier build.
    core, sql = (next((ROOT / "dist").glob(f"{name}-*.whl")).as_uri() for name in ("nexus_core", "nexus_sql"))
    session.install(*wheels, f"nexus-core[connector,testing] @ {core}", f"nexus-sql @ {sql}", "mypy", "ruff")
    made = Path(tempfile.mkdtemp(prefix="nexus-replays-"))  # ruff looks at nothing below .nox
    for name, options in REPLAYS.items():
        session.run(
            "nexus", "connector", "new", "--no-input", "--output", str(made), "--name", name, *options, silent=True
        )
    folders = [str(made / f"nexus-{name}") for name in REPLAYS]
    for folder in folders:
        session.install(*wheels, "--editable", folder)
        session.run("ruff", "check", folder)
        session.run("ruff", "format", "--check", folder)
    for folder in folders:
        with session.chdir(folder):
            session.run("mypy", "src")
            session.run("nexus", "connector", "dev", "--once", ".", silent=True)
            session.run("nexus", "connector", "certify", ".")
    shutil.rmtree(made)
