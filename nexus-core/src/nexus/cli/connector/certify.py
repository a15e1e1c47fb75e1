"""``nexus connector certify``: runs the conformance suites of a package and writes its certificate."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import click

from nexus.cli.connector.project import Project, project_at
from nexus.cli.installed import catalogue
from nexus.plugins import Catalogue, PluginInfo
from nexus.plugins.certificate import FILE, PAGE, Certificate, page, read


@click.command("certify", epilog="Example: nexus connector certify plugins/nexus-sqlite")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "--check", is_flag=True, help="Run nothing; exit with status 1 if the certificate is not that of the suites."
)
@click.option("--json", "as_json", is_flag=True, help="Print the certificate as JSON.")
@click.argument("pytest_options", nargs=-1, type=click.UNPROCESSED)
def command(folder: Path, pytest_options: Sequence[str], *, check: bool, as_json: bool) -> None:
    """Run every conformance check of the package in FOLDER and write CERTIFICATE.md, and its data into the package.

    Nothing is written if a check fails, or if the package offers what no suite checks. What stands after -- goes to pytest.
    """
    project = project_at(folder.resolve())
    found = _certificate(project, ["--collect-only"] if check else pytest_options)
    if missing := list(_unchecked(project, found, catalogue())):
        raise click.ClickException(f"{project.name} offers what no suite checks: {', '.join(missing)}")
    if found.failed:
        raise click.ClickException("not certified: the checks above failed")
    if check:
        _compare(project, found)
    else:
        (project.folder / PAGE).write_text(page(found), encoding="utf-8")
        (project.source / FILE).write_text(found.to_json(), encoding="utf-8")
    click.echo(found.to_json() if as_json else f"{project.name}: {found.summary}")


def _certificate(project: Project, options: Sequence[str]) -> Certificate:
    if find_spec("pytest") is None:
        raise click.UsageError("the suites need pytest; run: pip install 'nexus-core[testing]'")
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / FILE
        ours = ["-q", "-p", "no:cacheprovider", f"--nexus-certificate={file}", f"--nexus-package={project.name}"]
        run = [sys.executable, "-m", "pytest", str(project.tests), *ours, *options]
        quiet = subprocess.DEVNULL if "--collect-only" in options else sys.stderr.fileno()
        done = subprocess.run(run, cwd=project.folder, stdout=quiet, check=False)  # noqa: S603 — pytest, on these tests
        if not file.is_file():
            raise click.UsageError(
                f"no conformance suite was found in {project.tests} (pytest ended with {done.returncode}); subclass those "
                "of nexus.testing there"
            )
        return read(file.read_text("utf-8"))


def _unchecked(project: Project, found: Certificate, installed: Catalogue) -> Iterator[str]:
    """Name what the package offers and no suite was run for."""
    checked = {(suite.subject, suite.title) for suite in found.suites}
    for plugin in installed.plugins:
        if plugin.distribution == project.name:
            missing = [offered for offered in _offers(plugin, installed) if offered not in checked]
            yield from (f"{title} of {subject}" for subject, title in missing)
    for fault in installed.faults:
        if fault.distribution == project.name:
            raise click.ClickException(str(fault))


def _offers(plugin: PluginInfo, installed: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield subject and title of every suite that a plugin needs."""
    for name in plugin.connectors:
        yield name, "Configuration and connection test"
        roles = {
            "Sink": name in installed.sinks,
            "Source": name in installed.sources,
            "Query": installed.connectors[name].query is not None,
            "Browse": installed.connectors[name].browse is not None,
        }
        yield from ((name, title) for title, plays in roles.items() if plays)
    yield from ((name, "Step") for name in plugin.steps)
    if plugin.transforms:
        yield "functions", "Transforms"


def _compare(project: Project, found: Certificate) -> None:
    file = project.source / FILE
    kept = read(file.read_text("utf-8")) if file.is_file() else None
    if kept is None or kept.lasting != found.lasting or not (project.folder / PAGE).is_file():
        raise click.ClickException(
            f"the certificate is not that of the suites; run: nexus connector certify {project.folder}"
        )
    if (project.folder / PAGE).read_text("utf-8") != page(kept):
        raise click.ClickException(f"{PAGE} is not what {FILE} says; run: nexus connector certify {project.folder}")
