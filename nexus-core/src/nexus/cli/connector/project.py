"""The package that one stands in: what ``pyproject.toml`` says about a connector."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from nexus.hookspecs import ENTRY_POINT_GROUP


@frozen
class Project:
    """A connector's package, as a folder with ``pyproject.toml``.

    Attributes:
        name: of the distribution.
        plugins: name of the entry point -> its module.
    """

    folder: Path
    name: str
    plugins: dict[str, str]

    @property
    def tests(self) -> Path:
        """Where its tests are."""
        return self.folder / "tests" if (self.folder / "tests").is_dir() else self.folder

    @property
    def source(self) -> Path:
        """The folder of its Python package.

        Raises:
            click.UsageError: its plugin is no package.
        """
        top = next(iter(self.plugins.values())).partition(".")[0]
        for base in (self.folder / "src", self.folder):
            if (base / top).is_dir():
                return base / top
        raise click.UsageError(f"{top} is no package in {self.folder}: a certificate needs a folder to lie in")


def project_at(folder: Path) -> Project:
    """Read the package in ``folder``, which must be installed, for it is run as users will run it.

    Raises:
        click.UsageError: there is none, it offers no plugin, or it is not installed.
    """
    file = folder / "pyproject.toml"
    if not file.is_file():
        raise click.UsageError(f"there is no {file}; name the folder of a connector's package")
    try:
        about: dict[str, Any] = tomllib.loads(file.read_text("utf-8")).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise click.UsageError(f"{file}: {error}") from error
    plugins = about.get("entry-points", {}).get(ENTRY_POINT_GROUP, {})
    name = str(about.get("name", ""))
    if not name or not plugins:
        raise click.UsageError(f'{file} names no plugin: it needs a table [project.entry-points."{ENTRY_POINT_GROUP}"]')
    try:
        version(name)
    except PackageNotFoundError as error:
        raise click.UsageError(f"{name} is not installed here; run: pip install --editable {folder}") from error
    return Project(folder, name, {str(key): str(value) for key, value in plugins.items()})
