"""Python, packages, settings and plugins."""

import os
import sys
from collections.abc import Iterator
from importlib.metadata import version

from nexus.cli.diagnosis.findings import Finding, State
from nexus.config.settings import Settings
from nexus.plugins import Catalogue

_PACKAGES = ("nexus-core", "redis", "sqlalchemy", "litestar", "msgspec", "cel-expr-python")
_OLDEST = (3, 11)


def look_at_python() -> Iterator[Finding]:
    """Yield the versions of Python and of the packages that matter most."""
    current = sys.version_info[:3]
    text = ".".join(map(str, current))
    fits = current >= _OLDEST
    remedy = "" if fits else "install Python 3.11 or newer"
    yield Finding("installation", "python", State.OK if fits else State.BROKEN, text, remedy)
    for package in _PACKAGES:
        yield Finding("installation", package, State.OK, version(package))


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """Yield settings that work and still deserve a second thought."""
    if settings.durability == "relaxed":
        text = "ingress accepts messages even while the stream store would lose them with the power"
        yield Finding("settings", "NEXUS_DURABILITY", State.WARNING, text, "set it to strict, unless losses are fine")
    cores = os.cpu_count() or 1
    if settings.api_processes > max(cores, 2):
        text = f"{settings.api_processes} API processes share {cores} cores of this machine"
        yield Finding("settings", "NEXUS_API_PROCESSES", State.WARNING, text, f"set it to {cores} or less")
    if settings.api_processes > 1 and not sys.platform.startswith("linux"):
        text, remedy = (
            "several API processes on one port need Linux",
            "set it to 1, and run more behind a load balancer",
        )
        yield Finding("settings", "NEXUS_API_PROCESSES", State.BROKEN, text, remedy)
    if settings.log_level == "debug":
        text = "everything is logged, which slows deliveries"
        yield Finding("settings", "NEXUS_LOG_LEVEL", State.WARNING, text, "set it to info")


def look_at_plugins(catalogue: Catalogue) -> Iterator[Finding]:
    """Yield every plugin, and those in quarantine with their reason."""
    for plugin in catalogue.plugins:
        text = f"{plugin.distribution} {plugin.version}"
        yield Finding("plugins", plugin.name, State.OK, text)
    for fault in catalogue.faults:
        yield Finding("plugins", fault.plugin, State.BROKEN, f"in quarantine: {fault.reason}", fault.remedy)
    for name in catalogue.refused:
        remedy = "name it in NEXUS_PLUGINS_ALLOW to use it"
        yield Finding(
            "plugins", name, State.OK, "installed, and not loaded: NEXUS_PLUGINS_ALLOW does not name it", remedy
        )
