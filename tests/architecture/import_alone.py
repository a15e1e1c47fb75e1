"""Import the modules of every line on stdin in a process that has imported none of ours before; print what fails, as JSON.

Libraries of others are imported first and once: a fork then starts where only our own modules are left to import.
"""

import importlib
import json
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from contextlib import suppress

LIBRARIES = (
    *(
        "alembic.command",
        "attrs",
        "cattrs",
        "cel_expr_python",
        "click",
        "cryptography.fernet",
        "httptools",
        "httpx",
        "jwt",
    ),
    *("litestar", "msgspec", "psycopg", "pymysql", "pytest", "re2", "redis.asyncio", "redis.cluster", "rich.console"),
    *("sqlalchemy.ext.asyncio", "sqlalchemy.orm", "stevedore", "structlog", "uvicorn"),
)


def failure(modules: Sequence[str]) -> str:
    """Import modules in a fork and return the traceback, or nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as report:
            try:
                for module in modules:
                    importlib.import_module(module)
            except BaseException:  # noqa: BLE001 — SystemExit at import is a fault too
                report.write(traceback.format_exc())
            report.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as report:
        text = report.read()
    os.waitpid(child, 0)
    return text


def main() -> None:
    """Read names, print failures."""
    for library in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(library)
    if ours := sorted(name for name in sys.modules if name.partition(".")[0].startswith("nexus")):
        raise SystemExit(f"a library imports {ours}: the modules could not be tried alone")
    warnings.simplefilter("error")
    failures = {line: text for line in sys.stdin.read().splitlines() if (text := failure(line.split()))}
    print(json.dumps(failures))  # noqa: T201 — the answer


main()
