"""The connection test: names what it looks at, says what it found and what to do."""

import time
from collections.abc import Sequence

from nexus import Check, ConfigurationError, Context, Unavailable
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config
from {{ cookiecutter.module }}.store import Store


def check(config: {{ cookiecutter.prefix }}Config, context: Context) -> Sequence[Check]:  # noqa: ARG001 — a host is asked of context.egress
    """Open the store and log in; never raises for a bad target."""
    started = time.perf_counter()
    try:
        Store(config).close()
    except ConfigurationError as error:
        return [Check("store", ok=False, message=str(error), remedy=error.remedy or "correct the settings")]
    except Unavailable as error:
        return [Check("store", ok=False, message=str(error), remedy="start the store, and try again")]
    return [Check("store", ok=True, message="takes the token", latency_ms=(time.perf_counter() - started) * 1000)]
