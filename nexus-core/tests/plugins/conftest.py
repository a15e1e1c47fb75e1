"""Installed plugin distributions, as pip leaves them, in a folder of the test's own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

PREAMBLE = dedent(
    """
    from nexus import Connector, LogStoreType, Secret, SinkType, SourceType, StepType, TransformFunction, config, hookimpl

    nexus_contract = "1.0"

    @config.define
    class Config:
        host: str = "here"
        password: Secret | None = None

    def connector(name, config=Config, **about):
        check = lambda config, context: []
        return Connector(name=name, title=name, family="database", config=config, check=check, **about)

    def sink(name, **about):
        return SinkType(connector=connector(name), open=print, operations=("insert",), **about)
    """
)


class SitePackages:
    """A folder that a Python process can have on its path, with plugins installed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, distribution: str, source: str, *, name: str | None = None, version: str = "1.2.3") -> None:
        """Install a distribution whose one module has ``source`` after `PREAMBLE`, which registers as plugin ``name``."""
        module = distribution.replace("-", "_")
        (self.folder / f"{module}.py").write_text(PREAMBLE + dedent(source))
        info = self.folder / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[nexus.plugins]\n{name or distribution} = {module}\n")

    def run(self, code: str) -> str:
        """Run code in a fresh Python that has these packages, and return what it prints."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("NEXUS_")}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", dedent(code)],
            env=environ | {"PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def load(self, allow: str = "None") -> dict:
        """Load all plugins in a fresh Python; quarantined ones by name, and the names of what there is."""
        return json.loads(
            self.run(
                f"""
                import json, attrs
                from nexus.plugins import load_plugins
                found = load_plugins({allow})
                print(json.dumps({{
                    "plugins": [plugin.name for plugin in found.plugins],
                    "faults": {{fault.plugin + "@" + fault.distribution: attrs.asdict(fault) for fault in found.faults}},
                    "connectors": sorted(found.connectors), "sinks": sorted(found.sinks),
                    "transforms": sorted(found.transforms), "refused": found.refused,
                }}))
                """
            )
        )


@pytest.fixture
def site(tmp_path):
    """A folder with one plugin in order, so that every test sees that the others go on."""
    packages = SitePackages(tmp_path)
    packages.install("acme-sound", "@hookimpl\ndef nexus_sinks(): return [sink('sound')]\n")
    return packages


@pytest.fixture
def plugin():
    """Make a plugin module from source, without installing it."""

    def make(source: str, name: str = "example") -> ModuleType:
        module = ModuleType(name)
        exec(PREAMBLE + dedent(source), vars(module))
        return module

    return make
